//! Time decay: the weight halves with every half-life before the last touchpoint, in time or in steps.
//!
//! `2^(−(T − t)/h)`, normalised; T cancels out, so the last touchpoint is taken, which keeps long
//! journeys from vanishing. Seven days is Google's half-life and the default where times are known.

use super::super::spec::Parameter;
use super::{How, Model, Seen, Weights};

const WEEK_MS: f64 = 7.0 * 86_400_000.0;
const STEPS: f64 = 2.0;

pub(super) const MODEL: Model = Model {
    id: "time-decay",
    how: How::Weigh(weigh),
};

fn weigh(seen: &Seen<'_>, parameter: Parameter, weights: &mut Weights) {
    let (times, last) = (seen.journey.times, seen.len() - 1);
    let is_timed = times.len() == seen.len();
    let half_life = match parameter {
        Parameter::Millis(ms) if is_timed => Ok(ms),
        Parameter::Steps(steps) => Err(steps),
        _ if is_timed => Ok(WEEK_MS),
        _ => Err(STEPS),
    };
    let raw = |at: usize| match half_life {
        Ok(ms) => (-(times[last].saturating_sub(times[at]) as f64) / ms).exp2(),
        Err(steps) => (-((last - at) as f64) / steps).exp2(),
    };
    let sum: f64 = (0..seen.len()).map(raw).sum();
    weights.give_by_place(seen, |at| raw(at) / sum);
}
