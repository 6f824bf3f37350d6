//! Student's t distribution with whole degrees of freedom, and mixtures of it.

use std::f64::consts::FRAC_2_PI;

/// Probability that a t-distributed value with `freedom` degrees of freedom lies below `t`.
/// Finite sums of Abramowitz & Stegun 26.7.3 and 26.7.4, exact for whole degrees of freedom.
pub(super) fn below(t: f64, freedom: usize) -> f64 {
    if t.is_infinite() {
        return if t > 0.0 { 1.0 } else { 0.0 };
    }
    let angle = (t / (freedom.max(1) as f64).sqrt()).atan();
    let (sine, square) = (angle.sin(), angle.cos().powi(2));
    let inside = if freedom % 2 == 1 {
        let sum = sum_of(freedom, 1, square) * angle.cos();
        FRAC_2_PI * (angle + if freedom > 1 { sine * sum } else { 0.0 })
    } else {
        sine * sum_of(freedom, 0, square)
    };
    f64::midpoint(1.0, inside.clamp(-1.0, 1.0))
}

/// 1 + 1/2·c + 1·3/(2·4)·c² + … for even, 1 + 2/3·c + 2·4/(3·5)·c² + … for odd degrees of freedom.
fn sum_of(freedom: usize, odd: usize, square: f64) -> f64 {
    let (mut term, mut sum, mut at) = (1.0, 1.0, 2 + odd);
    while at + 2 <= freedom {
        term *= square * (at - 1) as f64 / at as f64;
        sum += term;
        at += 2;
    }
    sum
}

/// One of the distributions of a mixture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Its share; all shares sum to 1.
    pub(super) share: f64,
    /// Its middle.
    pub(super) middle: f64,
    /// Its scale.
    pub(super) scale: f64,
}

/// A mixture of t distributions with the same degrees of freedom.
#[derive(Clone, Debug)]
pub(super) struct Mixture {
    pub(super) freedom: usize,
    pub(super) parts: Vec<Part>,
}

impl Mixture {
    /// Its mean.
    pub(super) fn mean(&self) -> f64 {
        self.parts.iter().map(|p| p.share * p.middle).sum()
    }

    /// The probability below a value.
    fn below(&self, x: f64) -> f64 {
        let one = |p: &Part| p.share * below((x - p.middle) / p.scale, self.freedom);
        self.parts.iter().map(one).sum()
    }

    /// Twice the smaller probability on either side of zero.
    pub(super) fn p_value(&self) -> f64 {
        let low = self.below(0.0);
        (2.0 * low.min(1.0 - low)).clamp(0.0, 1.0)
    }

    /// The values between which 95 % lie, by bisection to 1e-12 of the spread.
    pub(super) fn interval(&self) -> (f64, f64) {
        (self.quantile(0.025), self.quantile(0.975))
    }

    fn quantile(&self, p: f64) -> f64 {
        let widest = self.parts.iter().map(|p| p.scale).fold(0.0, f64::max);
        let middles = || self.parts.iter().map(|p| p.middle);
        let (mut low, mut high) = (
            middles().fold(f64::MAX, f64::min) - 1_000.0 * widest,
            middles().fold(f64::MIN, f64::max) + 1_000.0 * widest,
        );
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.below(middle) < p {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_equal_the_tables() {
        // Two-sided 5 % points of the t distribution (Abramowitz & Stegun, table 26.10).
        let points = [
            (1, 12.706),
            (2, 4.303),
            (3, 3.182),
            (4, 2.776),
            (7, 2.365),
            (10, 2.228),
            (31, 2.0395),
        ];
        for (freedom, t) in points {
            assert!((below(t, freedom) - 0.975).abs() < 2e-5, "{freedom}");
            assert!((below(-t, freedom) - 0.025).abs() < 2e-5, "{freedom}");
        }
        assert!((below(0.0, 5) - 0.5).abs() < 1e-15);
        assert!((below(f64::INFINITY, 5) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_mixture_of_equals_is_one_of_them() {
        let part = |share| Part {
            share,
            middle: 2.0,
            scale: 0.5,
        };
        let mixture = Mixture {
            freedom: 10,
            parts: vec![part(0.3), part(0.7)],
        };
        let (low, high) = mixture.interval();
        assert!(
            (low - (2.0 - 0.5 * 2.228)).abs() < 1e-3 && (high - (2.0 + 0.5 * 2.228)).abs() < 1e-3
        );
        assert!((mixture.mean() - 2.0).abs() < 1e-12);
        assert!(mixture.p_value() < 0.01);
    }
}
