//! The normal distribution: tail probability, quantile, two-sided p-value.

use std::f64::consts::{FRAC_2_SQRT_PI, PI, SQRT_2};

/// Half-width of a 95 % interval in standard errors.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Probability of a standard normal value above `z`. Series below 2√2, continued fraction above
/// (Abramowitz & Stegun 7.1.6 and 7.1.14); relative error below 1e-12.
#[must_use]
pub fn above(z: f64) -> f64 {
    let half = 0.5 * erfc(z.abs() / SQRT_2);
    if z < 0.0 { 1.0 - half } else { half }
}

/// Two-sided p-value of an estimate with its standard error; 1 when the error is zero or not a number.
#[must_use]
pub fn p_value(estimate: f64, error: f64) -> f64 {
    if error.is_finite() && error > 0.0 {
        2.0 * above((estimate / error).abs())
    } else {
        1.0
    }
}

/// The value below which a standard normal value lies with probability `p`, by bisection to 1e-12.
#[must_use]
pub fn quantile(p: f64) -> f64 {
    let (mut low, mut high) = (-40.0, 40.0);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if above(-middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

fn erfc(x: f64) -> f64 {
    let square = x * x;
    if x < 2.0 {
        let (mut term, mut sum, mut n) = (x, x, 0.0);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= 2.0 * square / (2.0 * n + 1.0);
            sum += term;
        }
        return 1.0 - FRAC_2_SQRT_PI * (-square).exp() * sum;
    }
    let fraction = (1..=60).rev().fold(x, |f, k| x + f64::from(k) / 2.0 / f);
    (-square).exp() / (PI.sqrt() * fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_equal_the_tables() {
        let cases = [
            (0.0, 0.5),
            (1.0, 0.158_655_253_931_457),
            (1.959_963_984_540_054, 0.025),
            (3.0, 1.349_898_031_630_095e-3),
            (6.0, 9.865_876_450_376_98e-10),
        ];
        for (z, tail) in cases {
            assert!((above(z) / tail - 1.0).abs() < 1e-9, "{z}: {}", above(z));
            assert!((above(-z) + above(z) - 1.0).abs() < 1e-15);
            assert!((quantile(1.0 - tail) - z).abs() < 1e-6, "{z}");
        }
        assert!(above(40.0) >= 0.0);
        assert!((p_value(1.0, 0.0) - 1.0).abs() < 1e-15);
    }
}
