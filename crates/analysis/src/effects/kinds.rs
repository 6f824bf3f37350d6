//! Cases of one kind: with the same activities, words and numbers. No model tells them apart, so a model of many cases
//! is one of their kinds, each of which counts as often as there are cases of it.

use super::matrix::Matrix;

/// The kinds of cases that lie side by side as they are alike.
#[derive(Clone, Debug)]
pub(crate) struct Kinds {
    /// Covariates and then activities side by side, behind an intercept: a row of each kind.
    pub(crate) all: Matrix,
    /// The kind of each case. Cases of one kind are side by side.
    pub(crate) of_case: Vec<u32>,
    /// The first case of each kind, and the end.
    starts: Vec<usize>,
}

impl Kinds {
    /// Of a row of each case.
    pub(crate) fn of(cases: &Matrix) -> Self {
        let mut starts: Vec<usize> = (0..cases.len())
            .filter(|case| *case == 0 || !cases.is_alike(case - 1, *case))
            .collect();
        let all = cases.picked(&starts);
        starts.push(cases.len());
        let of_case = (0_u32..).zip(starts.windows(2));
        let of_case = of_case.flat_map(|(kind, ends)| std::iter::repeat_n(kind, ends[1] - ends[0]));
        Self {
            all,
            of_case: of_case.collect(),
            starts,
        }
    }

    /// The first case of each kind.
    pub(crate) fn firsts(&self) -> &[usize] {
        &self.starts[..self.starts.len() - 1]
    }

    /// How many cases are of each kind.
    pub(crate) fn counts(&self) -> Vec<f64> {
        let ends = self.starts.windows(2);
        ends.map(|ends| (ends[1] - ends[0]) as f64).collect()
    }

    /// The mean of a number of each case over those of each kind.
    pub(crate) fn means(&self, numbers: &[f64]) -> Vec<f64> {
        means(&self.of_case, &self.counts(), numbers)
    }
}

/// The sum of a number of each case over those of each kind; `kinds` has that of each case.
pub(crate) fn sums(of_case: &[u32], kinds: usize, numbers: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; kinds];
    for (kind, number) in of_case.iter().zip(numbers) {
        sums[*kind as usize] += number;
    }
    sums
}

/// Their mean, where each kind counts so much; 0 where it counts nothing.
pub(crate) fn means(of_case: &[u32], counts: &[f64], numbers: &[f64]) -> Vec<f64> {
    let sums = sums(of_case, counts.len(), numbers).into_iter();
    let mean = |(sum, count): (f64, &f64)| if *count > 0.0 { sum / count } else { 0.0 };
    sums.zip(counts).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_with_the_same_row_are_one_kind() {
        let number = [0.5, 0.5, 0.5, -1.0, -1.0, 0.5];
        let yes = [1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
        let kinds = Kinds::of(&Matrix::of(&[&number, &yes], 6));
        assert_eq!(kinds.of_case, [0, 0, 1, 2, 2, 3]);
        assert_eq!(kinds.firsts(), [0, 2, 3, 5]);
        assert_eq!(kinds.counts(), [2.0, 1.0, 2.0, 1.0]);
        assert_eq!(kinds.all.len(), 4);
        assert_eq!(kinds.all.times(&[0.0, 2.0, 10.0]), [11.0, 1.0, -2.0, 1.0]);
        let y = [1.0, 0.0, 3.0, 4.0, 6.0, 7.0];
        assert_eq!(kinds.means(&y), [0.5, 3.0, 5.0, 7.0]);
        let drawn = [0.0, 2.0, 0.0, 1.0, 1.0, 3.0];
        let counts = sums(&kinds.of_case, 4, &drawn);
        assert_eq!(counts, [2.0, 0.0, 2.0, 3.0]);
        assert_eq!(
            means(&kinds.of_case, &counts, &[0.0, 2.0, 0.0, 1.0, 2.0, 6.0]),
            [1.0, 0.0, 1.5, 2.0]
        );
    }
}
