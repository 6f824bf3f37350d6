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
mod alike;
mod arranged;
mod block;
mod business_days;
mod cholesky;
mod columns;
mod comparable;
mod comparison;
mod effect;
mod false_discovery;
mod first;
mod gain;
mod game;
mod grade;
pub mod holdout;
mod imbalance;
pub mod interrupted;
mod kinds;
mod matrix;
mod near;
mod normal;
mod pairs;
mod polished;
mod precedence;
mod prepared;
mod products;
mod regression;
mod rng;
mod rows;
mod slope;
mod standardised;
mod strata;
mod study;
mod thinned;
mod told;
mod words;

use rayon::prelude::*;

pub use activity::{ActivityEffect, Adjusted, Reason};
pub use business_days::BusinessDays;
pub use comparable::Player;
pub use effect::{Effect, Interval};
pub use false_discovery::q_values;
pub use gain::{Foretold, Gain, Sides, gain};
pub use game::{Estimate, Game, MOST_PLAYERS};
pub use grade::{Check, Checks, Grade};
pub use normal::{above, p_value, quantile};
pub use pairs::{Interaction, Lag, OrderEffect, PairEffect, Pairs, Place, Synergy, Tested};
pub use prepared::Tally;
pub use rng::Rng;
pub use study::{Covariate, Event, Fault, Plan, Study, Values};
pub use words::Words;

/// Everything that was found in a study.
#[derive(Clone, Debug)]
pub struct Report {
    /// Whether the outcome is yes or no, so that its means are rates.
    pub outcome_is_rate: bool,
    /// Mean outcome of the cases at risk.
    pub mean: f64,
    /// The effect of each activity, in the order of the study.
    pub activities: Vec<ActivityEffect>,
    /// What reinforces what, and in which order.
    pub pairs: Pairs,
    /// The contributions of all activities together; nothing when the outcome does not vary.
    pub game: Option<Game>,
    /// What was left out.
    pub tally: Tally,
}

/// Analyses a study. Only activities with controls like the exposed ([`ActivityEffect::is_comparable`]) take
/// part in the game of contributions: the others stay as they happened.
///
/// # Errors
/// A [`Fault`] when the columns do not fit together or no case is left.
pub fn analyse(study: &Study, plan: &Plan) -> Result<Report, Fault> {
    let data = prepared::Prepared::of(study, plan)?;
    let activities = estimates(&data, plan);
    Ok(Report {
        outcome_is_rate: data.link == regression::Link::Logistic,
        mean: data.mean(),
        game: game_of(&data, &activities),
        activities,
        pairs: pairs::analyse(&data, plan),
        tally: data.tally,
    })
}

/// What reinforces what, and in which order, without the effects of single activities.
#[derive(Clone, Debug)]
pub struct Reinforcement {
    /// Mean outcome of the cases at risk.
    pub mean: f64,
    /// What was found among the pairs.
    pub pairs: Pairs,
    /// What was left out.
    pub tally: Tally,
}

/// Searches the pairs of activities; as [`analyse`], but nothing else.
///
/// # Errors
/// A [`Fault`] when the columns do not fit together or no case is left.
pub fn reinforcement(study: &Study, plan: &Plan) -> Result<Reinforcement, Fault> {
    let data = prepared::Prepared::of(study, plan)?;
    Ok(Reinforcement {
        mean: data.mean(),
        pairs: pairs::analyse(&data, plan),
        tally: data.tally,
    })
}

/// What each activity changed and what it contributed, without the search for pairs.
#[derive(Clone, Debug)]
pub struct Contributions {
    /// The effect of each activity, in the order of the study.
    pub activities: Vec<ActivityEffect>,
    /// The contributions of all activities together; nothing when the outcome does not vary.
    pub game: Option<Game>,
    /// What was left out.
    pub tally: Tally,
}

