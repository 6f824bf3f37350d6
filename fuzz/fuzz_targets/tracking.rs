//! Bodies of the tracking protocol.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    connect::tracking::fuzz::segment(bytes);
});
