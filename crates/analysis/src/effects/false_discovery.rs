//! Accounting for the number of tests (Benjamini & Hochberg 1995).

/// The q-value of each p-value: the smallest share of false findings at which it would be a finding.
#[must_use]
pub fn q_values(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]).then(a.cmp(b)));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (larger, at) in order.iter().enumerate() {
        let rank = (p.len() - larger) as f64;
        least = least.min(p[*at] * p.len() as f64 / rank);
        q[*at] = least;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_comes_out() {
        // The fifteen p-values of Benjamini & Hochberg (1995), section 3.2: four findings at 0.05.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let q = q_values(&p);
        assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
        assert!((q[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
        assert!(q.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(q_values(&[]).is_empty());
    }
}
