//! What the model of the game says of the cases that count, shifted so that it sums to what was observed.

use super::super::regression::Link;

/// Linear predictors are kept within these bounds: beyond, a probability is 0 or 1 to all digits, and the
/// product of two such odds is still a number.
pub(super) const FAR: f64 = 300.0;
/// No shift is farther.
const FARTHEST: f64 = 40.0;
/// Share of what was observed below which a difference is none.
const ENOUGH: f64 = 1e-12;

/// The cases with one set of players.
pub(super) struct Counted {
    /// Linear predictor of each with its whole set; of yes/no outcomes the odds against, `e^−score`.
    pub(super) scores: Vec<f64>,
    pub(super) worth: Vec<f64>,
    /// What was observed, times its worth.
    pub(super) observed: f64,
    /// What the whole set adds to the linear predictor.
    pub(super) full: f64,
}

impl Counted {
    /// What is expected, times its worth, of outcomes that are numbers.
    fn expected(&self) -> f64 {
        let cases = self.worth.iter().zip(&self.scores);
        cases.map(|(worth, score)| worth * score).sum()
    }

    /// The same of yes/no outcomes with so much more on the linear predictor, and how it grows with that.
    fn worth_and_slope(&self, more: f64) -> (f64, f64) {
        let factor = (-more).exp();
        let (mut sum, mut slope) = (0.0, 0.0);
        for (worth, odds) in self.worth.iter().zip(&self.scores) {
            let chance = 1.0 / (1.0 + odds * factor);
            sum += worth * chance;
            slope += worth * chance * (1.0 - chance);
        }
        (sum, slope)
    }
}

/// The number to add to every linear predictor so that the predictions of these cases, times their worth, sum
/// to what was observed; nothing where no number does.
pub(super) fn shift(link: Link, counted: &[Counted]) -> Option<f64> {
    let observed: f64 = counted.iter().map(|cases| cases.observed).sum();
    let all: f64 = counted.iter().flat_map(|cases| &cases.worth).sum();
    if link == Link::Linear {
        let said: f64 = counted.iter().map(Counted::expected).sum();
        return (all > 0.0).then(|| (observed - said) / all);
    }
    if observed <= 0.0 || observed >= all {
        return None;
    }
    Some(reached(observed, ENOUGH, |shift| {
        let told = counted.iter().map(|cases| cases.worth_and_slope(shift));
        told.fold((0.0, 0.0), |(a, b), (sum, slope)| (a + sum, b + slope))
    }))
}

/// The shift after which so much is said, up to a share of it. `said` is that after a shift, and how it grows: it
/// grows with the shift, so the interval that holds the answer is halved, or cut by Newton.
pub(super) fn reached(wanted: f64, enough: f64, said: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high, mut shift) = (-FARTHEST, FARTHEST, 0.0);
    for _ in 0..100 {
        let (sum, slope) = said(shift);
        let error = wanted - sum;
        if error.abs() <= enough * wanted {
            break;
        }
        if error > 0.0 {
            low = shift;
        } else {
            high = shift;
        }
        let next = shift + error / slope;
        shift = match next > low && next < high {
            true => next,
            false => f64::midpoint(low, high),
        };
    }
    shift
}
