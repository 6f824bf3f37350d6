//! Pairs of activities: do they reinforce each other (*synergy*), and does the order matter (*order*)?
//!
//! Only first occurrences count. *First then second within a lag* is compared with the reverse order within
//! the same lag (the same two activities, the same interest, only the order differs) and with the second
//! alone; an order is found only when both comparisons agree. Where the outcome may come right after the
//! landmark, the reverse order differs in freshness too, which [`fresh`] takes out. Synergy compares both
//! together with each alone and neither, as a difference (what is more than the sum) and as a ratio (more than
//! the product); it is
//! found only when both scales agree, because rates that multiply look like synergy on the scale of
//! differences, and the other way round. All comparisons are made among alike cases. The tests of
//! each question, over all pairs and lags, are accounted for together.

mod baselines;
mod fresh;
mod lag;
mod order;
mod scores;
mod synergy;

use rayon::prelude::*;

use super::false_discovery::q_values;
use super::prepared::Prepared;
use super::strata::Contrast;
use super::study::Plan;
pub use lag::{Lag, Place};
pub use order::OrderEffect;
pub use synergy::{Interaction, Synergy};

/// Two activities in one order within a lag.
#[derive(Clone, Debug, PartialEq)]
pub struct PairEffect {
    /// The activity that comes first.
    pub first: usize,
    /// The activity that follows.
    pub then: usize,
    /// The longest time between them.
    pub lag: Lag,
    /// Cases with the first and then the second, within the lag.
    pub n: usize,
    /// Cases with the second and then the first, within the lag.
    pub n_reverse: usize,
    /// Cases with the second only.
    pub n_only_then: usize,
    /// Mean outcome of the first group.
    pub rate_first_then: Option<f64>,
    /// Mean outcome of the reverse order.
    pub rate_reverse: Option<f64>,
    /// Mean outcome of the second only.
    pub rate_only_then: Option<f64>,
    /// What the order changes; nothing with too few cases.
    pub order: Option<OrderEffect>,
    /// What both together change beyond each alone; nothing with too few cases.
    pub synergy: Option<Synergy>,
    /// The smaller of the q-values of order and synergy.
    pub q: Option<f64>,
}

/// What was found among the pairs.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    /// Every ordered pair at every lag.
    pub pairs: Vec<PairEffect>,
    /// Every pair without regard to order and lag.
    pub interactions: Vec<Interaction>,
    /// Number of tests that the q-values account for.
    pub tests: usize,
}

/// A tested value with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tested {
    /// The estimate.
    pub value: f64,
    /// 95 % interval.
    pub ci: (f64, f64),
    /// Two-sided p-value.
    pub p: f64,
}

impl From<Contrast> for Tested {
    fn from(contrast: Contrast) -> Self {
        Self {
            value: contrast.value,
            ci: contrast.ci,
            p: contrast.p,
        }
    }
}

/// p-value of two tests that must both hold, in the same direction (intersection–union test; Berger 1982).
fn both(a: &Tested, b: &Tested) -> f64 {
    match a.value.signum() == b.value.signum() {
        true => a.p.max(b.p),
        false => 1.0,
    }
}

/// Analyses every pair.
pub(crate) fn analyse(data: &Prepared, plan: &Plan) -> Pairs {
    let k = data.activities;
    let unordered: Vec<(usize, usize)> = (0..k)
        .flat_map(|a| (a + 1..k).map(move |b| (a, b)))
        .collect();
    let baselines = baselines::Baselines::of(data, &unordered);
    let found: Vec<(Vec<PairEffect>, Interaction)> = unordered
        .par_iter()
        .map(|(a, b)| one(data, plan, &baselines, *a, *b))
        .collect();
    let mut pairs = Pairs::default();
    for (ordered, interaction) in found {
        pairs.pairs.extend(ordered);
        pairs.interactions.push(interaction);
    }
    account(&mut pairs);
    pairs
}

fn one(
    data: &Prepared,
    plan: &Plan,
    baselines: &baselines::Baselines,
    a: usize,
    b: usize,
) -> (Vec<PairEffect>, Interaction) {
    let universe = scores::Universe::of(data, a, b);
    let mut interaction = synergy::counted(data, &universe);
    // Models are made only where there are enough cases to test something.
    let alike = (interaction.n.iter().all(|n| *n >= plan.least_cell))
        .then(|| synergy::Alike::of(data, baselines, &universe))
        .flatten();
    interaction.synergy = alike
        .as_ref()
        .and_then(|alike| alike.unordered(data, plan, a, b));
    let pairs = match (plan.orders, plan.beyond_freshness) {
        (false, _) => Vec::new(),
        (true, true) => fresh::orders(data, plan, &universe),
        (true, false) => {
            let both = [(a, b), (b, a)].into_iter();
            both.flat_map(|pair| orders(data, plan, &universe, alike.as_ref(), pair))
                .collect()
        }
    };
    (pairs, interaction)
}

/// One order at every lag.
fn orders(
    data: &Prepared,
    plan: &Plan,
    universe: &scores::Universe,
    alike: Option<&synergy::Alike>,
    (first, then): (usize, usize),
) -> Vec<PairEffect> {
    let whole = lag::Ordered::of(data, plan, first, then, Lag::Any);
    let most = order::counted(data, universe, &whole);
    let alone = (most.n.min(most.n_reverse) >= plan.least_cell)
        .then(|| order::Alone::of(data, universe, first, then))
        .flatten();
    let at = |lag: Lag| {
        let days = lag::Ordered::of(data, plan, first, then, lag);
        let mut pair = order::counted(data, universe, &days);
        pair.order = order::tested(data, plan, universe, &days, alone.as_ref());
        pair.synergy = alike.and_then(|alike| alike.ordered(data, plan, &days));
        pair
    };
    Lag::ALL.into_iter().map(at).collect()
}

/// Gives every test its q-value. Orders of all pairs and lags are one family of tests, their synergies
/// another, the pairs without regard to order a third: each is a question of its own.
fn account(pairs: &mut Pairs) {
    let orders = pairs.pairs.iter_mut().filter_map(|p| p.order.as_mut());
    pairs.tests = accounted(orders.map(|order| (order.p, &mut order.q)).collect());
    let synergies = pairs.pairs.iter_mut().filter_map(|p| p.synergy.as_mut());
    pairs.tests += accounted(synergies.map(|s| (s.p, &mut s.q)).collect());
    let interactions = pairs.interactions.iter_mut();
    let interactions = interactions.filter_map(|i| i.synergy.as_mut());
    accounted(interactions.map(|s| (s.p, &mut s.q)).collect());
    for pair in &mut pairs.pairs {
        let order = pair.order.as_ref().map(|order| order.q);
        let synergy = pair.synergy.as_ref().map(|synergy| synergy.q);
        pair.q = order.into_iter().chain(synergy).reduce(f64::min);
    }
}

/// Writes the q-values of a family; its number of tests.
fn accounted(family: Vec<(f64, &mut f64)>) -> usize {
    let p: Vec<f64> = family.iter().map(|(p, _)| *p).collect();
    for ((_, slot), q) in family.into_iter().zip(q_values(&p)) {
        *slot = q;
    }
    p.len()
}
