//! Orders where the outcome may come right after the landmark: what fades must not be taken for an order.

use analysis::effects::{
    Covariate, Event, Lag, OrderEffect, Plan, Rng, Study, Values, reinforcement,
};

/// How two activities act.
#[derive(Clone, Copy, Debug, PartialEq)]
enum World {
    /// What each does fades; shares add up. No order matters.
    Adding,
    /// What each does fades; shares multiply. No order matters.
    Multiplying,
    /// Shares add up, and first-then-second within seven days has so much more.
    Ordered(f64),
}

const LANDMARK: f64 = 30.0;

/// Followed companies, four windows each: activity 1 does twice what activity 0 does, 2 does nothing.
fn study(seed: u64, world: World) -> Study {
    let mut rng = Rng::new(seed);
    let mut study = Study {
        activities: vec!["letter".into(), "call".into(), "news".into()],
        ..Study::default()
    };
    let mut interest = Vec::new();
    for case in 0..12_000_u32 {
        let zero = f64::from(case % 4) * 60.0;
        let keen = rng.uniform();
        let mut day = |chance: f64| {
            let (is, at) = (rng.uniform() < chance, rng.uniform() * LANDMARK);
            is.then_some(at)
        };
        let days = [day(0.15 + 0.3 * keen), day(0.15 + 0.3 * keen), day(0.3)];
        let share = chance(world, keen, days[0], days[1]);
        study.outcome.push(f64::from(rng.uniform() < share));
        study.time_zero.push(zero);
        study.outcome_day.push(f64::INFINITY);
        study.company.push(case / 4);
        interest.push(keen);
        let happened = (0..)
            .zip(days)
            .filter_map(|(activity, day)| Some((activity, day?)));
        study.events.extend(happened.map(|(activity, day)| Event {
            case,
            activity,
            day: zero + day,
        }));
    }
    study.covariates.push(Covariate {
        name: "interest".into(),
        values: Values::Numbers(interest),
    });
    study
}

fn chance(world: World, keen: f64, letter: Option<f64>, call: Option<f64>) -> f64 {
    let left = |day: Option<f64>| day.map_or(0.0, |day| (-(LANDMARK - day) / 12.0).exp());
    let (letter_left, call_left) = (left(letter), left(call));
    let before = 0.04 + 0.04 * keen;
    match world {
        World::Multiplying => before * (0.5 * letter_left + 1.6 * call_left).exp(),
        World::Adding => before + 0.2 * letter_left + 0.5 * call_left,
        World::Ordered(more) => {
            let is_ordered = letter.zip(call).is_some_and(|(a, b)| a < b && b - a <= 7.0);
            let more = if is_ordered { more } else { 0.0 };
            before + 0.2 * letter_left + 0.5 * call_left + more
        }
    }
}

fn letter_then_call(seed: u64, world: World, lag: Lag, beyond_freshness: bool) -> OrderEffect {
    let plan = Plan {
        landmark: Some(LANDMARK),
        beyond_freshness,
        samples: 0,
        least_cell: 100,
        ..Plan::default()
    };
    let report = reinforcement(&study(seed, world), &plan).expect("a study");
    let pairs = report.pairs.pairs.into_iter();
    let mut wanted = pairs.filter(|p| (p.first, p.then) == (0, 1) && p.lag == lag);
    wanted.next().and_then(|p| p.order).expect("enough cases")
}

/// Of 40 seeds: orders found, and intervals of the comparison with the reverse order that hold the truth.
fn of_forty(world: World, lag: Lag, beyond_freshness: bool) -> (usize, usize) {
    let all: Vec<OrderEffect> = (0..40)
        .map(|seed| letter_then_call(seed, world, lag, beyond_freshness))
        .collect();
    let truth = match world {
        World::Ordered(more) => more,
        World::Adding | World::Multiplying => 0.0,
    };
    let holds = |order: &&OrderEffect| {
        let (low, high) = order.against_reverse.ci;
        low <= truth && truth <= high
    };
    (
        all.iter().filter(|order| order.p < 0.05).count(),
        all.iter().filter(holds).count(),
    )
}

#[test]
fn what_fades_is_not_taken_for_an_order() {
    for world in [World::Adding, World::Multiplying] {
        let (found, inside) = of_forty(world, Lag::ThirtyDays, true);
        assert!(found <= 2 && inside >= 35, "{world:?}: {found}, {inside}");
    }
    let (found, inside) = of_forty(World::Adding, Lag::ThirtyDays, false);
    assert!(
        found >= 20 && inside <= 20,
        "the plain comparison mistakes it: {found}, {inside}"
    );
}

#[test]
fn a_planted_order_is_found_beyond_freshness() {
    let (found, inside) = of_forty(World::Ordered(0.15), Lag::SevenDays, true);
    assert!(found >= 36 && inside >= 35, "{found}, {inside}");
}
