//! Who is comparable for a pair, and how likely the outcome was anyway (prognostic scores; Hansen 2008).

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::columns::varies;
use super::super::prepared::Prepared;
use super::super::regression::Link;
use super::super::regression::{Fit, Matrix, fit, logistic};

/// Third activities that enter the score of an order, the most frequent ones.
const MOST_THIRD: usize = 12;

/// The cases in which a pair can be compared.
pub(crate) struct Universe {
    pub(crate) a: usize,
    pub(crate) b: usize,
    /// What the two need to have happened before, apart from each other.
    needs: Vec<usize>,
    /// Consequences of the two, which are not adjusted for.
    excluded: Vec<usize>,
    pub(crate) cases: Vec<usize>,
}

impl Universe {
    /// Cases with everything that the two need. Where one of them needs a third activity, the other must not
    /// have come before that: its order to the third would be mistaken for its order to the pair.
    pub(crate) fn of(data: &Prepared, a: usize, b: usize) -> Self {
        let order = &data.precedence;
        let others = |list: &[usize]| -> Vec<usize> {
            let rest = list.iter().filter(|x| **x != a && **x != b);
            rest.copied().collect()
        };
        let union = |lists: &[Vec<usize>]| {
            let mut all = [others(&lists[a]), others(&lists[b])].concat();
            all.sort_unstable();
            all.dedup();
            all
        };
        let needs = union(&order.needs);
        let late = |case: usize, dependent: usize, other: usize| {
            let needed = others(&order.needs[dependent]);
            needed
                .iter()
                .all(|r| data.day(case, *r) < data.day(case, other))
        };
        let having = data.having(&needs);
        let cases = having.into_iter();
        let cases = cases.filter(|case| late(*case, a, b) && late(*case, b, a));
        Self {
            a,
            b,
            excluded: union(&order.consequences),
            cases: cases.collect(),
            needs,
        }
    }

    /// Third activities that may be adjusted for.
    fn third(&self, data: &Prepared) -> Vec<usize> {
        let inside = |o: &usize| *o != self.a && *o != self.b && !self.excluded.contains(o);
        (0..data.activities).filter(inside).collect()
    }
}

/// Models of the outcome by everything but consequences, one for each kind of universe.
pub(crate) struct Baselines(BTreeMap<(Vec<usize>, Vec<usize>), Option<Baseline>>);

/// Log-odds (or mean) of each case, and how much of it each activity explains.
pub(crate) struct Baseline {
    score: Vec<f64>,
    of_activity: Vec<f64>,
}

impl Baselines {
    pub(crate) fn of(data: &Prepared, pairs: &[(usize, usize)]) -> Self {
        let keys = pairs.iter().map(|(a, b)| {
            let universe = Universe::of(data, *a, *b);
            (universe.needs, universe.excluded)
        });
        let mut keys: Vec<(Vec<usize>, Vec<usize>)> = keys.collect();
        keys.sort_unstable();
        keys.dedup();
        let made = keys.into_par_iter().map(|(needs, excluded)| {
            let baseline = Baseline::of(data, &needs, &excluded);
            ((needs, excluded), baseline)
        });
        Self(made.collect())
    }

    /// What was to be expected of each case of the universe without the pair.
    pub(crate) fn scores(&self, data: &Prepared, universe: &Universe) -> Option<Vec<f64>> {
        let key = (universe.needs.clone(), universe.excluded.clone());
        let baseline = self.0.get(&key)?.as_ref()?;
        let pair = [universe.a, universe.b];
        let without = |case: &usize| {
            let own = pair
                .iter()
                .map(|x| data.present[*x][*case] * baseline.of_activity[*x]);
            baseline.score[*case] - own.sum::<f64>()
        };
        Some(universe.cases.iter().map(without).collect())
    }
}

impl Baseline {
    fn of(data: &Prepared, needs: &[usize], excluded: &[usize]) -> Option<Self> {
        let rows = data.having(needs);
        let pick = |column: &[f64]| rows.iter().map(|i| column[*i]).collect::<Vec<f64>>();
        let mut columns: Vec<Vec<f64>> = data.covariates.iter().map(|c| pick(&c.values)).collect();
        let mut place = vec![None; data.activities];
        for activity in (0..data.activities).filter(|a| !excluded.contains(a)) {
            let column = pick(&data.present[activity]);
            if !column.is_empty() && varies(&column) {
                columns.push(column);
                place[activity] = Some(columns.len());
            }
        }
        let (x, fit) = model(data, &columns, &rows)?;
        let mut score = vec![0.0; data.cases()];
        for (row, case) in x.rows().zip(&rows) {
            score[*case] = fit.score(row);
        }
        let explained = place
            .iter()
            .map(|at| at.map_or(0.0, |at| fit.coefficients[at]));
        Some(Self {
            score,
            of_activity: explained.collect(),
        })
    }
}

/// Scores of cases of one universe; the last column of the model is what is being compared and is left out
/// of the score.
pub(crate) fn without_last(
    data: &Prepared,
    universe: &Universe,
    rows: &[usize],
    compared: Vec<f64>,
    anchors: &[usize],
) -> Option<Vec<f64>> {
    if compared.is_empty() || !varies(&compared) {
        return None;
    }
    let pick = |column: &[f64]| rows.iter().map(|i| column[*i]).collect::<Vec<f64>>();
    let mut columns: Vec<Vec<f64>> = data.covariates.iter().map(|c| pick(&c.values)).collect();
    for third in frequent(data, universe, rows) {
        columns.push(pick(&data.present[third]));
        for anchor in anchors {
            let before =
                |case: &usize| f64::from(data.day(*case, third) < data.day(*case, *anchor));
            columns.push(rows.iter().map(before).collect());
        }
    }
    columns.retain(|column| varies(column));
    columns.push(compared);
    let (x, fit) = model(data, &columns, rows)?;
    let last = x.columns - 1;
    let without = |row: &[f64]| fit.score(row) - row[last] * fit.coefficients[last];
    Some(x.rows().map(without).collect())
}

/// The most frequent third activities among the rows, in a fixed order.
fn frequent(data: &Prepared, universe: &Universe, rows: &[usize]) -> Vec<usize> {
    let count = |o: usize| rows.iter().filter(|case| data.has(**case, o)).count();
    let mut counted: Vec<(usize, usize)> = universe
        .third(data)
        .into_iter()
        .map(|o| (count(o), o))
        .collect();
    counted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let often = counted.iter().filter(|(n, _)| *n > 0).take(MOST_THIRD);
    often.map(|(_, o)| *o).collect()
}

fn model(data: &Prepared, columns: &[Vec<f64>], rows: &[usize]) -> Option<(Matrix, Fit)> {
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let x = Matrix::of(&slices, rows.len());
    let y: Vec<f64> = rows.iter().map(|i| data.y[*i]).collect();
    let fit = fit(data.link, &x, &y, &vec![1.0; rows.len()])?;
    Some((x, fit))
}

/// Expected outcome at a score, for the width of strata: the probability of a yes/no outcome.
pub(crate) fn expected(data: &Prepared, score: &[f64]) -> Vec<f64> {
    match data.link {
        Link::Logistic => score.iter().map(|s| logistic(*s)).collect(),
        Link::Linear => vec![0.0; score.len()],
    }
}
