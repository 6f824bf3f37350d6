//! The formats we ship: one folder each, with the mapping and a small file to test it on.
//!
//! A new format is a new folder with `format.toml` and `fixture.csv`, and its word in the list below.

mod headers;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

pub use headers::propose;

use super::model::mapping::{FileMap, Mapping, parse};
use super::model::reader::{Layout, header_key};

macro_rules! formats {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!($name, "/format.toml")), include_bytes!(concat!($name, "/fixture.csv")))),+]
    };
}

/// Name, mapping and fixture of every format.
const FILES: &[(&str, &str, &[u8])] = formats![
    "hubspot_companies",
    "hubspot_contacts",
    "hubspot_deals",
    "mautic_contacts",
    "pipedrive_deals",
    "pipedrive_organizations",
    "pipedrive_persons",
    "salesforce_account",
    "salesforce_contact",
    "salesforce_lead",
    "salesforce_opportunity",
    "salesforce_user",
    "vcard",
    "vcard_organizations",
];

/// A format that is known by its headers.
#[derive(Debug)]
pub struct Format {
    /// Name, as on the command line.
    pub name: &'static str,
    /// Its mapping, with exactly one file.
    pub mapping: Mapping,
    /// A small file of this format.
    #[cfg(test)]
    pub fixture: &'static [u8],
}

static FORMATS: LazyLock<Vec<Format>> = LazyLock::new(|| {
    let read = |file: &(&'static str, &str, &'static [u8])| {
        Some(Format {
            name: file.0,
            mapping: parse(file.1).ok()?,
            #[cfg(test)]
            fixture: file.2,
        })
    };
    FILES.iter().filter_map(read).collect()
});

/// All formats in alphabetical order.
#[must_use]
pub fn all() -> &'static [Format] {
    &FORMATS
}

/// The format of the name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Format> {
    all().iter().find(|f| f.name == name)
}

/// The format that fits the headers best.
#[must_use]
pub fn recognise(layout: &Layout) -> Option<&'static Format> {
    let scored = all()
        .iter()
        .filter_map(|f| Some((score(f.mapping.files.first()?, layout)?, f)));
    scored
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map(|(_, format)| format)
}

/// The file of the mapping that fits the headers best.
#[must_use]
pub fn recognise_file<'a>(mapping: &'a Mapping, layout: &Layout) -> Option<&'a FileMap> {
    let scored = mapping
        .files
        .iter()
        .filter_map(|f| Some((score(f, layout)?, f)));
    scored
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map(|(_, file)| file)
}

/// How many of the headers that make a file recognisable it has; `None` when one is missing or one is
/// there that must not be. A mapping without such headers fits when the file has all its plain columns.
fn score(file: &FileMap, layout: &Layout) -> Option<usize> {
    let keys: Vec<String> = layout.headers.iter().map(|h| header_key(h)).collect();
    let has = |names: &str| {
        names
            .split('|')
            .any(|name| keys.contains(&header_key(name)))
    };
    if file.none.iter().any(|n| has(n)) {
        return None;
    }
    if !file.recognise.is_empty() {
        return file
            .recognise
            .iter()
            .all(|n| has(n))
            .then_some(file.recognise.len() * 10);
    }
    let rules = file
        .fields
        .values()
        .flat_map(super::model::mapping::Rules::list);
    let columns: Vec<String> = rules.flat_map(|r| r.column).collect();
    (!columns.is_empty() && columns.iter().all(|c| has(c))).then_some(columns.len())
}
