//! Workbooks: whole files, sheets, shared texts, OpenDocument contents.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    faults_of_libraries_are_caught();
    assert!(connect::imports::model::tables::fuzz::workbook(bytes).is_ok());
});

/// The product takes a panic of a library as a damaged file; here only one of our own is a fault.
fn faults_of_libraries_are_caught() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let abort = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let file = info.location().map_or("", |at| at.file());
            match ["/calamine-", "/cfb-", "/zip-", "/quick-xml-"].iter().any(|l| file.contains(l)) {
                true => eprintln!("caught: {info}"),
                false => abort(info),
            }
        }));
    });
}
