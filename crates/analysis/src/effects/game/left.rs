//! The game of all cases, and of all but each group of companies.
//!
//! Without a group the coefficients move by one Newton step δ, and all predictions are shifted by σ, so that they
//! sum to what was observed of the other cases: `v₋g = v − v_g + (∇v − ∇v_g)·δ + (v′ − v′_g)·σ + ½(v″ − v″_g)·σ²`.
//! Left out are products of second order with δ, the change by one group in 64. Of yes/no outcomes the sum is
//! extrapolated on the log-odds of its mean, so that it stays between nothing and everything however far σ is.

use rayon::prelude::*;

use super::super::arranged::Arranged;
use super::super::block::Block;
use super::super::cholesky::Cholesky;
use super::super::products::Products;
use super::super::regression::Link;
use super::super::slope::penalise;
use super::super::told::Told;
use super::TOLD;
use super::coalitions::{Cases, Coalitions, Curve, OfGroup};
use super::model::{GROUPS, Model, group_of, pairs_of};
use super::predictions::{reached, shift};
use super::shares::{share_out, tell};

/// Sets of players whose games are summed up at once: the same ones however many hands there are.
const SETS: usize = 16;

/// Half the distance over which a slope is measured.
const STEP: f64 = 1e-4;
/// Share of what was observed below which a difference is none.
const ENOUGH: f64 = 1e-10;

/// A group that is left out, and by how much the coefficients move without it.
pub(super) struct Left {
    pub(super) group: usize,
    by: Vec<f64>,
    /// The same of what is no player.
    pub(super) known: Arranged,
}

/// Values of all cases, and those without each group; nothing where that cannot be told.
type Values = (Vec<f64>, Vec<Option<Vec<f64>>>);

/// A set of players with its cases.
type Set<'a> = (u32, Cases<'a>);

/// By how much predictions are shifted, of all cases and without each group, and how many cases these are.
struct Shifts {
    whole: f64,
    cases: f64,
    left: Vec<Option<(f64, f64)>>,
}

