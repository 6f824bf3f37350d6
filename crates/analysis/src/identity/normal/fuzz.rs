//! What a fuzzer calls: any text through every reading of names, addresses and numbers.

use super::{address, birth, cologne, company, domain, email, fold, name, number, phone};

/// Reads the text as everything it could be. What was read is read again the same.
pub fn anything(text: &str) {
    let _ = (
        name::read_full(text),
        name::read(text, text),
        cologne::code(text),
    );
    let _ = (company::read(text), company::core_of_domain(text));
    let _ = (
        address::street(text),
        address::house_number(text),
        address::city(text),
    );
    let _ = (
        address::postal(text),
        birth::read(text),
        domain::of_company(text),
    );
    let _ = (
        number::vat(text),
        number::register(text),
        number::lei(text),
        number::duns(text),
    );
    let folded = fold::fold(text);
    assert_eq!(fold::fold(&folded), folded, "folding twice is folding once");
    phones(text);
    if let Some(read) = email::read(text) {
        let again = email::read(&read.address).map(|email| email.address);
        assert_eq!(
            again.as_ref(),
            Some(&read.address),
            "an address is read as itself"
        );
    }
}

/// Reads the text as a phone number of each country; what was read is read again the same.
pub fn phones(text: &str) {
    for country in [None, Some("DE"), Some("AT"), Some("CH")] {
        let Some(read) = phone::read(text, country) else {
            continue;
        };
        let again = phone::read(&read.e164, None).map(|phone| phone.e164);
        assert_eq!(
            again.as_ref(),
            Some(&read.e164),
            "a number is read as itself"
        );
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    #[test]
    fn what_a_fuzzer_found_is_read_the_same_again() {
        super::anything("|@' (A. .\u{fffd}v-");
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_reading(
            text in ".{0,60}",
            number in "[+0-9()/ .-]{0,24}",
            address in "[a-zA-ZäöüßÉ.+%@'-]{1,12}@[a-zäöü.' (-]{1,16}",
        ) {
            super::anything(&text);
            super::anything(&number);
            super::phones(&format!("tel:{number}"));
            super::anything(&address);
        }
    }
}
