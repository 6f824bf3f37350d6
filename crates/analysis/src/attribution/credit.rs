//! Credit of journeys held in memory, exact to the minor unit, and what it returned on its cost.

use super::aggregate::Aggregate;
use super::distinct::Distinct;
use super::journeys::{Journey, Journeys};
use super::models::{How, Model, Seen, Weights};
use super::spec::Spec;
use super::survival::fit;

/// Credit per code. The last place stands for journeys without any touchpoint: "unknown".
#[derive(Clone, Debug, PartialEq)]
pub struct Credit {
    /// Outcomes per code.
    pub outcomes: Vec<f64>,
    /// Value per code in minor units; the sum is exactly the value of all journeys.
    pub values: Vec<i64>,
    /// How many journeys each code took part in.
    pub journeys: Vec<u64>,
}

impl Credit {
    fn none(codes: usize) -> Self {
        Self {
            outcomes: vec![0.0; codes + 1],
            values: vec![0; codes + 1],
            journeys: vec![0; codes + 1],
        }
    }

    /// Adds the credit of other journeys, computed apart by a model that weighs journey by journey.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.outcomes.iter_mut().zip(&other.outcomes) {
            *mine += theirs;
        }
        for (mine, theirs) in self.values.iter_mut().zip(&other.values) {
            *mine += theirs;
        }
        for (mine, theirs) in self.journeys.iter_mut().zip(&other.journeys) {
            *mine += theirs;
        }
    }
}

/// Shares the outcomes and values of journeys among the codes `0..codes` by a model with its default
/// parameter. Values are divided into whole minor units by largest remainder, so nothing is lost to
/// rounding. Where the model cannot tell, everything is unknown.
#[must_use]
pub fn attribute(journeys: &Journeys, codes: usize, model: &Model) -> Credit {
    attribute_by(journeys, codes, &Spec::of(model), &[])
}

/// The same by a model with a parameter; `is_direct` names the codes that last non-direct passes over.
#[must_use]
pub fn attribute_by(journeys: &Journeys, codes: usize, spec: &Spec, is_direct: &[bool]) -> Credit {
    match spec.model.how {
        How::Weigh(_) => {
            let mut weigher = Weigher::default();
            by_journey(journeys, codes, |journey, given| {
                weigher.weigh(journey, spec, is_direct, given)
            })
        }
        How::Hazard => match fit(journeys, codes) {
            Ok(fit) => by_journey(journeys, codes, |journey, given| {
                let told = fit.weigh(journey);
                given.clear();
                given.extend(told.iter().flatten());
                told.is_some()
            }),
            Err(_) => by_journey(journeys, codes, |_, _| false),
        },
        How::Chain | How::Rates => at_once(journeys, codes, spec),
    }
}

/// The weight of every touchpoint of a journey, sum 1; nothing for an empty journey and for models that
/// need all journeys at once. `is_direct` names the codes that last non-direct passes over.
#[must_use]
pub fn weigh(journey: &Journey<'_>, spec: &Spec, is_direct: &[bool]) -> Option<Vec<f64>> {
    let mut given = Vec::new();
    Weigher::default()
        .weigh(journey, spec, is_direct, &mut given)
        .then_some(given)
}

/// Room that the weighing of one journey leaves to the next.
#[derive(Default)]
struct Weigher {
    distinct: Distinct,
    weights: Weights,
}

impl Weigher {
    /// Puts the weight of every touchpoint into `given`; false where the model cannot tell.
    fn weigh(
        &mut self,
        journey: &Journey<'_>,
        spec: &Spec,
        is_direct: &[bool],
        given: &mut Vec<f64>,
    ) -> bool {
        if !matches!(spec.model.how, How::Weigh(_)) || journey.codes.is_empty() {
            return false;
        }
        self.distinct.read(journey.codes);
        let seen = Seen {
            journey: *journey,
            distinct: &self.distinct,
            is_direct,
        };
        spec.model.weigh(&seen, spec.parameter, &mut self.weights);
        given.clear();
        given.resize(journey.codes.len(), 0.0);
        for (at, weight) in self.weights.given() {
            given[*at as usize] += weight;
        }
        true
    }
}

/// What a journey credits to one of its codes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    /// Place of the journey.
    pub journey: usize,
    /// The code; behind all others where the journey is unknown.
    pub code: usize,
    /// Share of the journey.
    pub weight: f64,
    /// Outcomes.
    pub outcomes: f64,
    /// Value in minor units.
    pub value: i64,
}

/// Tells what each journey credits to each of its codes, by a model that weighs journey by journey; of other
/// models everything is unknown. Sums of it are [`attribute_by`].
pub fn each(
    journeys: &Journeys,
    codes: usize,
    spec: &Spec,
    is_direct: &[bool],
    tell: impl FnMut(Told),
) {
    let mut weigher = Weigher::default();
    let weigh = |journey: &Journey<'_>, given: &mut Vec<f64>| {
        weigher.weigh(journey, spec, is_direct, given)
    };
    each_by(journeys, codes, weigh, tell);
}

