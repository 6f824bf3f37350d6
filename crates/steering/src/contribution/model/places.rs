//! The rows of a question, and which touchpoint belongs to which.
//!
//! Touchpoints of departments that are shown together have one row in every split, whatever their activity,
//! channel or campaign: models and estimates see them as one. Nothing that is shown can be subtracted from
//! something else to find one of these departments.

use kernel::Lang;

use crate::effects::{Dimension, Touch};

/// The key of the row that small departments share.
pub const JOINT: &str = "small-departments";

/// One row: a department, an activity, a channel or a campaign. Rows stand in a fixed order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Stable word in addresses and answers.
    pub key: String,
    /// German name.
    pub de: String,
    /// English name.
    pub en: String,
    /// Colour class of a department.
    pub class: String,
}

impl Place {
    /// Its name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.de,
            Lang::En => &self.en,
        }
    }
}

/// The departments that are shown together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joint {
    /// Their row.
    pub row: usize,
    /// The departments in their fixed order.
    pub of: Vec<Place>,
    /// How many people they are.
    pub members: usize,
    /// Fewest members that a department must have to be shown alone.
    pub smallest: usize,
    /// Of each code of departments of the log, whether it is one of them.
    pub codes: Vec<bool>,
}

impl Joint {
    /// Whether a touchpoint is of one of these departments.
    #[must_use]
    pub fn holds(&self, touch: &Touch) -> bool {
        let code = usize::from(touch.department);
        self.codes.get(code).copied().unwrap_or(false)
    }

    /// The names of the departments.
    #[must_use]
    pub fn names(&self, lang: Lang) -> String {
        let names: Vec<&str> = self.of.iter().map(|place| place.name(lang)).collect();
        names.join(", ")
    }
}

/// The rows of a dimension and the row of each touchpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The rows in their fixed order; that of small departments last.
    pub list: Vec<Place>,
    /// The row of each code of the dimension; the number of rows for a code without a row.
    of_code: Vec<u32>,
    /// The row that small departments share, where there are any.
    pub joint: Option<Joint>,
}

impl Places {
    /// The rows, and the row of each code by its key. With `joint`, its departments have one row more.
    #[must_use]
    pub fn new(
        mut list: Vec<Place>,
        codes: impl Iterator<Item = String>,
        joint: Option<Joint>,
    ) -> Self {
        let own = list.clone();
        let joint = joint.map(|joint| Joint {
            row: list.len(),
            ..joint
        });
        if joint.is_some() {
            list.push(Place {
                key: JOINT.to_owned(),
                de: ui::t(Lang::De, "contribution.small_departments").to_owned(),
                en: ui::t(Lang::En, "contribution.small_departments").to_owned(),
                class: String::new(),
            });
        }
        let rows: std::collections::HashMap<&str, u32> = own
            .iter()
            .zip(0..)
            .map(|(place, row)| (place.key.as_str(), row))
            .collect();
        let unknown = list.len() as u32;
        let of_code = codes
            .map(|key| rows.get(key.as_str()).copied().unwrap_or(unknown))
            .collect();
        Self {
            list,
            of_code,
            joint,
        }
    }

    /// Number of rows; also the code of "unknown".
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.list.len()
    }

    /// The row of a touchpoint.
    #[must_use]
    pub fn row_of(&self, by: Dimension, touch: &Touch) -> usize {
        if let Some(joint) = self.joint.as_ref().filter(|joint| joint.holds(touch)) {
            return joint.row;
        }
        let row = self.of_code.get(usize::from(by.code(touch)));
        row.map_or(self.unknown(), |row| *row as usize)
    }

    /// The row of a key; the empty key is "unknown", that of a small department the row it shares.
    #[must_use]
    pub fn row(&self, key: &str) -> Option<usize> {
        if key.is_empty() {
            return Some(self.unknown());
        }
        let shared = self
            .joint
            .as_ref()
            .filter(|joint| joint.of.iter().any(|place| place.key == key));
        let own = || self.list.iter().position(|place| place.key == key);
        own().or_else(|| shared.map(|joint| joint.row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(key: &str) -> Place {
        Place {
            key: key.to_owned(),
            de: key.to_owned(),
            en: key.to_owned(),
            class: String::new(),
        }
    }

    fn touch(department: u16, channel: u16) -> Touch {
        Touch {
            id: 1,
            time: 0,
            person: 0,
            late_min: 0,
            kind: 0,
            activity: crate::effects::UNKNOWN,
            campaign: crate::effects::UNKNOWN,
            department,
            channel,
        }
    }

    #[test]
    fn touchpoints_of_small_departments_have_one_row_in_every_split() {
        let joint = || {
            Some(Joint {
                of: vec![place("pr"), place("sdr")],
                members: 8,
                smallest: 8,
                codes: vec![false, true, true],
                ..Joint::default()
            })
        };
        let keys = |keys: &[&str]| keys.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>();
        let departments = Places::new(
            vec![place("marketing")],
            keys(&["marketing", "pr", "sdr"]).into_iter(),
            joint(),
        );
        let channels = Places::new(
            vec![place("email"), place("press")],
            keys(&["press", "email"]).into_iter(),
            joint(),
        );
        let row = |department, channel| {
            let touch = touch(department, channel);
            (
                departments.row_of(Dimension::Department, &touch),
                channels.row_of(Dimension::Channel, &touch),
            )
        };
        assert_eq!(row(0, 1), (0, 0));
        assert_eq!(row(1, 0), (1, 2), "press work of the small one");
        assert_eq!(row(2, 1), (1, 2), "mail of the small one");
        assert_eq!(row(crate::effects::UNKNOWN, 0), (2, 1), "of nobody known");
        assert_eq!(departments.row("pr"), departments.row(JOINT));
        assert_eq!(
            (departments.row("sales"), departments.row("")),
            (None, Some(2))
        );
    }
}
