//! What is kept of a decision so that it can be taken back, months later and after further changes.

use kernel::Id;
use serde::{Deserialize, Serialize};

use crate::fields::Changed;

/// What a merge or split changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inverse {
    /// The records that went over.
    pub records: Vec<Id>,
    /// Values that were replaced at the survivor.
    #[serde(default)]
    pub replaced: Vec<Replaced>,
    /// Touchpoints without a company that got one by it.
    #[serde(default)]
    pub resolved: Vec<Id>,
    /// The company they got.
    #[serde(default)]
    pub company_id: Option<Id>,
}

/// One value that was replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The field.
    pub field: String,
    /// The spelling before.
    pub before: Option<String>,
    /// The spelling after.
    pub after: Option<String>,
}

impl Replaced {
    /// What a change replaced.
    #[must_use]
    pub fn of(change: &Changed) -> Self {
        Self {
            field: change.field.name.to_owned(),
            before: change.before.clone(),
            after: change.after.clone(),
        }
    }
}

/// The value to write when a replacement is taken back and the field now says `now`; `None` when somebody
/// decided about the field since then and that has to stay.
#[must_use]
pub fn taken_back(replaced: &Replaced, now: Option<&str>, is_list: bool) -> Option<Option<String>> {
    if now == replaced.after.as_deref() {
        return Some(replaced.before.clone());
    }
    if !is_list {
        return None;
    }
    // Lines that came with the merge go; those that were there, or came since, stay.
    let lines = |text: Option<&str>| -> Vec<String> {
        text.unwrap_or_default()
            .lines()
            .map(str::to_owned)
            .collect()
    };
    let before = lines(replaced.before.as_deref());
    let came = lines(replaced.after.as_deref());
    let left: Vec<String> = lines(now)
        .into_iter()
        .filter(|line| before.contains(line) || !came.contains(line))
        .collect();
    let left = (!left.is_empty()).then(|| left.join("\n"));
    (left.as_deref() != now).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(before: Option<&str>, after: &str) -> Replaced {
        Replaced {
            field: "city".to_owned(),
            before: before.map(str::to_owned),
            after: Some(after.to_owned()),
        }
    }

    #[test]
    fn a_value_goes_back_unless_somebody_decided_since() {
        let city = replaced(None, "Graz");
        assert_eq!(taken_back(&city, Some("Graz"), false), Some(None));
        assert_eq!(taken_back(&city, Some("Wien"), false), None);
        assert_eq!(taken_back(&city, None, false), None);
    }

    #[test]
    fn of_a_list_only_what_came_with_the_merge_goes() {
        let emails = replaced(Some("a@x.de"), "a@x.de\nb@x.de");
        let back = |now: &str| taken_back(&emails, Some(now), true).map(Option::unwrap_or_default);
        assert_eq!(back("a@x.de\nb@x.de").as_deref(), Some("a@x.de"));
        assert_eq!(
            back("c@x.de\na@x.de\nb@x.de").as_deref(),
            Some("c@x.de\na@x.de")
        );
        assert_eq!(back("b@x.de").as_deref(), Some(""));
        assert_eq!(back("a@x.de\nc@x.de"), None);
    }
}
