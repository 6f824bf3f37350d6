//! Journeys read one at a time into sums that can be merged and undone.
//!
//! Every sum is kept per group of companies, so the same sums serve threads, parts of a file, a change
//! of one journey and the intervals. Memory depends on the codes and on what is asked, not on the number
//! of journeys. Outcomes and transitions are whole numbers; credit and value are floating-point sums,
//! equal for any order of journeys up to rounding.

mod results;
mod totals;

pub use results::{CannotTell, Line};
pub use totals::Totals;
use totals::spread_ends;

use super::coalitions::Coalitions;
use super::credits::Credits;
use super::distinct::Distinct;
use super::groups::{GROUPS, group_of};
use super::journeys::{Ends, Journey, Journeys};
use super::models::{How, Seen, Weights};
use super::pairs::{Pair, Pairs};
use super::spec::Spec;
use super::transitions::Transitions;

/// Sums of journeys for the models that were asked for.
#[derive(Clone, Debug)]
pub struct Aggregate {
    specs: Vec<Spec>,
    width: usize,
    totals: Vec<Totals>,
    parts: Vec<Part>,
    pairs: Option<Pairs>,
    has_sets: bool,
    has_lost_sets: bool,
    distinct: Distinct,
    weights: Weights,
    ends: Vec<Ends>,
}

/// What a model sums.
#[derive(Clone, Debug)]
enum Part {
    Credits {
        credits: Credits,
        is_direct: Vec<bool>,
    },
    Chain(Transitions),
    Rates(Coalitions),
    /// Nothing that could be summed in one pass.
    None,
}

impl Aggregate {
    /// No journeys yet, for these models.
    #[must_use]
    pub fn new(specs: &[Spec], has_pairs: bool) -> Self {
        let part = |spec: &Spec| match spec.model.how {
            How::Weigh(_) => Part::Credits {
                credits: Credits::new(spec.model.id == "ordered-shapley"),
                is_direct: Vec::new(),
            },
            How::Chain => Part::Chain(Transitions::new(spec.order())),
            How::Rates => Part::Rates(Coalitions::default()),
            How::Hazard => Part::None,
        };
        Self {
            specs: specs.to_vec(),
            width: 0,
            totals: vec![Totals::default(); GROUPS],
            parts: specs.iter().map(part).collect(),
            pairs: has_pairs.then(Pairs::default),
            has_sets: has_pairs || specs.iter().any(Spec::needs_sets),
            has_lost_sets: has_pairs || specs.iter().any(Spec::needs_lost_sets),
            distinct: Distinct::default(),
            weights: Weights::default(),
            ends: Vec::new(),
        }
    }

    /// The models in the order they were asked for.
    #[must_use]
    pub fn specs(&self) -> &[Spec] {
        &self.specs
    }

    /// Number of codes: one more than the highest.
    #[must_use]
    pub fn codes(&self) -> usize {
        self.width
    }

    /// Tells the name of a code: whether it counts as direct depends on it.
    pub fn name(&mut self, code: u32, name: &str) {
        self.widen(code as usize + 1);
        for (spec, part) in self.specs.iter().zip(&mut self.parts) {
            if let Part::Credits { is_direct, .. } = part
                && spec.is_direct(name)
            {
                is_direct.resize(self.width, false);
                is_direct[code as usize] = true;
            }
        }
    }

    /// Adds a journey.
    pub fn add(&mut self, journey: &Journey<'_>) {
        let ends = journey.ends(1);
        self.make_room(journey.codes);
        self.count(journey, &ends, &[ends], 1);
    }

    /// Adds many journeys. Transitions are counted in a loop of their own, straight from the columns.
    pub fn add_all(&mut self, journeys: &Journeys) {
        self.make_room(journeys.codes());
        for (codes, ends) in journeys.ends() {
            self.totals[usize::from(ends.group)].see(codes, 1);
            self.totals[usize::from(ends.group)].end(codes, &ends);
        }
        for part in &mut self.parts {
            if let Part::Chain(transitions) = part {
                for (codes, ends) in journeys.ends() {
                    transitions.count(codes, &ends);
                }
            }
        }
        let is_chain = |part: &Part| matches!(part, Part::Chain(_));
        if self.pairs.is_some() || !self.parts.iter().all(is_chain) {
            for journey in journeys.iter() {
                let ends = journey.ends(1);
                self.count_credit(&journey, &ends, &[ends]);
            }
        }
    }

    /// Takes a journey back that was added before.
    pub fn remove(&mut self, journey: &Journey<'_>) {
        let ends = journey.ends(-1);
        self.make_room(journey.codes);
        self.count(journey, &ends, &[ends], -1);
    }

