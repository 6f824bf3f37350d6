//! The registry of touchpoint types: one `types/NAME.toml` per type.
//!
//! A file names the schema version, the channel and direction (internal types have no channel),
//! the texts in both languages, an icon and the properties with an example. A type that is not in
//! the registry cannot be recorded.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{Channel, Direction, Error, Lang};

const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/types.rs"));

static REGISTRY: LazyLock<BTreeMap<&'static str, TypeDef>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|(key, text)| Some((*key, parse(key, text).ok()?)))
        .collect()
});

/// A type of touchpoint.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeDef {
    /// `domain.noun.verb_past`, the file's name.
    #[serde(skip)]
    pub key: &'static str,
    /// Version of the schema of the properties.
    pub version: u32,
    /// The fixed channel; `None` for internal types.
    pub channel: Option<Channel>,
    /// The usual direction.
    pub direction: Direction,
    /// A human exchange in both directions unless the touchpoint says otherwise.
    #[serde(default)]
    pub two_way: bool,
    /// May earn credit for an outcome.
    #[serde(default)]
    pub attributable: bool,
    /// Can be logged by hand on the timeline.
    #[serde(default)]
    pub by_hand: bool,
    /// Marks an outcome in the lane strip: `won` or `lost`.
    pub outcome: Option<String>,
    /// Name of the icon.
    pub icon: String,
    /// German text, e.g. "Anruf geführt".
    pub de: String,
    /// English text, e.g. "Call completed".
    pub en: String,
    /// Properties by name: what they hold.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
    /// An example of the properties.
    #[serde(default)]
    pub example: Map<String, Value>,
}

impl TypeDef {
    /// The text of the type in the language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.de,
            Lang::En => &self.en,
        }
    }

    /// Part of the conversation as the customer saw it.
    #[must_use]
    pub fn seen_by_customer(&self) -> bool {
        self.channel.is_some() && self.direction != Direction::Internal
    }
}

fn parse(key: &'static str, text: &str) -> Result<TypeDef, String> {
    let mut def: TypeDef = toml::from_str(text).map_err(|e| format!("{key}: {e}"))?;
    def.key = key;
    Ok(def)
}

/// All types in alphabetical order.
pub fn all() -> impl Iterator<Item = &'static TypeDef> {
    REGISTRY.values()
}

/// The type of a key, if the registry knows it.
#[must_use]
pub fn find(key: &str) -> Option<&'static TypeDef> {
    REGISTRY.get(key)
}

/// The type of a key.
///
/// # Errors
/// `Invalid` on the field `type` when the registry does not know it.
pub fn get(key: &str) -> Result<&'static TypeDef, Error> {
    find(key).ok_or_else(|| Error::field("type", "error.touchpoint_type"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_file_is_complete() {
        for (key, text) in FILES {
            let def = parse(key, text).expect("a readable type");
            assert!(!def.de.is_empty() && !def.en.is_empty(), "{key}: texts");
            let internal = def.direction == Direction::Internal;
            assert_eq!(
                def.channel.is_none(),
                internal,
                "{key}: internal types have no channel"
            );
            for name in def.example.keys() {
                assert!(
                    def.properties.contains_key(name),
                    "{key}: example names {name}"
                );
            }
        }
        assert_eq!(all().count(), FILES.len());
    }

    #[test]
    fn every_channel_has_a_type() {
        for channel in Channel::ALL {
            assert!(
                all().any(|t| t.channel == Some(channel)),
                "{}",
                channel.key()
            );
        }
    }
}
