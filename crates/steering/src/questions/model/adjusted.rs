//! An adjusted effect as it is kept, with its intervals and p-values.

use analysis::effects::{Effect, p_value, quantile};
use serde::{Deserialize, Serialize};

use super::Measure;

/// The adjusted effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adjusted {
    /// Mean outcome with the exposure.
    pub with: f64,
    /// Mean outcome of the same cases without it.
    pub without: f64,
    /// Their difference.
    pub difference: f64,
    /// Its 95 % interval.
    pub ci: (f64, f64),
    /// Their ratio.
    pub ratio: Option<f64>,
    /// Its 95 % interval.
    pub ratio_ci: Option<(f64, f64)>,
    /// Two-sided p-value.
    pub p: f64,
    /// How strong an unknown cause would have to be to explain it away (E-value).
    pub e_value: Option<f64>,
}

impl From<&Effect> for Adjusted {
    fn from(effect: &Effect) -> Self {
        Self {
            with: effect.with,
            without: effect.without,
            difference: effect.difference,
            ci: effect.ci,
            ratio: effect.ratio,
            ratio_ci: effect.ratio_ci,
            p: effect.p,
            e_value: effect.e_value(),
        }
    }
}

impl Adjusted {
    /// The p-value of the interval that is shown: with few outcomes that of the ratio says more than that of
    /// the difference.
    #[must_use]
    pub fn p_shown(&self, measure: Measure) -> f64 {
        let width = 2.0 * quantile(0.975);
        let error = |(low, high): (f64, f64)| (low > 0.0).then(|| (high / low).ln() / width);
        match (self.ratio, self.ratio_ci.and_then(error)) {
            (Some(ratio), Some(error)) if measure != Measure::Points && ratio > 0.0 => {
                p_value(ratio.ln(), error)
            }
            _ => self.p,
        }
    }
}
