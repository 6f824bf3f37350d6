//! Telephone numbers in E.164, and what two of them have to do with each other.

use std::cell::RefCell;
use std::collections::HashMap;

use phonenumber::Mode;

use super::bounded;

/// A number for comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// In E.164: `+498912345`.
    pub e164: String,
    /// Whether it is a mobile number by its prefix (DE, AT, CH; elsewhere unknown and `false`).
    pub mobile: bool,
}

/// Parsing costs about 8 µs; files repeat their switchboards.
const CACHED: usize = 8192;

/// What was read before, by text and country.
type Seen = HashMap<(String, [u8; 2]), Option<Phone>>;

thread_local! {
    static SEEN: RefCell<Seen> = RefCell::new(HashMap::new());
}

/// Reads a number as it is written; without a country code it belongs to `country` (two letters of
/// ISO 3166, Germany unless known). `None` for what is no number.
#[must_use]
pub fn read(text: &str, country: Option<&str>) -> Option<Phone> {
    let text = bounded(text.trim());
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if !(5..=20).contains(&digits) || text.bytes().all(|b| !b.is_ascii_digit() || b == b'0') {
        return None;
    }
    let country = two_letters(country);
    SEEN.with_borrow_mut(|seen| {
        let key = (text.to_owned(), country);
        if let Some(known) = seen.get(&key) {
            return known.clone();
        }
        if seen.len() >= CACHED {
            seen.clear();
        }
        let read = parse(text, country);
        seen.insert(key, read.clone());
        read
    })
}

fn two_letters(country: Option<&str>) -> [u8; 2] {
    match country.map(str::as_bytes) {
        Some([a, b]) if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
            [a.to_ascii_uppercase(), b.to_ascii_uppercase()]
        }
        _ => *b"DE",
    }
}

fn parse(text: &str, country: [u8; 2]) -> Option<Phone> {
    let text = text.replace("(0)", "");
    let home = std::str::from_utf8(&country).ok()?.parse().ok();
    let home = home.or(Some(phonenumber::country::Id::DE));
    let number = phonenumber::parse(home, &text).ok()?;
    let e164 = number.format().mode(Mode::E164).to_string();
    let code = number.code().value().to_string();
    // A zero after the country code belongs to some countries (Italy); elsewhere it makes a number that
    // would be read as another one.
    let kept_zero = e164
        .get(1 + code.len()..)
        .is_some_and(|n| n.starts_with('0'));
    let is_read_as_itself = || {
        let again = phonenumber::parse(home, &e164).ok();
        again.is_some_and(|n| n.format().mode(Mode::E164).to_string() == e164)
    };
    (e164.len() >= 7 && (!kept_zero || is_read_as_itself())).then(|| Phone {
        mobile: is_mobile(&e164),
        e164,
    })
}

/// Prefixes of mobile numbers: DE 15x/16x/17x (BNetzA), AT 65x–69x (RTR), CH 74–79 (BAKOM).
fn is_mobile(e164: &str) -> bool {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| e164.starts_with(prefix));
    starts(&["+4915", "+4916", "+4917"])
        || starts(&["+4365", "+4366", "+4367", "+4368", "+4369"])
        || starts(&["+4174", "+4175", "+4176", "+4177", "+4178", "+4179"])
}

/// Whether two numbers can be extensions of one switchboard: they differ only in the last one to four
/// digits. Evidence for the company, never for a person.
#[must_use]
pub fn same_switchboard(a: &str, b: &str) -> bool {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let longest = a.len().max(b.len());
    !is_mobile(a) && common >= 8 && longest - common <= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_number_meets() {
        for text in [
            "+49 (0)89 1234567",
            "0049 89 1234567",
            "089/1234567",
            "+49 89 1234-567",
            "(089) 123 45 67",
        ] {
            assert_eq!(
                read(text, Some("DE")).map(|p| p.e164).as_deref(),
                Some("+49891234567"),
                "{text}"
            );
        }
        assert_eq!(
            read("01 2345678", Some("AT")).map(|p| p.e164).as_deref(),
            Some("+4312345678")
        );
        assert!(read("0170 1234567", None).is_some_and(|p| p.mobile));
        assert!(read("+43 664 1234567", None).is_some_and(|p| p.mobile));
        for text in ["", "anrufen!", "12", "00000000", "123456789012345678901234"] {
            assert_eq!(read(text, None), None, "{text}");
        }
        assert!(read(&"1".repeat(10_000), None).is_none());
        assert_eq!(
            read("0002..07", None),
            None,
            "it would be read as another number"
        );
    }

    #[test]
    fn extensions_share_their_switchboard() {
        assert!(same_switchboard("+498912340", "+4989123415"));
        assert!(!same_switchboard("+498912340", "+498998765"));
        assert!(!same_switchboard("+491701234567", "+491701234568"));
    }
}
