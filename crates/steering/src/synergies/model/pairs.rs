//! Pairs of activities among the cases of an outcome.

use std::collections::BTreeMap;

use analysis::effects::{
    Fault, Interaction, Lag, OrderEffect, PairEffect, Place, Plan, Reinforcement, Study, Synergy,
    Tested, reinforcement,
};
use kernel::{Error, Millis, Result};

use super::placebo::{key, placebo};
use super::{Answer, Change, DEFINITION, Pair, PairKey, Standing, plan};
use crate::contribution::Places;
use crate::effects::{Cases, Dimension, Log, Outcome, study};

/// Cases that began within so many days before the end are recent.
const RECENT_DAYS: i64 = 91;
/// Smallest p-value with which the placebo counts as passed: as for single activities.
const PLACEBO: f64 = 0.01;

/// The pairs of an outcome; nothing while there is no case.
pub(super) fn found(
    log: &Log,
    (outcome, decided): (Outcome, &[PairKey]),
    cases: &Cases,
    places: &Places,
    (from, until): (Millis, Millis),
) -> Result<Option<Answer>> {
    let study = of_activities(log, cases, places);
    let plan = plan(cases.landmark_days, outcome);
    let report = match reinforcement(&study, &plan) {
        Ok(report) => report,
        Err(Fault::NoCases) => return Ok(None),
        Err(fault) => return Err(Error::internal(fault)),
    };
    let mut pairs = best(&report, places);
    let (mut tests, mut all) = (report.pairs.tests, possible(&study));
    if plan.beyond_freshness {
        let together = together(&report, places);
        (tests, all) = (tests + together.len(), all + all / 2);
        pairs = in_order([pairs, together].concat());
    }
    let tested = pairs.len();
    pairs.extend(besides(&report, places, (outcome, decided), &pairs));
    let placebo = placebo(&study, &plan, &pairs, places)?;
    let first = recent(cases, until);
    for pair in &mut pairs {
        pair.placebo = placebo.get(&key(pair)).copied();
        (pair.grade, pair.failed) = grade(pair, &study);
        pair.eligible = eligible(&study, &plan, pair, places, first);
    }
    let decided = pairs.split_off(tested);
    without_mirrors(&mut pairs);
    Ok(Some(Answer {
        definition: DEFINITION.to_owned(),
        outcome: outcome.key().to_owned(),
        beyond_freshness: plan.beyond_freshness,
        from,
        until,
        cases: report.tally.at_risk,
        mean: report.mean,
        landmark_days: cases.landmark_days,
        least: plan.least_cell,
        tests,
        tested,
        untested: all - tested,
        pairs,
        decided,
        gain: None,
    }))
}

/// From which time zero on cases are recent. Windows of long periods are longer than a quarter: then those of
/// the last window are.
pub(super) fn recent(cases: &Cases, until: Millis) -> Millis {
    let quarter = until.plus(-(RECENT_DAYS + cases.landmark_days) * Millis::DAY);
    let followed = cases.list.iter().filter(|case| case.ended.is_none());
    let last = followed.map(|case| case.zero).max();
    last.map_or(quarter, |last| last.min(quarter))
}

/// Ordered pairs of all activities.
fn possible(study: &Study) -> usize {
    study.activities.len() * study.activities.len().saturating_sub(1)
}

/// The study of all activities of the house.
fn of_activities(log: &Log, cases: &Cases, places: &Places) -> Study {
    let names = places.list.iter().map(|place| place.key.clone()).collect();
    let joint = places.joint.as_ref().map(|joint| joint.row);
    study(log, cases, names, |touch| {
        let row = places.row_of(Dimension::Activity, touch);
        // What small departments do has one row in every split: it is no activity.
        let is_one = row < places.unknown() && Some(row) != joint;
        is_one.then_some(row as u32)
    })
}

/// Every ordered pair that could be tested, at the lag with the smallest q-value, those first.
fn best(report: &Reinforcement, places: &Places) -> Vec<Pair> {
    let mut best: BTreeMap<(usize, usize), &PairEffect> = BTreeMap::new();
    for pair in report.pairs.pairs.iter().filter(|pair| pair.q.is_some()) {
        let kept = best.entry((pair.first, pair.then)).or_insert(pair);
        // The first of equal ones is the shortest lag.
        if pair.q < kept.q {
            *kept = pair;
        }
    }
    in_order(best.values().map(|pair| told(pair, places)).collect())
}

/// The orders that were decided upon at a lag other than the one that says most.
fn besides(
    report: &Reinforcement,
    places: &Places,
    (outcome, decided): (Outcome, &[PairKey]),
    pairs: &[Pair],
) -> Vec<Pair> {
    let key = |pair: &Pair| PairKey::of(outcome.key(), pair);
    let shown: Vec<PairKey> = pairs.iter().filter_map(key).collect();
    let is_wanted = |key: PairKey| decided.contains(&key) && !shown.contains(&key);
    let all = report.pairs.pairs.iter().filter(|pair| pair.q.is_some());
    all.map(|pair| told(pair, places))
        .filter(|pair| key(pair).is_some_and(is_wanted))
        .collect()
}

/// Every pair that could be tested without regard to order, those with the smallest q-value first.
pub(super) fn together(report: &Reinforcement, places: &Places) -> Vec<Pair> {
    let tested = report.pairs.interactions.iter();
    let tested = tested.filter(|pair| pair.synergy.is_some());
    in_order(tested.map(|pair| told_together(pair, places)).collect())
}

