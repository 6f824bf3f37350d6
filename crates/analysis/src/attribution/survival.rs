//! The hazard behind the survival model, fitted by expectation and maximisation.
//!
//! `λ(t) = Σ_{t_i ≤ t} β_a ω_a exp(−ω_a (t − t_i))`: a touchpoint of activity a raises the hazard of the
//! outcome, by β_a in all, fading at the rate ω_a. A journey without outcome by its end is censored
//! there and enters with the hazard it survived, `Σ β_a (1 − exp(−ω_a (end − t_i)))`. Zhang, Wei, Ren
//! 2014, ICDM. The start is fixed, so the same journeys give the same fit; steps that would lower the
//! likelihood are shortened.

use super::aggregate::CannotTell;
use super::journeys::{Journey, Journeys};

const DAY_MS: f64 = 86_400_000.0;
/// Rounds at most.
const ROUNDS: usize = 500;
/// Gain of the likelihood, relative, at which the fit is good enough.
const GAIN: f64 = 1e-10;
/// Rates of fading that are considered, per day: half-lives from 42 minutes to seven years.
const FADING: (f64, f64) = (0.00027, 24.0);

/// A fitted hazard.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Per code: expected outcomes that one touchpoint brings in all (β).
    pub strength: Vec<f64>,
    /// Per code: the rate at which its effect fades, per day (ω); the half-life is `ln 2 / ω` days.
    pub fading: Vec<f64>,
    /// Logarithm of the likelihood, times in days.
    pub log_likelihood: f64,
    /// Rounds it took.
    pub rounds: usize,
}

/// Sums of one round, per code.
#[derive(Clone, Copy, Default)]
struct Sums {
    /// Outcomes it is responsible for, and their distance in days.
    outcomes: f64,
    distance: f64,
    /// Share of its effect that was watched, and the derivative by the rate.
    watched: f64,
    slope: f64,
}

/// Fits the hazard to journeys with times, closed and open ones; codes are below `codes`.
///
/// # Errors
/// Without times, without journeys and without outcomes.
pub fn fit(journeys: &Journeys, codes: usize) -> Result<Fit, CannotTell> {
    let mut now = start(journeys, codes)?;
    let mut sums = round(journeys, &mut now);
    for number in 1..=ROUNDS {
        let mut next = step(&now, &sums);
        let mut next_sums = round(journeys, &mut next);
        for _ in 0..30 {
            if next.log_likelihood >= now.log_likelihood {
                break;
            }
            next = between(&now, &next);
            next_sums = round(journeys, &mut next);
        }
        let gain = next.log_likelihood - now.log_likelihood;
        if gain < 0.0 {
            break;
        }
        (now, sums) = (next, next_sums);
        now.rounds = number;
        if gain <= GAIN * now.log_likelihood.abs().max(1.0) {
            break;
        }
    }
    Ok(now)
}

/// Where the fit begins: every touchpoint brings as many outcomes as there are per touchpoint, and fades
/// with the mean distance to the end.
fn start(journeys: &Journeys, codes: usize) -> Result<Fit, CannotTell> {
    let (mut outcomes, mut touchpoints, mut days) = (0.0, 0.0, 0.0);
    for journey in journeys.iter() {
        if journey.times.len() != journey.codes.len() {
            return Err(CannotTell::NeedsTimes);
        }
        outcomes += f64::from(journey.conversions);
        for (_, distance) in touches(&journey) {
            touchpoints += 1.0;
            days += distance;
        }
    }
    if touchpoints == 0.0 {
        return Err(CannotTell::NoJourneys);
    }
    if outcomes == 0.0 {
        return Err(CannotTell::NothingConverts);
    }
    let mean = (days / touchpoints).max(1.0 / FADING.1);
    Ok(Fit {
        strength: vec![outcomes / touchpoints; codes],
        fading: vec![(1.0 / mean).max(FADING.0); codes],
        log_likelihood: 0.0,
        rounds: 0,
    })
}

