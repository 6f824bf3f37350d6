//! Doubly robust estimates (augmented inverse probability weighting; Robins, Rotnitzky & Zhao 1994): right
//! when either the model of exposure or the model of the outcome is right.
//!
//! On the exposed (the effect of what was done on those for whom it was done):
//! `θ = mean[t(y − m₀(x)) − (1 − t)·w(x)·(y − m₀(x))] / mean(t)` with the odds of exposure
//! `w = e/(1 − e)`, scaled so that the weighted controls are as many as the exposed. On all cases:
//! `μ_a = mean[m_a(x) + 1{t = a}/P(t = a|x)·(y − m_a(x))]`. Standard errors come from the influence
//! function, summed by company.

use super::matrix::Matrix;
use super::near::{Near, fit_near};
use super::regression::{Fit, Link, fit};

/// Probabilities of exposure are kept within these bounds; weights of controls know the upper one only.
const CLIP: (f64, f64) = (0.01, 0.99);
/// Probabilities within these bounds count as overlapping (definition of grade B).
const OVERLAP: (f64, f64) = (0.05, 0.95);

/// Exposed and unexposed cases with what was known before: a row of each of their kinds.
pub(crate) struct Sample<'a> {
    pub(crate) x: &'a Matrix,
    pub(crate) exposed: &'a [f64],
    /// How often each kind counts: the number of its cases, or of their draws in a bootstrap sample.
    pub(crate) weights: &'a [f64],
    /// The kind of each case.
    pub(crate) of_case: &'a [u32],
}

/// An outcome.
pub(crate) struct Outcome<'a> {
    /// That of each case.
    pub(crate) each: &'a [f64],
    /// The mean of each kind.
    pub(crate) means: Vec<f64>,
}

impl Sample<'_> {
    /// The kind of each case, with its outcome.
    fn each<'a>(&'a self, y: &'a Outcome<'_>) -> impl Iterator<Item = (usize, f64)> + 'a {
        let kinds = self.of_case.iter().map(|kind| *kind as usize);
        kinds.zip(y.each.iter().copied())
    }
}

/// The model of exposure.
pub(crate) struct Exposure {
    pub(crate) fit: Fit,
    /// Probability of exposure of each kind, clipped.
    pub(crate) probability: Vec<f64>,
    /// Share of cases whose probability lies within 0.05 and 0.95.
    pub(crate) overlap: f64,
    /// Weight of a case of each kind in the comparison with the exposed: 1 for them, scaled odds for controls.
    pub(crate) weight: Vec<f64>,
}

/// Mean outcome with and without exposure, and the influence of each case on both.
#[derive(Clone, Debug)]
pub(crate) struct Arms {
    pub(crate) with: f64,
    pub(crate) without: f64,
    pub(crate) influence_with: Vec<f64>,
    pub(crate) influence_without: Vec<f64>,
}

/// Fits the model of exposure.
pub(crate) fn exposure(sample: &Sample<'_>) -> Option<Exposure> {
    let fit = fit(Link::Logistic, sample.x, sample.exposed, sample.weights)?;
    let raw = fit.expected(sample.x);
    let total: f64 = sample.weights.iter().sum();
    let inside = |p: f64| f64::from((OVERLAP.0..=OVERLAP.1).contains(&p));
    let overlap = raw
        .iter()
        .zip(sample.weights)
        .map(|(p, w)| w * inside(*p))
        .sum::<f64>()
        / total;
    // Only certainty makes a control weigh much. Those unlike any exposed keep what little they have: where an
    // activity is rare, they would be most of the comparison otherwise.
    let odds = |i: usize| raw[i].min(CLIP.1) / (1.0 - raw[i].min(CLIP.1));
    let (mut exposed, mut controls) = (0.0, 0.0);
    for (i, t) in sample.exposed.iter().enumerate() {
        exposed += sample.weights[i] * t;
        controls += sample.weights[i] * (1.0 - t) * odds(i);
    }
    if exposed <= 0.0 || controls <= 0.0 {
        return None;
    }
    let scale = exposed / controls;
    let probability = raw.iter().map(|p| p.clamp(CLIP.0, CLIP.1)).collect();
    let weigh = |(i, t): (usize, &f64)| t + (1.0 - t) * odds(i) * scale;
    Some(Exposure {
        weight: sample.exposed.iter().enumerate().map(weigh).collect(),
        fit,
        probability,
        overlap,
    })
}

