//! The languages of the screens.

use serde::{Deserialize, Serialize};

/// A language in which every text of the product exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// German, the first language of the product.
    #[default]
    De,
    /// English.
    En,
}

impl Lang {
    /// Both languages, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Lang::De, Lang::En];

    /// The BCP 47 code: `de` or `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Lang::De => "de",
            Lang::En => "en",
        }
    }

    /// Reads a code or a tag such as `de-AT`; `None` for a language without texts.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.trim().to_ascii_lowercase().split(['-', '_']).next() {
            Some("de") => Some(Lang::De),
            Some("en") => Some(Lang::En),
            _ => None,
        }
    }

    /// Picks the first known language of an `Accept-Language` header.
    #[must_use]
    pub fn from_accept(header: &str) -> Option<Self> {
        header
            .split(',')
            .find_map(|part| Lang::parse(part.split(';').next().unwrap_or("")))
    }
}
