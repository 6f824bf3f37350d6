//! The journeys of a question, gathered once for all models.

use analysis::attribution::{Journey as Path, Journeys, Milestones, groups::group_of};
use kernel::{Id, Millis};
use rayon::prelude::*;

use super::{Level, Places, Question};
use crate::effects::{Dimension, End, Log, Touch, ends, journey};

/// An outcome, or a chance without one, with its journey.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The outcome.
    pub end: End,
    /// Its touchpoints that earn credit, in the order of time.
    pub journey: crate::effects::Journey,
    /// Whether it happened; else the chance was lost, which only some models look at.
    pub happened: bool,
}

/// All journeys of a question.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The journeys in the order of their outcomes; lost chances behind them.
    pub list: Vec<Taken>,
}

impl Gathered {
    /// The outcomes that happened.
    pub fn outcomes(&self) -> impl Iterator<Item = &Taken> {
        self.list.iter().filter(|taken| taken.happened)
    }

    /// How many outcomes happened.
    #[must_use]
    pub fn count(&self) -> usize {
        self.outcomes().count()
    }

    /// Their value in minor units.
    #[must_use]
    pub fn value_minor(&self) -> i64 {
        self.outcomes().map(|taken| taken.end.value_minor).sum()
    }

    /// The journeys as codes of rows, with touchpoints of the last so many days.
    #[must_use]
    pub fn paths(&self, by: Dimension, places: &Places, days: i64) -> Journeys {
        paths(&self.list, by, places, days, |_| true)
    }
}

/// Some journeys as codes of rows, with touchpoints of the last so many days and for which `keeps` holds.
pub(super) fn paths<'a>(
    list: impl IntoIterator<Item = &'a Taken>,
    by: Dimension,
    places: &Places,
    days: i64,
    keeps: impl Fn(&Touch) -> bool,
) -> Journeys {
    let mut all = Journeys::default();
    let (mut codes, mut times) = (Vec::new(), Vec::new());
    for taken in list {
        let start = taken.end.since.plus(-days * Millis::DAY).0;
        let touches = taken.journey.touches.iter();
        codes.clear();
        times.clear();
        for touch in touches.filter(|t| t.time >= start && keeps(t)) {
            codes.push(places.row_of(by, touch) as u32);
            times.push(touch.time);
        }
        let company = taken.end.company.map_or(taken.end.id.0, |id| id.0);
        let path = Path {
            codes: &codes,
            times: &times,
            end: taken.end.at.0,
            milestones: milestones(taken, &times),
            conversions: u32::from(taken.happened),
            nulls: u32::from(!taken.happened),
            value: 0.0,
            group: group_of(company.unsigned_abs()),
        };
        let value = match taken.happened {
            true => taken.end.value_minor,
            false => 0,
        };
        all.add(&path, value);
    }
    all
}

/// The first touchpoint, the last one before the deal was opened, and the last of all; for what is no
/// deal nothing.
fn milestones(taken: &Taken, times: &[i64]) -> Milestones {
    if taken.end.deal.is_none() || times.is_empty() {
        return Milestones::default();
    }
    let before = times.partition_point(|time| *time <= taken.end.since.0);
    Milestones {
        lead: Some(0),
        deal: Some(before.saturating_sub(1) as u32),
        won: Some(times.len() as u32 - 1),
    }
}

/// Gathers the journeys of a question.
#[must_use]
pub fn gather(log: &Log, question: &Question) -> Gathered {
    let period = (question.from, question.to);
    let happened = ends(log, question.outcome, period, &question.currency);
    let lost = lost(log, question);
    let all = happened.into_iter().map(|end| (end, true));
    let all = all.chain(lost.into_iter().map(|end| (end, false)));
    let all: Vec<(End, bool)> = all.collect();
    let taken = |(end, happened): (End, bool)| {
        let persons = persons(log, &end, question.level);
        Taken {
            journey: journey(log, &end, question.window_days, persons.as_deref()),
            end,
            happened,
        }
    };
    Gathered {
        list: all.into_par_iter().map(taken).collect(),
    }
}

/// The persons whose touchpoints count; none: everybody's.
pub(super) fn persons(log: &Log, end: &End, level: Level) -> Option<Vec<i64>> {
    let group = |deal: Id| log.buyers(deal).iter().map(|(person, _)| *person).collect();
    match (level, end.deal) {
        (Level::Company, _) => None,
        (Level::Person, Some(deal)) => Some(group(deal)),
        (Level::Person, None) => Some(vec![end.person].into_iter().filter(|p| *p != 0).collect()),
    }
}

/// Chances of the period that came to nothing: deals lost.
fn lost(log: &Log, question: &Question) -> Vec<End> {
    if !question.outcome.is_money() {
        return Vec::new();
    }
    let inside = |at: Millis| at >= question.from && at < question.to;
    let end = |deal: &crate::effects::Deal| {
        let at = deal
            .lost_at
            .filter(|at| deal.won_at.is_none() && inside(*at))?;
        Some(End::of_deal(deal, at, 0))
    };
    log.deals.iter().filter_map(end).collect()
}
