//! The inverse of a dense matrix whose rows are weakly diagonally dominant, such as `I − Q`.
//!
//! Gauss–Jordan in blocks of rows, in place. For such matrices no pivoting is needed: every pivot stays
//! positive and elements do not grow by more than 2 (Higham 2002, "Accuracy and Stability of Numerical
//! Algorithms", 9.5). A general library would bring pivoting and a hundred times the code.

/// Rows that are eliminated together: their panel stays in the cache.
const BLOCK: usize = 32;
/// From this size on all processors take part.
const PARALLEL: usize = 256;

/// Replaces a matrix of `n` rows, one behind the other, by its inverse. Answers false when a pivot is not positive; the
/// matrix is then spoilt.
pub(super) fn invert(matrix: &mut [f64], n: usize) -> bool {
    for first in (0..n).step_by(BLOCK) {
        let rows = first..(first + BLOCK).min(n);
        let Some(panel) = panel(matrix, n, rows.clone()) else {
            return false;
        };
        eliminate(matrix, n, &rows, &panel);
        matrix[rows.start * n..rows.end * n].copy_from_slice(&panel);
    }
    true
}

/// The rows of a block, multiplied by the inverse of their square on the diagonal, which itself takes
/// the place of that square.
fn panel(matrix: &[f64], n: usize, rows: std::ops::Range<usize>) -> Option<Vec<f64>> {
    let mut panel = matrix[rows.start * n..rows.end * n].to_vec();
    for at in 0..rows.len() {
        let column = rows.start + at;
        let (before, rest) = panel.split_at_mut(at * n);
        let (pivot_row, after) = rest.split_at_mut(n);
        let pivot = pivot_row[column];
        if pivot <= 0.0 || !pivot.is_finite() {
            return None;
        }
        pivot_row[column] = 1.0;
        for cell in pivot_row.iter_mut() {
            *cell /= pivot;
        }
        for row in before.chunks_exact_mut(n).chain(after.chunks_exact_mut(n)) {
            let factor = std::mem::take(&mut row[column]);
            if factor != 0.0 {
                for (cell, above) in row.iter_mut().zip(&*pivot_row) {
                    *cell -= factor * above;
                }
            }
        }
    }
    Some(panel)
}

/// Takes the panel out of every other row.
fn eliminate(matrix: &mut [f64], n: usize, rows: &std::ops::Range<usize>, panel: &[f64]) {
    let threads = match n {
        PARALLEL.. => std::thread::available_parallelism().map_or(1, usize::from),
        _ => 1,
    };
    let share = n.div_ceil(threads);
    if threads == 1 {
        return eliminate_rows(matrix, n, 0, rows, panel);
    }
    std::thread::scope(|scope| {
        for (part, chunk) in matrix.chunks_mut(share * n).enumerate() {
            scope.spawn(move || eliminate_rows(chunk, n, part * share, rows, panel));
        }
    });
}

fn eliminate_rows(
    part: &mut [f64],
    n: usize,
    first: usize,
    rows: &std::ops::Range<usize>,
    panel: &[f64],
) {
    let mut factors = [0.0; BLOCK];
    for (at, row) in part.chunks_exact_mut(n).enumerate() {
        if rows.contains(&(first + at)) {
            continue;
        }
        let factors = &mut factors[..rows.len()];
        factors.copy_from_slice(&row[rows.clone()]);
        row[rows.clone()].fill(0.0);
        for (four, lines) in factors.chunks(4).zip(panel.chunks(4 * n)) {
            subtract(row, four, lines);
        }
    }
}

/// Subtracts up to four lines, each times its factor.
fn subtract(row: &mut [f64], factors: &[f64], lines: &[f64]) {
    let n = row.len();
    if let ([a, b, c, d], true) = (factors, lines.len() == 4 * n) {
        let (one, rest) = lines.split_at(n);
        let (two, rest) = rest.split_at(n);
        let (three, four) = rest.split_at(n);
        for ((((cell, w), x), y), z) in row.iter_mut().zip(one).zip(two).zip(three).zip(four) {
            *cell -= a * w + b * x + c * y + d * z;
        }
        return;
    }
    for (factor, line) in factors.iter().zip(lines.chunks_exact(n)) {
        for (cell, x) in row.iter_mut().zip(line) {
            *cell -= factor * x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::hash::Seeded;
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_is_the_identity() {
        for n in [1, 2, 31, 32, 33, 70, 300] {
            let mut random = Seeded::new(n as u64);
            let mut matrix: Vec<f64> = (0..n * n).map(|_| -random.unit()).collect();
            for at in 0..n {
                matrix[at * n + at] = 0.0;
                let row: f64 = matrix[at * n..(at + 1) * n].iter().sum();
                matrix[at * n + at] = 0.01 - row;
            }
            let mut inverse = matrix.clone();
            assert!(invert(&mut inverse, n));
            for i in 0..n {
                for j in 0..n {
                    let product: f64 = (0..n).map(|k| matrix[i * n + k] * inverse[k * n + j]).sum();
                    let wanted = f64::from(u8::from(i == j));
                    assert!((product - wanted).abs() < 1e-8, "{n}: {i} {j} {product}");
                }
            }
        }
    }

    #[test]
    fn a_singular_matrix_is_refused() {
        assert!(!invert(&mut [1.0, -1.0, -1.0, 1.0], 2));
    }
}
