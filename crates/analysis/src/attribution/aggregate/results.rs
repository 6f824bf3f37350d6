//! From sums to results: credit per code, with intervals by the jackknife when they are wanted.

use super::super::chain::{Chain, Parts};
use super::super::coalitions::rates;
use super::super::credits::Credits;
use super::super::groups::{FEWEST_CONVERSIONS, GROUPS, standard_error};
use super::super::removal::{INTERVAL, POINT, Removal, Warm, removal, work};
use super::{Aggregate, Part};

/// Multiplications up to which intervals are worked out for a chain, all groups together.
const MOST_INTERVAL_WORK: f64 = 2e10;
/// Codes up to which the rate game is solved for every group.
const MOST_INTERVAL_CODES: usize = 16;

/// Why a model cannot tell anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotTell {
    /// No journey has a touchpoint.
    NoJourneys,
    /// No journey ended in an outcome.
    NothingConverts,
    /// More states or sets than can be kept or solved.
    TooLarge,
    /// The model needs the times of touchpoints, of all journeys at once.
    NeedsTimes,
}

/// What a model says about one code.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Line {
    /// Outcomes credited.
    pub conversions: f64,
    /// Value credited; none when it cannot be divided.
    pub value: Option<f64>,
    /// Share of outcomes lost without the code (Markov).
    pub removal_effect: Option<f64>,
    /// Share of value lost without the code (Markov).
    pub removal_effect_value: Option<f64>,
    /// Standard error of `conversions`; none when there are too few or it costs too much.
    pub se_conversions: Option<f64>,
    /// Standard error of `value`.
    pub se_value: Option<f64>,
    /// Standard error of `removal_effect`.
    pub se_removal_effect: Option<f64>,
    /// Standard error of `conversions` from sampling alone, where the model samples.
    pub sampling_error: Option<f64>,
}

/// What is worked out once for all groups.
enum Ready<'a> {
    Credits(&'a Credits),
    Chain(Box<Chain>, Parts, Warm),
    Rates,
}

impl Aggregate {
    /// What a model says about every code, in the order of codes.
    ///
    /// # Errors
    /// When the model cannot tell.
    pub fn result(&self, model: usize, has_intervals: bool) -> Result<Vec<Line>, CannotTell> {
        let mut ready = self.ready(model)?;
        let mut lines = self.lines(model, &mut ready, None)?;
        if has_intervals && self.has_intervals(&ready) {
            self.add_intervals(model, &mut ready, &mut lines);
        }
        Ok(lines)
    }

    fn ready(&self, model: usize) -> Result<Ready<'_>, CannotTell> {
        match self.parts.get(model) {
            Some(Part::Credits { credits, .. }) => Ok(Ready::Credits(credits)),
            Some(Part::Chain(transitions)) if transitions.is_full() => Err(CannotTell::TooLarge),
            Some(Part::Chain(transitions)) => {
                let chain = Box::new(Chain::of(transitions, self.width));
                Ok(Ready::Chain(chain, Parts::new(), Warm::default()))
            }
            Some(Part::Rates(_)) => Ok(Ready::Rates),
            Some(Part::None) | None => Err(CannotTell::NeedsTimes),
        }
    }

    fn has_intervals(&self, ready: &Ready<'_>) -> bool {
        let is_cheap = match ready {
            Ready::Credits(_) => true,
            Ready::Chain(chain, ..) => {
                GROUPS as f64 * work(chain, self.width) <= MOST_INTERVAL_WORK
            }
            Ready::Rates => self.width <= MOST_INTERVAL_CODES,
        };
        is_cheap && self.totals().known_conversions() >= FEWEST_CONVERSIONS
    }

    fn lines(
        &self,
        model: usize,
        ready: &mut Ready<'_>,
        without: Option<usize>,
    ) -> Result<Vec<Line>, CannotTell> {
        match ready {
            Ready::Credits(credits) => Ok(self.weighed(credits, without)),
            Ready::Chain(chain, parts, warm) => {
                let tolerance = if without.is_none() { POINT } else { INTERVAL };
                let counts = chain.counts(without.and_then(|group| parts.get(group)));
                let removal = removal(chain, &counts, self.width, tolerance, warm)?;
                self.removed(&removal, without)
            }
            Ready::Rates => self.rated(model, without),
        }
    }

    fn weighed(&self, credits: &Credits, without: Option<usize>) -> Vec<Line> {
        let line = |code| {
            let (conversions, value) = credits.of(code, without);
            Line {
                conversions,
                value: Some(value),
                ..Line::default()
            }
        };
        (0..self.width).map(line).collect()
    }

    /// Effects overlap and add up to more than 1; credit is their share of all outcomes.
    fn removed(&self, removal: &Removal, without: Option<usize>) -> Result<Vec<Line>, CannotTell> {
        let totals = self.totals_without(without);
        let sum: f64 = removal.effects.iter().sum();
        if removal.rate <= 0.0 || sum <= 0.0 {
            return Err(CannotTell::NothingConverts);
        }
        let value_sum: f64 = removal.value_effects.iter().sum();
        let has_value = removal.value != 0.0 && value_sum > 0.0;
        let line = |code: usize| {
            let (effect, of_value) = (removal.effects[code], removal.value_effects[code]);
            let nothing = (totals.known_value() == 0.0).then_some(0.0);
            let value = has_value.then(|| of_value / value_sum * totals.known_value());
            Line {
                conversions: effect / sum * totals.known_conversions() as f64,
                value: value.or(nothing),
                removal_effect: Some(effect),
                removal_effect_value: has_value.then_some(of_value),
                ..Line::default()
            }
        };
        Ok((0..self.width).map(line).collect())
    }

    fn rated(&self, model: usize, without: Option<usize>) -> Result<Vec<Line>, CannotTell> {
        let Some(Part::Rates(coalitions)) = self.parts.get(model) else {
            return Err(CannotTell::NoJourneys);
        };
        let sets = coalitions.sets(without)?;
        let ends = sets.iter().map(|(_, exit)| exit.conversions + exit.nulls);
        let journeys = ends.sum::<i64>() as f64;
        if journeys <= 0.0 {
            return Err(CannotTell::NoJourneys);
        }
        let rates = rates(&sets, self.width);
        let line = |code: usize| Line {
            conversions: rates.rates[code] * journeys,
            value: Some(rates.values[code] * journeys),
            sampling_error: rates
                .sampling
                .as_ref()
                .map(|errors| errors[code] * journeys),
            ..Line::default()
        };
        Ok((0..self.width).map(line).collect())
    }

    fn add_intervals(&self, model: usize, ready: &mut Ready<'_>, lines: &mut [Line]) {
        if let (Ready::Chain(chain, parts, _), Some(Part::Chain(transitions))) =
            (&mut *ready, self.parts.get(model))
        {
            *parts = chain.parts(transitions);
        }
        let mut estimates = Vec::with_capacity(GROUPS);
        for group in 0..GROUPS {
            match self.lines(model, ready, Some(group)) {
                Ok(without) => estimates.push(without),
                Err(_) => return,
            }
        }
        for (code, line) in lines.iter_mut().enumerate() {
            let error = |of: fn(&Line) -> Option<f64>| {
                let found: Option<Vec<f64>> = estimates.iter().map(|e| of(&e[code])).collect();
                standard_error(&found?)
            };
            line.se_conversions = error(|line| Some(line.conversions));
            line.se_value = error(|line| line.value);
            line.se_removal_effect = error(|line| line.removal_effect);
        }
    }
}
