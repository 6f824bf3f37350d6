//! Covariates as columns for the models: standardised numbers with their square, words as yes/no.

use super::study::{Covariate, Values};
use super::words::Words;

/// Distinct numbers from which a square is added, so that a bend can be followed.
const BEND: usize = 10;
/// Words with a column of their own; rarer ones share one.
const LEVELS: usize = 20;
/// Standard deviations beyond which a number is cut off.
const FAR: f64 = 5.0;

/// One column of a model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Column {
    /// A number of each case.
    Numbers(Vec<f64>),
    /// 0 or 1: most columns are such, and most of what they say is no.
    Yes(Vec<bool>),
}

impl Column {
    /// The same cases in another order: `order` has where each was.
    pub(crate) fn ordered(&self, order: &[usize]) -> Self {
        match self {
            Self::Numbers(numbers) => Self::Numbers(order.iter().map(|at| numbers[*at]).collect()),
            Self::Yes(yes) => Self::Yes(order.iter().map(|at| yes[*at]).collect()),
        }
    }

    /// The numbers of some cases.
    pub(crate) fn picked(&self, cases: &[usize]) -> Vec<f64> {
        match self {
            Self::Numbers(numbers) => cases.iter().map(|case| numbers[*case]).collect(),
            Self::Yes(yes) => cases.iter().map(|case| f64::from(yes[*case])).collect(),
        }
    }
}

/// The columns of covariates for the cases kept, and the names of those that have one value only.
pub(crate) fn of(covariates: &[Covariate], kept: &[usize]) -> (Vec<Column>, Vec<String>) {
    let (mut columns, mut constant) = (Vec::new(), Vec::new());
    for covariate in covariates {
        let made = match &covariate.values {
            Values::Numbers(values) => numbers(values, kept),
            Values::Words(values) => words(values, kept),
        };
        if made.is_empty() {
            constant.push(covariate.name.clone());
        }
        columns.extend(made);
    }
    (columns, constant)
}

/// Placebo outcomes as they are; a missing number is the mean.
pub(crate) fn plain(placebos: &[Covariate], kept: &[usize]) -> Vec<Vec<f64>> {
    let number = |placebo: &Covariate| match &placebo.values {
        Values::Numbers(values) => Some(filled(values, kept)),
        Values::Words(_) => None,
    };
    placebos.iter().filter_map(number).collect()
}

fn filled(values: &[f64], kept: &[usize]) -> Vec<f64> {
    let known = || kept.iter().map(|at| values[*at]).filter(|v| v.is_finite());
    let mean = known().sum::<f64>() / known().count().max(1) as f64;
    let fill = |v: f64| if v.is_finite() { v } else { mean };
    kept.iter().map(|at| fill(values[*at])).collect()
}

fn numbers(values: &[f64], kept: &[usize]) -> Vec<Column> {
    let mut columns = Vec::new();
    let plain = filled(values, kept);
    if let Some(scaled) = standardised(&plain) {
        let has_bend = has_more_than(BEND, &scaled);
        let square: Vec<f64> = scaled.iter().map(|v| v * v).collect();
        columns.push(Column::Numbers(scaled));
        if has_bend {
            columns.extend(standardised(&square).map(Column::Numbers));
        }
    }
    let missing = kept.iter().map(|at| !values[*at].is_finite());
    let missing: Vec<bool> = missing.collect();
    if missing.contains(&true) && missing.contains(&false) {
        columns.push(Column::Yes(missing));
    }
    columns
}

/// Whether there are more than so many distinct numbers.
fn has_more_than(many: usize, values: &[f64]) -> bool {
    let mut seen: Vec<f64> = Vec::with_capacity(many + 1);
    for value in values {
        if !seen.contains(value) {
            seen.push(*value);
        }
        if seen.len() > many {
            return true;
        }
    }
    false
}

/// Mean 0, standard deviation 1, cut off far outside; nothing when all values are the same.
fn standardised(values: &[f64]) -> Option<Vec<f64>> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
    let deviation = variance.sqrt();
    let usable = deviation.is_finite() && deviation > mean.abs() * 1e-9 && varies(values);
    let scale = |v: &f64| ((v - mean) / deviation).clamp(-FAR, FAR);
    usable.then(|| values.iter().map(scale).collect())
}

fn words(words: &Words, kept: &[usize]) -> Vec<Column> {
    let mut counts = vec![0_usize; words.names().len()];
    for at in kept {
        counts[words.codes()[*at] as usize] += 1;
    }
    let mut levels: Vec<usize> = (0..counts.len()).filter(|word| counts[*word] > 0).collect();
    levels.sort_by(|a, b| {
        let by_name = || words.names()[*a].cmp(&words.names()[*b]);
        counts[*b].cmp(&counts[*a]).then_with(by_name)
    });
    // Each word has a column, those that share one the last. The most frequent word has none: it is what the
    // others are compared with.
    let mut column_of = vec![None; counts.len()];
    for (rank, word) in levels.iter().enumerate().skip(1) {
        column_of[*word] = Some((rank - 1).min(LEVELS));
    }
    let count = levels.len().saturating_sub(1).min(LEVELS + 1);
    let mut columns = vec![vec![false; kept.len()]; count];
    for (row, at) in kept.iter().enumerate() {
        if let Some(column) = column_of[words.codes()[*at] as usize] {
            columns[column][row] = true;
        }
    }
    columns.into_iter().map(Column::Yes).collect()
}

/// Whether a column has more than one value.
pub(crate) fn varies(values: &[f64]) -> bool {
    values.iter().any(|v| *v != values[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers_of(values: &[f64]) -> Vec<Vec<f64>> {
        let all: Vec<usize> = (0..values.len()).collect();
        let columns = numbers(values, &all);
        columns.iter().map(|column| column.picked(&all)).collect()
    }

    #[test]
    fn numbers_are_standardised_and_bent_only_when_there_are_enough() {
        let few = numbers_of(&[1.0, 2.0, 3.0]);
        assert_eq!(few.len(), 1);
        assert!((few[0].iter().sum::<f64>()).abs() < 1e-12);
        let many: Vec<f64> = (0..30).map(f64::from).collect();
        assert_eq!(numbers_of(&many).len(), 2);
        assert!(numbers_of(&[7.0, 7.0]).is_empty());
    }

    #[test]
    fn a_missing_number_is_a_column() {
        let columns = numbers_of(&[1.0, f64::NAN, 3.0]);
        assert_eq!(columns.len(), 2);
        assert_eq!(columns[1], [0.0, 1.0, 0.0]);
        assert!(numbers_of(&[f64::NAN, f64::NAN]).is_empty());
    }

    #[test]
    fn words_are_compared_with_the_most_frequent() {
        let sizes: Words = ["S", "M", "S", "L"].into_iter().collect();
        let columns = words(&sizes, &[0, 1, 2, 3]);
        let yes = |at: usize| Column::Yes((0..4).map(|case| case == at).collect());
        assert_eq!(columns, [yes(3), yes(1)]);
        let many: Words = (0..40).map(|i| format!("w{i}")).collect();
        let all: Vec<usize> = (0..40).collect();
        assert_eq!(words(&many, &all).len(), LEVELS + 1);
    }
}
