//! What cases with the same players say of each coalition of these players, and how that changes with the
//! model: in one pass over the cases.
//!
//! To first order in the coefficients, to second order in the shift of all predictions: where few cases are
//! worth most, the shift without them is not small.

use rayon::prelude::*;

use super::super::arranged::Arranged;
use super::super::regression::{Link, logistic};
use super::left::Left;
use super::model::{GROUPS, Model, group_of};
use super::predictions::{Counted, FAR};

/// Cases that are summed up at once: the same parts however many hands there are, so that sums are the same.
const PART: usize = 4_096;

/// What cases are expected to come to, and how it grows with the linear predictor: times their worth, summed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Curve {
    pub(super) expected: f64,
    /// First derivative.
    pub(super) slope: f64,
    /// Second derivative.
    pub(super) bend: f64,
    /// The worth itself: what yes/no outcomes come to at the most.
    worth: f64,
}

impl Curve {
    /// Of one case.
    fn of(link: Link, score: f64, more: f64, factor: f64, worth: f64) -> Self {
        let (expected, slope, bend) = match link {
            Link::Logistic => {
                let chance = 1.0 / (1.0 + score * factor);
                let slope = chance * (1.0 - chance);
                (chance, slope, slope * (1.0 - 2.0 * chance))
            }
            Link::Linear => (score + more, 1.0, 0.0),
        };
        Self {
            expected: worth * expected,
            slope: worth * slope,
            bend: worth * bend,
            worth,
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.expected += other.expected;
        self.slope += other.slope;
        self.bend += other.bend;
        self.worth += other.worth;
    }

    /// The rest without a part.
    pub(super) fn without(&self, part: &Self) -> Self {
        Self {
            expected: self.expected - part.expected,
            slope: self.slope - part.slope,
            bend: self.bend - part.bend,
            worth: self.worth - part.worth,
        }
    }

    /// What is expected after a shift: of yes/no outcomes by the log-odds of their mean, which are followed to
    /// second order and never turn around.
    pub(super) fn shifted(&self, link: Link, by: f64) -> f64 {
        let mean = self.expected / self.worth;
        if link == Link::Linear || !(mean > 0.0 && mean < 1.0) {
            return self.expected + by * self.slope;
        }
        let spread = mean * (1.0 - mean);
        let rate = self.slope / self.worth / spread;
        let turn = self.bend / self.worth / spread - rate * rate * (1.0 - 2.0 * mean);
        // Where the rate has changed by half it changes no more.
        let most = 0.5 * (rate / turn).abs();
        let within = by.max(-most).min(most);
        let odds = rate * by + turn * within * (by - 0.5 * within);
        self.worth * logistic((mean / (1.0 - mean)).ln() + odds)
    }
}

/// Some coalitions of the players of a set, with sums over the cases that have just these players.
pub(super) struct Coalitions {
    curves: Vec<Curve>,
    /// How what is expected grows with each coefficient of what is no player.
    gradients: Vec<Arranged>,
    /// The cases of each group of companies, group behind group: their expectation after the coefficients
    /// moved as they do without this group.
    own: Vec<Curve>,
    pub(super) groups: Vec<OfGroup>,
    /// What moves the linear predictor of each coalition without each group, group behind group.
    moved: Vec<f64>,
}

/// The cases of one group of companies.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OfGroup {
    pub(super) cases: f64,
    /// What was observed, times its worth.
    pub(super) observed: f64,
    pub(super) worth: f64,
}

/// The cases with one set of players.
#[derive(Clone, Copy)]
pub(super) struct Cases<'a> {
    pub(super) rows: &'a [usize],
    pub(super) counted: &'a Counted,
}

