//! How similar two texts are.

/// Jaro–Winkler similarity (Winkler 1990), 0..1, prefix scale 0.1, of the bytes.
#[must_use]
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    rapidfuzz::distance::jaro_winkler::similarity(a.bytes(), b.bytes())
}

/// Whether one text becomes the other with at most `most` edits: insert, delete, replace a byte or swap
/// two neighbours (optimal string alignment). Texts longer than 64 bytes are only compared for equality.
#[must_use]
pub fn edits_within(a: &str, b: &str, most: usize) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a == b {
        return true;
    }
    if a.len().abs_diff(b.len()) > most || a.len().max(b.len()) > 64 {
        return false;
    }
    // Equal ends cannot need an edit.
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    match (a.len(), b.len()) {
        (0, rest) | (rest, 0) => rest <= most,
        (1, 1) => most >= 1,
        (2, 2) if a[0] == b[1] && a[1] == b[0] => most >= 1,
        _ if most == 1 => false,
        _ => {
            let distance = rapidfuzz::distance::osa::distance(a.iter(), b.iter());
            distance <= most
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        // Winkler's own examples.
        for (a, b, expected) in [
            ("martha", "marhta", 0.961),
            ("dwayne", "duane", 0.84),
            ("dixon", "dicksonx", 0.813),
        ] {
            assert!((jaro_winkler(a, b) - expected).abs() < 0.001, "{a} {b}");
        }
        assert!(edits_within("1234", "1243", 1) && edits_within("1234", "124", 1));
        assert!(!edits_within("1234", "1432", 1) && edits_within("1234", "1432", 2));
        assert!(!edits_within("", "abc", 2) && edits_within("", "", 0));
    }

    proptest! {
        #[test]
        fn the_shortcut_agrees_with_the_whole_table(a in "[abc]{0,7}", b in "[abc]{0,7}", most in 0usize..3) {
            let distance = rapidfuzz::distance::osa::distance(a.bytes(), b.bytes());
            prop_assert_eq!(edits_within(&a, &b, most), distance <= most);
        }
    }
}
