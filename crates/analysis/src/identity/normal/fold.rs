//! Folding in two steps: first to letters without diacritics, then to the match key.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, ä/ö/ü/ß as ae/oe/ue/ss, every other diacritic removed, blanks collapsed to one.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    if text.is_ascii() {
        for c in text.chars() {
            push(&mut out, c.to_ascii_lowercase());
        }
    } else {
        // Composed first: an umlaut written as letter and mark is the same umlaut.
        for c in text.nfc().flat_map(char::to_lowercase) {
            letter(&mut out, c);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn push(out: &mut String, c: char) {
    if c.is_whitespace() || c.is_control() {
        if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    } else {
        out.push(c);
    }
}

fn letter(out: &mut String, c: char) {
    match spelled(c) {
        Some(letters) => out.push_str(letters),
        None if c.is_ascii() => push(out, c),
        // What is left without its marks may have a spelling of its own: ǿ is ø is oe.
        None => {
            let bare = c.nfd().filter(|c| !is_combining_mark(*c));
            bare.for_each(|c| match spelled(c) {
                Some(letters) => out.push_str(letters),
                None => push(out, c),
            });
        }
    }
}

/// How a letter or sign is spelled that is more than another one with a mark.
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'æ' => "ae",
        'ö' | 'ø' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'þ' => "th",
        '’' | '`' | '´' | '‘' => "'",
        '‐' | '‑' | '–' | '—' => "-",
        _ => return None,
    })
}

/// The match key of a folded text: letters and digits only, words separated by one blank, and
/// (a|o|u)e as a|o|u, so that every way to write an umlaut meets.
#[must_use]
pub fn match_key(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            'e' if out.ends_with(['a', 'o', 'u']) => {}
            '\'' => {}
            c if c.is_alphanumeric() => out.push(c),
            _ if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            _ => {}
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// [`fold`] and [`match_key`] in one.
#[must_use]
pub fn key(text: &str) -> String {
    match_key(&fold(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_to_write_an_umlaut_meet() {
        for text in ["Müller", "MUELLER", "Muller", "Mu\u{308}ller", " müller "] {
            assert_eq!(key(text), "muller", "{text}");
        }
        assert_eq!(fold("Müller"), "mueller");
        assert_eq!(key("Weiß"), key("Weiss"));
        assert_eq!(key("Gößler"), "gossler");
    }

    #[test]
    fn other_diacritics_and_signs_go() {
        assert_eq!(fold("  René  Łukasz\tÇelik "), "rene lukasz celik");
        assert_eq!(fold("ǿ ǽ"), "oe ae");
        assert_eq!(key("O’Brien"), "obrien");
        assert_eq!(key("Hans-Günther"), key("Hans Guenther"));
        assert_eq!(key("-.-"), "");
        assert_eq!(key(""), "");
    }
}
