//! Whether the cases with an activity and those without it can be compared.

use super::activity::Reason;
use super::aipw::{self, Exposure, Sample};
use super::comparison::Comparison;
use super::grade::is_like;
use super::imbalance::imbalance;
use super::prepared::Prepared;
use super::regression::Link;

/// Fewest exposed cases and fewest controls for an estimate.
const LEAST_CASES: usize = 10;
/// Fewest cases with and without the outcome.
const LEAST_OUTCOMES: usize = 5;
/// Share of those who have something in common from which on it decides that they are exposed: from there on
/// probabilities of exposure are cut off.
const DECIDED: f64 = 0.99;
/// Least share of the exposed for whom there are controls as likely to be exposed.
const SUPPORT: f64 = 0.5;

/// An activity whose cases with it and without it were looked at, but not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Player {
    /// Exposed cases.
    pub exposed: usize,
    /// Unexposed cases among those that can be compared.
    pub controls: usize,
    /// Whether they can be compared: enough of several companies, and alike enough.
    pub is_comparable: bool,
}

/// Whether those with and without an activity can be compared.
pub(crate) fn player(data: &Prepared, activity: usize) -> Player {
    let rows = data.having(&data.precedence.needs[activity]);
    let exposed = data.count(activity, &rows);
    let can = || {
        let compared = Comparison::of(data, activity, &rows);
        let sample = compared.sample();
        let is_alike = |exposure: Exposure| is_like(imbalance(&sample, &exposure).1);
        let mut companies = compared.company.iter();
        weighted(&sample).is_ok_and(is_alike)
            && companies.any(|company| *company != compared.company[0])
    };
    Player {
        exposed,
        controls: rows.len() - exposed,
        is_comparable: enough(data, activity, &rows).is_ok() && can(),
    }
}

/// The model of exposure, where there are cases alike enough to compare with.
pub(super) fn weighted(sample: &Sample<'_>) -> Result<Exposure, Reason> {
    let exposure = aipw::exposure(sample).ok_or(Reason::NoSolution)?;
    let is_few = effective_controls(sample, &exposure) < LEAST_CASES as f64 / 2.0;
    if is_few || support(sample, &exposure) < SUPPORT {
        return Err(Reason::NoOverlap);
    }
    Ok(exposure)
}

/// Whether there are cases with the activity, without it, and with different outcomes.
pub(super) fn enough(data: &Prepared, activity: usize, rows: &[usize]) -> Result<(), Reason> {
    let exposed = data.count(activity, rows);
    if exposed < LEAST_CASES {
        return Err(Reason::FewExposed);
    }
    if rows.len() - exposed < LEAST_CASES {
        return Err(Reason::FewControls);
    }
    let outcomes = || rows.iter().map(|case| data.y[*case]);
    let few = match data.link {
        Link::Logistic => {
            let hits: usize = outcomes().map(|y| usize::from(y != 0.0)).sum();
            hits.min(rows.len() - hits) < LEAST_OUTCOMES
        }
        Link::Linear => outcomes().all(|y| y == data.y[rows[0]]),
    };
    if few {
        return Err(Reason::FewOutcomes);
    }
    match is_decided(data, activity, rows) {
        true => Err(Reason::NoOverlap),
        false => Ok(()),
    }
}

/// Whether most of the exposed have something in common (a window, another mailing) in which next to nobody was
/// not exposed. No model is needed to tell that they cannot be compared.
fn is_decided(data: &Prepared, activity: usize, rows: &[usize]) -> bool {
    let is_told = |column: &Option<usize>| column.is_some_and(|at| data.adjusts(activity, at));
    let seen = &data.kinds.all;
    let is_told: Vec<bool> = seen.yes.iter().map(is_told).collect();
    let kind_of = |case: &usize| data.kinds.of_case[*case] as usize;
    let common = |case: &usize| {
        let said = seen.row(kind_of(case)).said.iter();
        said.map(|at| usize::from(*at)).filter(|at| is_told[*at])
    };
    let [mut all, mut own] = [(); 2].map(|()| vec![0_usize; seen.yes.len()]);
    for alike in rows.chunk_by(|a, b| kind_of(a) == kind_of(b)) {
        let exposed = alike.len() * usize::from(data.has(alike[0], activity));
        for at in common(&alike[0]) {
            all[at] += alike.len();
            own[at] += exposed;
        }
    }
    // Few cases have something in common by chance, and what all of them have tells nobody apart.
    let is_many = |n: usize| n < rows.len() && (1.0 - DECIDED) * n as f64 >= 1.0;
    let decides = |at: usize| is_many(all[at]) && own[at] as f64 > DECIDED * all[at] as f64;
    let exposed = rows.iter().filter(|case| data.has(**case, activity));
    let decided = exposed.clone().filter(|case| common(case).any(decides));
    (decided.count() as f64) > (1.0 - SUPPORT) * exposed.count() as f64
}

/// How often each kind of controls counts, and what a case of it weighs.
pub(super) fn controls<'a>(
    sample: &'a Sample<'_>,
    exposure: &'a Exposure,
) -> impl Iterator<Item = (f64, f64)> + 'a {
    let own = sample.weights.iter().copied().zip(&exposure.weight);
    let pairs = sample.exposed.iter().zip(own);
    pairs.filter(|(t, _)| **t == 0.0).map(|(_, (n, w))| (n, *w))
}

pub(super) fn effective_controls(sample: &Sample<'_>, exposure: &Exposure) -> f64 {
    let sum: f64 = controls(sample, exposure).map(|(n, w)| n * w).sum();
    let squares = controls(sample, exposure).map(|(n, w)| n * w * w);
    sum * sum / squares.sum::<f64>()
}

/// Share of the exposed who were no more likely to be exposed than the likeliest control.
fn support(sample: &Sample<'_>, exposure: &Exposure) -> f64 {
    let own = || exposure.probability.iter().zip(sample.weights);
    let pairs = || sample.exposed.iter().zip(own());
    let likeliest = pairs().filter(|(t, _)| **t == 0.0).map(|(_, (p, _))| *p);
    let likeliest = likeliest.fold(0.0, f64::max);
    let exposed = pairs().filter(|(t, _)| **t == 1.0);
    let (mut all, mut inside) = (0.0, 0.0);
    for (_, (p, n)) in exposed {
        all += n;
        inside += if *p <= likeliest { *n } else { 0.0 };
    }
    inside / all
}