/// The effect and the contribution of each activity; as [`analyse`], but without pairs.
///
/// # Errors
/// A [`Fault`] when the columns do not fit together or no case is left.
pub fn contributions(study: &Study, plan: &Plan) -> Result<Contributions, Fault> {
    let data = prepared::Prepared::of(study, plan)?;
    let activities = estimates(&data, plan);
    Ok(Contributions {
        game: game_of(&data, &activities),
        activities,
        tally: data.tally,
    })
}

/// What each activity changed, without pairs and contributions.
#[derive(Clone, Debug)]
pub struct Effects {
    /// Mean outcome of the cases at risk.
    pub mean: f64,
    /// The effect of each activity, in the order of the study.
    pub activities: Vec<ActivityEffect>,
    /// What was left out.
    pub tally: Tally,
}

/// The effect of each activity; as [`analyse`], but nothing else.
///
/// # Errors
/// A [`Fault`] when the columns do not fit together or no case is left.
pub fn effects(study: &Study, plan: &Plan) -> Result<Effects, Fault> {
    let data = prepared::Prepared::of(study, plan)?;
    Ok(Effects {
        mean: data.mean(),
        activities: estimates(&data, plan),
        tally: data.tally,
    })
}

/// What each activity contributed, without its effect.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The activities, in the order of the study.
    pub players: Vec<Player>,
    /// The contributions of all activities together; nothing when the outcome does not vary.
    pub game: Option<Game>,
    /// What was left out.
    pub tally: Tally,
}

/// The contribution of each activity; as [`contributions`], but without effects and their checks, among all
/// activities whose cases can be compared.
///
/// # Errors
/// A [`Fault`] when the columns do not fit together or no case is left.
pub fn shared(study: &Study, plan: &Plan) -> Result<Shared, Fault> {
    let data = prepared::Prepared::of(study, plan)?;
    let player = |activity| comparable::player(&data, activity);
    let players: Vec<Player> = (0..data.activities).into_par_iter().map(player).collect();
    Ok(Shared {
        game: game::play(&data, &|activity| players[activity].is_comparable),
        players,
        tally: data.tally,
    })
}

/// The effects of all activities within each of some groups of cases, for example a phase or a stage.
#[derive(Clone, Debug)]
pub struct Split {
    /// Name of the group.
    pub group: String,
    /// Its cases.
    pub cases: usize,
    /// The effect of each activity, in the order of the study.
    pub activities: Vec<ActivityEffect>,
}

/// Estimates the effects within each group; `groups` has a name for each case. Groups are in the order of
/// their names.
///
/// # Errors
/// A [`Fault`] when the columns do not fit together.
pub fn split(study: &Study, plan: &Plan, groups: &[String]) -> Result<Vec<Split>, Fault> {
    study.check()?;
    if groups.len() != study.outcome.len() {
        return Err(Fault::Length("groups".to_owned()));
    }
    let mut names: Vec<&String> = groups.iter().collect();
    names.sort_unstable();
    names.dedup();
    let one = |name: &String| {
        let cases: Vec<usize> = (0..groups.len()).filter(|c| groups[*c] == *name).collect();
        let activities = match prepared::Prepared::of(&study.take(&cases), plan) {
            Ok(data) => estimates(&data, plan),
            // No case of the group was open at the landmark: there is nothing to tell.
            Err(_) => Vec::new(),
        };
        Split {
            group: name.clone(),
            cases: cases.len(),
            activities,
        }
    };
    Ok(names.into_iter().map(one).collect())
}

fn game_of(data: &prepared::Prepared, activities: &[ActivityEffect]) -> Option<Game> {
    game::play(data, &|activity| activities[activity].is_comparable())
}

fn estimates(data: &prepared::Prepared, plan: &Plan) -> Vec<ActivityEffect> {
    let known = near::Known::of(data);
    (0..data.activities)
        .into_par_iter()
        .map(|activity| activity::estimate(data, plan, known.as_ref(), activity))
        .collect()
}
