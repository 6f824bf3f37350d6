//! Street, house number, postal code and town. Own rules for the German-speaking countries.

use super::{blocked, bounded, fold};

/// Street (match key, `str` for every spelling of Straße) and house number of one line.
#[must_use]
pub fn street(text: &str) -> (String, String) {
    if blocked::is_blocked(text) {
        return (String::new(), String::new());
    }
    let folded = fold::fold(bounded(text));
    let (name, number) = split_number(&folded);
    (street_key(name), number)
}

/// The match key of a street's name: `Bahnhofstraße`, `Bahnhof-Str.` and `BAHNHOFSTRASSE` meet.
fn street_key(folded: &str) -> String {
    let plain: String = fold::match_key(folded).split(' ').collect();
    let long = plain.replace("strasse", "str");
    long.replace("postfach", "pf")
}

/// Takes the house number off the end (`12a`, `12 a`, `12-14`, `12/3`) or off the beginning.
fn split_number(text: &str) -> (&str, String) {
    let number_like = |word: &str| {
        word.as_bytes().first().is_some_and(u8::is_ascii_digit)
            && word.len() <= 9
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-/.,".contains(c))
    };
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() < 2 {
        return split_glued(text);
    }
    let last = words[words.len() - 1];
    let letter = last.len() == 1 && last.bytes().all(|b| b.is_ascii_lowercase());
    if letter && words.len() > 2 && number_like(words[words.len() - 2]) {
        let end = text.len() - last.len() - words[words.len() - 2].len() - 1;
        return (&text[..end], house_number(&text[end..]));
    }
    if number_like(last) {
        return (&text[..text.len() - last.len()], house_number(last));
    }
    if number_like(words[0]) && words[0].bytes().all(|b| b.is_ascii_digit()) {
        return (&text[words[0].len()..], house_number(words[0]));
    }
    split_glued(text)
}

/// `hauptstr.12`: the number follows without a blank.
fn split_glued(text: &str) -> (&str, String) {
    match text.find(|c: char| c.is_ascii_digit()) {
        Some(at) if at > 3 && text[..at].ends_with('.') => (&text[..at], house_number(&text[at..])),
        _ => (text, String::new()),
    }
}

/// A house number: digits and letters only, `12 A` as `12a`, without leading zeros.
#[must_use]
pub fn house_number(text: &str) -> String {
    if blocked::is_blocked(text) {
        return String::new();
    }
    let clean: String = fold::fold(bounded(text))
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '/'))
        .collect();
    clean
        .trim_start_matches('0')
        .trim_end_matches(['-', '/'])
        .to_owned()
}

/// A postal code without country prefix and blanks, in upper case: `D-80331` is `80331`.
#[must_use]
pub fn postal(text: &str) -> String {
    if blocked::is_blocked(text) {
        return String::new();
    }
    let upper = bounded(text.trim()).to_uppercase();
    let rest = ["D-", "A-", "CH-", "DE-", "AT-", "FL-"]
        .iter()
        .find_map(|prefix| upper.strip_prefix(prefix))
        .unwrap_or(&upper);
    rest.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The match key of a town without its addition: `Freiburg i. Br.`, `Halle (Saale)`, `Frankfurt a. M.`
/// and `Frankfurt/Main` lose what follows the name.
#[must_use]
pub fn city(text: &str) -> String {
    if blocked::is_blocked(text) {
        return String::new();
    }
    let folded = fold::fold(bounded(text));
    let head = folded.split(['(', '/', ',']).next().unwrap_or(&folded);
    let cut = [
        " a. ", " a.", " i. ", " i.", " am ", " an der ", " im ", " ob der ", " v. d.", " bei ",
        " b.",
    ]
    .iter()
    .filter_map(|addition| head.find(addition))
    .filter(|at| *at >= 3)
    .min()
    .unwrap_or(head.len());
    fold::match_key(&head[..cut])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_meet_in_every_spelling() {
        for text in [
            "Bahnhofstraße 12a",
            "Bahnhofstr. 12 a",
            "BAHNHOFSTRASSE 12A",
            "Bahnhof-Str. 12a",
            "Bahnhof Straße 12 A",
            "Bahnhofstr.12a",
        ] {
            assert_eq!(
                street(text),
                ("bahnhofstr".to_owned(), "12a".to_owned()),
                "{text}"
            );
        }
        assert_eq!(
            street("Straße des 17. Juni 135"),
            ("strdes17juni".to_owned(), "135".to_owned())
        );
        assert_eq!(
            street("22 Milne Cove"),
            ("milnecove".to_owned(), "22".to_owned())
        );
        assert_eq!(
            street("Postfach 10 20"),
            ("pf10".to_owned(), "20".to_owned())
        );
        assert_eq!(street("n/a"), (String::new(), String::new()));
        assert_eq!(street("ü 1 ß"), ("u1ss".to_owned(), String::new()));
    }

    #[test]
    fn towns_lose_their_additions() {
        for (text, expected) in [
            ("Freiburg i. Br.", "freiburg"),
            ("Frankfurt a. M.", "frankfurt"),
            ("Frankfurt am Main", "frankfurt"),
            ("Halle (Saale)", "halle"),
            ("Köln", "koln"),
            ("Koeln", "koln"),
            ("Im Tal", "im tal"),
        ] {
            assert_eq!(city(text), expected, "{text}");
        }
        assert_eq!(postal(" D-80331 "), "80331");
        assert_eq!(postal("sw1a 1aa"), "SW1A1AA");
    }
}
