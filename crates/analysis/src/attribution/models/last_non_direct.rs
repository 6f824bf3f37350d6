//! Last non-direct: the last touchpoint that is not direct gets everything; when all are, the last.

use super::{How, Model};

pub(super) const MODEL: Model = Model {
    id: "last-non-direct",
    how: How::Weigh(|seen, _, weights| {
        let Some(last) = (0..seen.len()).rev().find(|at| !seen.is_direct(*at)) else {
            return weights.share(seen.tied(seen.len() - 1), 1.0);
        };
        let tied: Vec<usize> = seen.tied(last).filter(|at| !seen.is_direct(*at)).collect();
        for at in &tied {
            weights.give(*at, 1.0 / tied.len() as f64);
        }
    }),
};
