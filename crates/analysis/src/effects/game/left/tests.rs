//! What is said without a group against a model that is fitted anew without it, case by case.

use super::super::model::players_of;
use super::*;
use crate::effects::prepared::Prepared;
use crate::effects::regression::{fit, logistic};
use crate::effects::rng::Rng;
use crate::effects::{Covariate, Event, Plan, Study, Values};
use crate::game::Game;

const CASES: usize = 4_000;

/// Three activities, the third only after the first, one that every case has, and a covariate that causes both
/// exposure and outcome; one case in four only teaches. The worth of a case is `spread` out, log-normally.
fn study(is_rate: bool, spread: f64, base: f64) -> Study {
    let mut rng = Rng::new(5);
    let mut study = Study {
        activities: ["webinar", "call", "visit", "letter"]
            .map(str::to_owned)
            .to_vec(),
        ..Study::default()
    };
    let mut known = Vec::new();
    for case in 0..CASES {
        let x = rng.normal();
        let first = rng.uniform() < logistic(0.7 * x);
        let second = rng.uniform() < 0.4;
        let third = first && rng.uniform() < 0.5;
        for (activity, happened) in [first, second, third].into_iter().enumerate() {
            let day = 1.0 + activity as f64;
            study.events.extend(happened.then_some(Event {
                case: case as u32,
                activity: activity as u32,
                day,
            }));
        }
        study.events.push(Event {
            case: case as u32,
            activity: 3,
            day: if case.is_multiple_of(2) { 0.5 } else { 10.0 },
        });
        let effects = [first, second, third, first && second].map(|is| f64::from(u8::from(is)));
        let sum: f64 = effects
            .iter()
            .zip([0.5, 0.3, 0.4, 0.5])
            .map(|(is, by)| is * by)
            .sum();
        study.outcome.push(match is_rate {
            true => f64::from(u8::from(rng.uniform() < logistic(x + sum + base))),
            false => x + sum + rng.normal(),
        });
        let worth = (spread * rng.normal()).exp();
        study
            .worth
            .push(f64::from(u8::from(!case.is_multiple_of(4))) * worth);
        study.company.push(case as u32 / 2);
        known.push(x);
    }
    study.covariates.push(Covariate {
        name: "interest".to_owned(),
        values: Values::Numbers(known),
    });
    study
}

/// The values of the cases taken with these coefficients, from the definition.
fn by_definition(model: &Model<'_>, beta: &[f64], taken: &dyn Fn(usize) -> bool) -> Vec<f64> {
    let data = model.data;
    let own = |case: usize| -> Vec<usize> {
        let has = |at: &usize| data.has(case, model.players[*at]);
        (0..model.players.len()).filter(has).collect()
    };
    let cases: Vec<usize> = (0..data.cases())
        .filter(|case| data.worth[*case] > 0.0 && taken(*case))
        .collect();
    let known = model.known.arranged(&beta[..model.at_players]);
    let said = |case: usize, set: u32, shift: f64| {
        let own = model.own(set);
        let possible = model.possible_of(&own);
        let added = model.added_by(beta, &own)[possible[possible.len() - 1]];
        let score = model.known.row(case).times(&known) + added + shift;
        data.worth[case]
            * if data.link == Link::Logistic {
                logistic(score)
            } else {
                score
            }
    };
    let (mut low, mut high) = (-20.0, 20.0);
    for _ in 0..60 {
        let shift = f64::midpoint(low, high);
        let error: f64 = cases
            .iter()
            .map(|case| {
                data.worth[*case] * data.y[*case]
                    - said(
                        *case,
                        own(*case).iter().fold(0, |set, at| set | 1 << at),
                        shift,
                    )
            })
            .sum();
        if error > 0.0 {
            low = shift
        } else {
            high = shift
        }
    }
    let mut values = [0.0; 1 + 3 + 3];
    for case in &cases {
        let own = own(*case);
        let set = |mask: usize| {
            let inside = own
                .iter()
                .enumerate()
                .filter(|(bit, _)| mask & 1 << bit != 0);
            inside.fold(0, |set, (_, at)| set | 1 << at)
        };
        let v: Vec<f64> = (0..1 << own.len())
            .map(|mask| said(*case, set(mask), low))
            .collect();
        values[0] += v[0];
        let game = Game::new(own.len(), v);
        for (player, value) in own.iter().zip(game.iter().flat_map(Game::shapley)) {
            values[1 + player] += value;
        }
        for (a, b, value) in game.iter().flat_map(Game::interaction) {
            values[4 + own[a] + own[b] - 1] += value;
        }
    }
    values
        .iter()
        .map(|value| value / cases.len() as f64)
        .collect()
}

/// Jackknife variance of each value.
fn variances(left: &[Vec<f64>]) -> Vec<f64> {
    let g = left.len() as f64;
    let of = |at: usize| {
        let mean = left.iter().map(|values| values[at]).sum::<f64>() / g;
        left.iter()
            .map(|values| (values[at] - mean).powi(2))
            .sum::<f64>()
            * (g - 1.0)
            / g
    };
    (0..7).map(of).collect()
}

#[test]
fn leaving_a_group_out_says_what_a_new_fit_says() {
    // The last one: nearly everybody has the outcome, and few cases are worth most.
    for (is_rate, spread, base, close) in [
        (true, 0.5, -1.5, 0.02),
        (false, 0.5, 0.0, 0.02),
        (true, 2.0, -1.5, 0.02),
        (false, 2.0, 0.0, 0.02),
        (true, 2.0, 2.5, 0.1),
    ] {
        let study = study(is_rate, spread, base);
        let data = Prepared::of(&study, &Plan::default()).expect("a study");
        let model = Model::of(&data, players_of(&data, &|_| true));
        let anew = |group: usize| {
            let weight = |case: usize| f64::from(u8::from(group_of(&data, case) != group));
            let weights: Vec<f64> = (0..CASES).map(weight).collect();
            let fit = fit(data.link, &model.x, &data.y, &weights).expect("a fit");
            by_definition(&model, &fit.coefficients, &|case| {
                group_of(&data, case) != group
            })
        };
        let whole = fit(data.link, &model.x, &data.y, &vec![1.0; CASES]).expect("a fit");
        let (values, left) = model.values(&whole.coefficients).expect("values");
        assert_eq!(left.len(), GROUPS);
        let wanted = by_definition(&model, &whole.coefficients, &|_| true);
        for (value, wanted) in values.iter().zip(&wanted) {
            assert!(
                (value - wanted).abs() < 1e-9 * wanted.abs(),
                "{values:?} {wanted:?}"
            );
        }
        let anew: Vec<Vec<f64>> = (0..GROUPS).into_par_iter().map(anew).collect();
        for (found, wanted) in variances(&left).iter().zip(variances(&anew)) {
            assert!(
                (found / wanted - 1.0).abs() < close,
                "{found} instead of {wanted}"
            );
        }
        for (left, anew) in left.iter().zip(&anew) {
            for ((left, anew), value) in left.iter().zip(anew).zip(&values) {
                let change = anew - value;
                assert!(
                    (left - anew).abs() < 5.0 * close * change.abs() + 2e-4,
                    "{left} instead of {anew}"
                );
            }
        }
    }
}
