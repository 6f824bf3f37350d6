//! The template of activities, and what is checked about the map.

use std::sync::LazyLock;

use kernel::{Id, Lang, Phase};
use serde::Deserialize;

store::row! {
    /// An activity of the map.
    #[derive(Clone, Debug, serde::Serialize)]
    pub struct Activity {
        /// Its id.
        pub id: Id,
        /// Its stable word.
        pub key: String,
        /// German name.
        pub name_de: String,
        /// English name.
        pub name_en: String,
        /// Phase 1 to 9.
        pub phase: i64,
        /// The accountable department.
        pub department_id: Option<Id>,
        /// Done by several departments together.
        pub joint: bool,
        /// `draft`, `active` …
        pub status: String,
        /// Version for saving.
        pub version: i64,
    }
}

impl Activity {
    /// The name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.name_de,
            Lang::En => &self.name_en,
        }
    }
}

/// An activity of the template.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    pub(crate) key: String,
    pub(crate) phase: Phase,
    pub(crate) de: String,
    pub(crate) en: String,
    /// Key of the accountable department; none where the map leaves it open.
    pub(crate) accountable: Option<String>,
    /// Keys of the departments that take part.
    #[serde(default)]
    pub(crate) with: Vec<String>,
    #[serde(default)]
    pub(crate) joint: bool,
}

#[derive(Debug, Default, Deserialize)]
struct File {
    activity: Vec<Template>,
}

static TEMPLATE: LazyLock<File> =
    LazyLock::new(|| toml::from_str(include_str!("template.toml")).unwrap_or_default());

/// The activities of a new installation (our template).
pub(crate) fn template() -> &'static [Template] {
    &TEMPLATE.activity
}

/// A responsibility of a department: `A`, `R`, `C` or `I`.
pub(crate) type Responsibility = (Id, Id, String);

/// Activities for which nobody, or more than one department, is accountable.
pub(crate) fn unclear(activities: &[Activity], cells: &[Responsibility]) -> Vec<Id> {
    activities
        .iter()
        .filter(|a| {
            cells
                .iter()
                .filter(|(id, _, role)| *id == a.id && role == "A")
                .count()
                != 1
        })
        .map(|a| a.id)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_covers_all_phases_with_unique_keys() {
        let keys: std::collections::BTreeSet<&str> =
            template().iter().map(|a| a.key.as_str()).collect();
        assert_eq!(keys.len(), template().len());
        for phase in Phase::all() {
            assert!(template().iter().any(|a| a.phase == phase), "{phase:?}");
        }
    }

    #[test]
    fn nobody_and_two_accountable_are_unclear() {
        let activity = |id| Activity {
            id: Id(id),
            key: String::new(),
            name_de: String::new(),
            name_en: String::new(),
            phase: 1,
            department_id: None,
            joint: false,
            status: String::new(),
            version: 1,
        };
        let cells = vec![
            (Id(1), Id(9), "A".to_owned()),
            (Id(2), Id(9), "A".to_owned()),
            (Id(2), Id(8), "A".to_owned()),
        ];
        assert_eq!(
            unclear(&[activity(1), activity(2), activity(3)], &cells),
            vec![Id(2), Id(3)]
        );
    }
}
