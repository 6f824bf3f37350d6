//! What the data of marketing and those of sales foretell, alone and together (index I13).

use analysis::effects::{Gain, Sides, gain};
use kernel::{Id, Millis};

use crate::contribution::{Joint, groups};
use crate::effects::{Case, Cases, Log, known_of};

/// Seed of the bootstrap.
const SEED: u64 = 13;
/// Days before a case in which touchpoints are known about it.
const KNOWN_DAYS: i64 = 365;
/// A type of touchpoint counts when one of so many cases has it: rarer ones teach nothing.
const RARE: usize = 100;

/// The gain for the cases of an outcome; nothing where small departments hide a side. What a side knows of a case: how often each type of its touchpoints
/// was there in the year before and up to the landmark. Marketing is one side; sales and all others are the
/// other.
pub(super) fn of(
    log: &Log,
    cases: &Cases,
    lines: &[Vec<String>],
    joint: Option<&Joint>,
) -> Option<Gain> {
    let is_joint = |code: usize| joint.is_some_and(|j| j.codes.get(code) == Some(&true));
    let side_of: Vec<Option<usize>> = groups(lines, is_joint)?
        .into_iter()
        .map(|player| player.map(|player| usize::from(player > 0)))
        .collect();
    let open: Vec<&Case> = cases.list.iter().filter(|c| is_open(c, cases)).collect();
    let mut known = vec![vec![vec![0.0; open.len()]; log.names.kinds.len()]; 2];
    for (at, case) in open.iter().enumerate() {
        for touch in known_of(log, case, cases.landmark_days, KNOWN_DAYS) {
            if let Some(side) = side_of
                .get(usize::from(touch.department))
                .copied()
                .flatten()
            {
                known[side][usize::from(touch.kind)][at] += 1.0;
            }
        }
    }
    let mut sides = known.into_iter().map(|columns| told(columns, open.len()));
    let sides = Sides {
        outcome: open.iter().map(|case| case.outcome).collect(),
        decided: open.iter().map(|case| decided(case, cases)).collect(),
        company: numbered(open.iter().map(|case| case.company)),
        known: [sides.next()?, sides.next()?],
    };
    gain(&sides, SEED)
}

fn landmark(case: &Case, cases: &Cases) -> Millis {
    case.zero.plus(cases.landmark_days * Millis::DAY)
}

fn is_open(case: &Case, cases: &Cases) -> bool {
    case.ended.is_none_or(|at| at > landmark(case, cases))
}

/// The day on which a case was decided; of one that is only followed the landmark.
fn decided(case: &Case, cases: &Cases) -> f64 {
    let at = case.ended.unwrap_or_else(|| landmark(case, cases));
    at.0 as f64 / Millis::DAY as f64
}

/// Logarithms of the counts that are not rare.
fn told(columns: Vec<Vec<f64>>, cases: usize) -> Vec<Vec<f64>> {
    let often = |column: &Vec<f64>| column.iter().filter(|n| **n > 0.0).count() * RARE >= cases;
    let logarithm = |column: Vec<f64>| column.into_iter().map(f64::ln_1p).collect();
    columns.into_iter().filter(often).map(logarithm).collect()
}

/// Companies as numbers without gaps.
fn numbered(companies: impl Iterator<Item = Id> + Clone) -> Vec<u32> {
    let mut known: Vec<Id> = companies.clone().collect();
    known.sort_unstable();
    known.dedup();
    let number = |company| known.partition_point(|other| *other < company) as u32;
    companies.map(number).collect()
}
