//! A change, what is measured about it, and how it is checked before it is written.

mod months;
mod verdict;

use kernel::{Date, Error, FieldError, Fields, Id, Millis, Result};

pub(crate) use months::{Place, Span, first_after, spans};
pub(crate) use verdict::{Answer, Counted, Verdict};

/// Longest name.
const NAME: usize = 120;
/// Longest note.
const NOTE: usize = 2_000;
/// Changes of an earlier century are typing errors.
const EARLIEST: Date = Date::constant(2000, 1, 1);

/// In which unit a measure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share in percent.
    Share,
    /// So many per hundred.
    PerHundred,
    /// So many for each.
    PerEach,
}

/// What a measure counts out of what.
#[derive(Clone, Copy, Debug)]
pub enum Reads {
    /// Touchpoints of some types out of touchpoints of others.
    Types {
        /// Types that are counted.
        counted: &'static [&'static str],
        /// Types out of which they are counted.
        of: &'static [&'static str],
    },
    /// Touchpoints of some types for each company with any contact.
    PerCompany {
        /// Types that are counted.
        counted: &'static [&'static str],
    },
    /// Companies with contact by at least two departments out of companies with contact.
    Joint,
    /// Deals won out of deals ended.
    Deals,
    /// Inquiries answered by a member within one business day out of inquiries.
    Answered {
        /// Types of inquiries.
        inquiries: &'static [&'static str],
    },
}

impl Reads {
    /// Where a record behind the measure is found.
    #[must_use]
    pub fn place(self) -> &'static str {
        match self {
            Self::Types { .. } | Self::Answered { .. } => "/timeline/",
            Self::PerCompany { .. } | Self::Joint => "/companies/",
            Self::Deals => "/deals/",
        }
    }

    /// Whether its records are companies, with a number each instead of yes or no.
    #[must_use]
    pub fn counts_each(self) -> bool {
        matches!(self, Self::PerCompany { .. } | Self::Joint)
    }
}

/// What a measure is.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Its name in addresses and texts.
    pub key: &'static str,
    /// Version of the definition; it rises when something else is counted.
    pub version: u32,
    /// The unit.
    pub unit: Unit,
    /// Whether more is better.
    pub wants_more: bool,
    /// What is counted.
    pub reads: Reads,
    /// Whether departments that did not change can be compared: they are not touched by the change.
    pub compares: bool,
}

/// A change that shall be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Its name.
    pub name: String,
    /// The day from which on it held.
    pub day: Date,
    /// Key of the measure.
    pub measure: String,
    /// The departments that changed; none: all.
    pub departments: Vec<Id>,
    /// What was changed, in the words of whoever recorded it.
    pub note: Option<String>,
}

/// A change as it was typed or sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    pub(crate) name: String,
    pub(crate) day: String,
    pub(crate) measure: String,
    pub(crate) departments: Vec<Id>,
    pub(crate) note: String,
}

impl Typed {
    /// Checks everything at once; `known` are the departments that there are.
    ///
    /// # Errors
    /// `Invalid` with each field that needs another value.
    pub(crate) fn checked(&self, today: Date, known: &[Id]) -> Result<Draft> {
        let (name, note) = (self.name.trim(), self.note.trim());
        let mut wrong = Fields::new();
        let mut say = |field: &str, key: &str| wrong.push(FieldError::new(field, key));
        if name.is_empty() {
            say("name", "error.required");
        }
        let day = match ui::parse::date(&self.day) {
            _ if self.day.trim().is_empty() => Err("error.required"),
            Ok(day) if day > today => Err("error.date_future"),
            Ok(day) if day < EARLIEST => Err("error.not_a_date"),
            other => other,
        };
        let day = day.map_err(|key| say("day", key));
        if super::measures::find(&self.measure).is_none() {
            say("measure", "error.choice");
        }
        if !self.departments.iter().all(|d| known.contains(d)) {
            say("departments", "error.choice");
        }
        for (field, text, max) in [("name", name, NAME), ("note", note, NOTE)] {
            if text.chars().count() > max {
                wrong.push(FieldError::new(field, "error.too_long").arg("max", max));
            }
        }
        let mut departments = self.departments.clone();
        departments.sort_unstable();
        departments.dedup();
        match day {
            Ok(day) if wrong.is_empty() => Ok(Draft {
                name: name.to_owned(),
                day,
                measure: self.measure.clone(),
                departments,
                note: Some(note.to_owned()).filter(|note| !note.is_empty()),
            }),
            _ => Err(Error::Invalid(wrong)),
        }
    }
}

/// A change as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// Its id.
    pub(crate) id: Id,
    /// What it is.
    pub(crate) draft: Draft,
    /// When it was recorded.
    pub(crate) created_at: Millis,
    /// By whom.
    pub(crate) created_by: Option<Id>,
    /// Version for `If-Match`.
    pub(crate) version: i64,
    /// When it was withdrawn.
    pub(crate) withdrawn_at: Option<Millis>,
}

impl Change {
    /// What is measured.
    ///
    /// # Errors
    /// `NotFound` when a program of another version wrote a measure that this one does not know.
    pub(crate) fn about(&self) -> Result<&'static About> {
        super::measures::find(&self.draft.measure).ok_or(Error::NotFound("measure"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            name: " Neue Preisliste ".to_owned(),
            day: "01.05.2025".to_owned(),
            measure: "win_rate".to_owned(),
            departments: vec![Id(2), Id(1), Id(2)],
            note: "  ".to_owned(),
        }
    }

    #[test]
    fn what_is_typed_is_trimmed_and_read() {
        let draft = typed().checked(Date::constant(2026, 1, 1), &[Id(1), Id(2)]);
        let draft = draft.expect("a change");
        assert_eq!(draft.name, "Neue Preisliste");
        assert_eq!(draft.day, Date::constant(2025, 5, 1));
        assert_eq!(draft.departments, [Id(1), Id(2)]);
        assert_eq!(draft.note, None);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let wrong = Typed {
            name: String::new(),
            day: "31.12.2026".to_owned(),
            measure: "luck".to_owned(),
            departments: vec![Id(9)],
            note: "x".repeat(2_001),
        };
        let Err(Error::Invalid(fields)) = wrong.checked(Date::constant(2026, 1, 1), &[Id(1)])
        else {
            panic!("that is no change");
        };
        let said: Vec<_> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(said, ["name", "day", "measure", "departments", "note"]);
        for day in ["", "gestern", "1999-12-31"] {
            let typed = Typed {
                day: day.to_owned(),
                ..typed()
            };
            assert!(
                typed
                    .checked(Date::constant(2026, 1, 1), &[Id(1), Id(2)])
                    .is_err(),
                "{day}"
            );
        }
    }
}
