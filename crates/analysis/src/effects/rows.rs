//! Rows behind matrices: numbers side by side, and the places of what they say yes to.

use std::sync::Arc;

use super::arranged::{Arranged, add_scaled, product};

/// Rows that several matrices may have in common, each with some of their columns.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Numbers of a row.
    width: usize,
    /// The numbers, row behind row.
    values: Arc<Vec<f64>>,
    /// Which of the yes/no places a row says yes to, row behind row; `starts` has where each begins, and the end.
    said: Vec<u16>,
    starts: Vec<usize>,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    pub(super) values: &'a [f64],
    pub(super) said: &'a [u16],
}

impl Rows {
    /// Of columns with numbers, behind an intercept, and of columns that are 0 or 1.
    pub(super) fn of(
        columns: &[&[f64]],
        (numbers, yes): (&[usize], &[usize]),
        rows: usize,
    ) -> Self {
        let width = numbers.len() + 1;
        let mut values = vec![1.0; rows * width];
        for (at, column) in (1..).zip(numbers) {
            for (row, value) in columns[*column].iter().enumerate() {
                values[row * width + at] = *value;
            }
        }
        let (said, starts) = said(columns, yes, rows);
        Self {
            width,
            values: Arc::new(values),
            said,
            starts,
        }
    }

    /// Some rows with some of their numbers, and of the yes/no places those that were moved somewhere.
    pub(super) fn some(&self, rows: &[usize], numbers: &[usize], moved: &[Option<u16>]) -> Self {
        let mut values = Vec::with_capacity(rows.len() * numbers.len());
        let (mut said, mut starts) = (Vec::new(), Vec::with_capacity(rows.len() + 1));
        starts.push(0);
        for at in rows {
            let row = self.row(*at);
            values.extend(numbers.iter().map(|at| row.values[*at]));
            said.extend(row.said.iter().filter_map(|at| moved[usize::from(*at)]));
            starts.push(said.len());
        }
        Self {
            width: numbers.len(),
            values: Arc::new(values),
            said,
            starts,
        }
    }

    /// With more places behind the others, of which `says` gives those that a row says yes to.
    pub(super) fn with_yes(&self, first: u16, mut says: impl FnMut(usize, &mut Vec<u16>)) -> Self {
        let (mut all, mut starts) = (Vec::with_capacity(self.said.len() * 2), vec![0]);
        let mut added = Vec::new();
        for at in 0..self.len() {
            all.extend_from_slice(self.row(at).said);
            says(at, &mut added);
            all.extend(added.drain(..).map(|place| first + place));
            starts.push(all.len());
        }
        Self {
            width: self.width,
            values: self.values.clone(),
            said: all,
            starts,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    #[inline]
    pub(super) fn row(&self, at: usize) -> Row<'_> {
        Row {
            values: &self.values[at * self.width..(at + 1) * self.width],
            said: &self.said[self.starts[at]..self.starts[at + 1]],
        }
    }
}

impl Row<'_> {
    /// The product with one number for each column.
    #[inline]
    pub(crate) fn times(&self, numbers: &Arranged) -> f64 {
        let said = self.said.iter().map(|at| numbers.yes[usize::from(*at)]);
        product(self.values, &numbers.numbers) + said.sum::<f64>()
    }

    /// Adds the row, times a number, to what was arranged.
    #[inline]
    pub(crate) fn add_to(&self, sum: &mut Arranged, scale: f64) {
        add_scaled(&mut sum.numbers, self.values, scale);
        for at in self.said {
            sum.yes[usize::from(*at)] += scale;
        }
    }
}

/// Which of the columns `yes` each row says yes to, row behind row, and where each row begins. Column by column,
/// as they lie in memory.
fn said(columns: &[&[f64]], yes: &[usize], rows: usize) -> (Vec<u16>, Vec<usize>) {
    let mut starts = vec![0; rows + 1];
    for at in yes {
        for (count, value) in starts[1..].iter_mut().zip(columns[*at]) {
            *count += usize::from(*value == 1.0);
        }
    }
    for row in 0..rows {
        starts[row + 1] += starts[row];
    }
    let (mut said, mut next) = (vec![0; starts[rows]], starts.clone());
    for (number, at) in (0_u16..).zip(yes) {
        for (place, value) in next.iter_mut().zip(columns[*at]) {
            if *value == 1.0 {
                said[*place] = number;
                *place += 1;
            }
        }
    }
    (said, starts)
}