fn in_order(mut pairs: Vec<Pair>) -> Vec<Pair> {
    let q = |pair: &Pair| pair.change().map_or(1.0, |change| change.q);
    pairs.sort_by(|a, b| q(a).total_cmp(&q(b)));
    pairs
}

fn name(places: &Places, row: usize) -> String {
    let place = places.list.get(row);
    place.map(|place| place.key.clone()).unwrap_or_default()
}

fn told_together(pair: &Interaction, places: &Places) -> Pair {
    let [_, only_b, only_a, both] = pair.n;
    Pair {
        first: name(places, pair.a),
        then: name(places, pair.b),
        lag: Lag::Any.key().to_owned(),
        n: both,
        n_reverse: only_a,
        n_only_then: only_b,
        rate: pair.rates[3],
        rate_reverse: pair.rates[2],
        rate_only_then: pair.rates[1],
        synergy: pair.synergy.as_ref().map(Change::from),
        grade: 'D',
        ..Pair::default()
    }
}

pub(super) fn told(pair: &PairEffect, places: &Places) -> Pair {
    Pair {
        is_ordered: true,
        first: name(places, pair.first),
        then: name(places, pair.then),
        lag: pair.lag.key().to_owned(),
        n: pair.n,
        n_reverse: pair.n_reverse,
        n_only_then: pair.n_only_then,
        rate: pair.rate_first_then,
        rate_reverse: pair.rate_reverse,
        rate_only_then: pair.rate_only_then,
        order: pair.order.as_ref().map(Change::from),
        synergy: pair.synergy.as_ref().map(Change::from),
        placebo: None,
        grade: 'D',
        failed: Vec::new(),
        eligible: 0,
    }
}

impl From<&OrderEffect> for Change {
    fn from(order: &OrderEffect) -> Self {
        let other = |t: &Tested| (t.value, t.ci);
        Self {
            value: order.against_reverse.value,
            ci: order.against_reverse.ci,
            other: order.against_only.as_ref().map(other),
            p: order.p,
            q: order.q,
        }
    }
}

impl From<&Synergy> for Change {
    fn from(synergy: &Synergy) -> Self {
        Self {
            value: synergy.difference.value,
            ci: synergy.difference.ci,
            other: synergy.ratio.zip(synergy.ratio_ci),
            p: synergy.p,
            q: synergy.q,
        }
    }
}

/// An order that helps is the same finding as its reverse that harms: the one to be kept is told.
fn without_mirrors(pairs: &mut Vec<Pair>) {
    let helps = |pair: &&Pair| pair.is_order() && pair.standing() == Standing::More;
    let helping: Vec<(String, String)> = pairs
        .iter()
        .filter(helps)
        .map(|pair| (pair.then.clone(), pair.first.clone()))
        .collect();
    pairs.retain(|pair| {
        let harms = pair.is_order() && pair.standing() == Standing::Less;
        !(harms && helping.contains(&(pair.first.clone(), pair.then.clone())))
    });
}

/// **B**: the landmark lies before the outcome, something known before was adjusted for, both comparisons
/// could be made, and the placebo passed. **C**: one of these failed. **D**: several did.
fn grade(pair: &Pair, study: &Study) -> (char, Vec<String>) {
    let agrees = pair.change().is_some_and(|change| change.other.is_some());
    // The placebo is made for what looks like a finding only.
    let is_open = pair.standing() == Standing::Open;
    let checks = [
        ("covariates", !study.covariates.is_empty()),
        ("agreement", agrees),
        (
            "placebo",
            is_open || pair.placebo.is_some_and(|p| p > PLACEBO),
        ),
    ];
    let failed = checks.iter().filter(|(_, passed)| !passed);
    let failed: Vec<String> = failed.map(|(check, _)| (*check).to_owned()).collect();
    let grade = match failed.len() {
        0 => 'B',
        1 => 'C',
        _ => 'D',
    };
    (grade, failed)
}

/// Recent cases that had one of both or, where order counts, both but not in this order within the lag.
fn eligible(study: &Study, plan: &Plan, pair: &Pair, places: &Places, first: Millis) -> usize {
    let (Some(a), Some(b)) = (places.row(&pair.first), places.row(&pair.then)) else {
        return 0;
    };
    let Some(lag) = Lag::parse(&pair.lag) else {
        return 0;
    };
    let first = first.0 as f64 / Millis::DAY as f64;
    let days = days_of(study, (a, b));
    let is_ordered = pair.is_ordered;
    let could = |case: &usize| {
        let (day_a, day_b) = days.get(case).copied().unwrap_or(NEVER);
        study.time_zero[*case] >= first
            && match Place::of(plan, day_a, day_b, lag) {
                Place::OnlyFirst | Place::OnlyThen => true,
                Place::Reverse | Place::Apart => is_ordered,
                Place::Neither | Place::FirstThen => false,
            }
    };
    (0..study.outcome.len()).filter(could).count()
}

const NEVER: (f64, f64) = (f64::INFINITY, f64::INFINITY);

/// The first days of two activities in each case that has one of them.
pub(super) fn days_of(study: &Study, (a, b): (usize, usize)) -> BTreeMap<usize, (f64, f64)> {
    let mut days: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for event in &study.events {
        let (case, activity) = (event.case as usize, event.activity as usize);
        if activity == a || activity == b {
            let (first, then) = days.entry(case).or_insert(NEVER);
            let slot = if activity == a { first } else { then };
            *slot = slot.min(event.day);
        }
    }
    days
}