impl Model<'_> {
    /// Baseline, contributions, interactions and coalitions as means over the cases that count, and the same
    /// without each group; nothing where nothing or everything came out.
    pub(super) fn values(&self, beta: &[f64]) -> Option<(Vec<f64>, Vec<Vec<f64>>)> {
        let counted = self.counted(beta);
        let shift = shift(self.data.link, &counted)?;
        let left = self.left_out(beta);
        let sets = self.sets.iter().zip(&counted);
        let sets: Vec<Set<'_>> = sets
            .map(|((set, rows), counted)| (*set, Cases { rows, counted }))
            .collect();
        let shifts = self.shifts(shift, &sets, &left);
        let of_some = |sets: &[Set<'_>]| self.of_sets(beta, sets, &left, &shifts);
        let parts: Vec<Values> = sets.par_chunks(SETS).map(of_some).collect();
        let (whole, left) = parts.into_iter().reduce(and)?;
        let mean = |values: Vec<f64>, cases: f64| values.iter().map(|v| v / cases).collect();
        let left = left.into_iter().zip(&shifts.left);
        let left = left.filter_map(|(values, shift)| Some(mean(values?, shift.as_ref()?.1)));
        Some((mean(whole, shifts.cases), left.collect()))
    }

    /// The shifts: with all its players a case is what it was, and there predictions sum to what was observed.
    fn shifts(&self, whole: f64, sets: &[Set<'_>], left: &[Option<Left>]) -> Shifts {
        let as_it_was = |(set, cases): &Set<'_>| {
            let own = self.own(*set);
            let last = self.possible_of(&own).last().copied().unwrap_or(0);
            let moved = |left: &Left| vec![self.added_by(&left.by, &own)[last]];
            Coalitions::of(self, *cases, (&[cases.counted.full], whole), left, moved)
        };
        let all: Vec<Coalitions> = sets.par_iter().map(as_it_was).collect();
        let of_groups = |taken: &dyn Fn(usize) -> bool| {
            let mut sum = OfGroup::default();
            let each = all.iter().flat_map(|set| set.groups.iter().enumerate());
            each.filter(|(group, _)| taken(*group))
                .for_each(|(_, one)| sum.add(one));
            sum
        };
        let without = |left: &Left| {
            let rest = of_groups(&|group| group != left.group);
            let is_certain = rest.observed <= 0.0 || rest.observed >= rest.worth;
            let is_told = rest.cases > 0.0 && !(self.data.link == Link::Logistic && is_certain);
            is_told.then(|| {
                let curves: Vec<Curve> = all.iter().flat_map(|set| set.without(left)).collect();
                (reaching(&curves, self.data.link, rest.observed), rest.cases)
            })
        };
        Shifts {
            whole,
            cases: of_groups(&|_| true).cases,
            left: left.iter().map(|left| without(left.as_ref()?)).collect(),
        }
    }

    /// The games of some sets, summed up.
    fn of_sets(
        &self,
        beta: &[f64],
        sets: &[Set<'_>],
        left: &[Option<Left>],
        shifts: &Shifts,
    ) -> Values {
        let n = self.players.len();
        let told = if n <= TOLD { 1 << n } else { 0 };
        let first_told = 1 + n + pairs_of(n).count();
        let nothing = vec![0.0; first_told + told];
        let mut whole = nothing.clone();
        let mut values: Vec<Option<Vec<f64>>> = shifts
            .left
            .iter()
            .map(|shift| shift.map(|_| nothing.clone()))
            .collect();
        for (set, cases) in sets {
            let own = self.own(*set);
            let possible = self.possible_of(&own);
            let of_possible = |added: Vec<f64>| -> Vec<f64> {
                possible.iter().map(|mask| added[*mask]).collect()
            };
            let added = of_possible(self.added_by(beta, &own));
            let moved = |left: &Left| of_possible(self.added_by(&left.by, &own));
            let coalitions = Coalitions::of(self, *cases, (&added, shifts.whole), left, moved);
            let share = |v: Vec<f64>, values: &mut Vec<f64>| {
                tell(&v, &own, &mut values[first_told..]);
                share_out(v, &own, n, values);
            };
            share(coalitions.expected(), &mut whole);
            let each = values.iter_mut().zip(left).zip(&shifts.left);
            for ((values, left), shift) in each {
                if let (Some(values), Some(left), Some((shift, _))) = (values, left, shift) {
                    let without = coalitions.without(left);
                    share(
                        without
                            .map(|curve| curve.shifted(self.data.link, *shift))
                            .collect(),
                        values,
                    );
                }
            }
        }
        (whole, values)
    }

    /// Without each group of companies: by how much the coefficients move, one Newton step from those of
    /// the whole.
    fn left_out(&self, beta: &[f64]) -> Vec<Option<Left>> {
        let p = self.x.columns;
        let arranged = self.x.arranged(beta);
        let mut cases = vec![Vec::new(); GROUPS];
        for case in 0..self.data.cases() {
            cases[group_of(self.data, case)].push(case);
        }
        let of_group = |own: &Vec<usize>| {
            let (mut products, mut gradient) = (Products::of(&self.x), self.x.nothing());
            let y: Vec<f64> = own.iter().map(|case| self.data.y[*case]).collect();
            let (x, ones) = (self.x.picked(own), vec![1.0; own.len()]);
            Block::counting(&x, 0..own.len(), &ones, |block, ones| {
                let (scores, y) = (block.times(&arranged), block.told(&y));
                let (missed, weights) = match self.data.link {
                    Link::Logistic => {
                        let told = Told::of(scores);
                        (told.missed(&y, ones), told.weights(ones))
                    }
                    Link::Linear => (std::array::from_fn(|at| y[at] - scores[at]), *ones),
                };
                products.add(block, &weights);
                block.add_to(&mut gradient, &missed);
            });
            (products, gradient, !own.is_empty())
        };
        let parts: Vec<(Products, Arranged, bool)> = cases.par_iter().map(of_group).collect();
        let mut all = Products::of(&self.x);
        parts.iter().for_each(|part| all.add_all(&part.0));
        let mut whole = all.square(&self.x);
        penalise(&mut whole, p);
        let step = |(group, (products, gradient, used)): (usize, &(Products, Arranged, bool))| {
            let own = products.square(&self.x);
            let rest: Vec<f64> = whole.iter().zip(own).map(|(w, own)| w - own).collect();
            let mut by = self.x.in_order(gradient);
            Cholesky::of(&rest, p).filter(|_| *used)?.solve(&mut by);
            by.iter_mut().for_each(|by| *by = -*by);
            let known = self.known.arranged(&by[..self.at_players]);
            Some(Left { group, by, known })
        };
        parts.par_iter().enumerate().map(step).collect()
    }
}

/// The sums of two parts.
fn and((mut whole, mut left): Values, part: Values) -> Values {
    let add =
        |sum: &mut [f64], part: &[f64]| sum.iter_mut().zip(part).for_each(|(sum, v)| *sum += v);
    add(&mut whole, &part.0);
    for (sum, part) in left.iter_mut().zip(&part.1) {
        if let (Some(sum), Some(part)) = (sum, part) {
            add(sum, part);
        }
    }
    (whole, left)
}

/// The shift after which so much is expected in all.
fn reaching(curves: &[Curve], link: Link, wanted: f64) -> f64 {
    let said = |shift: f64| -> f64 { curves.iter().map(|curve| curve.shifted(link, shift)).sum() };
    if link == Link::Linear {
        let slope: f64 = curves.iter().map(|curve| curve.slope).sum();
        return (wanted - said(0.0)) / slope;
    }
    let slope = |shift: f64| (said(shift + STEP) - said(shift - STEP)) / (2.0 * STEP);
    reached(wanted, ENOUGH, |shift| (said(shift), slope(shift)))
}

#[cfg(test)]
mod tests;
