//! Numbers that registers give: VAT id, register number, LEI, D-U-N-S, and identifiers of persons.

use super::blocked;

/// Letters and digits in upper case; `None` for what stands for no value.
#[must_use]
pub fn identifier(text: &str) -> Option<String> {
    if text.len() > 200 || blocked::is_blocked(text) {
        return None;
    }
    let clean: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    (clean.chars().count() >= 2 && !clean.bytes().all(|b| b == b'0')).then_some(clean)
}

/// A VAT id in its official spelling. DE, AT and CH are checked by their check digit; `None` if it is
/// wrong. Other countries: two letters and 2–13 letters or digits.
#[must_use]
pub fn vat(text: &str) -> Option<String> {
    let id = identifier(text)?;
    let digits = |from: usize| -> Option<Vec<u32>> {
        id.get(from..)?.chars().map(|c| c.to_digit(10)).collect()
    };
    match id.get(..2)? {
        "DE" => german(&digits(2)?).then_some(id),
        "AT" => (id.as_bytes().get(2) == Some(&b'U') && austrian(&digits(3)?)).then_some(id),
        "CH" => {
            let core: String = id.chars().take(12).collect();
            let number: Option<Vec<u32>> = core.get(3..)?.chars().map(|c| c.to_digit(10)).collect();
            let tail = matches!(id.get(12..), Some("" | "MWST" | "TVA" | "IVA"));
            (core.starts_with("CHE") && tail && swiss(&number?)).then_some(core)
        }
        land => {
            let fits = land.bytes().all(|b| b.is_ascii_uppercase()) && (4..=15).contains(&id.len());
            fits.then_some(id)
        }
    }
}

/// Check digit of a German VAT id: ISO 7064, MOD 11,10.
fn german(digits: &[u32]) -> bool {
    let [head @ .., check] = digits else {
        return false;
    };
    if digits.len() != 9 || digits[0] == 0 {
        return false;
    }
    let product = head.iter().fold(10, |product, digit| {
        let sum = match (digit + product) % 10 {
            0 => 10,
            sum => sum,
        };
        (2 * sum) % 11
    });
    (11 - product) % 10 == *check
}

/// Check digit of an Austrian UID (BMF): weights 1 and 2, digit sums, constant 4.
fn austrian(digits: &[u32]) -> bool {
    let [head @ .., check] = digits else {
        return false;
    };
    if digits.len() != 8 {
        return false;
    }
    let weigh = |(at, digit): (usize, &u32)| match at % 2 {
        0 => *digit,
        _ => digit * 2 / 10 + digit * 2 % 10,
    };
    let sum: u32 = head.iter().enumerate().map(weigh).sum();
    (10 - (sum + 4) % 10) % 10 == *check
}

/// Check digit of a Swiss UID (BFS): weights 5 4 3 2 7 6 5 4, modulo 11.
fn swiss(digits: &[u32]) -> bool {
    let [head @ .., check] = digits else {
        return false;
    };
    if digits.len() != 9 {
        return false;
    }
    let sum: u32 = head
        .iter()
        .zip([5, 4, 3, 2, 7, 6, 5, 4])
        .map(|(d, w)| d * w)
        .sum();
    (11 - sum % 11) % 11 == *check
}

/// A German or Austrian register number: court, kind and number, as `muenchen HRB 12345`; the court is
/// empty if it is not said. `None` if there is no number.
#[must_use]
pub fn register(text: &str) -> Option<String> {
    let text = super::fold::fold(super::bounded(text));
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let kinds = ["hra", "hrb", "gnr", "pr", "vr", "fn"];
    let mut kind = "";
    let (mut number, mut court) = (String::new(), Vec::new());
    for word in words.into_iter().filter(|w| !w.is_empty()) {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        match word {
            word if kinds.contains(&word) => kind = word,
            word if kinds.contains(&letters) && letters != word => {
                kind = letters;
                number = word[letters.len()..].to_owned();
            }
            word if word.as_bytes()[0].is_ascii_digit() && number.is_empty() => {
                number = word.trim_start_matches('0').to_owned();
            }
            "amtsgericht" | "ag" | "registergericht" | "handelsregister" | "firmenbuch" => {}
            word if !kind.is_empty() && word.len() == 1 => number.push_str(word),
            word => court.push(word),
        }
    }
    let found = !kind.is_empty() && !number.is_empty();
    found
        .then(|| format!("{} {} {number}", court.join(" "), kind.to_uppercase()))
        .map(|text| text.trim().to_owned())
}

/// A legal entity identifier (ISO 17442), checked by ISO 7064 MOD 97-10.
#[must_use]
pub fn lei(text: &str) -> Option<String> {
    let id = identifier(text)?;
    if id.len() != 20 || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = id
        .chars()
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest: u32, value| match value {
            0..=9 => (rest * 10 + value) % 97,
            _ => (rest * 100 + value) % 97,
        });
    (rest == 1).then_some(id)
}

/// A D-U-N-S number: nine digits.
#[must_use]
pub fn duns(text: &str) -> Option<String> {
    let id = identifier(text)?;
    (id.len() == 9 && id.bytes().all(|b| b.is_ascii_digit())).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_decide() {
        assert_eq!(vat("DE 136 695 976").as_deref(), Some("DE136695976"));
        assert_eq!(vat("DE136695977"), None);
        assert_eq!(vat("ATU 13585627").as_deref(), Some("ATU13585627"));
        assert_eq!(vat("ATU13585626"), None);
        assert_eq!(vat("CHE-109.322.551 MWST").as_deref(), Some("CHE109322551"));
        assert_eq!(vat("CHE109322552"), None);
        assert_eq!(vat("FR40303265045").as_deref(), Some("FR40303265045"));
        for text in ["", "DE", "DE0", "CHE", "ÄÖ123456", "12345678", "CHE12"] {
            assert_eq!(vat(text), None, "{text}");
        }
        assert_eq!(
            lei("529900T8BM49AURSDO55").as_deref(),
            Some("529900T8BM49AURSDO55")
        );
        assert_eq!(lei("529900T8BM49AURSDO56"), None);
    }

    #[test]
    fn register_numbers_have_one_spelling() {
        for text in [
            "Amtsgericht München HRB 12345",
            "HRB12345 (München)",
            "AG München, HRB 012345",
        ] {
            assert_eq!(
                register(text).as_deref(),
                Some("muenchen HRB 12345"),
                "{text}"
            );
        }
        assert_eq!(register("FN 123456 a").as_deref(), Some("FN 123456a"));
        assert_eq!(register("München"), None);
    }
}
