//! Folds text so that German spellings find each other: ä = ae = a, ö = oe = o, ü = ue = u, ß = ss.

use unicode_normalization::UnicodeNormalization;

/// Lower case without accents, with every umlaut and its two-letter spelling reduced to the plain
/// vowel. The same function folds what is stored and what is asked, so both ways match.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfkd() {
        match c {
            'ß' | 'ẞ' => plain.push_str("ss"),
            'æ' | 'Æ' => plain.push('a'),
            'ø' | 'Ø' | 'œ' | 'Œ' => plain.push('o'),
            'ł' | 'Ł' => plain.push('l'),
            'đ' | 'Đ' => plain.push('d'),
            c if unicode_normalization::char::is_combining_mark(c) => {}
            c => plain.extend(c.to_lowercase()),
        }
    }
    fold_pairs(&plain)
}

fn fold_pairs(plain: &str) -> String {
    let mut folded = String::with_capacity(plain.len());
    let mut chars = plain.chars().peekable();
    while let Some(c) = chars.next() {
        folded.push(c);
        if matches!(c, 'a' | 'o' | 'u') && chars.peek() == Some(&'e') {
            chars.next();
        }
    }
    folded
}

/// Folds a name for sorting and equality: words separated by single spaces, no punctuation.
#[must_use]
pub fn fold_name(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_spellings_meet() {
        for name in ["Müller", "Mueller", "MULLER", "Mu\u{308}ller"] {
            assert_eq!(fold(name), "muller", "{name}");
        }
        assert_eq!(fold("Größe"), fold("GROESSE"));
        assert_eq!(fold("Straße"), fold("Strasse"));
        assert_eq!(fold("Æther"), fold("Aether"));
        assert_eq!(fold_name(" Bäcker & Söhne  GmbH"), "backer sohne gmbh");
    }
}
