//! Effect: what an activity changed, as far as the data can tell. Not to be confused with credit
//! (`attribution`), which says who took part.
//!
//! Words: a *case* is one chance of an outcome (a deal, a renewal) of a company, with a time zero; it is
//! *exposed* to an activity when it had one before the landmark; *covariates* were known before. An effect is
//! estimated doubly robust ([`analyse`]), stands beside the naive number, and carries an interval and an
//! evidence grade. Pairs of activities are searched for reinforcement and order, with the number of tests
//! accounted for. Everything is deterministic: random draws come from a seed, and results do not depend on
//! the order of rows or on the number of threads.

mod activity;
mod aipw;
mod cholesky;
mod columns;
mod effect;
mod false_discovery;
mod game;
mod grade;
pub mod holdout;
mod normal;
mod pairs;
mod precedence;
mod prepared;
mod regression;
mod rng;
mod strata;
mod study;

use rayon::prelude::*;

pub use activity::{ActivityEffect, Adjusted, Reason};
pub use effect::{Effect, Interval};
pub use false_discovery::q_values;
pub use game::{Estimate, Game};
pub use grade::{Check, Checks, Grade};
pub use normal::{above, p_value, quantile};
pub use pairs::{Interaction, Lag, OrderEffect, PairEffect, Pairs, Synergy, Tested};
pub use prepared::Tally;
pub use rng::Rng;
pub use study::{BusinessDays, Covariate, Event, Fault, Plan, Study, Values};

/// Everything that was found in a study.
#[derive(Clone, Debug)]
pub struct Report {
    /// The effect of each activity, in the order of the study.
    pub activities: Vec<ActivityEffect>,
    /// What reinforces what, and in which order.
    pub pairs: Pairs,
    /// The contributions of all activities together; nothing when the outcome does not vary.
    pub game: Option<Game>,
    /// What was left out.
    pub tally: Tally,
}

/// Analyses a study.
///
/// # Errors
/// A [`Fault`] when the columns do not fit together or no case is left.
pub fn analyse(study: &Study, plan: &Plan) -> Result<Report, Fault> {
    let data = prepared::Prepared::of(study, plan)?;
    let activities = (0..data.activities)
        .into_par_iter()
        .map(|a| activity::estimate(&data, plan, a))
        .collect();
    Ok(Report {
        activities,
        game: game::play(&data),
        pairs: pairs::analyse(&data, plan),
        tally: data.tally,
    })
}
