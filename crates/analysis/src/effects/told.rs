//! What a model of a yes/no outcome says about many rows at once.

use pulp::NullaryFnOnce;

use super::rows::Each;
use crate::widest::widest;

/// Least weight of a row whose outcome is as good as certain.
const LEAST_WEIGHT: f64 = 1e-12;

/// What a model says about rows.
pub(super) struct Told {
    /// The linear predictors.
    scores: Each,
    /// e^−|score|
    e: Each,
    /// The chance of the outcome: 1 / (1 + e^−score)
    pub(super) chances: Each,
}

impl Told {
    pub(super) fn of(scores: Each) -> Self {
        let mut told = Self {
            scores,
            e: [0.0; _],
            chances: [0.0; _],
        };
        widest(Tell(&mut told));
        told
    }

    /// By how much the outcome differs from what was expected, as often as each row counts.
    #[inline]
    pub(super) fn missed(&self, y: &Each, w: &Each) -> Each {
        std::array::from_fn(|lane| w[lane] * (y[lane] - self.chances[lane]))
    }

    /// What each row weighs in the information.
    #[inline]
    pub(super) fn weights(&self, w: &Each) -> Each {
        let weight = |lane: usize| {
            let chance = self.chances[lane];
            w[lane] * (chance * (1.0 - chance)).max(LEAST_WEIGHT)
        };
        std::array::from_fn(weight)
    }

    /// Σ w·(y·s − ln(1 + e^s)), written so that it does not overflow. Logarithms of rows that count alike are one of
    /// their product.
    #[inline]
    pub(super) fn likelihood(&self, y: &Each, w: &Each) -> f64 {
        let mut sum = 0.0;
        // A product of those with the outcome and one of those without: where rows were left out, each side has
        // weights of its own.
        let mut products = [(0.0, 1.0); 2];
        for lane in (0..w.len()).filter(|lane| w[*lane] > 0.0) {
            sum += w[lane] * (y[lane] * self.scores[lane] - self.scores[lane].max(0.0));
            let product: &mut (f64, f64) = &mut products[usize::from(y[lane] > 0.5)];
            if product.0 != w[lane] {
                sum -= product.0 * product.1.ln();
                *product = (w[lane], 1.0);
            }
            product.1 *= 1.0 + self.e[lane];
        }
        sum - products
            .map(|(w, product)| w * product.ln())
            .iter()
            .sum::<f64>()
    }
}

struct Tell<'a>(&'a mut Told);

impl NullaryFnOnce for Tell<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let told = self.0;
        for ((score, e), chance) in told.scores.iter().zip(&mut told.e).zip(&mut told.chances) {
            *e = exp_down(score.abs());
            let larger = 1.0 / (1.0 + *e);
            *chance = if *score >= 0.0 { larger } else { *e * larger };
        }
    }
}

/// Numbers from which on e^−x is as good as nothing.
const MOST: f64 = 700.0;
/// Added and taken away again, it leaves a whole number; before that the last bits are that number.
const WHOLE: f64 = 6_755_399_441_055_744.0;
/// The logarithm of 2 in two parts, the first of which has so few digits that its products with whole numbers are
/// exact.
const LN_2: (f64, f64) = (0.693_145_751_953_125, 1.428_606_820_309_417_2e-6);
/// 1/n!, from 13 on down to 0.
const SERIES: [f64; 14] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    1.0 / 2.0,
    1.0,
    1.0,
];

/// e^−x for x ≥ 0, to the last digits: 2^k·e^r with a whole k (Cody & Waite 1980), e^r by its series. The
/// exponential of the libraries goes one number at a time or as wide as was decided when they were compiled, and it
/// would be half of the time of a gradient.
#[inline(always)]
fn exp_down(x: f64) -> f64 {
    // What is no number stays none.
    let x = if x > MOST { -MOST } else { -x };
    let shifted = x * std::f64::consts::LOG2_E + WHOLE;
    let k = shifted - WHOLE;
    let r = (x - k * LN_2.0) - k * LN_2.1;
    let mut sum = 0.0;
    for part in SERIES {
        sum = sum * r + part;
    }
    f64::from_bits(sum.to_bits().wrapping_add(shifted.to_bits() << 52))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_that_of_the_library() {
        for at in 0..70_000 {
            let x = f64::from(at) / 100.0 + f64::from(at % 7) * 1e-3;
            let (own, wanted) = (exp_down(x), (-x.min(MOST)).exp());
            assert!(
                (own - wanted).abs() <= 1e-15 * wanted,
                "{x}: {own} {wanted}"
            );
        }
        assert_eq!(exp_down(0.0), 1.0);
        assert!(exp_down(f64::INFINITY) < 1e-300);
        assert!(exp_down(f64::NAN).is_nan());
    }
}
