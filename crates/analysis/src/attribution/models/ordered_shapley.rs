//! Ordered Shapley: the Shapley credit of an activity, shared among the places where it stood.
//!
//! A touchpoint of activity a gets `1 / (|S| · n_a)`, S the distinct activities, n_a how often a took
//! part (Zhao, Mahboobi, Bagheri 2018, part 3; as in their package shapley-attribution). Over all
//! places the credit of an activity is its Shapley credit.

use super::{How, Model};

pub(super) const MODEL: Model = Model {
    id: "ordered-shapley",
    how: How::Weigh(|seen, _, weights| {
        let activities = seen.distinct.codes.len() as f64;
        for (at, code) in seen.journey.codes.iter().enumerate() {
            let repeats = f64::from(seen.distinct.count(*code));
            weights.give(at, 1.0 / (activities * repeats));
        }
    }),
};
