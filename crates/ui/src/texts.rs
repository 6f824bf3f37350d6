//! The texts in both languages, collected from `texts/LANG/NAME.toml` when the program is built.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::sync::{LazyLock, Mutex};

use kernel::{Channel, FieldError, Lang, Phase, Role};

mod table {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// A value for a placeholder of a text: its name and what stands in its place.
pub type Arg<'a> = (&'a str, &'a dyn Display);

/// Missing keys that were shown, kept so that each is kept once.
static MISSING: LazyLock<Mutex<BTreeSet<&'static str>>> = LazyLock::new(Mutex::default);
const MISSING_KEPT: usize = 1000;

/// The text of a key. A missing key is shown as it stands; in a debug build it panics, because a
/// missing text is a fault of ours.
#[must_use]
pub fn t(lang: Lang, key: &str) -> &'static str {
    let found = t_opt(lang, key);
    debug_assert!(found.is_some(), "no text {key} in {}", lang.code());
    found.unwrap_or_else(|| missing(key))
}

/// The text of a key that may be missing.
#[must_use]
pub fn t_opt(lang: Lang, key: &str) -> Option<&'static str> {
    let table = match lang {
        Lang::De => table::DE,
        Lang::En => table::EN,
    };
    let at = table.binary_search_by(|(k, _)| (*k).cmp(key)).ok()?;
    table.get(at).map(|(_, text)| *text)
}

/// Whether there is a text of this key.
#[must_use]
pub fn has_text(key: &str) -> bool {
    t_opt(Lang::De, key).is_some()
}

/// The text of a key with values in place of its `{placeholders}`.
#[must_use]
pub fn tf(lang: Lang, key: &str, args: &[Arg<'_>]) -> String {
    fill(t(lang, key), args)
}

/// The text for a number: `key.one` for 1, else `key.other`, with `{n}` and further values.
#[must_use]
pub fn tn(lang: Lang, key: &str, n: i64, args: &[Arg<'_>]) -> String {
    let form = if n == 1 { "one" } else { "other" };
    let shown = crate::fmt::number(lang, n);
    let mut all: Vec<Arg<'_>> = vec![("n", &shown)];
    all.extend_from_slice(args);
    fill(t(lang, &format!("{key}.{form}")), &all)
}

/// The sentence that says what is wrong with a field.
#[must_use]
pub fn field_error(lang: Lang, error: &FieldError) -> String {
    let args: Vec<Arg<'_>> = error
        .args
        .iter()
        .map(|(name, value)| (name.as_str(), value as &dyn Display))
        .collect();
    fill(
        t_opt(lang, &error.key).unwrap_or_else(|| t(lang, "error.invalid")),
        &args,
    )
}

/// The name of a phase.
#[must_use]
pub fn phase(lang: Lang, phase: Phase) -> &'static str {
    t(lang, &format!("phase.{}", phase.number()))
}

/// The name of a channel.
#[must_use]
pub fn channel(lang: Lang, channel: Channel) -> &'static str {
    t(lang, &format!("channel.{}", channel.key()))
}

/// The name of a role.
#[must_use]
pub fn role(lang: Lang, role: Role) -> &'static str {
    t(lang, &format!("role.{}", role.key()))
}

fn fill(text: &str, args: &[Arg<'_>]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match args.iter().find(|(n, _)| *n == name) {
            Some((_, value)) => out.push_str(&value.to_string()),
            None => {
                debug_assert!(false, "no value for {{{name}}} in {text:?}");
                out.push_str(name);
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn missing(key: &str) -> &'static str {
    let Ok(mut seen) = MISSING.lock() else {
        return "?";
    };
    if let Some(kept) = seen.get(key) {
        return kept;
    }
    if seen.len() >= MISSING_KEPT {
        return "?";
    }
    let kept: &'static str = Box::leak(key.to_owned().into_boxed_str());
    seen.insert(kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}').map(|(name, _)| name))
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_texts() {
        let keys = |table: &[(&'static str, &str)]| -> BTreeSet<&str> {
            table.iter().map(|(k, _)| *k).collect()
        };
        let (de, en) = (keys(table::DE), keys(table::EN));
        let only_de: Vec<_> = de.difference(&en).collect();
        let only_en: Vec<_> = en.difference(&de).collect();
        assert!(only_de.is_empty(), "only in German: {only_de:?}");
        assert!(only_en.is_empty(), "only in English: {only_en:?}");
    }

    #[test]
    fn both_languages_have_the_same_placeholders() {
        for (key, german) in table::DE {
            let (mut de, mut en) = (placeholders(german), placeholders(t(Lang::En, key)));
            if key.ends_with(".one") {
                de.remove("n");
                en.remove("n");
            }
            assert_eq!(de, en, "{key}");
        }
    }

    #[test]
    fn no_text_is_empty() {
        for (key, text) in table::DE.iter().chain(table::EN) {
            assert!(!text.is_empty(), "{key}");
        }
    }

    #[test]
    fn every_phase_channel_and_role_has_a_name() {
        for lang in Lang::ALL {
            for p in Phase::all() {
                assert!(!phase(lang, p).is_empty());
            }
            for c in Channel::ALL {
                assert!(!channel(lang, c).is_empty());
            }
            for r in Role::ALL {
                assert!(!role(lang, r).is_empty());
            }
        }
    }

    #[test]
    fn placeholders_are_filled() {
        assert_eq!(
            fill("{a} und {b}", &[("a", &1), ("b", &"zwei")]),
            "1 und zwei"
        );
        assert_eq!(
            tn(Lang::De, "shell.chart.lanes_handoffs", 1, &[]),
            "1 Übergabe"
        );
        assert_eq!(
            tn(Lang::En, "shell.chart.lanes_handoffs", 1200, &[]),
            "1,200 handoffs"
        );
        let error = FieldError::new("name", "error.too_long").arg("max", 80);
        assert_eq!(
            field_error(Lang::En, &error),
            "Please shorten: at most 80 characters."
        );
    }
}
