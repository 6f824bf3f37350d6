//! Reading what people, files and programs write into one spelling.

use kernel::{Channel, FieldError, Id, Millis, Phase};

use super::super::{Field, Kind};
use super::{country, mail};

type Read = Result<Option<String>, FieldError>;

impl Field {
    /// Checks a value and brings it into its spelling; an empty value is `None`.
    ///
    /// # Errors
    /// The text key of what is wrong with it.
    pub fn read(&self, raw: &str) -> Read {
        let text = raw.trim();
        if text.is_empty() {
            return match self.default {
                Some(value) => Ok(Some(value.to_owned())),
                None => Ok(None),
            };
        }
        match self.kind {
            Kind::Line(max) => self.bounded(&one_line(text), max),
            Kind::Text(max) => self.bounded(&without_controls(text), max),
            Kind::Choice(words) => self.chosen(text, words),
            Kind::Whole => self.or_wrong(whole(text), "error.not_a_number"),
            Kind::Amount => self.or_wrong(amount(text), "error.not_an_amount"),
            Kind::Date => match ui::parse::date(text) {
                Ok(date) => Ok(Some(date.to_string())),
                Err(key) => Err(FieldError::new(self.name, key)),
            },
            Kind::Instant => {
                self.or_wrong(Millis::parse(text).map(Millis::rfc3339), "error.not_a_date")
            }
            Kind::Fact => self.or_wrong(fact(text), "error.choice"),
            Kind::Phase => self.or_wrong(phase(text), "error.choice"),
            Kind::Link(_) => {
                let id = text.parse::<Id>().ok().map(|id| id.to_string());
                self.or_wrong(id, "error.unknown_reference")
            }
            Kind::Language => self.or_wrong(language(text), "error.choice"),
            Kind::Channel => {
                let channel = Channel::parse(text).map(|channel| channel.key().to_owned());
                self.or_wrong(channel, "error.choice")
            }
            Kind::Percent => {
                let percent = text.parse::<f64>().ok();
                let percent = percent.filter(|n| (0.0..=100.0).contains(n));
                self.or_wrong(percent.map(|n| n.to_string()), "error.not_a_number")
            }
            Kind::Zone => {
                let known = jiff::tz::TimeZone::get(text).is_ok();
                self.or_wrong(known.then(|| text.to_owned()), "error.choice")
            }
            Kind::Country => self.bounded(&country::clean(&one_line(text)), 100),
            Kind::Domain => self.or_wrong(clean_domain(text), "error.domain"),
            Kind::Url => self.or_wrong(url(text), "error.url"),
            Kind::Emails => self.lines(text, mail::clean_email, "error.email"),
            Kind::Phones => self.lines(text, mail::clean_phone, "error.phone"),
        }
    }

    fn or_wrong(&self, value: Option<String>, key: &str) -> Read {
        match value {
            Some(value) => Ok(Some(value)),
            None => Err(FieldError::new(self.name, key)),
        }
    }

    fn bounded(&self, text: &str, max: usize) -> Read {
        if text.chars().count() > max {
            return Err(FieldError::new(self.name, "error.too_long").arg("max", max));
        }
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    fn chosen(&self, text: &str, words: &[&str]) -> Read {
        let lower = text.to_lowercase();
        let word = words.iter().find(|word| word.to_lowercase() == lower);
        self.or_wrong(word.map(|word| (*word).to_owned()), "error.choice")
    }

    /// Several values separated by line breaks or semicolons, each once.
    fn lines(&self, text: &str, clean: fn(&str) -> Option<String>, key: &str) -> Read {
        const MOST: usize = 30;
        let mut all: Vec<String> = Vec::new();
        for part in text.split(['\n', '\r', ';']) {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            let value = clean(part).ok_or_else(|| FieldError::new(self.name, key))?;
            if !all.iter().any(|v| v.to_lowercase() == value.to_lowercase()) {
                all.push(value);
            }
        }
        if all.len() > MOST {
            return Err(FieldError::new(self.name, "error.too_many").arg("max", MOST));
        }
        Ok((!all.is_empty()).then(|| all.join("\n")))
    }
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

fn without_controls(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect::<String>()
        .trim()
        .to_owned()
}

fn whole(text: &str) -> Option<String> {
    let plain = text.replace(['\u{a0}', ' '], "");
    let number = plain
        .parse::<i64>()
        .ok()
        .or_else(|| ui::parse::integer(kernel::Lang::De, &plain).ok())
        .or_else(|| ui::parse::integer(kernel::Lang::En, &plain).ok())?;
    (0..=1_000_000_000_000)
        .contains(&number)
        .then(|| number.to_string())
}

fn amount(text: &str) -> Option<String> {
    let minor: i64 = text.parse().ok()?;
    (minor.abs() <= 100_000_000_000_000_000).then(|| minor.to_string())
}

fn fact(text: &str) -> Option<String> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "yes" | "ja" | "wahr" | "on" => Some("true".to_owned()),
        "false" | "0" | "no" | "nein" | "falsch" | "off" => Some("false".to_owned()),
        _ => None,
    }
}

