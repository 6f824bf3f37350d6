//! Comparing cells within strata of alike cases (Mantel & Haenszel 1959).
//!
//! Cases are cut into strata by a score of what was known about them. Each stratum counts by the harmonic
//! mean of the sizes of its cells, `w = 1/Σ(1/n)`, the weight of Mantel and Haenszel for a risk difference,
//! carried over to any number of cells. All cells are averaged over the same strata, so differences,
//! interaction contrasts and ratios of the averages speak of the same cases.

use super::normal::{Z95, p_value};

/// Mean outcome of each cell over the common strata, and how uncertain the means are together.
#[derive(Clone, Debug)]
pub(crate) struct Cells {
    pub(crate) means: Vec<f64>,
    /// Covariance of the means, row by row.
    covariance: Vec<f64>,
}

/// The cases that are compared: one entry each.
pub(crate) struct Compared<'a> {
    pub(crate) y: &'a [f64],
    /// Cell of each case.
    pub(crate) cell: &'a [u8],
    /// Stratum of each case.
    pub(crate) stratum: &'a [u32],
    pub(crate) company: &'a [u32],
    pub(crate) companies: usize,
}

/// A weighted sum of cell means with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Contrast {
    pub(crate) value: f64,
    pub(crate) ci: (f64, f64),
    pub(crate) p: f64,
}

impl Cells {
    /// Averages `cells` cells over the strata in which each has two cases or more.
    pub(crate) fn of(compared: &Compared<'_>, cells: usize) -> Option<Self> {
        let strata = compared.stratum.iter().max().map_or(0, |s| *s as usize + 1);
        let (mut n, mut sum) = (vec![0.0; strata * cells], vec![0.0; strata * cells]);
        let place = |i: usize| compared.stratum[i] as usize * cells + usize::from(compared.cell[i]);
        for i in 0..compared.y.len() {
            n[place(i)] += 1.0;
            sum[place(i)] += compared.y[i];
        }
        let weights: Vec<f64> = n.chunks_exact(cells).map(weight).collect();
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return None;
        }
        let mut means = vec![0.0; cells];
        for (at, weight) in weights.iter().enumerate().filter(|(_, w)| **w > 0.0) {
            for cell in 0..cells {
                means[cell] += weight / total * sum[at * cells + cell] / n[at * cells + cell];
            }
        }
        let influence = |i: usize| {
            let weight = weights[compared.stratum[i] as usize];
            if weight <= 0.0 {
                return 0.0;
            }
            let (n, mean) = (n[place(i)], sum[place(i)] / n[place(i)]);
            // n/(n − 1) as in the variance of a sample
            weight / total * (compared.y[i] - mean) / n * (n / (n - 1.0)).sqrt()
        };
        Some(Self {
            means,
            covariance: covariance(compared, cells, influence),
        })
    }

    /// Σ factor·mean with its standard error.
    pub(crate) fn contrast(&self, factors: &[f64]) -> Contrast {
        let value = self.means.iter().zip(factors).map(|(m, f)| m * f).sum();
        self.with_error(value, factors)
    }

    /// Σ factor·ln(mean) with its standard error (delta method); nothing when a mean is not positive.
    pub(crate) fn log_contrast(&self, factors: &[f64]) -> Option<Contrast> {
        if self.means.iter().any(|m| *m <= 0.0) {
            return None;
        }
        let pairs = || self.means.iter().zip(factors);
        let value = pairs().map(|(m, f)| f * m.ln()).sum();
        let slopes: Vec<f64> = pairs().map(|(m, f)| f / m).collect();
        Some(self.with_error(value, &slopes))
    }

    fn with_error(&self, value: f64, slopes: &[f64]) -> Contrast {
        let cells = self.means.len();
        let terms = (0..cells * cells)
            .map(|at| slopes[at / cells] * slopes[at % cells] * self.covariance[at]);
        let error = terms.sum::<f64>().max(0.0).sqrt();
        Contrast {
            value,
            ci: (value - Z95 * error, value + Z95 * error),
            p: p_value(value, error),
        }
    }
}

fn weight(sizes: &[f64]) -> f64 {
    match sizes.iter().all(|n| *n >= 2.0) {
        true => 1.0 / sizes.iter().map(|n| 1.0 / n).sum::<f64>(),
        false => 0.0,
    }
}

