//! U: 40 % to the first touchpoint, 40 % to the last, 20 % to those between; of two each gets half.
//!
//! The shares are those of Google Analytics, Snowplow and eeghor/mta.

use super::{How, Model};

const ENDS: f64 = 0.4;

pub(super) const MODEL: Model = Model {
    id: "u",
    how: How::Weigh(|seen, _, weights| {
        let len = seen.len();
        weights.give_by_place(seen, |at| match len {
            1 => 1.0,
            2 => 0.5,
            _ if at == 0 || at == len - 1 => ENDS,
            _ => (1.0 - 2.0 * ENDS) / (len - 2) as f64,
        });
    }),
};
