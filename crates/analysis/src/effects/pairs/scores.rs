//! Who is comparable for a pair, and the columns of the models of its order.

use super::super::columns::varies;
use super::super::matrix::Matrix;
use super::super::prepared::Prepared;
use super::super::regression::fit;

/// Third activities that enter the score of an order, the most frequent ones.
const MOST_THIRD: usize = 12;

/// The cases in which a pair can be compared.
pub(crate) struct Universe {
    pub(crate) a: usize,
    pub(crate) b: usize,
    /// What the two need to have happened before, apart from each other.
    pub(super) needs: Vec<usize>,
    /// Consequences of the two, which are not adjusted for.
    pub(super) excluded: Vec<usize>,
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
    pub(super) fn third(&self, data: &Prepared) -> Vec<usize> {
        let inside = |o: &usize| *o != self.a && *o != self.b && !self.excluded.contains(o);
        (0..data.activities).filter(inside).collect()
    }
}

/// The columns of a model of some cases of a universe: what was known before, third activities and whether
/// they came before the anchors, and last what is compared. Nothing when that does not vary.
pub(crate) fn design(
    data: &Prepared,
    universe: &Universe,
    rows: &[usize],
    compared: Vec<f64>,
    anchors: &[usize],
) -> Option<Matrix> {
    if compared.is_empty() || !varies(&compared) {
        return None;
    }
    let mut columns: Vec<Vec<f64>> = data.covariates.iter().map(|c| c.picked(rows)).collect();
    for third in frequent(data, universe, rows) {
        columns.push(data.shown(third, rows));
        for anchor in anchors {
            let before =
                |case: &usize| f64::from(data.day(*case, third) < data.day(*case, *anchor));
            columns.push(rows.iter().map(before).collect());
        }
    }
    columns.retain(|column| varies(column));
    columns.push(compared);
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    Some(Matrix::of(&slices, rows.len()))
}

/// Scores of some cases from a model of the design, leaving out what its last column explains.
pub(crate) fn without_last(data: &Prepared, rows: &[usize], x: &Matrix) -> Option<Vec<f64>> {
    let y: Vec<f64> = rows.iter().map(|i| data.y[*i]).collect();
    let fit = fit(data.link, x, &y, &vec![1.0; rows.len()])?;
    let mut without = fit.coefficients;
    without[x.columns - 1] = 0.0;
    Some(x.times(&without))
}

/// The most frequent third activities among the rows, in a fixed order.
pub(super) fn frequent(data: &Prepared, universe: &Universe, rows: &[usize]) -> Vec<usize> {
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
