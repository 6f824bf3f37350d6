//! What the demo company changed, and what that made: its reorganisation.

use serde::Serialize;

use super::time::REORGANISED;
use super::traffic::{LEARNED_AFTER, LEARNED_BEFORE};
use super::{DEPARTMENTS, SALES, World};

/// A change of the demo company with its planted truth.
#[derive(Clone, Debug, Serialize)]
pub struct Changed {
    /// Its name.
    pub name: &'static str,
    /// What was changed.
    #[serde(skip)]
    pub note: &'static str,
    /// The first day on which it held.
    pub day: String,
    /// Key of the measure that became better.
    pub measure: &'static str,
    /// Key of the department that changed.
    pub department: &'static str,
    /// How many of a thousand conversations of the daily work of the department gave an insight before.
    pub before_thousandths: usize,
    /// How many of a thousand did afterwards.
    pub after_thousandths: usize,
}

/// The one change of the demo company.
pub(crate) fn changed(world: &World) -> Changed {
    Changed {
        name: "Neuordnung: Charta, gemeinsame Ziele, wöchentliches Treffen",
        note: "Marketing und Vertrieb unterschreiben eine Charta mit gemeinsamen Zielen und treffen sich jede Woche. \
               Der Vertrieb hält seitdem fest, was er im Gespräch erfährt.",
        day: world.calendar.first(REORGANISED).to_string(),
        measure: "insights_per_conversation",
        department: DEPARTMENTS[SALES],
        before_thousandths: LEARNED_BEFORE,
        after_thousandths: LEARNED_AFTER,
    }
}
