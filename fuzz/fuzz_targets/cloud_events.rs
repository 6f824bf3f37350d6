//! Bodies of CloudEvents.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    connect::tracking::fuzz::cloud_events(bytes);
});
