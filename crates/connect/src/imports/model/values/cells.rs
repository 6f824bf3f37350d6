//! Small readings of one cell.

/// The cell as it is kept: trimmed, and without the apostrophe with which exports disarm formulas.
#[must_use]
pub fn tidy(cell: &str) -> &str {
    let text = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    }
}

/// Stands for "nothing" in columns of dates, numbers, addresses and references.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    matches!(
        lower.as_str(),
        "" | "-"
            | "--"
            | "–"
            | "—"
            | "n/a"
            | "#n/a"
            | "null"
            | "none"
            | "(no value)"
            | "k. a."
            | "k.a."
    )
}

/// Yes or no in the words of office programs, in both languages.
#[must_use]
pub fn parse_bool(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "ja" | "j" | "wahr" | "x" | "t" => Some(true),
        "false" | "0" | "no" | "n" | "nein" | "falsch" | "f" | "" => Some(false),
        _ => None,
    }
}

/// The address when it can be one.
#[must_use]
pub fn parse_email(text: &str) -> Option<String> {
    let text = text
        .trim()
        .trim_start_matches("mailto:")
        .trim_matches(['<', '>']);
    let (local, domain) = text.rsplit_once('@')?;
    let wrong = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>' | '"' | '(' | ')')
    };
    let plain = !text.contains(wrong) && !local.contains('@');
    let labels = domain
        .split('.')
        .all(|l| !l.is_empty() && !l.starts_with('-'))
        && domain.contains('.');
    (plain && labels && !local.is_empty() && text.len() <= 254).then(|| text.to_owned())
}

/// The number when it can be one: three digits or more among the usual signs.
#[must_use]
pub fn parse_phone(text: &str) -> Option<String> {
    let mut text = text.trim();
    while let Some(rest) = text.strip_prefix("tel:") {
        text = rest.trim_start();
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (digits >= 3 && text.chars().count() <= 60 && !text.contains('@')).then(|| text.to_owned())
}

/// The domain of a web address, an e-mail address or a bare domain.
#[must_use]
pub fn parse_domain(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let after_scheme = lower
        .split_once("://")
        .map_or(lower.as_str(), |(_, rest)| rest);
    let host = after_scheme.split(['/', '?', '#', ',', ';', ' ']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, h)| h);
    let host = host
        .split(':')
        .next()?
        .trim_start_matches("www.")
        .trim_end_matches('.');
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && l.chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    (host.len() <= 253 && host.contains('.') && host.split('.').all(label)).then(|| host.to_owned())
}

/// First and last name of a full name: `Last, First`, or the last word as the last name.
#[must_use]
pub fn split_name(full: &str) -> (String, String) {
    let full = full.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((last, first)) = full.split_once(", ") {
        return (first.to_owned(), last.to_owned());
    }
    match full.rsplit_once(' ') {
        Some((first, last)) => (first.to_owned(), last.to_owned()),
        None => (String::new(), full),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_or_refused() {
        assert_eq!(
            parse_email("JOHN@Example.com").as_deref(),
            Some("JOHN@Example.com")
        );
        for wrong in [
            "", "a", "a@b", "@b.de", "a b@c.de", "a@b@c.de", "a@.de", "a,b@c.de",
        ] {
            assert_eq!(parse_email(wrong), None, "{wrong}");
        }
        assert_eq!(
            parse_domain("https://www.Bluebay.example.test/x?y").as_deref(),
            Some("bluebay.example.test")
        );
        assert_eq!(parse_domain("info@müller.de").as_deref(), Some("müller.de"));
        assert_eq!(parse_domain("none"), None);
        assert_eq!(
            parse_phone("+33 6 00 00 00 00").as_deref(),
            Some("+33 6 00 00 00 00")
        );
        assert_eq!(parse_phone("tel: 089 12").as_deref(), Some("089 12"));
        assert_eq!(parse_phone("call me"), None);
    }

    proptest::proptest! {
        #[test]
        fn a_number_that_was_taken_is_taken_as_itself(text in "(tel:)?[ +0-9()/;=a-z.-]{0,30}|.{0,30}") {
            if let Some(kept) = parse_phone(&text) {
                assert_eq!(parse_phone(&kept).as_deref(), Some(kept.as_str()));
            }
        }
    }

    #[test]
    fn names_split_at_the_last_word_or_the_comma() {
        assert_eq!(
            split_name("Anna Maria Huber"),
            ("Anna Maria".into(), "Huber".into())
        );
        assert_eq!(split_name("Huber, Anna"), ("Anna".into(), "Huber".into()));
        assert_eq!(split_name("Huber"), (String::new(), "Huber".into()));
    }

    #[test]
    fn our_own_disarmed_cells_come_back_as_they_were() {
        assert_eq!(tidy(" '=1+1 "), "=1+1");
        assert_eq!(tidy("'n Abend"), "'n Abend");
        assert_eq!(tidy("'+49 89 1"), "+49 89 1");
    }
}
