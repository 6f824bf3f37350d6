//! The rows of a model: numbers side by side, and of yes/no columns only those that say yes.
//!
//! Most columns of our models are yes/no (words, activities, pairs of them) and mostly no. What is no costs
//! nothing here, neither in a product of a row with coefficients nor in the sums of squares and products.

use std::ops::Range;

/// Rows of numbers. Column 0 is the intercept (1 everywhere).
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    /// Columns, the intercept included.
    pub(crate) columns: usize,
    /// Places of the columns with numbers, the intercept first.
    pub(super) numbers: Vec<usize>,
    /// Places of the columns that are 0 or 1.
    pub(super) yes: Vec<usize>,
    /// The numbers, row behind row.
    values: Vec<f64>,
    /// Which of `yes` a row says yes to, row behind row; `starts` has where each begins, and the end.
    said: Vec<u16>,
    starts: Vec<usize>,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    pub(super) values: &'a [f64],
    pub(super) said: &'a [u16],
}

/// One number for each column, arranged as rows are.
#[derive(Clone, Debug)]
pub(crate) struct Arranged {
    numbers: Vec<f64>,
    yes: Vec<f64>,
}

impl Matrix {
    /// Puts columns side by side behind an intercept.
    pub(crate) fn of(columns: &[&[f64]], rows: usize) -> Self {
        let is_yes_no = |column: &&[f64]| column.iter().all(|v| *v == 0.0 || *v == 1.0);
        let (yes, numbers): (Vec<usize>, Vec<usize>) =
            (0..columns.len()).partition(|at| is_yes_no(&columns[*at]));
        let width = numbers.len() + 1;
        let mut values = vec![1.0; rows * width];
        for (at, column) in numbers.iter().enumerate() {
            for (row, value) in columns[*column].iter().enumerate() {
                values[row * width + at + 1] = *value;
            }
        }
        let (mut said, mut starts) = (Vec::new(), Vec::with_capacity(rows + 1));
        starts.push(0);
        let says = |row: usize| {
            let own = (0_u16..).zip(&yes);
            own.filter(move |(_, at)| columns[**at][row] == 1.0)
        };
        (0..rows).for_each(|row| {
            said.extend(says(row).map(|(number, _)| number));
            starts.push(said.len());
        });
        Self {
            columns: columns.len() + 1,
            numbers: std::iter::once(0)
                .chain(numbers.iter().map(|at| at + 1))
                .collect(),
            yes: yes.iter().map(|at| at + 1).collect(),
            values,
            said,
            starts,
        }
    }

    /// Some rows with the columns for which `keeps` holds and that have more than one value among them, and
    /// the places that these columns had.
    pub(crate) fn part(&self, rows: &[usize], keeps: impl Fn(usize) -> bool) -> (Self, Vec<usize>) {
        let varying = self.varying(rows);
        let kept = |at: usize| at == 0 || varying[at] && keeps(at);
        let places: Vec<usize> = (0..self.columns).filter(|at| kept(*at)).collect();
        let own = |of: &[usize]| -> Vec<usize> {
            of.iter()
                .filter_map(|at| places.binary_search(at).ok())
                .collect()
        };
        let numbers: Vec<usize> = (0..self.numbers.len())
            .filter(|at| kept(self.numbers[*at]))
            .collect();
        let mut moved = vec![None; self.yes.len()];
        let left = (0..self.yes.len()).filter(|at| kept(self.yes[*at]));
        for (new, old) in (0_u16..).zip(left) {
            moved[old] = Some(new);
        }
        let mut part = Self {
            columns: places.len(),
            numbers: own(&self.numbers),
            yes: own(&self.yes),
            values: Vec::with_capacity(rows.len() * numbers.len()),
            said: Vec::new(),
            starts: Vec::with_capacity(rows.len() + 1),
        };
        part.starts.push(0);
        for at in rows {
            let row = self.row(*at);
            part.values.extend(numbers.iter().map(|at| row.values[*at]));
            part.said
                .extend(row.said.iter().filter_map(|at| moved[usize::from(*at)]));
            part.starts.push(part.said.len());
        }
        (part, places)
    }

    /// Which columns have more than one value among some rows.
    fn varying(&self, rows: &[usize]) -> Vec<bool> {
        let mut varying = vec![false; self.columns];
        let Some(first) = rows.first().map(|at| self.row(*at)) else {
            return varying;
        };
        let mut counts = vec![0_usize; self.yes.len()];
        for at in rows {
            let row = self.row(*at);
            for ((value, first), place) in row.values.iter().zip(first.values).zip(&self.numbers) {
                varying[*place] |= value != first;
            }
            for at in row.said {
                counts[usize::from(*at)] += 1;
            }
        }
        for (count, place) in counts.iter().zip(&self.yes) {
            varying[*place] = *count > 0 && *count < rows.len();
        }
        varying
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The row at a place.
    pub(crate) fn row(&self, at: usize) -> Row<'_> {
        let width = self.numbers.len();
        Row {
            values: &self.values[at * width..(at + 1) * width],
            said: &self.said[self.starts[at]..self.starts[at + 1]],
        }
    }

