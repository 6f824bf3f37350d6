//! The removal effect of each code in a chain.
//!
//! Q are the moves between states, r and u the outcomes and the value per visit of a state. `b = (I −
//! Q)⁻¹ r` is the chance to convert, `b_s` from the start. The removal effect of a is the share of
//! conversions that is lost when every state with a leads to nothing: the chance to meet a and to
//! convert later, over the chance to convert (Anderl et al. 2016). Nothing is simulated.

mod closed_form;
mod fixed_point;
mod leap;

use super::aggregate::CannotTell;
use super::chain::{Chain, Counts};

pub(super) use fixed_point::Warm;

/// Multiplications that one estimate may cost; beyond it nothing is told.
const MOST_WORK: f64 = 2e11;

/// How far an estimate may be from the exact solution, as a share of the chance to convert.
pub(super) const POINT: f64 = 1e-12;
/// The same for estimates that only feed a standard error.
pub(super) const INTERVAL: f64 = 1e-9;

/// What a chain says.
#[derive(Clone, Debug, Default)]
pub(super) struct Removal {
    /// The chance to convert, from the start.
    pub(super) rate: f64,
    /// The expected value, from the start.
    pub(super) value: f64,
    /// Per code: the share of conversions lost without it.
    pub(super) effects: Vec<f64>,
    /// Per code: the share of value lost without it.
    pub(super) value_effects: Vec<f64>,
}

/// Chances in place of counts.
pub(super) struct Chances {
    moves: Vec<f64>,
    starts: Vec<f64>,
    outcomes: Vec<f64>,
    values: Vec<f64>,
    /// Visits of each state per journey: those counted, which the chain reproduces exactly.
    visits: Vec<f64>,
}

impl Chances {
    fn of(chain: &Chain, counts: &Counts) -> Option<Self> {
        let journeys = counts.journeys();
        if journeys <= 0.0 {
            return None;
        }
        let states = chain.states.len();
        let mut chances = Self {
            moves: counts.moves.clone(),
            starts: counts.starts.iter().map(|n| n / journeys).collect(),
            outcomes: vec![0.0; states],
            values: vec![0.0; states],
            visits: vec![0.0; states],
        };
        for state in 0..states {
            let (conversions, nulls, value) = counts.exits[state];
            let moves = chain.moves(state);
            let all = counts.moves[moves.clone()].iter().sum::<f64>() + conversions + nulls;
            chances.visits[state] = all / journeys;
            let scale = if all > 0.0 { 1.0 / all } else { 0.0 };
            for chance in &mut chances.moves[moves] {
                *chance *= scale;
            }
            chances.outcomes[state] = conversions * scale;
            chances.values[state] = value * scale;
        }
        Some(chances)
    }

    fn at_start(&self, of_state: impl Fn(usize) -> f64) -> f64 {
        let starts = self.starts.iter().enumerate();
        starts.map(|(state, p)| p * of_state(state)).sum()
    }
}

/// Whether order 1 is cheaper by the dense inverse than by sweeps over sparse moves.
fn is_dense(chain: &Chain) -> bool {
    let states = chain.states.len() as f64;
    chain.order == 1 && states * states < 150.0 * chain.targets.len().max(1000) as f64
}

/// What one estimate is expected to cost, in multiplications.
pub(super) fn work(chain: &Chain, codes: usize) -> f64 {
    let states = chain.states.len() as f64;
    if is_dense(chain) {
        return states.powi(3);
    }
    100.0 * (chain.targets.len() as f64 + states) * 2.0 * codes as f64
}

/// The removal effects of the codes below `codes`, with the distance from the exact solution certified.
///
/// # Errors
/// When there is no journey or the chain is too large.
pub(super) fn removal(
    chain: &Chain,
    counts: &Counts,
    codes: usize,
    tolerance: f64,
    warm: &mut Warm,
) -> Result<Removal, CannotTell> {
    if work(chain, codes) > MOST_WORK {
        return Err(CannotTell::TooLarge);
    }
    let chances = Chances::of(chain, counts).ok_or(CannotTell::NoJourneys)?;
    if is_dense(chain) {
        return closed_form::solve(chain, &chances, codes);
    }
    fixed_point::solve(chain, &chances, codes, tolerance, warm)
}

#[cfg(test)]
mod tests;
