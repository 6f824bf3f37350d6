//! Rows side by side, their numbers column by column: what is summed up over rows is summed up over many at once, and
//! told once to what a run of rows says yes to.

use std::borrow::Cow;
use std::ops::Range;

use super::arranged::Arranged;
use super::matrix::Matrix;
use super::rows::{BLOCK, Each};
use crate::widest::widest;
use pulp::NullaryFnOnce;

/// Sums that grow side by side.
const LANES: usize = 8;

/// Rows side by side.
pub(super) struct Block<'a> {
    /// Which rows of its matrix they are.
    pub(super) rows: Range<usize>,
    /// Their numbers column by column.
    pub(super) numbers: &'a [Each],
    /// The runs that they are of: the places of their rows, and what they say yes to.
    pub(super) runs: Vec<(Range<usize>, &'a [u16])>,
}

impl<'a> Block<'a> {
    /// Shows some rows, of which the first is the first of a block.
    pub(super) fn each(x: &'a Matrix, rows: Range<usize>, mut show: impl FnMut(&Self)) {
        debug_assert!(rows.start.is_multiple_of(BLOCK), "the first of a block");
        let mut block = Self {
            rows: 0..0,
            numbers: &[],
            runs: Vec::new(),
        };
        for first in rows.clone().step_by(BLOCK) {
            block.rows = first..rows.end.min(first + BLOCK);
            block.numbers = x.rows.block(first / BLOCK);
            block.runs.clear();
            block.runs.extend(x.rows.runs(block.rows.clone()));
            show(&block);
        }
    }

    /// The same where a row counts, with how much each counts, which is never less than nothing.
    pub(super) fn counting(
        x: &'a Matrix,
        rows: Range<usize>,
        counts: &[f64],
        mut show: impl FnMut(&Self, &Each),
    ) {
        Self::each(x, rows, |block| {
            let own = block.told(counts);
            if own.iter().any(|count| *count > 0.0) {
                show(block, &own);
            }
        });
    }

    /// A number of each row.
    pub(super) fn told<'b>(&self, numbers: &'b [f64]) -> Cow<'b, Each> {
        let own = &numbers[self.rows.clone()];
        match own.as_array() {
            Some(each) => Cow::Borrowed(each),
            None => {
                let mut each = [0.0; BLOCK];
                each[..own.len()].copy_from_slice(own);
                Cow::Owned(each)
            }
        }
    }

    /// The product of every row with one number for each column.
    pub(super) fn times(&self, numbers: &Arranged) -> Each {
        let mut products = [0.0; BLOCK];
        widest(Times(&mut products, self.numbers, &numbers.numbers));
        for (rows, said) in &self.runs {
            let said: f64 = said.iter().map(|at| numbers.yes[usize::from(*at)]).sum();
            let own = &mut products[rows.clone()];
            own.iter_mut().for_each(|product| *product += said);
        }
        products
    }

    /// Adds every row, times a number of its own, to what was arranged.
    pub(super) fn add_to(&self, sum: &mut Arranged, scale: &Each) {
        widest(Add(&mut sum.numbers, self.numbers, scale));
        for (rows, said) in &self.runs {
            let own: f64 = scale[rows.clone()].iter().sum();
            for at in *said {
                sum.yes[usize::from(*at)] += own;
            }
        }
    }
}

struct Times<'a>(&'a mut Each, &'a [Each], &'a [f64]);

impl NullaryFnOnce for Times<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (column, number) in self.1.iter().zip(self.2) {
            for (product, value) in self.0.iter_mut().zip(column) {
                *product += number * value;
            }
        }
    }
}

struct Add<'a>(&'a mut [f64], &'a [Each], &'a Each);

impl NullaryFnOnce for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (sum, column) in self.0.iter_mut().zip(self.1) {
            *sum += product_of(column, self.2);
        }
    }
}

/// Sum of the products of two numbers of each row.
#[inline(always)]
pub(super) fn product_of(a: &Each, b: &Each) -> f64 {
    let mut sums = [0.0; LANES];
    for (a, b) in a
        .as_chunks::<LANES>()
        .0
        .iter()
        .zip(b.as_chunks::<LANES>().0)
    {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}
