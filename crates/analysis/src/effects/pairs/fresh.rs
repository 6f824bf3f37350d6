//! Does the order matter beyond freshness? For outcomes that may come right after the landmark.
//!
//! Of two activities the second is the fresher one. When what an activity does fades, *first then second* has
//! a fresh second and a faded first, and the reverse order a fresh first and a faded second: they differ
//! although no order matters. What freshness alone does is seen where only one of both was there. So the
//! outcome is modelled by how long ago each was (straight lines with bends), by both being there, and by
//! their order; the last is what both orders differ in beyond the sum of their parts:
//!
//! `E[Y] = before + f(age of first) + g(age of second) + both + order`
//!
//! The sum is tried on the scale of shares and on that of odds, as for synergy: effects that multiply look
//! like an order on the scale of shares, and the other way round. It is also compared with the second alone
//! at the same age. An order is found only when all comparisons agree (intersection–union test; Berger 1982).

use super::super::columns::varies;
use super::super::matrix::Matrix;
use super::super::prepared::Prepared;
use super::super::regression::Link;
use super::super::study::Plan;
use super::lag::{Lag, Ordered, Place};
use super::scores::{Universe, frequent};
use super::{OrderEffect, PairEffect, Tested, both, order};

/// Days at which the line of an age bends; the first is its beginning.
const BENDS: [f64; 4] = [0.0, 3.0, 7.0, 14.0];

/// Both orders of a pair at every lag at which there are enough cases; without a landmark nothing is known
/// of ages.
pub(super) fn orders(data: &Prepared, plan: &Plan, universe: &Universe) -> Vec<PairEffect> {
    let (a, b) = (universe.a, universe.b);
    let has_both = |case: &&usize| data.has(**case, a) && data.has(**case, b);
    let both = universe.cases.iter().filter(has_both).count();
    if both < 2 * plan.least_cell || !data.has_landmark {
        return Vec::new();
    }
    // Whatever counts lies before the landmark: the longest lag is no other than any.
    let lags = Lag::ALL.into_iter().filter(|lag| *lag != Lag::Any);
    lags.flat_map(|lag| at(data, plan, universe, lag)).collect()
}

/// Both orders at a lag. What the one has beyond the other, the other lacks.
fn at(data: &Prepared, plan: &Plan, universe: &Universe, lag: Lag) -> Vec<PairEffect> {
    let forth = Ordered::of(data, plan, universe.a, universe.b, lag);
    let Some(beyond) = Beyond::of(data, plan, universe, &forth) else {
        return Vec::new();
    };
    let back = Ordered::of(data, plan, universe.b, universe.a, lag);
    let told = |days: &Ordered, beyond: Beyond| {
        let against_only = against_only(data, plan, universe, days)?;
        let with_reverse = beyond.odds.as_ref().map(|odds| both(&beyond.shares, odds));
        let mut pair = order::counted(data, universe, days);
        pair.order = Some(OrderEffect {
            p: both(&beyond.shares, &against_only).max(with_reverse.unwrap_or(0.0)),
            against_reverse: beyond.shares,
            against_only: Some(against_only),
            q: 1.0,
        });
        Some(pair)
    };
    let reverse = beyond.reverse();
    let told = [told(&forth, beyond), told(&back, reverse)];
    told.into_iter().flatten().collect()
}

/// What first-then-second has beyond the reverse order.
struct Beyond {
    shares: Tested,
    /// On the scale of odds, where the outcome is yes or no.
    odds: Option<Tested>,
}

impl Beyond {
    fn of(data: &Prepared, plan: &Plan, universe: &Universe, days: &Ordered) -> Option<Self> {
        let alone = [Place::OnlyFirst, Place::OnlyThen];
        let groups = [alone[0], alone[1], Place::FirstThen, Place::Reverse];
        let rows = Rows::of(universe, days, &groups, plan.least_cell)?;
        let parts = [
            rows.flags(|place| place != Place::OnlyFirst),
            rows.flags(|place| !alone.contains(&place)),
        ];
        let x = rows.design(data, universe, &[days.first, days.then], &parts)?;
        Some(Self {
            shares: rows.changed(data, Link::Linear, &x)?,
            odds: match data.link {
                Link::Logistic => Some(rows.changed(data, Link::Logistic, &x)?),
                Link::Linear => None,
            },
        })
    }

    fn reverse(&self) -> Self {
        let reverse = |tested: &Tested| Tested {
            value: -tested.value,
            ci: (-tested.ci.1, -tested.ci.0),
            p: tested.p,
        };
        Self {
            shares: reverse(&self.shares),
            odds: self.odds.as_ref().map(reverse),
        }
    }
}

/// First-then-second minus the second alone, at the same age of the second.
fn against_only(
    data: &Prepared,
    plan: &Plan,
    universe: &Universe,
    days: &Ordered,
) -> Option<Tested> {
    let groups = [Place::OnlyThen, Place::FirstThen];
    let rows = Rows::of(universe, days, &groups, plan.least_cell)?;
    let x = rows.design(data, universe, &[days.then], &[])?;
    rows.changed(data, Link::Linear, &x)
}

/// Cases of some groups.
struct Rows<'a> {
    days: &'a Ordered,
    cases: Vec<usize>,
}

impl<'a> Rows<'a> {
    /// Nothing when one of the groups is too small.
    fn of(universe: &Universe, days: &'a Ordered, groups: &[Place], least: usize) -> Option<Self> {
        let inside = |case: &usize| groups.contains(&days.place[*case]);
        let cases: Vec<usize> = universe.cases.iter().copied().filter(inside).collect();
        let count = |group: &Place| cases.iter().filter(|c| days.place[**c] == *group).count();
        let is_enough = groups.iter().all(|group| count(group) >= least);
        is_enough.then_some(Self { days, cases })
    }

    fn flags(&self, is: impl Fn(Place) -> bool) -> Vec<f64> {
        let places = self.cases.iter().map(|case| self.days.place[*case]);
        places.map(|place| f64::from(is(place))).collect()
    }

    /// What was known before, other activities and how long ago they were, the ages of the anchors, more
    /// columns, and last whether it is first-then-second.
    fn design(
        &self,
        data: &Prepared,
        universe: &Universe,
        anchors: &[usize],
        more: &[Vec<f64>],
    ) -> Option<Matrix> {
        let known = data.covariates.iter().map(|c| c.picked(&self.cases));
        let mut columns: Vec<Vec<f64>> = known.collect();
        for third in frequent(data, universe, &self.cases) {
            columns.push(data.shown(third, &self.cases));
            columns.push(self.ages(data, third, BENDS[0]));
        }
        for anchor in anchors {
            columns.extend(BENDS.map(|bend| self.ages(data, *anchor, bend)));
        }
        columns.extend_from_slice(more);
        columns.retain(|column| varies(column));
        columns.push(self.flags(|place| place == Place::FirstThen));
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        Some(Matrix::of(&slices, self.cases.len())).filter(|_| varies(slices[slices.len() - 1]))
    }

    /// How many days longer ago than a bend an activity was first there; 0 where it was not.
    fn ages(&self, data: &Prepared, activity: usize, bend: f64) -> Vec<f64> {
        let age = |case: &usize| match data.has(*case, activity) {
            true => (data.decided[*case] - data.day(*case, activity) - bend).max(0.0),
            false => 0.0,
        };
        self.cases.iter().map(age).collect()
    }

    /// What first-then-second changes, the last column of a design of these rows.
    fn changed(&self, data: &Prepared, link: Link, x: &Matrix) -> Option<Tested> {
        order::with_and_without(data, link, &self.cases, x)
    }
}
