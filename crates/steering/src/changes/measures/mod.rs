//! What can become better by a change, in the order in which it is offered. A new measure is a file, a word in
//! each of the two lists and its texts.

mod first_response;
mod insights_per_conversation;
mod joint_companies;
mod meetings_per_company;
mod win_rate;

use super::model::About;

/// Every measure.
pub const ALL: &[About] = &[
    insights_per_conversation::ABOUT,
    win_rate::ABOUT,
    meetings_per_company::ABOUT,
    first_response::ABOUT,
    joint_companies::ABOUT,
];

/// A measure by its key.
#[must_use]
pub fn find(key: &str) -> Option<&'static About> {
    ALL.iter().find(|about| about.key == key)
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;

    #[test]
    fn every_measure_has_its_texts() {
        for about in ALL {
            assert_eq!(find(about.key).map(|a| a.key), Some(about.key));
            for part in ["name", "level", "difference", "definition", "hit", "record"] {
                let key = format!("changes.measure.{}.{part}", about.key);
                for lang in Lang::ALL {
                    assert!(ui::has_text(&key) && !ui::t(lang, &key).is_empty(), "{key}");
                }
            }
        }
        assert!(find("luck").is_none());
    }
}
