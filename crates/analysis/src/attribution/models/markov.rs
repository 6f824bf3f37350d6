//! Markov: how much less often a chance walk over the observed transitions would convert if every
//! visit of the activity ended in nothing (removal effect), of order 1 to 4, solved exactly.
//!
//! Source: Anderl, Becker, von Wangenheim, Schumann 2016, "Mapping the customer journey",
//! International Journal of Research in Marketing 33. See `removal` for the formulas.

use super::{How, Model};

pub(super) const MODEL: Model = Model {
    id: "markov",
    how: How::Chain,
};
