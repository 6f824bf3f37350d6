//! First: the first touchpoint of the journey gets everything; touchpoints at the same instant share.

use super::{How, Model};

pub(super) const MODEL: Model = Model {
    id: "first",
    how: How::Weigh(|seen, _, weights| weights.share(seen.tied(0), 1.0)),
};
