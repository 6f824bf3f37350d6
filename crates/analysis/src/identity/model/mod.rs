//! The Fellegi–Sunter model: what each level of agreement weighs, in bits.
//!
//! The weight of a level is log2(m/u): m is its probability among records of one person, u among records
//! of two (Fellegi & Sunter 1969). Weights add up, with the prior log2(λ/(1−λ)) and, for names and
//! companies, the rarity of the value. P = 2^W / (1 + 2^W).

mod answers;
mod estimate;
mod shape;

pub use answers::{Answer, teach};
pub use estimate::{Patterns, Session, learn, pattern, prior_bits};
pub use shape::{Part, Pass, Shape};

use super::compare::{Comparison, LEVELS, View};
use super::table::Row;

/// From here on records are merged without asking: P ≥ .99.
pub const MERGE_BITS: f32 = 6.629;
/// From here on a pair is worth a question: P ≥ .50.
pub const REVIEW_BITS: f32 = 0.0;
/// No single level may weigh more than this, in either direction: estimates of rare levels are rough.
const HEAVIEST: f64 = 24.0;
const LIGHTEST: f64 = -10.0;

/// Weights for one shape of data.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// What is compared.
    pub shape: Shape,
    /// log2 of the odds that two records taken at random belong to one person.
    pub prior_bits: f32,
    /// m and u of every comparison of the shape and every level; level 0 is unused.
    pub levels: Vec<[Chance; LEVELS]>,
    bits: Vec<[f32; LEVELS]>,
}

/// The two probabilities of a level.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chance {
    /// Among records of one person.
    pub m: f64,
    /// Among records of two persons.
    pub u: f64,
}

/// The chances of some levels among these levels only: for what another comparison has counted already.
fn within(levels: &[Chance; LEVELS], known: &[usize]) -> [Chance; LEVELS] {
    let sum = |of: fn(&Chance) -> f64| known.iter().map(|at| of(&levels[*at])).sum::<f64>();
    let (m, u) = (sum(|c| c.m), sum(|c| c.u));
    let mut out = *levels;
    for at in known {
        out[*at] = Chance {
            m: levels[*at].m / m,
            u: levels[*at].u / u,
        };
    }
    out
}

/// One line of the reasons why two records are or are not one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// What was compared.
    pub comparison: Comparison,
    /// Name of the level for texts, `name.equal`; `None` if there was nothing to compare.
    pub level: Option<&'static str>,
    /// log2(m/u) of the level.
    pub bits: f32,
    /// What the rarity of the value adds.
    pub rarity_bits: f32,
}

/// The whole sum: the prior and every comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// Where the sum begins.
    pub prior_bits: f32,
    /// One line for every comparison of the shape, in its order.
    pub evidence: Vec<Evidence>,
    /// The sum.
    pub bits: f32,
}

impl Waterfall {
    /// The probability that it is one person.
    #[must_use]
    pub fn probability(&self) -> f64 {
        probability(self.bits)
    }
}

/// The probability of a weight in bits, 0..1.
#[must_use]
pub fn probability(bits: f32) -> f64 {
    1.0 / (1.0 + (-f64::from(bits)).exp2())
}

impl Model {
    /// The model before anything was learned, for a population of about `records` records.
    #[must_use]
    pub fn untrained(shape: Shape, records: usize) -> Self {
        let chances = |comparison: &Comparison| {
            let mut levels = [Chance::default(); LEVELS];
            for (place, level) in levels[1..].iter_mut().zip(comparison.levels()) {
                *place = Chance {
                    m: level.m,
                    u: level.u,
                };
            }
            levels
        };
        let mut model = Self {
            shape,
            prior_bits: estimate::prior_bits(0.0, records, None),
            levels: shape.comparisons().iter().map(chances).collect(),
            bits: Vec::new(),
        };
        model.weigh_levels();
        model
    }

    /// Computes the weights after `levels` were changed.
    pub fn weigh_levels(&mut self) {
        let weight = |chance: &Chance| match chance.m > 0.0 && chance.u > 0.0 {
            true => (chance.m / chance.u).log2().clamp(LIGHTEST, HEAVIEST) as f32,
            false => 0.0,
        };
        let levels = self.levels.iter().zip(self.shape.comparisons());
        let employer = self.shape.comparisons().contains(&Comparison::Employer);
        self.bits = levels
            .map(
                |(levels, comparison)| match comparison.levels_with_domain() {
                    Some(known) if employer => within(levels, known).each_ref().map(weight),
                    _ => levels.each_ref().map(weight),
                },
            )
            .collect();
    }

    /// The weight of a pair in bits, with prior and rarity.
    #[must_use]
    pub fn weigh(&self, view: &View<'_>, a: &Row, b: &Row) -> f32 {
        let mut sum = self.prior_bits;
        for (comparison, bits) in self.shape.comparisons().iter().zip(&self.bits) {
            let level = comparison.level(view, a, b);
            if level != 0 {
                sum += bits[usize::from(level)] + comparison.rarity(view, level, a, b);
            }
        }
        sum
    }

    /// The weight of a level of the comparison at the place in the shape's list.
    #[must_use]
    pub fn level_bits(&self, at: usize, level: u8) -> f32 {
        self.bits[at][usize::from(level)]
    }

    /// The same as [`Model::weigh`], with every reason.
    #[must_use]
    pub fn explain(&self, view: &View<'_>, a: &Row, b: &Row) -> Waterfall {
        let line = |(comparison, bits): (&Comparison, &[f32; LEVELS])| {
            let level = comparison.level(view, a, b);
            let known = usize::from(level).checked_sub(1);
            Evidence {
                comparison: *comparison,
                level: known
                    .and_then(|at| comparison.levels().get(at))
                    .map(|l| l.key),
                bits: bits[usize::from(level)],
                rarity_bits: known.map_or(0.0, |_| comparison.rarity(view, level, a, b)),
            }
        };
        let evidence: Vec<Evidence> = self
            .shape
            .comparisons()
            .iter()
            .zip(&self.bits)
            .map(line)
            .collect();
        let bits = evidence
            .iter()
            .fold(self.prior_bits, |sum, e| sum + (e.bits + e.rarity_bits));
        Waterfall {
            prior_bits: self.prior_bits,
            evidence,
            bits,
        }
    }
}
