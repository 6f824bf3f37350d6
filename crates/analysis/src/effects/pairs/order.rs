//! Does the order matter? First-then-second against the reverse order, and against the second alone.

use super::super::prepared::Prepared;
use super::super::strata::{Cells, Compared, by_score};
use super::super::study::Plan;
use super::lag::{Ordered, Place};
use super::scores::{self, Universe};
use super::{PairEffect, Tested, both};

/// Cases of the smaller cell in each stratum, on average.
const PER_STRATUM: usize = 10;

/// What an order changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrderEffect {
    /// Mean outcome of first-then-second minus the reverse order.
    pub against_reverse: Tested,
    /// Mean outcome of first-then-second minus the second only.
    pub against_only: Option<Tested>,
    /// p-value of both comparisons holding in the same direction.
    pub p: f64,
    /// The same, accounted for the number of tests.
    pub q: f64,
}

/// Cases with both activities, scored by what was to be expected whatever their order.
pub(super) struct Together {
    cases: Vec<usize>,
    score: Vec<f64>,
}

impl Together {
    pub(super) fn of(data: &Prepared, universe: &Universe) -> Option<Self> {
        let (a, b) = (universe.a, universe.b);
        let ordered = |case: &usize| {
            data.has(*case, a) && data.has(*case, b) && data.day(*case, a) != data.day(*case, b)
        };
        let cases: Vec<usize> = universe.cases.iter().copied().filter(ordered).collect();
        let a_first = |case: &usize| f64::from(data.day(*case, a) < data.day(*case, b));
        let compared = cases.iter().map(a_first).collect();
        let score = scores::without_last(data, universe, &cases, compared, &[a, b])?;
        Some(Self { cases, score })
    }
}

/// Cases with the second activity, the first before it or not at all.
pub(super) struct Alone {
    cases: Vec<usize>,
    score: Vec<f64>,
}

impl Alone {
    pub(super) fn of(
        data: &Prepared,
        universe: &Universe,
        first: usize,
        then: usize,
    ) -> Option<Self> {
        let fits = |case: &usize| {
            let (a, b) = (data.day(*case, first), data.day(*case, then));
            b.is_finite() && (a < b || !a.is_finite())
        };
        let cases: Vec<usize> = universe.cases.iter().copied().filter(fits).collect();
        let compared = cases.iter().map(|case| data.present[first][*case]);
        let compared = compared.collect();
        let score = scores::without_last(data, universe, &cases, compared, &[then])?;
        Some(Self { cases, score })
    }
}

/// Numbers and plain means of the groups of a pair.
pub(super) fn counted(data: &Prepared, universe: &Universe, days: &Ordered) -> PairEffect {
    let group = |place: Place| {
        let cases = universe.cases.iter().filter(|c| days.place[**c] == place);
        let (n, sum) = cases.fold((0, 0.0), |(n, sum), case| (n + 1, sum + data.y[*case]));
        (n, (n > 0).then(|| sum / n as f64))
    };
    let (n, rate_first_then) = group(Place::FirstThen);
    let (n_reverse, rate_reverse) = group(Place::Reverse);
    let (n_only_then, rate_only_then) = group(Place::OnlyThen);
    PairEffect {
        first: days.first,
        then: days.then,
        lag: days.lag,
        n,
        n_reverse,
        n_only_then,
        rate_first_then,
        rate_reverse,
        rate_only_then,
        order: None,
        synergy: None,
        q: None,
    }
}

/// Tests the order.
pub(super) fn tested(
    data: &Prepared,
    plan: &Plan,
    days: &Ordered,
    together: Option<&Together>,
    alone: Option<&Alone>,
) -> Option<OrderEffect> {
    let together = together?;
    let against_reverse = compare(
        data,
        plan,
        days,
        (&together.cases, &together.score),
        Place::Reverse,
    )?;
    let against_only = alone.and_then(|alone| {
        let scored = (alone.cases.as_slice(), alone.score.as_slice());
        compare(data, plan, days, scored, Place::OnlyThen)
    });
    let p = match &against_only {
        Some(only) => both(&against_reverse, only),
        None => against_reverse.p,
    };
    Some(OrderEffect {
        against_reverse,
        against_only,
        p,
        q: 1.0,
    })
}

/// First-then-second minus another group, within strata of the score.
fn compare(
    data: &Prepared,
    plan: &Plan,
    days: &Ordered,
    (cases, score): (&[usize], &[f64]),
    with: Place,
) -> Option<Tested> {
    let inside = |place: Place| place == Place::FirstThen || place == with;
    let kept: Vec<usize> = (0..cases.len())
        .filter(|at| inside(days.place[cases[*at]]))
        .collect();
    let is_first_then = |at: &usize| u8::from(days.place[cases[*at]] == Place::FirstThen);
    let cell: Vec<u8> = kept.iter().map(is_first_then).collect();
    let n = cell.iter().filter(|cell| **cell == 1).count();
    let smaller = n.min(cell.len() - n);
    if smaller < plan.least_cell {
        return None;
    }
    let score: Vec<f64> = kept.iter().map(|at| score[*at]).collect();
    let pick = |at: &usize| cases[*at];
    let cells = Cells::of(
        &Compared {
            y: &kept.iter().map(|at| data.y[pick(at)]).collect::<Vec<_>>(),
            cell: &cell,
            stratum: &by_score(
                &score,
                &scores::expected(data, &score),
                smaller / PER_STRATUM,
            ),
            company: &kept
                .iter()
                .map(|at| data.company[pick(at)])
                .collect::<Vec<_>>(),
            companies: data.companies,
        },
        2,
    )?;
    Some(cells.contrast(&[-1.0, 1.0]).into())
}
