//! Series whose truth is known.

mod properties;

use super::super::rng::Rng;
use super::*;

/// How a series is made.
#[derive(Clone, Copy)]
struct Planted {
    before: i64,
    after: i64,
    level: f64,
    /// Per month.
    trend: f64,
    season: f64,
    step: f64,
    /// Standard deviation of the noise, and how much neighbours resemble each other.
    noise: f64,
    correlation: f64,
    of: f64,
}

const PLANTED: Planted = Planted {
    before: 18,
    after: 18,
    level: 0.11,
    trend: 0.0,
    season: 0.0,
    step: 0.0,
    noise: 0.012,
    correlation: 0.4,
    of: 700.0,
};

impl Planted {
    fn months(self, rng: &mut Rng) -> Vec<Month> {
        let fresh = (1.0 - self.correlation * self.correlation).sqrt();
        let mut noise = rng.normal();
        let mut month = |at: i64| {
            noise = self.correlation * noise + fresh * rng.normal();
            let wave = (at as f64 / 12.0 * std::f64::consts::TAU).sin();
            let step = if at >= 0 { self.step } else { 0.0 };
            let rate = self.level + self.trend * at as f64 + self.season * wave + step;
            // Busy months and quiet ones.
            let of = self.of * (1.0 + 0.3 * wave);
            Month {
                at,
                counted: ((rate + self.noise * noise) * of).max(0.0),
                of,
            }
        };
        (-self.before..self.after).map(&mut month).collect()
    }

    fn found(self, seed: u64) -> Found {
        interrupted(&Interrupted {
            months: self.months(&mut Rng::new(seed)),
            comparison: Vec::new(),
            first_after: 0,
        })
    }
}

/// In how many of 200 series the interval holds what was planted, and the mean estimate.
fn coverage(found: impl Fn(u64) -> Found, truth: f64) -> (f64, f64) {
    let steps: Vec<Step> = (0..200)
        .map(|seed| found(seed).step.expect("a step"))
        .collect();
    let held = steps.iter().filter(|s| s.ci.0 <= truth && truth <= s.ci.1);
    let mean = steps.iter().map(|s| s.difference).sum::<f64>() / 200.0;
    (held.count() as f64 / 200.0, mean)
}

#[test]
fn a_planted_step_lies_in_its_interval_in_nine_of_ten_series() {
    let plain = Planted {
        step: 0.05,
        ..PLANTED
    };
    let cases = [
        plain,
        Planted {
            before: 12,
            after: 6,
            ..plain
        },
        Planted {
            before: 24,
            after: 12,
            trend: 0.002,
            season: 0.03,
            ..plain
        },
        Planted {
            correlation: 0.0,
            ..plain
        },
        Planted {
            correlation: 0.6,
            ..plain
        },
    ];
    for (at, case) in cases.into_iter().enumerate() {
        let (held, mean) = coverage(|seed| case.found(seed), 0.05);
        assert!(held >= 0.9, "case {at}: {held}");
        assert!((mean - 0.05).abs() < 0.006, "case {at}: {mean}");
    }
}

#[test]
fn trend_alone_and_season_alone_are_no_step() {
    let trend = Planted {
        trend: 0.004,
        level: 0.3,
        ..PLANTED
    };
    let season = Planted {
        season: 0.05,
        ..PLANTED
    };
    for case in [trend, season] {
        let (held, _) = coverage(|seed| case.found(seed), 0.0);
        assert!(held >= 0.9, "{held}");
    }
    let naive = trend.found(1).naive.expect("a difference");
    assert!(naive > 0.05, "the plain difference is misled: {naive}");
}

#[test]
fn what_happens_to_both_is_no_effect() {
    let both = |step: f64| {
        move |seed: u64| {
            let shifted = Planted {
                step: 0.06,
                ..PLANTED
            };
            let mut rng = Rng::new(seed);
            let comparison = Planted {
                level: 0.2,
                of: 400.0,
                ..shifted
            }
            .months(&mut rng);
            let months = Planted {
                step: 0.06 + step,
                ..shifted
            }
            .months(&mut rng);
            interrupted(&Interrupted {
                months,
                comparison,
                first_after: 0,
            })
        }
    };
    let (held, mean) = coverage(both(0.0), 0.0);
    assert!(held >= 0.9 && mean.abs() < 0.006, "{held}, {mean}");
    let (held, mean) = coverage(both(0.05), 0.05);
    assert!(held >= 0.9 && (mean - 0.05).abs() < 0.006, "{held}, {mean}");
    let found = both(0.05)(3);
    let step = found.step.as_ref().expect("a step");
    assert!(step.compared && step.checks.comparison);
    // What would have been follows the comparison group.
    assert!((step.with - step.without - step.difference).abs() < 0.02);
}

#[test]
fn a_clear_step_is_found_and_graded() {
    let clear = Planted {
        step: 0.13,
        ..PLANTED
    };
    let mut rng = Rng::new(7);
    let comparison = Planted { step: 0.0, ..clear }.months(&mut rng);
    let months = clear.months(&mut rng);
    let series = Interrupted {
        months,
        comparison,
        first_after: 0,
    };
    let found = interrupted(&series);
    let step = found.step.as_ref().expect("a step");
    assert!(step.ci.0 > 0.0 && step.p < 0.01, "{step:?}");
    assert_eq!(found.grade(), Grade::B, "{:?}", step.checks);
    assert_eq!(step.points.len(), 36);
    let alone = Interrupted {
        comparison: Vec::new(),
        ..series.clone()
    };
    assert_eq!(interrupted(&alone).grade(), Grade::C);
    // Twice as many conversations from that day on: what is counted was changed, not the behaviour.
    let mut recorded = alone;
    for m in recorded.months.iter_mut().filter(|m| m.at >= 0) {
        (m.of, m.counted) = (m.of * 2.0, m.counted * 2.0);
    }
    assert_eq!(interrupted(&recorded).grade(), Grade::D);
}

#[test]
fn what_was_already_under_way_fails_the_placebo() {
    // The jump came nine months before the day that is asked about.
    let early = Planted {
        before: 9,
        after: 27,
        step: 0.13,
        ..PLANTED
    };
    let mut months = early.months(&mut Rng::new(3));
    for m in &mut months {
        m.at -= 9;
    }
    let found = interrupted(&Interrupted {
        months,
        comparison: Vec::new(),
        first_after: 0,
    });
    let step = found.step.expect("a step");
    assert!(
        step.checks.placebo.is_some_and(|p| p < 0.05),
        "{:?}",
        step.checks
    );
}

#[test]
fn too_little_is_said_so() {
    let short = |before, after| {
        Planted {
            before,
            after,
            ..PLANTED
        }
        .found(1)
    };
    assert_eq!(short(5, 10).step, Err(Cannot::FewBefore));
    assert_eq!(short(10, 2).step, Err(Cannot::FewAfter));
    assert_eq!(short(0, 0).step, Err(Cannot::FewBefore));
    assert!(short(0, 0).naive.is_none() && short(6, 3).step.is_ok());
    assert_eq!(short(0, 0).grade(), Grade::D);
    let never = Planted {
        level: 0.0,
        noise: 0.0,
        ..PLANTED
    };
    assert_eq!(never.found(1).step, Err(Cannot::Flat));
    let exact = Planted {
        noise: 0.0,
        step: 0.05,
        ..PLANTED
    }
    .found(1);
    let step = exact.step.expect("a line without noise has a step");
    assert!((step.difference - 0.05).abs() < 1e-6 && step.ci.0.is_finite());
}
