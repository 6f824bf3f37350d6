//! How much of what happened the journeys know.

use serde::Serialize;

use super::{Gathered, Places};
use crate::effects::Dimension;

/// What the journeys cover.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Outcomes.
    pub outcomes: usize,
    /// Without any touchpoint before them.
    pub without: usize,
    /// With one touchpoint.
    pub with_one: usize,
    /// With two and more.
    pub with_more: usize,
    /// Touchpoints that earn credit.
    pub touchpoints: usize,
    /// Of these, how many have no row in the chosen dimension.
    pub unknown: usize,
    /// Of these, how many have a known person.
    pub with_person: usize,
    /// Touchpoints left out because they were entered more than a day after the outcome.
    pub late: usize,
    /// Touchpoints left out because they came in the 30 days after the outcome.
    pub after: usize,
    /// Touchpoints left out because they came before the window.
    pub earlier: usize,
    /// Outcomes and entry by row.
    pub rows: Vec<OfDepartment>,
}

/// What a row has entered.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OfDepartment {
    /// Outcomes with at least one of its touchpoints.
    pub outcomes: usize,
    /// Median minutes from the moment to the entry of what was entered by hand or program.
    pub delay_min: Option<u32>,
}

/// Counts what the journeys of a question cover.
#[must_use]
pub fn coverage(gathered: &Gathered, by: Dimension, places: &Places) -> Coverage {
    let mut found = Coverage {
        rows: vec![OfDepartment::default(); places.unknown()],
        ..Coverage::default()
    };
    let mut delays: Vec<Vec<u32>> = vec![Vec::new(); places.unknown()];
    for taken in gathered.outcomes() {
        let journey = &taken.journey;
        found.outcomes += 1;
        match journey.touches.len() {
            0 => found.without += 1,
            1 => found.with_one += 1,
            _ => found.with_more += 1,
        }
        found.touchpoints += journey.touches.len();
        found.with_person += journey.touches.iter().filter(|t| t.person != 0).count();
        (found.late, found.after) = (found.late + journey.late, found.after + journey.after);
        found.earlier += journey.earlier;
        let mut seen = vec![false; places.unknown()];
        for touch in &journey.touches {
            let row = places.row_of(by, touch);
            let (Some(seen), Some(delays)) = (seen.get_mut(row), delays.get_mut(row)) else {
                found.unknown += 1;
                continue;
            };
            *seen = true;
            if touch.late_min > 0 {
                delays.push(touch.late_min);
            }
        }
        for (row, _) in seen.iter().enumerate().filter(|(_, seen)| **seen) {
            found.rows[row].outcomes += 1;
        }
    }
    for (row, mut delays) in found.rows.iter_mut().zip(delays) {
        delays.sort_unstable();
        row.delay_min = delays.get(delays.len() / 2).copied();
    }
    found
}
