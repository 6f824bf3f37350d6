//! W: 30 % each to the first touchpoint, the one that made a lead and the one that opened the deal,
//! 10 % to the rest; with the touchpoint that won the deal ("full path") 22.5 % each to the four.
//!
//! The names and shares are those of Marketo Measure and HubSpot. Milestones on the same touchpoint
//! add up; where one is missing or nothing is left for the rest, the present weights are raised to 1.

use super::{How, Model, Seen, Weights};

const REST: f64 = 0.1;

pub(super) const MODEL: Model = Model {
    id: "w",
    how: How::Weigh(|seen, _, weights| weigh(seen, weights)),
};

fn weigh(seen: &Seen<'_>, weights: &mut Weights) {
    let marks = seen.journey.milestones;
    let stones = if marks.won.is_some() { 4.0 } else { 3.0 };
    let stone = (1.0 - REST) / stones;
    let here = |place: Option<u32>| place.map(|at| at as usize).filter(|at| *at < seen.len());
    let places: Vec<usize> = [marks.lead, marks.deal, marks.won]
        .into_iter()
        .filter_map(here)
        .collect();
    let first = seen.tied(0);
    let is_rest = |at: &usize| !first.contains(at) && !places.contains(at);
    let rest = (0..seen.len()).filter(is_rest).count();
    let rest_weight = if rest > 0 { REST } else { 0.0 };
    let sum = stone * (1 + places.len()) as f64 + rest_weight;
    weights.share(first.clone(), stone / sum);
    for at in &places {
        weights.give(*at, stone / sum);
    }
    for at in (0..seen.len()).filter(is_rest) {
        weights.give(at, rest_weight / sum / rest as f64);
    }
}
