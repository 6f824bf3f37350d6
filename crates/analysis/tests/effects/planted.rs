//! Invented companies with planted effects: who is exposed depends on size and intent, who wins on size,
//! intent, the activities, their order (webinar before call) and one synergy (content with call). Two
//! activities do nothing; one of them reaches mostly those who would have won anyway.

use analysis::effects::{Covariate, Event, Rng, Study, Values};

pub const NAMES: [&str; 8] = [
    "search_ad",
    "retargeting_ad",
    "newsletter",
    "webinar",
    "content_share",
    "sales_call",
    "sales_demo",
    "service_visit",
];
pub const WEBINAR: usize = 3;
pub const CONTENT: usize = 4;
pub const CALL: usize = 5;
const DEMO: usize = 6;
const NEWSLETTER: usize = 2;
/// Effect of each activity on the log-odds of winning.
const GAIN: [f64; 8] = [0.25, 0.0, 0.35, 0.30, 0.15, 0.50, 0.90, 0.0];
const WEBINAR_BEFORE_CALL: f64 = 0.7;
const CONTENT_WITH_CALL: f64 = 0.6;
/// Exposure: intercept, per step of size, per unit of intent.
const REACH: [(f64, f64, f64); 8] = [
    (-0.6, 0.0, 0.5),
    (-0.8, 0.0, 1.3),
    (0.85, 0.0, 0.0),
    (-1.2, 0.15, 0.4),
    (-1.05, 0.15, 0.0),
    (-0.9, 0.25, 0.6),
    (-1.0, 0.0, 0.6),
    (-2.0, 0.0, 0.0),
];
/// Share of the companies that get no newsletter, drawn at random.
const HELD_OUT: f64 = 0.2;
const DAYS: f64 = 120.0;

/// A study and what is true of it.
#[allow(dead_code, reason = "tests and measurement read different parts")]
pub struct Planted {
    pub study: Study,
    /// Whether each case was held out from the newsletter.
    pub held_out: Vec<bool>,
    /// The mean change of the chance to win among the exposed, for each activity.
    pub true_effect: [f64; 8],
    /// The same for having the webinar before the call, and for content together with a call.
    pub true_order: f64,
    pub true_synergy: f64,
}

fn odds(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Log-odds of winning: `base` plus what was done.
fn score(base: f64, days: &[f64; 8]) -> f64 {
    let has = |a: usize| days[a].is_finite();
    let done: f64 = (0..8).filter(|a| has(*a)).map(|a| GAIN[a]).sum();
    let order = has(CALL) && days[WEBINAR] < days[CALL];
    let synergy = has(CONTENT) && has(CALL);
    base + done + f64::from(order) * WEBINAR_BEFORE_CALL + f64::from(synergy) * CONTENT_WITH_CALL
}

/// The days of a case without an activity; without the call there is no demo.
fn without(days: &[f64; 8], activity: usize) -> [f64; 8] {
    let mut other = *days;
    other[activity] = f64::INFINITY;
    if activity == CALL {
        other[DEMO] = f64::INFINITY;
    }
    other
}

fn exposures(rng: &mut Rng, size: f64, intent: f64, held_out: bool) -> [f64; 8] {
    let mut days = [f64::INFINITY; 8];
    for a in 0..8 {
        let (base, by_size, by_intent) = REACH[a];
        let chance = odds(base + by_size * size + by_intent * intent);
        let drawn = rng.uniform() < chance;
        let day = (rng.uniform() * DAYS).floor();
        let allowed = !(a == NEWSLETTER && held_out) && (a != DEMO || days[CALL].is_finite());
        if drawn && allowed {
            days[a] = if a == DEMO {
                days[CALL] + 1.0 + (rng.uniform() * 28.0).floor()
            } else {
                day
            };
        }
    }
    days
}

#[derive(Default)]
struct Sum {
    total: f64,
    n: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        self.total += value;
        self.n += 1.0;
    }

    fn mean(&self) -> f64 {
        self.total / self.n
    }
}

/// Invents `cases` companies.
pub fn invent(cases: usize, seed: u64) -> Planted {
    let mut rng = Rng::new(seed);
    let (mut outcome, mut events) = (Vec::new(), Vec::new());
    let (mut sizes, mut intents, mut held) = (Vec::new(), Vec::new(), Vec::new());
    let mut effects: [Sum; 8] = Default::default();
    let (mut order, mut synergy) = (Sum::default(), Sum::default());
    for case in 0..cases {
        let draw = rng.uniform();
        let size = f64::from(u8::from(draw > 0.5) + u8::from(draw > 0.85));
        let intent = rng.normal();
        let held_out = rng.uniform() < HELD_OUT;
        let days = exposures(&mut rng, size, intent, held_out);
        let base = -4.2 + 0.9 * intent + 0.15 * size;
        let chance = odds(score(base, &days));
        for a in (0..8).filter(|a| days[*a].is_finite()) {
            effects[a].add(chance - odds(score(base, &without(&days, a))));
            events.push(Event {
                case: case as u32,
                activity: a as u32,
                day: days[a],
            });
        }
        if days[CALL].is_finite() && days[WEBINAR] < days[CALL] {
            order.add(chance - odds(score(base, &days) - WEBINAR_BEFORE_CALL));
        }
        if days[CALL].is_finite() && days[CONTENT].is_finite() {
            synergy.add(chance - odds(score(base, &days) - CONTENT_WITH_CALL));
        }
        outcome.push(f64::from(rng.uniform() < chance));
        sizes.push(["S", "M", "L"][size as usize].to_owned());
        intents.push(intent);
        held.push(held_out);
    }
    let covariate = |name: &str, values| Covariate {
        name: name.to_owned(),
        values,
    };
    Planted {
        study: Study {
            activities: NAMES.map(String::from).to_vec(),
            outcome,
            covariates: vec![
                covariate("size", Values::Words(sizes.iter().collect())),
                covariate("intent", Values::Numbers(intents)),
            ],
            events,
            ..Study::default()
        },
        held_out: held,
        true_effect: std::array::from_fn(|a| effects[a].mean()),
        true_order: order.mean(),
        true_synergy: synergy.mean(),
    }
}
