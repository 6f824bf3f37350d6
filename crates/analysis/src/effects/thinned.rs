//! A start for a model of many rows: the same model of a few of them.

use super::matrix::Matrix;
use super::regression::rough;

/// From so many rows on the first steps are taken by a few of them.
pub(super) const MANY: usize = 20_000;
/// Of the more frequent outcome about one row of so many is taken, first few and then more, and of the rarer one as
/// many rows, or all: what is known about a rare outcome is known from the rows that have it. A row that stands for as
/// many cases, or for some with and some without the outcome, is always taken.
const THIN: [usize; 2] = [16, 4];
/// Log-odds beyond which a start from few rows is cut off.
const FAR: f64 = 20.0;

/// The coefficients by a few of many rows, each of which stands for as many as were passed over: a start from
/// which one or two steps over all rows are left. Nothing where the few do not tell.
pub(super) fn thinned(x: &Matrix, y: &[f64], weights: &[f64], from: &[f64]) -> Option<Vec<f64>> {
    THIN.iter().try_fold(from.to_vec(), |from, thin| {
        by_few((x, y, weights), &from, *thin)
    })
}

fn by_few(
    (x, y, weights): (&Matrix, &[f64], &[f64]),
    from: &[f64],
    thin: usize,
) -> Option<Vec<f64>> {
    let (rows, weight) = few(y, weights, thin);
    let (x, places) = x.part(&rows, |_| true);
    let y: Vec<f64> = rows.iter().map(|row| y[*row]).collect();
    let from_there = places.iter().map(|place| from[*place]).collect();
    let near = rough(&x, &y, &weight, from_there)?;
    let mut start = vec![0.0; from.len()];
    for (place, coefficient) in places.iter().zip(near) {
        start[*place] = coefficient;
    }
    let is_number = start.iter().all(|b| b.is_finite());
    is_number.then(|| start.into_iter().map(|b| b.clamp(-FAR, FAR)).collect())
}

/// The rows taken and what each counts.
fn few(y: &[f64], weights: &[f64], thin: usize) -> (Vec<usize>, Vec<f64>) {
    let mut own = [0_usize; 2];
    for (y, _) in y.iter().zip(weights).filter(|(_, w)| **w > 0.0) {
        own[usize::from(*y > 0.5)] += 1;
    }
    let most = own[0].max(own[1]).max(1);
    let every = own.map(|own| (own * thin / most).max(1));
    let (mut seen, mut rows, mut weight) = ([0_usize; 2], Vec::new(), Vec::new());
    for (row, (y, w)) in y.iter().zip(weights).enumerate() {
        let of = usize::from(*y > 0.5);
        let is_mixed = *y > 0.0 && *y < 1.0;
        if *w > 0.0 && (is_mixed || *w >= every[of] as f64) {
            rows.push(row);
            weight.push(*w);
        } else if *w > 0.0 {
            if seen[of] % every[of] == 0 {
                rows.push(row);
                weight.push(w * every[of] as f64);
            }
            seen[of] += 1;
        }
    }
    (rows, weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarer_outcome_is_kept_and_everything_still_weighs_as_much() {
        let y: Vec<f64> = (0..32_000).map(|row| f64::from(row % 320 == 0)).collect();
        let (rows, weight) = few(&y, &vec![1.0; y.len()], 16);
        let hits = rows.iter().filter(|row| y[**row] == 1.0).count();
        assert_eq!((hits, rows.len()), (100, 100 + 31_900_usize.div_ceil(16)));
        let total: f64 = weight.iter().sum();
        assert!((total - 32_000.0).abs() < 16.0, "{total}");
    }

    #[test]
    fn a_row_that_stands_for_many_cases_is_taken_as_it_is() {
        let mut y = vec![0.0; 1_600];
        let mut weights = vec![1.0; 1_600];
        (y[7], weights[7]) = (0.02, 500.0);
        (y[11], weights[11]) = (0.5, 2.0);
        weights[13] = 90.0;
        let (rows, weight) = few(&y, &weights, 16);
        for row in [7, 11, 13] {
            let at = rows.iter().position(|taken| *taken == row).expect("taken");
            assert_eq!(weight[at], weights[row]);
        }
        assert_eq!(rows.len(), 3 + 1_597_usize.div_ceil(16));
    }

    #[test]
    fn rows_without_weight_are_not_taken() {
        let y: Vec<f64> = (0..64).map(|row| f64::from(row % 2)).collect();
        let weights: Vec<f64> = (0..64).map(|row| f64::from(row % 4 < 2)).collect();
        let (rows, _) = few(&y, &weights, 16);
        assert_eq!(rows, [0, 1]);
    }
}
