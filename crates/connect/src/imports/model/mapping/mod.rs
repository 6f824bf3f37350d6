//! The mapping language: which column of which file feeds which field.
//!
//! The same language describes the formats we ship, the mappings an installation remembers and the
//! files given with `--map`. One mapping may describe several files.

mod bind;
mod cell;
mod check;
mod complete;
mod plan;
mod reading;
mod row;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Reason;
use super::fields::Kind;
use super::values::{DateOrder, Decimal};

pub use bind::{Defaults, Plan, bind};
pub use row::{Applied, Reference, Row};

/// A mapping of one or several files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Name shown to people.
    pub title: String,
    /// Name of the source system; together with the key it names a record for ever.
    pub source: String,
    /// The files.
    #[serde(rename = "file")]
    pub files: Vec<FileMap>,
}

/// The mapping of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileMap {
    /// What a row is.
    pub kind: Kind,
    /// Headers that must all be there; `a|b` stands for either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recognise: Vec<String>,
    /// Headers that must not be there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub none: Vec<String>,
    /// Headers that are known and left out without a word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// Order of day and month in dates with strokes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// Decimal mark of numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<Decimal>,
    /// IANA zone of times without an offset; otherwise the zone of the installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Currency of amounts without one of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// What names the row in its source; without it name, e-mail and the like do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Rules>,
    /// Where the values come from, by field.
    pub fields: BTreeMap<String, Rules>,
    /// Rows to leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skip: Vec<Skip>,
    /// Stages of the pipeline in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageMap>,
}

/// Where a value comes from: a column, one rule, or several. Of several the first with a value counts;
/// addresses, phone numbers and lists of records are collected from all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Rules {
    /// The column of the name.
    Column(String),
    /// Several, tried in order.
    Many(Vec<Rules>),
    /// One rule.
    One(Box<Rule>),
}

impl Rules {
    /// All rules in order.
    #[must_use]
    pub fn list(&self) -> Vec<Rule> {
        match self {
            Rules::Column(name) => vec![Rule {
                column: vec![name.clone()],
                ..Rule::default()
            }],
            Rules::Many(all) => all.iter().flat_map(Rules::list).collect(),
            Rules::One(rule) => vec![(**rule).clone()],
        }
    }
}

/// One way to a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The column; of several names the first that the file has.
    #[serde(default, with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub column: Vec<String>,
    /// A fixed value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// A text with columns in braces; empty when one of the columns is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Separator of several values in one cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multi: Option<String>,
    /// How another record is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
    /// What to do when the other record is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// Names that differ in case, spaces and signs only are the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub loose: bool,
    /// Factor of a number, e.g. 1000000 for a column in millions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<u64>,
    /// Order of day and month in this column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// Decimal mark in this column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<Decimal>,
    /// The value for every cell with something in it that `values` does not name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
    /// What cells stand for; case does not matter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
}

/// How a cell names another record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// By its name.
    Name,
    /// By the id it has in the source.
    SourceId,
    /// By its e-mail address.
    Email,
    /// By e-mail address when there is an `@`, else by name.
    Auto,
}

/// What to do when the other record is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// Create it with what is known.
    Create,
    /// Leave the field empty and say so.
    Report,
}

/// Rows to leave out: the column holds one of the values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    /// The column.
    pub column: String,
    /// The values; case does not matter.
    pub is: Vec<String>,
}

/// A stage of the pipeline that deals come into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageMap {
    /// Name of the stage in the file.
    pub name: String,
    /// `won` or `lost` for closing stages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Chance in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<i64>,
}

/// Reads a mapping and checks that it names kinds, fields and words that exist.
///
/// # Errors
/// The reason with the place, when it is no mapping.
pub fn parse(text: &str) -> Result<Mapping, Reason> {
    let mapping: Mapping = toml::from_str(text)
        .map_err(|e| Reason::new("mapping_unreadable").with("error", one_line(&e)))?;
    mapping.check()?;
    Ok(mapping)
}

fn one_line(error: &toml::de::Error) -> String {
    error
        .to_string()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

impl FileMap {
    /// A mapping that takes nothing yet.
    #[must_use]
    pub fn empty(kind: Kind) -> Self {
        Self {
            kind,
            recognise: Vec::new(),
            none: Vec::new(),
            ignore: Vec::new(),
            date_order: None,
            decimal: None,
            zone: None,
            currency: None,
            key: None,
            fields: BTreeMap::new(),
            skip: Vec::new(),
            stages: Vec::new(),
        }
    }
}

impl Mapping {
    /// A mapping of one file.
    #[must_use]
    pub fn of_file(title: &str, source: &str, file: FileMap) -> Self {
        Self {
            title: title.to_owned(),
            source: source.to_owned(),
            files: vec![file],
        }
    }

    /// The mapping as a file.
    ///
    /// # Errors
    /// Never for a mapping that was read by [`parse`].
    pub fn to_toml(&self) -> kernel::Result<String> {
        toml::to_string(self).map_err(kernel::Error::internal)
    }
}

/// One word or a list of words.
mod one_or_many {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        One(String),
        Many(Vec<String>),
    }

    pub fn serialize<S: Serializer>(words: &[String], out: S) -> Result<S::Ok, S::Error> {
        match words {
            [one] => one.serialize(out),
            many => many.serialize(out),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<String>, D::Error> {
        Ok(match Either::deserialize(input)? {
            Either::One(word) => vec![word],
            Either::Many(words) => words,
        })
    }
}
