//! Last: the last touchpoint of the journey gets everything; touchpoints at the same instant share.

use super::{How, Model};

pub(super) const MODEL: Model = Model {
    id: "last",
    how: How::Weigh(|seen, _, weights| weights.share(seen.tied(seen.len() - 1), 1.0)),
};
