//! Solving symmetric positive definite systems of at most a few hundred unknowns.

/// A = L·Lᵀ with L lower triangular, row by row.
#[derive(Clone, Debug)]
pub(crate) struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a matrix of which the upper triangle is read; nothing when it is not positive definite
    /// (to 1e-12 of its diagonal) or holds a value that is not a number.
    pub(crate) fn of(matrix: &[f64], size: usize) -> Option<Self> {
        let mut lower = vec![0.0; size * size];
        for row in 0..size {
            for column in 0..=row {
                let mut sum = matrix[column * size + row];
                for k in 0..column {
                    sum -= lower[row * size + k] * lower[column * size + k];
                }
                if row != column {
                    lower[row * size + column] = sum / lower[column * size + column];
                } else if sum > matrix[row * size + row] * 1e-12 && sum.is_finite() {
                    lower[row * size + row] = sum.sqrt();
                } else {
                    return None;
                }
            }
        }
        Some(Self { size, lower })
    }

    /// Solves A·x = b in place.
    pub(crate) fn solve(&self, b: &mut [f64]) {
        let n = self.size;
        for row in 0..n {
            let (done, rest) = b.split_at_mut(row);
            let line = &self.lower[row * n..row * n + row];
            let sum: f64 = line.iter().zip(done.iter()).map(|(l, x)| l * x).sum();
            rest[0] = (rest[0] - sum) / self.lower[row * n + row];
        }
        for row in (0..n).rev() {
            let sum: f64 = (row + 1..n).map(|k| self.lower[k * n + row] * b[k]).sum();
            b[row] = (b[row] - sum) / self.lower[row * n + row];
        }
    }

    /// The logarithm of the determinant of A.
    pub(crate) fn log_determinant(&self) -> f64 {
        let on = |at: usize| self.lower[at * self.size + at].ln();
        2.0 * (0..self.size).map(on).sum::<f64>()
    }

    /// bᵀ·A⁻¹·b: the variance of a combination of coefficients when A is an information matrix.
    pub(crate) fn quadratic(&self, b: &[f64]) -> f64 {
        let mut solved = b.to_vec();
        self.solve(&mut solved);
        b.iter().zip(&solved).map(|(b, x)| b * x).sum()
    }

    /// The inverse's diagonal: variances when A is an information matrix.
    pub(crate) fn inverse_diagonal(&self) -> Vec<f64> {
        let column = |at: usize| {
            let mut unit = vec![0.0; self.size];
            unit[at] = 1.0;
            self.solve(&mut unit);
            unit[at]
        };
        (0..self.size).map(column).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved() {
        let matrix = [4.0, 2.0, 0.6, 2.0, 5.0, 1.5, 0.6, 1.5, 3.0];
        let wanted = [1.0, -2.0, 0.5];
        let mut b: Vec<f64> = (0..3)
            .map(|r| (0..3).map(|c| matrix[r * 3 + c] * wanted[c]).sum())
            .collect();
        let factor = Cholesky::of(&matrix, 3).expect("positive definite");
        let quadratic: f64 = wanted.iter().zip(&b).map(|(x, b)| x * b).sum();
        assert!((factor.quadratic(&b) - quadratic).abs() < 1e-12);
        assert!((factor.log_determinant() - 40.8_f64.ln()).abs() < 1e-12);
        factor.solve(&mut b);
        for (found, wanted) in b.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-12);
        }
    }

    #[test]
    fn singular_and_broken_matrices_are_refused() {
        assert!(Cholesky::of(&[1.0, 1.0, 1.0, 1.0], 2).is_none());
        assert!(Cholesky::of(&[f64::NAN], 1).is_none());
        assert!(Cholesky::of(&[0.0], 1).is_none());
    }
}