/// The effect on the exposed. `expected` is the outcome expected of every kind without exposure.
pub(crate) fn on_exposed(
    sample: &Sample<'_>,
    exposure: &Exposure,
    y: &Outcome<'_>,
    expected: &[f64],
) -> Arms {
    let (t, w) = (sample.exposed, sample.weights);
    let total: f64 = w.iter().sum();
    let exposed: f64 = t.iter().zip(w).map(|(t, w)| t * w).sum();
    let (mut with, mut without) = (0.0, 0.0);
    let lone = |i: usize, y: f64| (1.0 - t[i]) * exposure.weight[i] * (y - expected[i]);
    for (i, mean) in y.means.iter().enumerate() {
        with += w[i] * t[i] * mean;
        without += w[i] * (t[i] * expected[i] + lone(i, *mean));
    }
    (with, without) = (with / exposed, without / exposed);
    let share = exposed / total;
    let influence_with = sample.each(y).map(|(i, y)| t[i] * (y - with) / share);
    let influence_without = sample
        .each(y)
        .map(|(i, y)| (t[i] * (expected[i] - without) + lone(i, y)) / share);
    Arms {
        with,
        without,
        influence_with: influence_with.collect(),
        influence_without: influence_without.collect(),
    }
}

/// The effect on all cases. `expected` is the outcome expected of every kind without exposure, and with it.
pub(crate) fn on_all(
    sample: &Sample<'_>,
    exposure: &Exposure,
    y: &Outcome<'_>,
    expected: (&[f64], &[f64]),
) -> Arms {
    let mean = |arm_of: f64, expected: &[f64]| {
        let term = |(i, y): (usize, f64)| {
            let own = f64::from(sample.exposed[i] == arm_of);
            let p = exposure.probability[i];
            let probability = if arm_of == 1.0 { p } else { 1.0 - p };
            expected[i] + own / probability * (y - expected[i])
        };
        let total: f64 = sample.weights.iter().sum();
        let terms = y.means.iter().copied().enumerate().map(term);
        let weighted = terms.zip(sample.weights).map(|(v, w)| v * w);
        let mean = weighted.sum::<f64>() / total;
        (mean, sample.each(y).map(|of| term(of) - mean).collect())
    };
    let (with, influence_with) = mean(1.0, expected.1);
    let (without, influence_without) = mean(0.0, expected.0);
    Arms {
        with,
        without,
        influence_with,
        influence_without,
    }
}

/// Expected outcome of every kind in one arm, from a model of that arm; `y` has the mean outcome of each.
pub(crate) fn arm(sample: &Sample<'_>, link: Link, y: &[f64], of: f64) -> Option<Vec<f64>> {
    Some(fit(link, sample.x, y, &inside(sample, of))?.expected(sample.x))
}

/// The same of a yes/no outcome, from the model of an arm that is most of all cases.
pub(crate) fn arm_near(sample: &Sample<'_>, y: &[f64], of: f64, near: &Near) -> Option<Vec<f64>> {
    Some(fit_near(sample.x, y, &inside(sample, of), near)?.expected(sample.x))
}

/// How much each kind counts in one arm.
pub(super) fn inside(sample: &Sample<'_>, of: f64) -> Vec<f64> {
    let inside = |(w, t): (&f64, &f64)| if *t == of { *w } else { 0.0 };
    let pairs = sample.weights.iter().zip(sample.exposed);
    pairs.map(inside).collect()
}
