//! Names that browsers and programs give themselves.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    connect::machines::fuzz::user_agent(bytes);
});
