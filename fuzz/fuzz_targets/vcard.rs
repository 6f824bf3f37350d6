//! Contact cards.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    assert!(connect::imports::model::tables::fuzz::cards(bytes).is_ok());
});