    /// Every row in turn.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let values = self.values.chunks_exact(self.numbers.len().max(1));
        let ends = self.starts.windows(2).map(|ends| ends[0]..ends[1]);
        let row = |(values, said): (_, Range<usize>)| Row {
            values,
            said: &self.said[said],
        };
        values.zip(ends).map(row)
    }

    /// One number for each column, arranged as the rows are.
    pub(crate) fn arranged(&self, numbers: &[f64]) -> Arranged {
        let of = |places: &[usize]| places.iter().map(|at| numbers[*at]).collect();
        Arranged {
            numbers: of(&self.numbers),
            yes: of(&self.yes),
        }
    }

    /// Nothing yet for each column.
    pub(crate) fn nothing(&self) -> Arranged {
        Arranged {
            numbers: vec![0.0; self.numbers.len()],
            yes: vec![0.0; self.yes.len()],
        }
    }

    /// The product of every row with one number for each column.
    pub(crate) fn times(&self, numbers: &[f64]) -> Vec<f64> {
        let numbers = self.arranged(numbers);
        self.rows().map(|row| row.times(&numbers)).collect()
    }

    /// What was arranged, in the order of columns.
    pub(crate) fn in_order(&self, arranged: &Arranged) -> Vec<f64> {
        let mut numbers = vec![0.0; self.columns];
        let places = self.numbers.iter().chain(&self.yes);
        for (at, number) in places.zip(arranged.numbers.iter().chain(&arranged.yes)) {
            numbers[*at] = *number;
        }
        numbers
    }
}

impl Row<'_> {
    /// The product with one number for each column.
    #[inline]
    pub(crate) fn times(&self, numbers: &Arranged) -> f64 {
        let own = self.values.iter().zip(&numbers.numbers);
        let own: f64 = own.map(|(x, b)| x * b).sum();
        let said = self.said.iter().map(|at| numbers.yes[usize::from(*at)]);
        own + said.sum::<f64>()
    }

    /// Adds the row, times a number, to what was arranged.
    #[inline]
    pub(crate) fn add_to(&self, sum: &mut Arranged, scale: f64) {
        add_scaled(&mut sum.numbers, self.values, scale);
        for at in self.said {
            sum.yes[usize::from(*at)] += scale;
        }
    }

    /// Shows each value that is not nothing, with the place of its column.
    pub(crate) fn each(&self, of: &Matrix, mut show: impl FnMut(usize, f64)) {
        for (at, value) in of.numbers.iter().zip(self.values) {
            show(*at, *value);
        }
        for at in self.said {
            show(of.yes[usize::from(*at)], 1.0);
        }
    }
}

/// Adds numbers, times one, to as many sums.
#[inline]
pub(crate) fn add_scaled(sum: &mut [f64], row: &[f64], scale: f64) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += scale * value;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::products::Products;
    use super::*;

    /// Columns of numbers or of 0 and 1, and weights.
    fn drawn() -> impl Strategy<Value = (Vec<Vec<f64>>, Vec<f64>)> {
        (1_usize..6, 1_usize..12).prop_flat_map(|(columns, rows)| {
            let number = proptest::collection::vec(-3.0..3.0, rows);
            let yes = prop::sample::select(vec![0.0, 1.0]);
            let column = prop_oneof![number, proptest::collection::vec(yes, rows)];
            let weights = proptest::collection::vec(0.0..2.0, rows);
            (proptest::collection::vec(column, columns), weights)
        })
    }

    proptest! {
        #[test]
        fn products_are_those_of_plain_rows((columns, weights) in drawn()) {
            let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let x = Matrix::of(&slices, weights.len());
            let plain = |row: usize| -> Vec<f64> {
                std::iter::once(1.0).chain(columns.iter().map(|c| c[row])).collect()
            };
            let p = columns.len() + 1;
            let (mut sums, mut wanted) = (Products::of(&x), vec![0.0; p * p]);
            let mut gradient = x.nothing();
            let mut moments = vec![0.0; p];
            let beta: Vec<f64> = (0..p).map(|at| at as f64 - 1.5).collect();
            for (at, row) in x.rows().enumerate() {
                let full = plain(at);
                sums.add(row, weights[at]);
                row.add_to(&mut gradient, weights[at]);
                add_scaled(&mut moments, &full, weights[at]);
                for a in 0..p {
                    for b in 0..p {
                        wanted[a * p + b] += weights[at] * full[a] * full[b];
                    }
                }
                let mut shown = vec![0.0; p];
                row.each(&x, |column, value| shown[column] = value);
                prop_assert_eq!(&shown, &full);
                let product: f64 = full.iter().zip(&beta).map(|(x, b)| x * b).sum();
                prop_assert!((x.row(at).times(&x.arranged(&beta)) - product).abs() < 1e-9);
            }
            let some: Vec<usize> = (0..weights.len()).step_by(2).collect();
            let (part, places) = x.part(&some, |column| column != 2);
            for (new, at) in some.iter().enumerate() {
                let full = plain(*at);
                let mut shown = vec![0.0; part.columns];
                part.row(new).each(&part, |column, value| shown[column] = value);
                prop_assert!(places.iter().zip(&shown).all(|(place, value)| full[*place] == *value));
            }
            for column in 1..p {
                let varies = some.iter().any(|at| plain(*at)[column] != plain(some[0])[column]);
                prop_assert_eq!(places.contains(&column), varies && column != 2);
            }
            for (found, wanted) in sums.square(&x).iter().zip(&wanted) {
                prop_assert!((found - wanted).abs() < 1e-9);
            }
            for (found, wanted) in x.in_order(&gradient).iter().zip(&moments) {
                prop_assert!((found - wanted).abs() < 1e-9);
            }
        }
    }
}
