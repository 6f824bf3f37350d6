//! Shapley: every distinct activity of a journey gets the same, however often it took part.
//!
//! This is the exact Shapley value of the sum game, in which a set of activities is worth the outcomes
//! of all journeys that need no other: `φ_a = Σ_{S ∋ a} R(S) / |S|` (Zhao, Mahboobi, Bagheri 2018,
//! arXiv 1804.05327). The weight is put on the first touchpoint of each activity.

use super::{How, Model};

pub(super) const MODEL: Model = Model {
    id: "shapley",
    how: How::Weigh(|seen, _, weights| {
        let each = 1.0 / seen.distinct.codes.len() as f64;
        for at in &seen.distinct.firsts {
            weights.give(*at as usize, each);
        }
    }),
};
