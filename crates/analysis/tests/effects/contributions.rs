//! Contributions of cases with a worth: they add up to what was observed, and only counted cases count.

use analysis::effects::{Contributions, Covariate, Event, Plan, Study, Values, contributions};

const CASES: usize = 800;

/// Two activities in every combination equally often; a call helps only after a webinar; the third is rare.
fn study(worth: impl Fn(usize) -> f64) -> Study {
    let has = |case: usize, activity: u32| match activity {
        0 => case.is_multiple_of(2),
        1 => (case / 2).is_multiple_of(2),
        _ => case < 5,
    };
    let wins = |case: usize| {
        let of_ten = match (has(case, 0), has(case, 1)) {
            (true, true) => 7,
            (true, false) => 3,
            _ => 2,
        };
        f64::from(u8::from(case / 4 % 10 < of_ten))
    };
    let events = (0..CASES).flat_map(|case| (0..3).map(move |activity| (case, activity)));
    let events = events.filter(|(case, activity)| has(*case, *activity));
    Study {
        activities: vec!["webinar".into(), "call".into(), "rare".into()],
        outcome: (0..CASES).map(wins).collect(),
        worth: (0..CASES).map(worth).collect(),
        events: events
            .map(|(case, activity)| Event {
                case: case as u32,
                activity,
                day: 1.0 + f64::from(activity),
            })
            .collect(),
        ..Study::default()
    }
}

fn found(study: &Study) -> Contributions {
    let plan = Plan {
        samples: 0,
        ..Plan::default()
    };
    contributions(study, &plan).expect("a study")
}

fn sum(found: &Contributions) -> f64 {
    let game = found.game.as_ref().expect("a game");
    game.baseline.value + game.contributions.iter().map(|(_, c)| c.value).sum::<f64>()
}

#[test]
fn baseline_and_contributions_are_the_worth_that_came_out() {
    let worth = |case: usize| 1.0 + (case % 7) as f64;
    let study = study(worth);
    let found = found(&study);
    let won: f64 = study
        .outcome
        .iter()
        .zip(&study.worth)
        .map(|(y, w)| y * w)
        .sum();
    let game = found.game.as_ref().expect("a game");
    assert_eq!((game.total, game.counted), (won, CASES));
    assert!((sum(&found) / won - 1.0).abs() < 1e-9);
    assert_eq!(game.fixed, [2], "what five cases had stays as it happened");
    let all = &game.coalitions[3];
    assert!(all.0 == 3 && (all.1.value / won - 1.0).abs() < 1e-9);
    assert_eq!(
        game.coalitions[0].1, game.baseline,
        "nobody is the baseline"
    );
    let low = |at: usize| game.contributions[at].1.ci.expect("an interval").0;
    assert!(low(0) > 0.0 && low(1) > 0.0, "{:?}", game.contributions);
}

#[test]
fn cases_without_worth_teach_and_are_not_counted() {
    let half = study(|case| if case < CASES / 2 { 1.0 } else { 0.0 });
    let found = found(&half);
    let won: f64 = half.outcome[..CASES / 2].iter().sum();
    let game = found.game.as_ref().expect("a game");
    assert_eq!((game.total, game.counted), (won, CASES / 2));
    assert!((sum(&found) - won).abs() < 1e-9 * won);
    assert_eq!(found.activities[0].exposed, CASES / 2, "all cases teach");
    let nobody = study(|_| 0.0);
    assert!(self::found(&nobody).game.is_none(), "nothing came out");
}

#[test]
fn what_all_cases_had_is_no_player() {
    let mut all = study(|_| 1.0);
    all.events.retain(|event| event.activity != 1);
    all.events.extend((0..CASES as u32).map(|case| Event {
        case,
        activity: 1,
        day: 1.0,
    }));
    let found = found(&all);
    let game = found.game.as_ref().expect("a game");
    let players: Vec<usize> = game.contributions.iter().map(|(p, _)| *p).collect();
    assert_eq!(players, [0], "nobody is there to compare with");
    assert!(found.activities[1].adjusted.is_err());
    assert!((sum(&found) / game.total - 1.0).abs() < 1e-9);
}

/// The cases began in eight months, and what came out follows the season; in one of them every block of eight
/// for which `got_it` holds got a mailing.
fn season(mailed: usize, got_it: impl Fn(usize) -> bool) -> Study {
    let month = |case: usize| case / 100;
    let got_it = |case: usize| month(case) == mailed && got_it(case / 8);
    let mut study = study(|_| 1.0);
    let wins = |case: usize| (case * 7 + 3) % 10 < 1 + month(case) % 4 * 2;
    study.outcome = (0..CASES).map(|case| f64::from(wins(case))).collect();
    study.covariates = vec![Covariate {
        name: "began".into(),
        values: Values::Words(
            (0..CASES)
                .map(|case| format!("month {}", month(case)))
                .collect(),
        ),
    }];
    study.events.retain(|event| event.activity != 2);
    let mailed = (0..CASES).filter(|case| got_it(*case));
    study.events.extend(mailed.map(|case| Event {
        case: case as u32,
        activity: 2,
        day: 1.0,
    }));
    study
}

#[test]
fn a_mailing_to_everybody_of_one_time_is_not_told_from_the_time() {
    // The most frequent month has no column of its own: there it is the models that tell.
    for month in [0, 3] {
        let found = found(&season(month, |_| true));
        let mailing = &found.activities[2];
        assert_eq!((mailing.exposed, mailing.controls), (100, 700));
        assert!(!mailing.is_comparable(), "{mailing:?}");
        let game = found.game.as_ref().expect("a game");
        assert_eq!(game.fixed, [2], "it stays as it happened");
        assert!((sum(&found) / game.total - 1.0).abs() < 1e-9);
    }
}

#[test]
fn a_mailing_to_half_of_one_time_is_compared_within_it() {
    let found = found(&season(3, |block| block.is_multiple_of(2)));
    let mailing = &found.activities[2];
    assert!(mailing.is_comparable(), "{mailing:?}");
    let naive = mailing.naive_difference.expect("both arms");
    let adjusted = mailing.adjusted.as_ref().expect("comparable");
    assert!(naive > 0.2, "that month was a good one: {naive}");
    assert!(adjusted.exposed.difference.abs() < 0.1, "{adjusted:?}");
}

#[test]
fn where_nobody_is_comparable_everything_is_without_us() {
    let mut study = season(3, |_| true);
    study.events.retain(|event| event.activity == 2);
    let found = found(&study);
    let game = found.game.as_ref().expect("a game");
    let won: f64 = study.outcome.iter().sum();
    assert_eq!((game.total, game.counted), (won, CASES));
    assert_eq!((game.baseline.value, game.baseline.ci), (won, None));
    assert_eq!(game.fixed, [2]);
    assert!(game.contributions.is_empty() && game.interactions.is_empty());
    assert_eq!(game.coalitions, [(0, game.baseline)]);
}