    /// Adds the line of a file that stands for as many journeys as it has ends: each of them falls into
    /// a group of its own by chance, the same for the same seed. Points are those of [`Self::add`].
    pub fn add_line(&mut self, journey: &Journey<'_>, seed: u64) {
        let all = journey.ends(1);
        let mut parts = std::mem::take(&mut self.ends);
        parts.clear();
        if u64::from(journey.conversions) + u64::from(journey.nulls) <= 1 {
            let group = group_of(seed);
            parts.push(Ends { group, ..all });
        } else {
            spread_ends(journey, seed, &mut parts);
        }
        self.make_room(journey.codes);
        self.count(journey, &all, &parts, 1);
        self.ends = parts;
    }

    /// Counts a journey for which there is room: `all` of its ends, and the same as `parts` per group.
    fn count(&mut self, journey: &Journey<'_>, all: &Ends, parts: &[Ends], sign: i64) {
        let codes = journey.codes;
        self.totals[usize::from(parts[0].group)].see(codes, sign);
        for ends in parts {
            self.totals[usize::from(ends.group)].end(codes, ends);
        }
        for part in &mut self.parts {
            if let Part::Chain(transitions) = part {
                for ends in parts {
                    transitions.count(codes, ends);
                }
            }
        }
        self.count_credit(journey, all, parts);
    }

    /// Counts everything but totals and transitions.
    fn count_credit(&mut self, journey: &Journey<'_>, all: &Ends, parts: &[Ends]) {
        let (codes, is_won) = (journey.codes, all.is_won());
        if codes.is_empty() || !(is_won || self.has_lost_sets) {
            return;
        }
        if self.has_sets {
            self.distinct.read(codes);
        }
        for (spec, part) in self.specs.iter().zip(&mut self.parts) {
            match part {
                Part::Credits { credits, is_direct } if is_won => {
                    let seen = Seen {
                        journey: *journey,
                        distinct: &self.distinct,
                        is_direct,
                    };
                    spec.model.weigh(&seen, spec.parameter, &mut self.weights);
                    for ends in parts.iter().filter(|ends| ends.is_won()) {
                        credits.add(codes, &self.weights, ends);
                    }
                }
                Part::Rates(sets) => {
                    for ends in parts {
                        sets.count(&self.distinct, ends);
                    }
                }
                Part::Credits { .. } | Part::Chain(_) | Part::None => {}
            }
        }
        if let Some(pairs) = &mut self.pairs {
            pairs.count(&self.distinct, all);
        }
    }

    fn make_room(&mut self, codes: &[u32]) {
        let most = codes.iter().fold(0, |most, code| most.max(*code + 1));
        self.widen(most as usize);
    }

    fn widen(&mut self, width: usize) {
        if width <= self.width {
            return;
        }
        self.width = width;
        for part in &mut self.parts {
            match part {
                Part::Credits { credits, .. } => credits.widen(width),
                Part::Chain(transitions) => transitions.widen(width),
                Part::Rates(_) | Part::None => {}
            }
        }
        if let Some(pairs) = &mut self.pairs {
            pairs.widen(width);
        }
    }

    /// Adds the journeys of others for the same models, read apart; their code c is `map[c]` here.
    pub fn merge(&mut self, other: &Self, map: &[u32]) {
        let most = map.iter().fold(0, |most, code| most.max(*code + 1));
        self.widen(most as usize);
        for (mine, theirs) in self.totals.iter_mut().zip(&other.totals) {
            mine.add(theirs);
        }
        for (mine, theirs) in self.parts.iter_mut().zip(&other.parts) {
            match (mine, theirs) {
                (
                    Part::Credits { credits, is_direct },
                    Part::Credits {
                        credits: more,
                        is_direct: flags,
                    },
                ) => {
                    credits.merge(more, map);
                    is_direct.resize(self.width, false);
                    for (flag, code) in flags.iter().zip(map) {
                        is_direct[*code as usize] |= flag;
                    }
                }
                (Part::Chain(mine), Part::Chain(theirs)) => mine.merge(theirs, map),
                (Part::Rates(mine), Part::Rates(theirs)) => mine.merge(theirs, map),
                _ => {}
            }
        }
        if let (Some(mine), Some(theirs)) = (&mut self.pairs, &other.pairs) {
            mine.merge(theirs, map);
        }
    }

    /// Sums of all journeys.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.totals_without(None)
    }

    fn totals_without(&self, without: Option<usize>) -> Totals {
        let mut sum = Totals::default();
        for (group, totals) in self.totals.iter().enumerate() {
            if Some(group) != without {
                sum.add(totals);
            }
        }
        sum
    }

    /// Pairs of codes, when they were asked for and there are not too many codes.
    #[must_use]
    pub fn pairs(&self) -> Option<Vec<Pair>> {
        self.pairs.as_ref()?.list()
    }

    /// Outcomes of a code per place in the journey (the last for all later ones), for ordered models.
    #[must_use]
    pub fn places(&self, model: usize, code: usize) -> Option<Vec<f64>> {
        match self.parts.get(model)? {
            Part::Credits { credits, .. } => credits.places(code).map(|places| places.to_vec()),
            _ => None,
        }
    }
}
