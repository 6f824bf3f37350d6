//! The hazard model finds what was planted.

use analysis::attribution::{Journey, Journeys, Seeded, fit};

const DAY: f64 = 86_400_000.0;

/// Journeys watched for 60 days; each touchpoint of activity a brings an outcome at the rate
/// `β ω exp(−ω t)`; the journey ends with the first.
fn planted(strength: &[f64], fading: &[f64], journeys: usize) -> Journeys {
    let mut random = Seeded::new(11);
    let mut found = Journeys::default();
    for _ in 0..journeys {
        let mut touches: Vec<(f64, u32)> = (0..4)
            .map(|_| (random.unit() * 40.0, random.below(strength.len()) as u32))
            .collect();
        touches.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut end = f64::INFINITY;
        for (day, code) in &touches {
            let code = *code as usize;
            // The hazard integrates to β (1 − e^(−ω t)): invert it at a draw of Exp(1).
            let drawn = -(1.0 - random.unit()).ln() / strength[code];
            if drawn < 1.0 {
                end = end.min(day - (1.0 - drawn).ln() / fading[code]);
            }
        }
        let is_won = end < 60.0;
        let end = (end.min(60.0) * DAY) as i64;
        touches.retain(|(day, _)| (*day * DAY) as i64 <= end);
        let codes: Vec<u32> = touches.iter().map(|t| t.1).collect();
        let times: Vec<i64> = touches.iter().map(|t| (t.0 * DAY) as i64).collect();
        let journey = Journey {
            codes: &codes,
            times: &times,
            end,
            conversions: u32::from(is_won),
            nulls: u32::from(!is_won),
            ..Journey::default()
        };
        found.add(&journey, 0);
    }
    found
}

#[test]
fn planted_strength_and_half_life_are_found() {
    let (strength, fading) = ([0.3, 0.05], [0.5, 0.05]);
    let journeys = planted(&strength, &fading, 20_000);
    let found = fit(&journeys, 2).unwrap();
    for code in 0..2 {
        let off = found.strength[code] / strength[code] - 1.0;
        assert!(
            off.abs() < 0.15,
            "strength {code}: {}",
            found.strength[code]
        );
        let off = found.fading[code] / fading[code] - 1.0;
        assert!(off.abs() < 0.25, "fading {code}: {}", found.fading[code]);
    }
    assert_eq!(found, fit(&journeys, 2).unwrap());
    let fresh = Journey {
        codes: &[0],
        times: &[0],
        end: 0,
        ..Journey::default()
    };
    let chance = found.chance(&fresh, 1e6);
    assert!((chance - (1.0 - (-found.strength[0]).exp())).abs() < 1e-9);
}
