//! The texts are complete in German and English and say the same with the same placeholders.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Breach, File, Tree};

/// Spellings that lack an umlaut, and address that is too close.
const GERMAN_FAULTS: &[&str] = &[
    "fuer",
    "ueber",
    "koennen",
    "moechten",
    "waehlen",
    "aendern",
    "loeschen",
    "oeffnen",
    "zurueck",
    "schliessen",
    "groesse",
    "haeufig",
    "naechste",
    "gueltig",
    "ungueltig",
    "spaeter",
    "muessen",
    "pruefen",
    "hinzufuegen",
    "uebergabe",
    "verkaeufe",
    "kaeufer",
    "gebuehr",
    "strasse",
    "du",
    "dein",
    "deine",
    "deinen",
    "dich",
    "dir",
];

/// Missing, empty and unequal texts.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let (de, en) = (texts(tree, "de"), texts(tree, "en"));
    let mut found = missing(&de, &en, "German");
    found.extend(missing(&en, &de, "English"));
    for (key, (file, text)) in &de {
        if let Some((_, english)) = en.get(key) {
            let (mut a, mut b) = (placeholders(text), placeholders(english));
            if key.ends_with(".one") {
                a.remove("n");
                b.remove("n");
            }
            if a != b {
                let what = format!("{key}: placeholders differ: {a:?} and {b:?}");
                found.push(Breach::new(file, line_of(file, key), what));
            }
        }
        let mut words = text
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase);
        let is_name = !text.trim().contains(' ');
        let fault = words.find(|w| GERMAN_FAULTS.contains(&w.as_str()));
        if let Some(word) = fault.filter(|_| !is_name) {
            let what =
                format!("{key}: \"{word}\" (umlauts are written, readers are addressed with Sie)");
            found.push(Breach::new(file, line_of(file, key), what));
        }
    }
    found
}

type Texts<'a> = BTreeMap<String, (&'a File, String)>;

/// Keys of one language, each with its file: `FILE.key`, tables with dots between.
fn texts<'a>(tree: &'a Tree, lang: &str) -> Texts<'a> {
    let folder = format!("crates/ui/texts/{lang}/");
    let mut all = BTreeMap::new();
    for file in tree.files.iter().filter(|f| f.path.starts_with(&folder)) {
        let table = toml::from_str::<toml::Table>(&file.text).unwrap_or_default();
        let prefix = file.name().trim_end_matches(".toml").to_owned();
        flatten(file, &prefix, &toml::Value::Table(table), &mut all);
    }
    all
}

/// All keys of the German texts, for other rules.
pub fn keys(tree: &Tree) -> BTreeSet<String> {
    texts(tree, "de").into_keys().collect()
}

fn flatten<'a>(file: &'a File, prefix: &str, value: &toml::Value, all: &mut Texts<'a>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                flatten(file, &format!("{prefix}.{key}"), value, all);
            }
        }
        toml::Value::String(text) => {
            all.insert(prefix.to_owned(), (file, text.clone()));
        }
        other => {
            all.insert(prefix.to_owned(), (file, other.to_string()));
        }
    }
}

fn missing(here: &Texts<'_>, there: &Texts<'_>, lang: &str) -> Vec<Breach> {
    let mut found = Vec::new();
    for (key, (file, text)) in here {
        let what = match there.contains_key(key) {
            _ if text.trim().is_empty() => format!("{key} is empty"),
            true => continue,
            false => format!("{key} exists in {lang} only"),
        };
        found.push(Breach::new(file, line_of(file, key), what));
    }
    found
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
}

fn line_of(file: &File, key: &str) -> usize {
    let last = key.rsplit('.').next().unwrap_or(key);
    file.text
        .lines()
        .position(|l| l.trim_start().starts_with(last))
        .map_or(0, |at| at + 1)
}

#[cfg(test)]
const DE: &str = "crates/ui/texts/de/deals.toml";
#[cfg(test)]
const EN: &str = "crates/ui/texts/en/deals.toml";

#[test]
fn a_missing_text_and_other_placeholders_are_caught() {
    let files = [
        (DE, "won = \"Gewonnen\"\nlost = \"Verloren\""),
        (EN, "won = \"Won\""),
    ];
    super::tree::caught(check, &files, "deals.lost exists in German only");
    let files = [
        (DE, "sum = \"{n} Stück\""),
        (EN, "sum = \"{count} pieces\""),
    ];
    super::tree::caught(check, &files, "placeholders differ");
    super::tree::caught(
        check,
        &[(DE, "won = \" \""), (EN, "won = \"Won\"")],
        "is empty",
    );
}

#[test]
fn german_without_umlauts_or_with_du_is_caught() {
    let files = [(DE, "x = \"Bitte waehlen\""), (EN, "x = \"Please choose\"")];
    super::tree::caught(check, &files, "waehlen");
    let files = [
        (DE, "x = \"Lade deine Leute ein\""),
        (EN, "x = \"Invite people\""),
    ];
    super::tree::caught(check, &files, "deine");
}

#[test]
fn equal_texts_in_any_order_pass() {
    let de = "b = \"{n} von {all}\"\na = \"Dürfen Sie\"\n[row]\none = \"eine Zeile\"\nother = \"{n} Zeilen\"";
    let en =
        "a = \"May you\"\nb = \"of {all}: {n}\"\n[row]\none = \"{n} row\"\nother = \"{n} rows\"";
    super::tree::passes(check, &[(DE, de), (EN, en)]);
}
