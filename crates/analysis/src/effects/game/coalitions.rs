//! What the cases with one set of players say of each coalition of these players, and how that changes with the
//! model: in one pass over the cases.

use rayon::prelude::*;

use super::super::matrix::Arranged;
use super::super::regression::Link;
use super::model::{GROUPS, Model, group_of};
use super::predictions::{Counted, FAR};

/// Cases that are summed up at once: the same parts however many hands there are, so that sums are the same.
const PART: usize = 4_096;

/// The coalitions of one set of players. Bit b of a coalition is set for the player at place b of `own`.
pub(super) struct Coalitions {
    /// The players, by their places.
    pub(super) own: Vec<usize>,
    /// The coalition that is left of each where who lacks a player that it needs cannot take part.
    pub(super) possible: Vec<usize>,
    pub(super) sums: Sums,
}

/// Sums over cases, one for each coalition.
pub(super) struct Sums {
    /// What is expected, times its worth.
    pub(super) expected: Vec<f64>,
    /// The same of the cases of each group of companies, group behind group.
    pub(super) of_groups: Vec<f64>,
    /// How what is expected grows with the linear predictor.
    pub(super) slopes: Vec<f64>,
    /// How it grows with each coefficient.
    pub(super) gradients: Vec<Arranged>,
    pub(super) groups: Vec<OfGroup>,
}

/// The cases of one group of companies.
#[derive(Clone, Copy, Default)]
pub(super) struct OfGroup {
    pub(super) cases: f64,
    /// What was observed, times its worth.
    pub(super) observed: f64,
    pub(super) worth: f64,
}

impl OfGroup {
    pub(super) fn and(self, other: &Self) -> Self {
        Self {
            cases: self.cases + other.cases,
            observed: self.observed + other.observed,
            worth: self.worth + other.worth,
        }
    }
}

impl Coalitions {
    /// The coalitions of a set of players, from the cases that have just these.
    pub(super) fn of(
        model: &Model<'_>,
        beta: &[f64],
        set: u32,
        (rows, counted): (&[usize], &Counted),
        shift: f64,
    ) -> Self {
        let own: Vec<usize> = (0..model.players.len())
            .filter(|at| set & 1 << at != 0)
            .collect();
        let possible: Vec<usize> = (0..1 << own.len())
            .map(|mask| possible(model, &own, mask))
            .collect();
        let added = model.added_by(beta, &own);
        let more: Vec<f64> = possible
            .iter()
            .map(|mask| added[*mask] - counted.full + shift)
            .collect();
        let of_part = |at: usize| {
            let part = at * PART..((at + 1) * PART).min(rows.len());
            let cases = rows[part.clone()].iter().zip(&counted.scores[part.clone()]);
            Sums::of(model, &more, cases.zip(&counted.worth[part]))
        };
        let parts = (0..rows.len().div_ceil(PART)).into_par_iter().map(of_part);
        let mut sums = Sums::nothing(model, more.len());
        parts
            .collect::<Vec<_>>()
            .iter()
            .for_each(|part| sums.add(part));
        Self {
            own,
            possible,
            sums,
        }
    }
}

/// The players of a coalition that can take part.
fn possible(model: &Model<'_>, own: &[usize], mask: usize) -> usize {
    let has = |(bit, _): &(usize, &usize)| mask & 1 << bit != 0;
    let inside = own.iter().enumerate().filter(has);
    let set = model.possible(inside.fold(0, |set, (_, at)| set | 1 << at));
    let left = own
        .iter()
        .enumerate()
        .filter(|(_, at)| set & 1 << **at != 0);
    left.fold(0, |mask, (bit, _)| mask | 1 << bit)
}

impl Sums {
    /// What is expected of the cases of a group, coalition by coalition.
    pub(super) fn of_group(&self, group: usize) -> &[f64] {
        let coalitions = self.expected.len();
        &self.of_groups[group * coalitions..(group + 1) * coalitions]
    }

    fn nothing(model: &Model<'_>, coalitions: usize) -> Self {
        Self {
            expected: vec![0.0; coalitions],
            of_groups: vec![0.0; coalitions * GROUPS],
            slopes: vec![0.0; coalitions],
            gradients: vec![model.x.nothing(); coalitions],
            groups: vec![OfGroup::default(); GROUPS],
        }
    }

    /// Of some cases, each with what its linear predictor is kept as, and its worth; `more` is what each
    /// coalition has on the linear predictor beyond it.
    fn of<'a>(
        model: &Model<'_>,
        more: &[f64],
        cases: impl Iterator<Item = ((&'a usize, &'a f64), &'a f64)>,
    ) -> Self {
        let mut sums = Self::nothing(model, more.len());
        let link = model.data.link;
        let factors: Vec<f64> = more
            .iter()
            .map(|more| (-more.clamp(-FAR, FAR)).exp())
            .collect();
        for ((case, score), worth) in cases {
            let (row, group) = (model.x.row(*case), group_of(model.data, *case));
            sums.groups[group] = sums.groups[group].and(&OfGroup {
                cases: 1.0,
                observed: worth * model.data.y[*case],
                worth: *worth,
            });
            let of_group = &mut sums.of_groups[group * more.len()..(group + 1) * more.len()];
            for mask in 0..more.len() {
                let (expected, slope) = match link {
                    Link::Logistic => {
                        let chance = 1.0 / (1.0 + score * factors[mask]);
                        (chance, chance * (1.0 - chance))
                    }
                    Link::Linear => (score + more[mask], 1.0),
                };
                sums.expected[mask] += worth * expected;
                of_group[mask] += worth * expected;
                sums.slopes[mask] += worth * slope;
                row.add_to(&mut sums.gradients[mask], worth * slope);
            }
        }
        sums
    }

    fn add(&mut self, part: &Self) {
        let plus = |sums: &mut [f64], part: &[f64]| {
            sums.iter_mut()
                .zip(part)
                .for_each(|(sum, part)| *sum += part);
        };
        plus(&mut self.expected, &part.expected);
        plus(&mut self.of_groups, &part.of_groups);
        plus(&mut self.slopes, &part.slopes);
        for (sum, part) in self.gradients.iter_mut().zip(&part.gradients) {
            sum.add_all(part);
        }
        for (sum, part) in self.groups.iter_mut().zip(&part.groups) {
            *sum = sum.and(part);
        }
    }
}
