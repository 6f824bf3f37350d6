//! From two arms to an effect with intervals: difference and ratio, by influence or by bootstrap.

use super::aipw::Arms;
use super::normal::{Z95, p_value};

/// Share of the larger of two means below which the other one is nothing but rounding.
const ROUNDING: f64 = 1e-12;

/// A 95 % interval.
pub type Interval = (f64, f64);

/// The effect of an exposure.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Mean outcome with the exposure.
    pub with: f64,
    /// Mean outcome without it, had everything else been the same.
    pub without: f64,
    /// `with − without`, in the unit of the outcome.
    pub difference: f64,
    /// 95 % interval of the difference.
    pub ci: Interval,
    /// `with / without`; nothing when one of them is not positive.
    pub ratio: Option<f64>,
    /// 95 % interval of the ratio.
    pub ratio_ci: Option<Interval>,
    /// Two-sided p-value of the difference.
    pub p: f64,
}

impl Effect {
    /// The effect with intervals from the influence of each case, summed by company; the ratio on the
    /// scale of its logarithm (delta method).
    pub(crate) fn of(arms: &Arms, company: &[u32], companies: usize) -> Option<Self> {
        let difference = arms.with - arms.without;
        let sums = by_company(arms, company, companies);
        let error_of = |of: &dyn Fn(&(f64, f64)) -> f64| {
            standard_error(sums.iter().map(of), arms.influence_with.len())
        };
        let error = error_of(&|(a, b)| a - b);
        let least = ROUNDING * arms.with.abs().max(arms.without.abs());
        let is_ratio = arms.with > least && arms.without > least;
        let ratio = is_ratio.then(|| arms.with / arms.without);
        let ratio_ci = ratio.map(|ratio| {
            let error = error_of(&|(a, b)| a / arms.with - b / arms.without);
            (ratio * (-Z95 * error).exp(), ratio * (Z95 * error).exp())
        });
        let effect = Self {
            with: arms.with,
            without: arms.without,
            difference,
            ci: (difference - Z95 * error, difference + Z95 * error),
            ratio,
            ratio_ci,
            p: p_value(difference, error),
        };
        effect.is_finite().then_some(effect)
    }

    /// Replaces the intervals by those between the 2.5th and 97.5th percentile of bootstrap samples,
    /// each a pair of means with and without the exposure.
    pub(crate) fn bootstrapped(mut self, samples: &[(f64, f64)]) -> Self {
        let differences: Vec<f64> = samples.iter().map(|(a, b)| a - b).collect();
        let ratios = samples.iter().filter(|(a, b)| *a > 0.0 && *b > 0.0);
        let ratios: Vec<f64> = ratios.map(|(a, b)| a / b).collect();
        if let Some(ci) = percentiles(differences) {
            self.ci = ci;
        }
        if self.ratio.is_some() && ratios.len() * 10 >= samples.len() * 9 {
            self.ratio_ci = percentiles(ratios);
        }
        self
    }

    /// Whether the interval of the difference leaves out zero.
    #[must_use]
    pub fn is_significant(&self) -> bool {
        self.ci.0 > 0.0 || self.ci.1 < 0.0
    }

    /// The E-value (VanderWeele & Ding 2017): how strongly (as a risk ratio) an unmeasured cause would have
    /// to be tied to both exposure and outcome to explain the ratio away.
    #[must_use]
    pub fn e_value(&self) -> Option<f64> {
        let ratio = self.ratio?;
        let ratio = ratio.max(1.0 / ratio);
        Some(ratio + (ratio * (ratio - 1.0)).sqrt())
    }

    fn is_finite(&self) -> bool {
        [self.difference, self.ci.0, self.ci.1]
            .iter()
            .all(|v| v.is_finite())
    }
}

/// The influence of the cases of each company taken together, on the mean with and on the mean without.
fn by_company(arms: &Arms, company: &[u32], companies: usize) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0); companies];
    let pairs = arms.influence_with.iter().zip(&arms.influence_without);
    for ((with, without), company) in pairs.zip(company) {
        let sum = &mut sums[*company as usize];
        sum.0 += with;
        sum.1 += without;
    }
    sums
}

/// Standard error of a mean over so many cases, from the influence of each company.
fn standard_error(influence: impl Iterator<Item = f64>, cases: usize) -> f64 {
    let (mut used, mut squares) = (0.0, 0.0);
    for of_company in influence.filter(|sum| *sum != 0.0) {
        used += 1.0;
        squares += of_company * of_company;
    }
    let small = if used > 1.0 {
        used / (used - 1.0)
    } else {
        f64::NAN
    };
    (squares * small).sqrt() / cases as f64
}

pub(crate) fn percentiles(mut values: Vec<f64>) -> Option<Interval> {
    values.retain(|v| v.is_finite());
    if values.len() < 40 {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        let place = share * (values.len() - 1) as f64;
        let below = place.floor() as usize;
        let above = (below + 1).min(values.len() - 1);
        values[below] + (values[above] - values[below]) * place.fract()
    };
    Some((at(0.025), at(0.975)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arms(with: &[f64], without: &[f64]) -> Arms {
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        let (a, b) = (mean(with), mean(without));
        let n = (with.len() + without.len()) as f64;
        let share = with.len() as f64 / n;
        let zeros = |n: usize| vec![0.0; n];
        let spread = |v: &[f64], m: f64, s: f64| v.iter().map(|y| (y - m) / s).collect::<Vec<_>>();
        Arms {
            with: a,
            without: b,
            influence_with: [spread(with, a, share), zeros(without.len())].concat(),
            influence_without: [zeros(with.len()), spread(without, b, 1.0 - share)].concat(),
        }
    }

    #[test]
    fn two_plain_groups_give_the_textbook_interval() {
        let with: Vec<f64> = (0..100).map(|i| f64::from(i < 30)).collect();
        let without: Vec<f64> = (0..200).map(|i| f64::from(i < 30)).collect();
        let company: Vec<u32> = (0..300).collect();
        let effect = Effect::of(&arms(&with, &without), &company, 300).expect("an effect");
        let textbook = (0.3 * 0.7 / 100.0_f64 + 0.15 * 0.85 / 200.0).sqrt();
        assert!((effect.difference - 0.15).abs() < 1e-12);
        assert!((effect.ci.1 - effect.difference) / (Z95 * textbook) - 1.0 < 0.01);
        assert_eq!(effect.ratio, Some(2.0));
        assert!(effect.is_significant());
        assert!((effect.e_value().expect("a ratio") - (2.0 + 2.0_f64.sqrt())).abs() < 1e-12);
    }

    #[test]
    fn cases_of_one_company_count_less() {
        let with: Vec<f64> = (0..100).map(|i| f64::from(i < 30)).collect();
        let without: Vec<f64> = (0..100).map(|i| f64::from(i < 20)).collect();
        let alone: Vec<u32> = (0..200).collect();
        let shared: Vec<u32> = (0..200).map(|i| i / 10).collect();
        let width = |company: &[u32], n| {
            let effect = Effect::of(&arms(&with, &without), company, n).expect("an effect");
            effect.ci.1 - effect.ci.0
        };
        assert!(width(&shared, 20) > 2.0 * width(&alone, 200));
        assert!(Effect::of(&arms(&with, &without), &[0; 200], 1).is_none());
    }
}
