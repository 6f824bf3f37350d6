//! Phone numbers, as an import takes them and as people are told apart by them.
#![no_main]

use connect::imports::model::values::parse_phone;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    analysis::identity::normal::fuzz::phones(text);
    if let Some(kept) = parse_phone(text) {
        assert_eq!(parse_phone(&kept).as_deref(), Some(kept.as_str()));
    }
});
