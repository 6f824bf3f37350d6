//! Rate Shapley: the Shapley value of the game in which a set of activities is worth the conversion
//! rate of the journeys that need no other. Uses journeys without outcome; may be negative.
//!
//! A diagnosis, not a share: a negative value says that journeys with the activity convert less often.
//! See `coalitions` for the game.

use super::{How, Model};

pub(super) const MODEL: Model = Model {
    id: "rate-shapley",
    how: How::Rates,
};
