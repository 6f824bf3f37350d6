//! Names, companies, addresses, phone numbers, mail addresses.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    analysis::identity::normal::fuzz::anything(text);
});