fn phase(text: &str) -> Option<String> {
    let number: i64 = text.parse().ok()?;
    Phase::new(number).map(|phase| phase.number().to_string())
}

fn language(text: &str) -> Option<String> {
    let tag = text.replace('_', "-");
    let mut parts = tag.split('-');
    let first = parts.next()?.to_lowercase();
    let letters = |s: &str| s.bytes().all(|b| b.is_ascii_lowercase());
    if !(2..=3).contains(&first.len()) || !letters(&first) {
        return None;
    }
    let mut clean = first;
    for part in parts {
        if !(2..=8).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        clean.push('-');
        match part.len() {
            2 => clean.push_str(&part.to_uppercase()),
            _ => clean.push_str(part),
        }
    }
    (clean.len() <= 35).then_some(clean)
}

/// The domain of a domain, a web address or the part behind an at sign: lower case, without `www.`.
#[must_use]
pub fn clean_domain(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let rest = text
        .split_once("://")
        .map_or(text.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next()?.trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    is_domain(host).then(|| host.to_owned())
}

pub(super) fn is_domain(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let label_fits = |label: &&str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let top_is_word = labels
        .last()
        .is_some_and(|top| top.chars().count() >= 2 && !top.chars().all(|c| c.is_ascii_digit()));
    labels.len() >= 2 && host.len() <= 253 && top_is_word && labels.iter().all(label_fits)
}

/// A web address that a page can link to: http or https only.
fn url(text: &str) -> Option<String> {
    let text = one_line(text);
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text.as_str()));
    let scheme = scheme.to_lowercase();
    let fits = matches!(scheme.as_str(), "http" | "https")
        && text.len() <= 500
        && !rest.contains([' ', '"', '<', '>', '\\'])
        && clean_domain(rest).is_some();
    fits.then(|| format!("{scheme}://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Kind, raw: &str) -> Option<String> {
        Field::new("x", kind).read(raw).ok().flatten()
    }

    #[test]
    fn domains_have_one_spelling() {
        for text in [
            "https://www.Beispiel.de/kontakt?x=1",
            "beispiel.de",
            "a@beispiel.de:443",
        ] {
            assert_eq!(clean_domain(text).as_deref(), Some("beispiel.de"), "{text}");
        }
        assert_eq!(
            clean_domain("müller-söhne.de").as_deref(),
            Some("müller-söhne.de")
        );
        for text in ["beispiel", "192.168.0.1", "-a.de", "a..de", "<b>.de", ""] {
            assert_eq!(clean_domain(text), None, "{text}");
        }
    }

    #[test]
    fn web_addresses_never_carry_a_script() {
        assert_eq!(
            read(Kind::Url, "beispiel.de/x").as_deref(),
            Some("https://beispiel.de/x")
        );
        for text in [
            "javascript:alert(1)",
            "data://x.de",
            "https://a.de/\"onx=",
            "https://localhost",
        ] {
            assert!(Field::new("x", Kind::Url).read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn values_are_bounded_and_lose_control_characters() {
        assert_eq!(
            read(Kind::Line(20), " Katrin\r\n\tM\u{0}ller ").as_deref(),
            Some("Katrin M ller")
        );
        assert!(Field::new("x", Kind::Line(3)).read("Müll").is_err());
        assert_eq!(read(Kind::Line(4), "Müll").as_deref(), Some("Müll"));
        assert_eq!(read(Kind::Text(50), "a\r\nb\u{7}").as_deref(), Some("a\nb"));
    }

    #[test]
    fn words_numbers_and_dates_are_checked() {
        assert_eq!(read(Kind::Choice(&["A", "B"]), "b").as_deref(), Some("B"));
        assert!(Field::new("x", Kind::Choice(&["A"])).read("Z").is_err());
        assert_eq!(read(Kind::Whole, "1.234").as_deref(), Some("1234"));
        assert!(Field::new("x", Kind::Whole).read("-1").is_err());
        assert_eq!(
            read(Kind::Date, "25.11.2026").as_deref(),
            Some("2026-11-25")
        );
        assert_eq!(read(Kind::Fact, "Ja").as_deref(), Some("true"));
        assert!(Field::new("x", Kind::Phase).read("10").is_err());
        assert_eq!(read(Kind::Language, "de_at").as_deref(), Some("de-AT"));
        assert!(Field::new("x", Kind::Zone).read("Europe/Atlantis").is_err());
        assert_eq!(read(Kind::Country, "Deutschland").as_deref(), Some("DE"));
    }

    #[test]
    fn several_addresses_keep_their_order_and_stand_once() {
        let read = read(Kind::Emails, "b@x.de; A@x.de\na@X.de");
        assert_eq!(read.as_deref(), Some("b@x.de\nA@x.de"));
        assert!(Field::new("x", Kind::Emails).read("a@x.de;nix").is_err());
    }
}
