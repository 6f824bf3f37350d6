//! The models of credit: one file each and one word in this list.

mod first;
mod last;
mod last_non_direct;
mod linear;
mod markov;
mod ordered_shapley;
mod rate_shapley;
mod shapley;
mod survival;
mod time_decay;
mod u;
mod w;

use super::distinct::Distinct;
use super::journeys::Journey;
use super::spec::Parameter;

/// A model of credit.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// Stable word, also the key of its name in the texts.
    pub id: &'static str,
    /// How it comes to its credit.
    pub how: How,
}

/// How a model comes to its credit.
#[derive(Clone, Copy, Debug)]
pub enum How {
    /// Journey by journey: each touchpoint of a journey that has at least one gets a weight, none
    /// negative, sum 1.
    Weigh(fn(&Seen<'_>, Parameter, &mut Weights)),
    /// From the chain of transitions of all journeys, those without outcome too.
    Chain,
    /// From the conversion rates of the sets of codes that took part.
    Rates,
    /// From times, by a model of the hazard; needs all journeys at once.
    Hazard,
}

/// Every model, the default one first.
pub const MODELS: &[Model] = &[
    linear::MODEL,
    first::MODEL,
    last::MODEL,
    last_non_direct::MODEL,
    u::MODEL,
    w::MODEL,
    time_decay::MODEL,
    shapley::MODEL,
    ordered_shapley::MODEL,
    markov::MODEL,
    rate_shapley::MODEL,
    survival::MODEL,
];

impl Model {
    /// The model of a word.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        MODELS.iter().find(|model| model.id == id)
    }

    /// Weighs the touchpoints of a journey that has at least one; nothing when the model does not work
    /// journey by journey.
    pub(super) fn weigh(&self, seen: &Seen<'_>, parameter: Parameter, weights: &mut Weights) {
        weights.given.clear();
        if let How::Weigh(weigh) = self.how {
            weigh(seen, parameter, weights);
        }
    }
}

/// A journey and what is known about its codes.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The journey.
    pub journey: Journey<'a>,
    pub(super) distinct: &'a Distinct,
    pub(super) is_direct: &'a [bool],
}

impl Seen<'_> {
    /// Number of touchpoints.
    #[must_use]
    pub fn len(&self) -> usize {
        self.journey.codes.len()
    }

    /// Whether the journey has no touchpoint.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.journey.codes.is_empty()
    }

    fn is_direct(&self, at: usize) -> bool {
        let code = self.journey.codes[at] as usize;
        self.is_direct.get(code).copied().unwrap_or(false)
    }

    /// The touchpoints at the same instant as the one at a place, itself included.
    fn tied(&self, at: usize) -> std::ops::Range<usize> {
        let times = self.journey.times;
        if times.len() != self.len() {
            return at..at + 1;
        }
        let from = times.partition_point(|time| *time < times[at]);
        let to = times.partition_point(|time| *time <= times[at]);
        from..to
    }
}

/// The weights a model gives to the touchpoints of one journey.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    given: Vec<(u32, f64)>,
}

impl Weights {
    /// Gives a weight to the touchpoint at a place; several weights of one touchpoint add up.
    pub fn give(&mut self, at: usize, weight: f64) {
        self.given.push((at as u32, weight));
    }

    /// Shares a weight equally among places.
    fn share(&mut self, places: std::ops::Range<usize>, weight: f64) {
        let each = weight / places.len() as f64;
        for at in places {
            self.give(at, each);
        }
    }

    /// Gives every touchpoint the weight of its place; touchpoints at the same instant share theirs
    /// equally, so that their order in the file does not matter.
    fn give_by_place(&mut self, seen: &Seen<'_>, weight: impl Fn(usize) -> f64) {
        let mut at = 0;
        while at < seen.len() {
            let tied = seen.tied(at);
            at = tied.end;
            let sum = tied.clone().map(&weight).sum();
            self.share(tied, sum);
        }
    }

    pub(super) fn given(&self) -> &[(u32, f64)] {
        &self.given
    }
}
