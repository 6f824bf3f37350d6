//! Pairs of codes: how often both took part in won journeys, and in which order they came first.

use super::distinct::Distinct;
use super::journeys::Ends;

/// Codes up to which pairs are counted; the tables grow with the square.
const MOST_CODES: usize = 512;

/// Journeys in which one code came before another for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sequence {
    /// Journeys, with and without outcome.
    pub n: i64,
    /// Outcomes.
    pub conversions: i64,
}

/// Two codes, `a` below `b`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The lower code.
    pub a: u32,
    /// The higher code.
    pub b: u32,
    /// The Shapley interaction index of the sum game, `I_ab = Σ_{S ∋ a,b} R(S) / (|S| − 1)` (Grabisch,
    /// Roubens 1999; closed form for sums of unanimity games): how often both took part in won
    /// journeys. Never negative; that they reinforce one another is another question.
    pub interaction: f64,
    /// Journeys with the first a before the first b.
    pub a_then_b: Sequence,
    /// Journeys with the first b before the first a.
    pub b_then_a: Sequence,
}

/// Counts of pairs.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    width: usize,
    together: Vec<f64>,
    /// Cell `[a][b]`: a before b.
    orders: Vec<Sequence>,
    is_full: bool,
}

impl Pairs {
    /// Makes room for codes below a width.
    pub(super) fn widen(&mut self, width: usize) {
        if width <= self.width || self.is_full {
            return;
        }
        if width > MOST_CODES {
            *self = Self {
                is_full: true,
                ..Self::default()
            };
            return;
        }
        let mut wide = Self {
            width: width.next_power_of_two(),
            ..Self::default()
        };
        wide.together.resize(wide.width * wide.width, 0.0);
        wide.orders
            .resize(wide.width * wide.width, Sequence::default());
        let own: Vec<u32> = (0..self.width as u32).collect();
        if self.width > 0 {
            wide.merge(self, &own);
        }
        *self = wide;
    }

    /// Adds the ends of a journey with these distinct codes.
    pub(super) fn count(&mut self, distinct: &Distinct, ends: &Ends) {
        if self.is_full {
            return;
        }
        let conversions = ends.conversions;
        let n = conversions + ends.nulls;
        let share = conversions as f64 / (distinct.codes.len() as f64 - 1.0);
        for (at, first) in distinct.codes.iter().enumerate() {
            let line = *first as usize * self.width;
            for later in &distinct.codes[at + 1..] {
                let (low, high) = (first.min(later), first.max(later));
                self.together[*low as usize * self.width + *high as usize] += share;
                let cell = &mut self.orders[line + *later as usize];
                cell.n += n;
                cell.conversions += conversions;
            }
        }
    }

    /// Adds the counts of others, whose code c is `map[c]` here.
    pub(super) fn merge(&mut self, other: &Self, map: &[u32]) {
        if other.is_full {
            *self = other.clone();
        }
        if self.is_full {
            return;
        }
        for (a, to_a) in map.iter().enumerate().take(other.width) {
            for (b, to_b) in map.iter().enumerate().take(other.width) {
                let from = a * other.width + b;
                let to = *to_a as usize * self.width + *to_b as usize;
                let (low, high) = (to_a.min(to_b), to_a.max(to_b));
                self.together[*low as usize * self.width + *high as usize] += other.together[from];
                self.orders[to].n += other.orders[from].n;
                self.orders[to].conversions += other.orders[from].conversions;
            }
        }
    }

    /// Every pair that took part together. None when there are too many codes.
    pub(super) fn list(&self) -> Option<Vec<Pair>> {
        if self.is_full {
            return None;
        }
        let mut found = Vec::new();
        for a in 0..self.width {
            for b in a + 1..self.width {
                let pair = Pair {
                    a: a as u32,
                    b: b as u32,
                    interaction: self.together[a * self.width + b],
                    a_then_b: self.orders[a * self.width + b],
                    b_then_a: self.orders[b * self.width + a],
                };
                if pair.a_then_b.n + pair.b_then_a.n != 0 {
                    found.push(pair);
                }
            }
        }
        Some(found)
    }
}
