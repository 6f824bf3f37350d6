//! Files of values in any encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    assert!(connect::imports::model::reader::fuzz::csv(bytes).is_ok());
});
