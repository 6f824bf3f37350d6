//! Totals over journeys, and how the ends of a line fall into groups.

use super::super::groups::spread;
use super::super::hash::Seeded;
use super::super::journeys::{Ends, Journey};

/// Sums over journeys.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// Journeys, each as it was added, with or without touchpoints.
    pub journeys: i64,
    /// Touchpoints of these journeys.
    pub touchpoints: i64,
    /// Outcomes.
    pub conversions: i64,
    /// Ends without outcome.
    pub nulls: i64,
    /// Value, in the unit of the journeys.
    pub value: f64,
    /// Journeys without any touchpoint: their outcomes are nobody's.
    pub unknown_journeys: i64,
    /// Outcomes of journeys without any touchpoint.
    pub unknown_conversions: i64,
    /// Value of journeys without any touchpoint.
    pub unknown_value: f64,
}

impl Totals {
    pub(super) fn see(&mut self, codes: &[u32], sign: i64) {
        self.journeys += sign;
        self.touchpoints += sign * codes.len() as i64;
        self.unknown_journeys += if codes.is_empty() { sign } else { 0 };
    }

    pub(super) fn end(&mut self, codes: &[u32], ends: &Ends) {
        self.conversions += ends.conversions;
        self.nulls += ends.nulls;
        self.value += ends.value;
        if codes.is_empty() {
            self.unknown_conversions += ends.conversions;
            self.unknown_value += ends.value;
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.journeys += other.journeys;
        self.touchpoints += other.touchpoints;
        self.conversions += other.conversions;
        self.nulls += other.nulls;
        self.value += other.value;
        self.unknown_journeys += other.unknown_journeys;
        self.unknown_conversions += other.unknown_conversions;
        self.unknown_value += other.unknown_value;
    }

    /// Outcomes of journeys with touchpoints.
    #[must_use]
    pub fn known_conversions(&self) -> i64 {
        self.conversions - self.unknown_conversions
    }

    /// Value of journeys with touchpoints.
    #[must_use]
    pub fn known_value(&self) -> f64 {
        self.value - self.unknown_value
    }
}

/// The ends of a line, per group; value goes with the outcomes, or with all ends where there is none.
pub(super) fn spread_ends(journey: &Journey<'_>, seed: u64, parts: &mut Vec<Ends>) {
    let mut random = Seeded::new(seed);
    let conversions = spread(journey.conversions, &mut random);
    let nulls = spread(journey.nulls, &mut random);
    for (group, (won, lost)) in (0..).zip(conversions.into_iter().zip(nulls)) {
        if won + lost == 0 {
            continue;
        }
        let (own, all) = match journey.conversions {
            0 => (lost, journey.nulls),
            all => (won, all),
        };
        parts.push(Ends {
            group,
            conversions: i64::from(won),
            nulls: i64::from(lost),
            value: journey.value * f64::from(own) / f64::from(all),
        });
    }
}
