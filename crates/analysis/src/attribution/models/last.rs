//! Last: the last touchpoint of the journey gets everything.

use super::Model;

pub(super) const MODEL: Model = Model {
    id: "last",
    weigh: |path| {
        (0..path.len())
            .map(|at| f64::from(u8::from(at + 1 == path.len())))
            .collect()
    },
};
