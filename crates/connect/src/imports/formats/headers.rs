//! A first mapping for a file that no format fits: from the headers that our formats and texts know.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use kernel::Lang;

use crate::imports::model::KEY;
use crate::imports::model::fields::{FieldType, Kind};
use crate::imports::model::mapping::{FileMap, Rule};
use crate::imports::model::reader::{Layout, header_key};

/// What a header means: a kind, its field (or [`KEY`]) and how the column is read.
type Meaning = (Kind, String, Rule);

static KNOWN: LazyLock<HashMap<String, Vec<Meaning>>> = LazyLock::new(|| {
    let mut known: HashMap<String, Vec<Meaning>> = HashMap::new();
    let mut add = |header: &str, kind: Kind, field: &str, rule: Rule| {
        let meanings = known.entry(header_key(header)).or_default();
        if !meanings.iter().any(|(k, f, _)| *k == kind && f == field) {
            meanings.push((kind, field.to_owned(), rule));
        }
    };
    // Our own words first: they say exactly what they mean.
    for kind in Kind::ALL {
        for field in kind.fields() {
            let label = format!("imports.field.{}", field.name);
            let words = [Lang::De, Lang::En].map(|lang| ui::t(lang, &label).to_owned());
            let name = field.name.replace('_', " ");
            for word in words.iter().chain([&field.name.to_owned(), &name]) {
                add(word, kind, field.name, Rule::default());
            }
        }
        for lang in [Lang::De, Lang::En] {
            let noun = ui::t(lang, &format!("imports.kind.{}", kind.key()));
            if kind.field("name").is_some() {
                add(noun, kind, "name", Rule::default());
            }
        }
    }
    for map in super::all().iter().filter_map(|f| f.mapping.files.first()) {
        let key = map.key.iter().map(|rules| (KEY, rules));
        let fields = map
            .fields
            .iter()
            .map(|(name, rules)| (name.as_str(), rules));
        for (field, rules) in key.chain(fields) {
            for rule in rules.list() {
                for header in &rule.column {
                    add(header, map.kind, field, rule.clone());
                }
            }
        }
    }
    known
});

/// A mapping for the headers: of the kind given, or of the kind that most of them speak of.
#[must_use]
pub fn propose(layout: &Layout, kind: Option<Kind>) -> FileMap {
    let kind = kind.unwrap_or_else(|| likeliest(layout));
    let mut map = FileMap::empty(kind);
    for header in &layout.headers {
        let mut targets: Vec<(String, Rule)> = Vec::new();
        for (_, field, rule) in meanings(header).iter().filter(|m| m.0 == kind) {
            let collects = kind.field(field).is_some_and(|f| {
                matches!(
                    f.holds,
                    FieldType::Emails | FieldType::Phones | FieldType::Refs(_)
                )
            });
            let taken = match field.as_str() {
                KEY => map.key.is_some(),
                name => map.fields.contains_key(name) && !collects,
            };
            if !taken {
                targets.push((field.clone(), rule.clone()));
            }
        }
        if targets.is_empty() {
            continue;
        }
        let names: Vec<String> = targets.iter().map(|(field, _)| field.clone()).collect();
        map.set_targets(header, &names);
        map.change_feeds(header, |field, rule| {
            if let Some((_, known)) = targets.iter().find(|(name, _)| name == field) {
                let column = std::mem::take(&mut rule.column);
                *rule = Rule {
                    column,
                    ..known.clone()
                };
            }
        });
    }
    map
}

fn meanings(header: &str) -> &'static [Meaning] {
    KNOWN.get(&header_key(header)).map_or(&[], Vec::as_slice)
}

/// The kind with the most fields that the headers know; the earlier one when two are equal.
fn likeliest(layout: &Layout) -> Kind {
    let mut fields: BTreeMap<Kind, Vec<&str>> = BTreeMap::new();
    for header in &layout.headers {
        for (kind, field, _) in meanings(header) {
            let found = fields.entry(*kind).or_default();
            if !found.contains(&field.as_str()) {
                found.push(field);
            }
        }
    }
    let best = fields
        .iter()
        .max_by_key(|(kind, found)| (found.len(), std::cmp::Reverse(**kind)));
    best.map_or(Kind::Company, |(kind, _)| *kind)
}
