//! First: the first touchpoint of the journey gets everything.

use super::Model;

pub(super) const MODEL: Model = Model {
    id: "first",
    weigh: |path| {
        (0..path.len())
            .map(|at| f64::from(u8::from(at == 0)))
            .collect()
    },
};
