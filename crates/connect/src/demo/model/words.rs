//! The word lists of the demo company.

use std::sync::LazyLock;

use serde::Deserialize;

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());

/// Lists of invented words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) surnames: Vec<String>,
    pub(crate) women: Vec<String>,
    pub(crate) men: Vec<String>,
    pub(crate) branches: Vec<String>,
    pub(crate) legal_de: Vec<String>,
    pub(crate) legal_at: Vec<String>,
    pub(crate) legal_ch: Vec<String>,
    pub(crate) cities_de: Vec<String>,
    pub(crate) cities_at: Vec<String>,
    pub(crate) cities_ch: Vec<String>,
    pub(crate) cities_other: Vec<String>,
    pub(crate) streets: Vec<String>,
    pub(crate) jobs: Vec<String>,
    pub(crate) degrees: Vec<String>,
    pub(crate) pages: Vec<String>,
    pub(crate) newsletters: Vec<String>,
    pub(crate) webinars: Vec<String>,
    pub(crate) fairs: Vec<String>,
    pub(crate) campaigns: Vec<String>,
    pub(crate) call_notes: Vec<String>,
    pub(crate) visit_notes: Vec<String>,
    pub(crate) insights: Vec<String>,
    pub(crate) tickets: Vec<String>,
    pub(crate) products: Vec<String>,
    pub(crate) lost_reasons: Vec<String>,
    pub(crate) headlines: Vec<String>,
    pub(crate) outlets: Vec<String>,
}

/// The lists.
pub(crate) fn words() -> &'static Words {
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_lists_are_readable() {
        assert!(words().surnames.len() > 90 && words().branches.len() == 40);
    }
}