impl Coalitions {
    /// Of the coalitions that add so much to the linear predictor of cases that are shifted by `shift`.
    /// `moved_by` says by how much more each adds without a group.
    pub(super) fn of(
        model: &Model<'_>,
        cases: Cases<'_>,
        (added, shift): (&[f64], f64),
        left: &[Option<Left>],
        moved_by: impl Fn(&Left) -> Vec<f64>,
    ) -> Self {
        let more = added.iter().map(|added| added - cases.counted.full + shift);
        let nothing = vec![0.0; added.len()];
        let moved = left
            .iter()
            .map(|left| left.as_ref().map_or(nothing.clone(), &moved_by));
        let all = Self {
            curves: vec![Curve::default(); added.len()],
            gradients: vec![model.known.nothing(); added.len()],
            own: vec![Curve::default(); added.len() * GROUPS],
            groups: vec![OfGroup::default(); GROUPS],
            moved: moved.flatten().collect(),
        };
        let more: Vec<f64> = more.collect();
        let of_part = |at: usize| {
            let part = at * PART..((at + 1) * PART).min(cases.rows.len());
            all.summed(model, cases, part, &more, left)
        };
        let parts = (0..cases.rows.len().div_ceil(PART)).into_par_iter();
        let parts: Vec<Self> = parts.map(of_part).collect();
        parts.iter().fold(all, Self::and)
    }

    /// The sums over a part of the cases.
    fn summed(
        &self,
        model: &Model<'_>,
        cases: Cases<'_>,
        part: std::ops::Range<usize>,
        more: &[f64],
        left: &[Option<Left>],
    ) -> Self {
        let mut sums = Self {
            curves: self.curves.clone(),
            gradients: self.gradients.clone(),
            own: self.own.clone(),
            groups: self.groups.clone(),
            moved: Vec::new(),
        };
        let factors: Vec<f64> = more
            .iter()
            .map(|more| (-more.clamp(-FAR, FAR)).exp())
            .collect();
        for at in part {
            let (case, score, worth) = (
                cases.rows[at],
                cases.counted.scores[at],
                cases.counted.worth[at],
            );
            let (row, group) = (model.known.row(case), group_of(model.data, case));
            sums.groups[group].add(&OfGroup {
                cases: 1.0,
                observed: worth * model.data.y[case],
                worth,
            });
            let of_group = group * more.len()..(group + 1) * more.len();
            let moved = &self.moved[of_group.clone()];
            let own = &mut sums.own[of_group];
            let by = left[group]
                .as_ref()
                .map_or(0.0, |left| row.times(&left.known));
            for mask in 0..more.len() {
                let mut curve = Curve::of(model.data.link, score, more[mask], factors[mask], worth);
                sums.curves[mask].add(&curve);
                row.add_to(&mut sums.gradients[mask], curve.slope);
                curve.expected += curve.slope * (by + moved[mask]);
                own[mask].add(&curve);
            }
        }
        sums
    }

    fn and(mut self, part: &Self) -> Self {
        let add = |sums: &mut [Curve], part: &[Curve]| {
            sums.iter_mut()
                .zip(part)
                .for_each(|(sum, part)| sum.add(part));
        };
        add(&mut self.curves, &part.curves);
        add(&mut self.own, &part.own);
        for (sum, part) in self.gradients.iter_mut().zip(&part.gradients) {
            sum.add_all(part);
        }
        for (sum, part) in self.groups.iter_mut().zip(&part.groups) {
            sum.add(part);
        }
        self
    }

    /// What is expected of each coalition.
    pub(super) fn expected(&self) -> Vec<f64> {
        self.curves.iter().map(|curve| curve.expected).collect()
    }

    /// What is expected of each coalition without a group, before the predictions are shifted.
    pub(super) fn without<'a>(&'a self, left: &'a Left) -> impl Iterator<Item = Curve> + 'a {
        let coalitions = self.curves.len();
        let of_group = left.group * coalitions..(left.group + 1) * coalitions;
        let moved = self.moved[of_group.clone()].iter();
        let all = self.curves.iter().zip(&self.gradients).zip(moved);
        let all = all.map(|((curve, gradient), moved)| Curve {
            expected: curve.expected + gradient.times(&left.known) + curve.slope * moved,
            ..*curve
        });
        all.zip(&self.own[of_group])
            .map(|(all, own)| all.without(own))
    }
}

impl OfGroup {
    pub(super) fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.observed += other.observed;
        self.worth += other.worth;
    }
}
