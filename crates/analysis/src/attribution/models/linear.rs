//! Linear: every touchpoint of the journey gets the same; repeats count each time.

use super::{How, Model};

pub(super) const MODEL: Model = Model {
    id: "linear",
    how: How::Weigh(|seen, _, weights| weights.share(0..seen.len(), 1.0)),
};
