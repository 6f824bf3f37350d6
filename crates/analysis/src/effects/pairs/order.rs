//! Does the order matter? First-then-second against the reverse order, and against the second alone.

use super::super::effect::Effect;
use super::super::matrix::Matrix;
use super::super::prepared::Prepared;
use super::super::regression::Link;
use super::super::standardised;
use super::super::strata::{Cells, Compared, by_score};
use super::super::study::Plan;
use super::baselines;
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
        let compared = data.shown(first, &cases);
        let x = scores::design(data, universe, &cases, compared, &[then])?;
        let score = scores::without_last(data, &cases, &x)?;
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
    universe: &Universe,
    days: &Ordered,
    alone: Option<&Alone>,
) -> Option<OrderEffect> {
    let against_reverse = against_reverse(data, plan, universe, days)?;
    let against_only = alone.and_then(|alone| against_only(data, plan, days, alone));
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

/// First-then-second minus the reverse order, standardised over the cases with either: a third activity that
/// lies between the two decides their order, so there is nobody alike to compare with case by case.
fn against_reverse(
    data: &Prepared,
    plan: &Plan,
    universe: &Universe,
    days: &Ordered,
) -> Option<Tested> {
    let place = |case: &usize| days.place[*case];
    let either = |case: &usize| [Place::FirstThen, Place::Reverse].contains(&place(case));
    let rows: Vec<usize> = universe.cases.iter().copied().filter(either).collect();
    let is_first_then = |case: &usize| f64::from(place(case) == Place::FirstThen);
    let compared: Vec<f64> = rows.iter().map(is_first_then).collect();
    let n = compared.iter().sum::<f64>() as usize;
    if n.min(rows.len() - n) < plan.least_cell {
        return None;
    }
    let x = scores::design(data, universe, &rows, compared, &[universe.a, universe.b])?;
    with_and_without(data, data.link, &rows, &x)
}

/// What the last column of a design changes among its rows.
pub(super) fn with_and_without(
    data: &Prepared,
    link: Link,
    rows: &[usize],
    x: &Matrix,
) -> Option<Tested> {
    let y: Vec<f64> = rows.iter().map(|case| data.y[*case]).collect();
    let company: Vec<u32> = rows.iter().map(|case| data.company[*case]).collect();
    let arms = standardised::with_and_without(link, x, &y)?;
    let effect = Effect::of(&arms, &company, data.companies)?;
    Some(Tested {
        value: effect.difference,
        ci: effect.ci,
        p: effect.p,
    })
}

/// First-then-second minus the second alone, within strata of the score.
fn against_only(data: &Prepared, plan: &Plan, days: &Ordered, alone: &Alone) -> Option<Tested> {
    let place = |at: &usize| days.place[alone.cases[*at]];
    let inside = |at: &usize| [Place::FirstThen, Place::OnlyThen].contains(&place(at));
    let kept: Vec<usize> = (0..alone.cases.len()).filter(inside).collect();
    let is_first_then = |at: &usize| u8::from(place(at) == Place::FirstThen);
    let cell: Vec<u8> = kept.iter().map(is_first_then).collect();
    let n = cell.iter().filter(|cell| **cell == 1).count();
    let smaller = n.min(cell.len() - n);
    if smaller < plan.least_cell {
        return None;
    }
    let score: Vec<f64> = kept.iter().map(|at| alone.score[*at]).collect();
    let expected = |score: &f64| baselines::expected(data.link, *score);
    let expected: Vec<f64> = score.iter().map(expected).collect();
    let case = |at: &usize| alone.cases[*at];
    let cells = Cells::of(
        &Compared {
            y: &kept.iter().map(|at| data.y[case(at)]).collect::<Vec<_>>(),
            cell: &cell,
            stratum: &by_score(&score, &expected, smaller / PER_STRATUM),
            company: &kept
                .iter()
                .map(|at| data.company[case(at)])
                .collect::<Vec<_>>(),
            companies: data.companies,
        },
        2,
    )?;
    Some(cells.contrast(&[-1.0, 1.0]).into())
}
