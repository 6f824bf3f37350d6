//! Names of companies: the core that is compared, and the legal form beside it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{blocked, bounded, fold, lines};

/// The number of a legal form in the table; 0 means none was written.
pub type FormCode = u8;

/// A company's name for comparing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    /// The match key without legal form: `muller sohne` for "Müller & Söhne GmbH".
    pub core: String,
    /// The legal form.
    pub form: FormCode,
}

struct Forms {
    names: Vec<&'static str>,
    by_spelling: HashMap<&'static str, FormCode>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let (mut names, mut by_spelling) = (vec![""], HashMap::new());
    for line in lines(include_str!("data/legal_forms.txt")) {
        let Some((name, spellings)) = line.split_once('|') else {
            continue;
        };
        let code = FormCode::try_from(names.len()).unwrap_or(FormCode::MAX);
        names.push(name.trim());
        for spelling in spellings.split(';') {
            by_spelling.insert(spelling.trim(), code);
        }
    }
    Forms { names, by_spelling }
});

/// Words of the longest spelling in the table.
const WORDS: usize = 6;

/// The name of a legal form as it is usually written; empty for 0.
#[must_use]
pub fn form_name(code: FormCode) -> &'static str {
    FORMS.names.get(usize::from(code)).copied().unwrap_or("")
}

/// Reads a company's name. The core is empty only if the text says nothing.
#[must_use]
pub fn read(text: &str) -> Company {
    if blocked::is_blocked(text) {
        return Company::default();
    }
    let plain = words(&fold::fold(bounded(text)));
    let mut words: Vec<&str> = plain.split(' ').filter(|w| !w.is_empty()).collect();
    let mut form = 0;
    // Twice, for "Holding AG & Co. KG i. L." and the like: the last form wins.
    for _ in 0..2 {
        let Some((len, code)) = form_at_end(&words) else {
            break;
        };
        words.truncate(words.len() - len);
        if form == 0 {
            form = code;
        }
    }
    if form == 0
        && let Some((len, code)) = form_at_start(&words)
    {
        words.drain(..len);
        form = code;
    }
    if let ["firma" | "fa", _, ..] = words[..] {
        words.remove(0);
    }
    words.retain(|word| !matches!(*word, "und" | "co" | "the"));
    let core = fold::match_key(&words.join(" "));
    match core.is_empty() {
        // Only a legal form, or only signs: then the text itself is the name.
        true => Company {
            core: fold::match_key(&plain),
            form,
        },
        false => Company { core, form },
    }
}

fn form_at_end(words: &[&str]) -> Option<(usize, FormCode)> {
    (1..=WORDS.min(words.len().saturating_sub(1)))
        .rev()
        .find_map(|len| {
            let tail = words[words.len() - len..].join(" ");
            FORMS
                .by_spelling
                .get(tail.as_str())
                .map(|code| (len, *code))
        })
}

/// "GmbH Müller": rare, and only for the forms that are never a word of a name.
fn form_at_start(words: &[&str]) -> Option<(usize, FormCode)> {
    let first = words.first().filter(|_| words.len() > 1)?;
    ["gmbh", "kg", "ohg", "gbr", "ggmbh"]
        .contains(first)
        .then(|| FORMS.by_spelling.get(first).map(|code| (1, *code)))?
}

/// Signs become words or nothing: `&`, `+` and `u.` are "und", dots of abbreviations vanish.
fn words(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() + 8);
    // Letters since the last dot or blank: dots after at most three belong to an abbreviation.
    let mut run = 0;
    for c in folded.chars() {
        match c {
            '&' | '+' => out.push_str(" und "),
            '.' if run <= 3 => {}
            '.' | ',' | '(' | ')' | ';' | ':' | '"' | '-' | '\'' | '/' => out.push(' '),
            c => out.push(c),
        }
        run = if c.is_alphanumeric() { run + 1 } else { 0 };
    }
    let joined: Vec<&str> = out
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| if word == "u" { "und" } else { word })
        .collect();
    joined.join(" ")
}

/// The core that a company domain suggests: `nordplan-handel-gmbh.de` is `nordplan handel`.
#[must_use]
pub fn core_of_domain(domain: &str) -> String {
    let label = domain.split('.').next().unwrap_or("");
    let label = match label.starts_with("xn--") {
        true => idna::domain_to_unicode(label).0,
        false => label.to_owned(),
    };
    read(&label.replace('-', " ")).core
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> &'static str {
        form_name(read(text).form)
    }

    #[test]
    fn legal_forms_are_taken_off() {
        for (text, core, expected) in [
            ("Müller & Söhne GmbH", "muller sohne", "GmbH"),
            ("Mueller und Soehne G.m.b.H.", "muller sohne", "GmbH"),
            ("Nordbau Ges.m.b.H.", "nordbau", "GmbH"),
            (
                "Nordbau Gesellschaft mit beschränkter Haftung",
                "nordbau",
                "GmbH",
            ),
            (
                "Werner & Aumann GmbH + Co. KG",
                "werner aumann",
                "GmbH & Co. KG",
            ),
            (
                "Südprint Logistik GmbH u. Co. KG",
                "sudprint logistik",
                "GmbH & Co. KG",
            ),
            ("Briemer Bau UG (haftungsbeschränkt)", "briemer bau", "UG"),
            ("Ringel eK", "ringel", "e.K."),
            ("Ringel e.K.", "ringel", "e.K."),
            ("Optik Kommanditgesellschaft", "optik", "KG"),
            ("Turnverein 1860 e.V.", "turnverein 1860", "e.V."),
            ("Vertrieb Suisse Sàrl", "vertrieb suisse", "Sarl"),
            ("Huber", "huber", ""),
            ("GmbH", "gmbh", ""),
            ("Fa. Meyer", "meyer", ""),
        ] {
            assert_eq!(read(text).core, core, "{text}");
            assert_eq!(form(text), expected, "{text}");
        }
        assert_eq!(read("n/a"), Company::default());
    }

    #[test]
    fn a_domain_suggests_a_core() {
        assert_eq!(core_of_domain("nordplan-handel-gmbh.de"), "nordplan handel");
        assert_eq!(core_of_domain("xn--mller-kva.de"), "muller");
    }
}