/// The touchpoints of a journey until its end: code and distance in days.
fn touches<'a>(journey: &Journey<'a>) -> impl Iterator<Item = (usize, f64)> + use<'a> {
    let end = journey.end;
    let pairs = journey.codes.iter().zip(journey.times);
    let until = pairs.filter(move |(_, time)| **time <= end);
    until.map(move |(code, time)| (*code as usize, end.saturating_sub(*time) as f64 / DAY_MS))
}

/// One round: the sums for the next step, and the likelihood of the present fit.
fn round(journeys: &Journeys, fit: &mut Fit) -> Vec<Sums> {
    let mut sums = vec![Sums::default(); fit.strength.len()];
    let mut likelihood = 0.0;
    for journey in journeys.iter() {
        let outcomes = f64::from(journey.conversions);
        let ends = outcomes + f64::from(journey.nulls);
        let hazard: f64 = touches(&journey)
            .map(|(code, days)| fit.hazard(code, days))
            .sum();
        if hazard > 0.0 {
            likelihood += outcomes * hazard.ln();
        }
        for (code, days) in touches(&journey) {
            let left = (-fit.fading[code] * days).exp();
            let sum = &mut sums[code];
            sum.watched += ends * (1.0 - left);
            sum.slope += ends * days * left;
            likelihood -= ends * fit.strength[code] * (1.0 - left);
            if hazard > 0.0 && outcomes > 0.0 {
                let part = outcomes * fit.hazard(code, days) / hazard;
                sum.outcomes += part;
                sum.distance += part * days;
            }
        }
    }
    fit.log_likelihood = likelihood;
    sums
}

/// The next fit: `β = Σ p / Σ (1 − e^(−ω d))`, `ω = Σ p / (Σ p d + β Σ d e^(−ω d))`.
fn step(now: &Fit, sums: &[Sums]) -> Fit {
    let mut next = now.clone();
    for (code, sum) in sums.iter().enumerate() {
        if sum.watched > 0.0 {
            next.strength[code] = sum.outcomes / sum.watched;
        }
        let below = sum.distance + next.strength[code] * sum.slope;
        if sum.outcomes > 0.0 && below > 0.0 {
            next.fading[code] = (sum.outcomes / below).clamp(FADING.0, FADING.1);
        }
    }
    next
}

/// Half of the step.
fn between(now: &Fit, next: &Fit) -> Fit {
    let middle = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a + b) / 2.0).collect();
    Fit {
        strength: middle(&now.strength, &next.strength),
        fading: middle(&now.fading, &next.fading),
        ..next.clone()
    }
}

impl Fit {
    fn hazard(&self, code: usize, days: f64) -> f64 {
        self.strength[code] * self.fading[code] * (-self.fading[code] * days).exp()
    }

    /// The credit of each touchpoint of a journey: its part of the hazard at the end, sum 1. None when
    /// nothing before the end raised the hazard.
    #[must_use]
    pub fn weigh(&self, journey: &Journey<'_>) -> Option<Vec<f64>> {
        let hazard = |(code, time): (&u32, &i64)| {
            let days = journey.end.saturating_sub(*time) as f64 / DAY_MS;
            if days < 0.0 {
                0.0
            } else {
                self.hazard(*code as usize, days)
            }
        };
        let parts: Vec<f64> = journey
            .codes
            .iter()
            .zip(journey.times)
            .map(hazard)
            .collect();
        let sum: f64 = parts.iter().sum();
        (sum > 0.0).then(|| parts.iter().map(|part| part / sum).collect())
    }

    /// The chance that an open journey reaches the outcome within so many days after its end, if
    /// nothing further happens.
    #[must_use]
    pub fn chance(&self, journey: &Journey<'_>, days: f64) -> f64 {
        let coming = |(code, passed): (usize, f64)| {
            let left = (-self.fading[code] * passed).exp();
            self.strength[code] * left * (1.0 - (-self.fading[code] * days).exp())
        };
        1.0 - (-touches(journey).map(coming).sum::<f64>()).exp()
    }
}