/// The same by weights of the touchpoints of each journey; without weights it is unknown.
fn each_by(
    journeys: &Journeys,
    codes: usize,
    mut weigh: impl FnMut(&Journey<'_>, &mut Vec<f64>) -> bool,
    mut tell: impl FnMut(Told),
) {
    let mut of_code = vec![0.0; codes + 1];
    let (mut own, mut weights, mut given) = (Vec::new(), Vec::new(), Vec::new());
    for (at, journey) in journeys.iter().enumerate() {
        if journey.conversions == 0 {
            continue;
        }
        own.clear();
        if !journey.codes.is_empty() && weigh(&journey, &mut given) {
            for (code, weight) in journey.codes.iter().zip(&given) {
                own.push(*code as usize);
                of_code[*code as usize] += weight;
            }
            own.sort_unstable();
            own.dedup();
        } else {
            own.push(codes);
            of_code[codes] = 1.0;
        }
        weights.clear();
        weights.extend(own.iter().map(|code| std::mem::take(&mut of_code[*code])));
        let shares = split(journeys.value_minor(at), &weights);
        for ((code, weight), value) in own.iter().zip(&weights).zip(shares) {
            tell(Told {
                journey: at,
                code: *code,
                weight: *weight,
                outcomes: weight * f64::from(journey.conversions),
                value,
            });
        }
    }
}

/// Credit by weights of the touchpoints of each journey; without weights it is unknown.
fn by_journey(
    journeys: &Journeys,
    codes: usize,
    weigh: impl FnMut(&Journey<'_>, &mut Vec<f64>) -> bool,
) -> Credit {
    let mut credit = Credit::none(codes);
    each_by(journeys, codes, weigh, |told| {
        credit.outcomes[told.code] += told.outcomes;
        credit.values[told.code] += told.value;
        credit.journeys[told.code] += u64::from(told.weight > 0.0);
    });
    credit
}

/// Credit of the models that need all journeys at once.
fn at_once(journeys: &Journeys, codes: usize, spec: &Spec) -> Credit {
    let mut aggregate = Aggregate::new(std::slice::from_ref(spec), false);
    for journey in journeys.iter() {
        aggregate.add(&journey);
    }
    let Ok(lines) = aggregate.result(0, false) else {
        return by_journey(journeys, codes, |_, _| false);
    };
    let mut credit = by_journey(journeys, codes, |journey, given| {
        given.clear();
        given.resize(journey.codes.len(), 1.0);
        true
    });
    let (unknown, totals) = (credit.values[codes], aggregate.totals());
    credit.values.fill(0);
    credit.outcomes[..codes].fill(0.0);
    let value = totals.known_value();
    let mut weights = vec![0.0; codes + 1];
    for (code, line) in lines.iter().enumerate() {
        credit.outcomes[code] = line.conversions;
        let by_outcomes = line.conversions / totals.known_conversions() as f64;
        let by_value = line.value.filter(|_| value != 0.0).map(|v| v / value);
        weights[code] = by_value.unwrap_or(by_outcomes);
    }
    let all = journeys.total_minor();
    credit.values = split(all - unknown, &weights);
    credit.values[codes] += unknown;
    credit
}

/// Divides whole units by weights that sum to 1: floors first, then one unit each to the largest
/// remainders, the lower code first on a tie.
#[must_use]
pub fn split(total: i64, weights: &[f64]) -> Vec<i64> {
    if total == 0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|w| w * total as f64).collect();
    let mut shares: Vec<i64> = exact.iter().map(|e| e.floor() as i64).collect();
    let mut left = total - shares.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..weights.len()).filter(|i| weights[*i] != 0.0).collect();
    order.sort_by(|a, b| {
        let rest = |i: usize| exact[i] - exact[i].floor();
        rest(*b).total_cmp(&rest(*a)).then(a.cmp(b))
    });
    for code in order.iter().cycle().take(order.len() * 2) {
        if left == 0 {
            break;
        }
        shares[*code] += left.signum();
        left -= left.signum();
    }
    shares
}

/// What a code returned on its cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Return {
    /// Value credited, in minor units.
    pub value_minor: i64,
    /// Cost in minor units; none when it is not known, which is not zero.
    pub cost_minor: Option<i64>,
    /// Value per unit of cost; none without a known cost above zero.
    pub ratio: Option<f64>,
}

/// Value credited beside cost, code by code. Cost never enters the credit itself.
#[must_use]
pub fn returns(values: &[i64], costs: &[Option<i64>]) -> Vec<Return> {
    let of = |(at, value_minor): (usize, &i64)| {
        let cost_minor = costs.get(at).copied().flatten();
        let known = cost_minor.filter(|cost| *cost > 0);
        Return {
            value_minor: *value_minor,
            cost_minor,
            ratio: known.map(|cost| *value_minor as f64 / cost as f64),
        }
    };
    values.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests;
