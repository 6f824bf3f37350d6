//! Linear: every touchpoint of the journey gets the same.

use super::Model;

pub(super) const MODEL: Model = Model {
    id: "linear",
    weigh: |path| vec![1.0 / path.len() as f64; path.len()],
};