/// Covariance of the cell means from the influence of each case, summed by company.
fn covariance(compared: &Compared<'_>, cells: usize, influence: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut sums = vec![0.0; compared.companies * cells];
    for i in 0..compared.y.len() {
        sums[compared.company[i] as usize * cells + usize::from(compared.cell[i])] += influence(i);
    }
    let mut covariance = vec![0.0; cells * cells];
    for sums in sums.chunks_exact(cells) {
        for (a, x) in sums.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            for (b, y) in sums.iter().enumerate() {
                covariance[a * cells + b] += x * y;
            }
        }
    }
    covariance
}

/// Cuts cases into at most so many strata of alike scores (never more than 100). Half of the measure is the number of cases, half their expected outcome: strata are finer where outcomes
/// are frequent and differences in the score matter most. Equal scores stay together.
pub(crate) fn by_score(score: &[f64], expected: &[f64], strata: usize) -> Vec<u32> {
    let strata = strata.clamp(1, MOST_STRATA);
    let mut order: Vec<usize> = (0..score.len()).collect();
    order.sort_unstable_by(|a, b| score[*a].total_cmp(&score[*b]).then(a.cmp(b)));
    let all: f64 = expected.iter().sum();
    let each = 0.5 / score.len() as f64;
    let measure = |i: usize| {
        if all > 0.0 {
            each + 0.5 * expected[i] / all
        } else {
            2.0 * each
        }
    };
    let mut stratum = vec![0; score.len()];
    let (mut passed, mut at, mut last) = (0.0, 0, f64::NEG_INFINITY);
    for i in order {
        if score[i] > last {
            at = ((passed * strata as f64) as u32).min(strata as u32 - 1);
            last = score[i];
        }
        stratum[i] = at;
        passed += measure(i);
    }
    stratum
}

/// More strata take more cells out of the comparison than they take bias.
const MOST_STRATA: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(y: &[f64], cell: &[u8], stratum: &[u32], company: &[u32]) -> Option<Cells> {
        let companies = company.iter().max().map_or(0, |c| *c as usize + 1);
        let compared = Compared {
            y,
            cell,
            stratum,
            company,
            companies,
        };
        Cells::of(&compared, 2)
    }

    #[test]
    fn strata_take_a_confounder_away() {
        // In both strata the cells are alike, but cell 1 is mostly in the stratum with many outcomes.
        let (mut y, mut cell, mut stratum) = (Vec::new(), Vec::new(), Vec::new());
        for (s, c, n, hits) in [(0, 0, 80, 8), (0, 1, 20, 2), (1, 0, 20, 10), (1, 1, 80, 40)] {
            for i in 0..n {
                y.push(f64::from(i < hits));
                cell.push(c);
                stratum.push(s);
            }
        }
        let company: Vec<u32> = (0..200).collect();
        let found = cells(&y, &cell, &stratum, &company).expect("cells");
        let difference = found.contrast(&[-1.0, 1.0]);
        assert!(difference.value.abs() < 1e-12);
        assert!(difference.p > 0.99);
        // Mantel–Haenszel: w = 16 in both strata, variance Σw²(pq/(n−1))/(Σw)².
        let part = |p: f64, n: f64| p * (1.0 - p) / (n - 1.0);
        let variance =
            (part(0.1, 80.0) + part(0.1, 20.0) + part(0.5, 20.0) + part(0.5, 80.0)) / 4.0;
        let width = 2.0 * Z95 * variance.sqrt();
        assert!((difference.ci.1 - difference.ci.0 - width).abs() < 1e-9);
        let ratio = found.log_contrast(&[-1.0, 1.0]).expect("a ratio");
        assert!(ratio.value.abs() < 1e-12);
    }

    #[test]
    fn strata_without_both_cells_do_not_count() {
        assert!(cells(&[1.0, 0.0, 1.0], &[0, 0, 0], &[0, 0, 0], &[0, 1, 2]).is_none());
        assert!(cells(&[], &[], &[], &[]).is_none());
    }

    #[test]
    fn equal_scores_stay_together_and_strata_are_ordered() {
        let score: Vec<f64> = (0..1000).map(|i| f64::from(i / 100)).collect();
        let found = by_score(&score, &vec![0.1; 1000], 10);
        for (a, b) in found.iter().zip(&found[1..]) {
            assert!(a <= b);
        }
        for chunk in found.chunks(100) {
            assert!(chunk.iter().all(|s| s == &chunk[0]));
        }
        assert_eq!(by_score(&[1.0, 2.0], &[0.0, 0.0], 1), [0, 0]);
        assert_eq!(by_score(&[2.0, 1.0], &[0.0, 0.0], 2), [1, 0]);
    }
}
