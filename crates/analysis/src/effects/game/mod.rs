//! The effect game: what the outcome would have been if only some of the activities had happened.
//!
//! `v(S) = Σ_cases worth · Ê[Y | only the activities of the case that are in S]`, from one model of the outcome
//! with covariates, activities and their pairs. An activity that needs another cannot happen without it. Shared
//! out by the Shapley value and the Shapley interaction index of [`crate::game`]. Baseline v(∅) and
//! contributions add up to the observed total: the predictions of the cases that count are shifted by one
//! number so that they sum to what was observed. For each case only its own activities are players (the
//! others change nothing for it), so the sum is exact with 2^(activities of the case) terms and never
//! 2^(all activities).
//!
//! Intervals: 64 groups of companies are left out in turn (jackknife), the model following by one Newton step
//! and what it says by how it changes with its coefficients.

mod coalitions;
mod left;
mod model;
mod predictions;
mod shares;

pub use model::MOST_PLAYERS;

use super::normal::Z95;
use super::prepared::Prepared;
use super::regression::fit;
use model::{GROUPS, Model, pairs_of, players_of};

/// Players up to which the worth of every coalition is told.
const TOLD: usize = 4;

/// A number with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// 95 % interval; nothing when there are too few companies.
    pub ci: Option<(f64, f64)>,
}

/// The shared-out effect game. All numbers are sums of outcomes, times their worth, over the cases that
/// count.
#[derive(Clone, Debug, PartialEq)]
pub struct Game {
    /// Observed total: baseline plus all contributions.
    pub total: f64,
    /// What would have come without any of the activities.
    pub baseline: Estimate,
    /// Contribution of each player.
    pub contributions: Vec<(usize, Estimate)>,
    /// Interaction of each pair of players.
    pub interactions: Vec<(usize, usize, Estimate)>,
    /// Activities that stayed as they happened: because there are too many, because too few cases are with
    /// them or without them, or because they may not play.
    pub fixed: Vec<usize>,
    /// What would have come with only some of the players, told for at most four: bit p of the first is
    /// set for the player at place p of `contributions`.
    pub coalitions: Vec<(usize, Estimate)>,
    /// Cases that count.
    pub counted: usize,
}

/// Plays the effect game among the activities that `may_play`; nothing when the outcome does not vary or
/// nobody counts. Without any player everything is baseline.
pub(crate) fn play(data: &Prepared, may_play: &dyn Fn(usize) -> bool) -> Option<Game> {
    let players = players_of(data, may_play);
    let counted = data.worth.iter().filter(|w| **w > 0.0).count();
    let total = data.y.iter().zip(&data.worth).map(|(y, w)| y * w).sum();
    if counted == 0 || data.y.iter().all(|y| *y == data.y[0]) {
        return None;
    }
    if players.is_empty() {
        return Some(Game::without_players(data, total, counted));
    }
    let model = Model::of(data, players);
    let weights = vec![1.0; data.cases()];
    let fit = fit(data.link, &model.x, &data.y, &weights)?;
    let (whole, left) = model.values(&fit.coefficients)?;
    // Values of the whole are means; the game speaks of sums.
    let sum = |at: usize| {
        let ci = jackknife(whole[at], &left, at);
        let all = counted as f64;
        Estimate {
            value: whole[at] * all,
            ci: ci.map(|(low, high)| (low * all, high * all)),
        }
    };
    let n = model.players.len();
    let first_coalition = 1 + n + pairs_of(n).count();
    let pair = |(at, (a, b)): (usize, (usize, usize))| {
        (model.players[a], model.players[b], sum(1 + n + at))
    };
    Some(Game {
        total,
        baseline: sum(0),
        contributions: (0..n).map(|a| (model.players[a], sum(1 + a))).collect(),
        interactions: pairs_of(n).enumerate().map(pair).collect(),
        fixed: fixed(data, &model.players),
        coalitions: (first_coalition..whole.len())
            .map(|at| (at - first_coalition, sum(at)))
            .collect(),
        counted,
    })
}

/// The activities that happened and do not play.
fn fixed(data: &Prepared, players: &[usize]) -> Vec<usize> {
    let is_fixed = |a: &usize| !players.contains(a) && data.present[*a].contains(&true);
    (0..data.activities).filter(is_fixed).collect()
}

impl Game {
    /// Where nothing can be told from anything else: what came out, as it was observed.
    fn without_players(data: &Prepared, total: f64, counted: usize) -> Self {
        let baseline = Estimate {
            value: total,
            ci: None,
        };
        Self {
            total,
            baseline,
            contributions: Vec::new(),
            interactions: Vec::new(),
            fixed: fixed(data, &[]),
            coalitions: vec![(0, baseline)],
            counted,
        }
    }
}

/// Interval from the values without each group: `SE² = (G − 1)/G · Σ(θ₋g − mean)²`.
fn jackknife(value: f64, left: &[Vec<f64>], at: usize) -> Option<(f64, f64)> {
    let g = left.len() as f64;
    let mean = left.iter().map(|values| values[at]).sum::<f64>() / g;
    let squares = left
        .iter()
        .map(|values| (values[at] - mean) * (values[at] - mean));
    let error = (squares.sum::<f64>() * (g - 1.0) / g).sqrt();
    let usable = left.len() * 2 >= GROUPS && error.is_finite();
    usable.then_some((value - Z95 * error, value + Z95 * error))
}
