//! The common goal of a year, how far it is reached, and the outcomes beside it.

use kernel::Millis;
use org::settings::Company;
use serde::{Deserialize, Serialize};

use super::store::Won;

/// The setting that holds the goal.
pub(crate) const GOAL: &str = "goal.won_value";

/// What all departments want to reach together this year: the value of deals won.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct Goal {
    /// Target of the year in minor units.
    pub(crate) won_value_minor: i64,
    /// Its currency.
    pub(crate) currency: String,
}

/// How far the common goal of a year is reached.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attainment {
    pub(crate) year: i16,
    /// Value of the deals won this year in the currency of the goal, minor units.
    pub(crate) won_minor: i64,
    pub(crate) currency: String,
    /// Deals of that currency.
    pub(crate) n: usize,
    /// Deals of other currencies, which are not added.
    pub(crate) others: usize,
    pub(crate) target_minor: Option<i64>,
    /// Share of the year that has passed, 0 to 1.
    pub(crate) passed: f64,
    /// Won value up to the end of each month so far, minor units.
    pub(crate) by_month: Vec<i64>,
}

impl Attainment {
    /// Counts the deals won this year against the goal; year and months are those of the company.
    pub(crate) fn of(goal: Option<&Goal>, now: Millis, house: &Company, won: &[Won]) -> Self {
        let today = now.date_in(&house.timezone);
        let start = Millis::start_of(today.first_of_year(), &house.timezone);
        let this_year: Vec<&Won> = won.iter().filter(|w| w.won_at >= start).collect();
        let currency = goal.map_or_else(
            || {
                main_currency(
                    this_year.iter().map(|w| w.currency.as_str()),
                    &house.currency,
                )
            },
            |goal| goal.currency.clone(),
        );
        let own: Vec<&&Won> = this_year
            .iter()
            .filter(|w| w.currency == currency)
            .collect();
        let months = usize::try_from(today.month()).unwrap_or(1);
        let mut by_month = vec![0_i64; months];
        for deal in &own {
            let month = usize::try_from(deal.won_at.date_in(&house.timezone).month()).unwrap_or(1);
            if let Some(sum) = by_month.get_mut(month.min(months) - 1) {
                *sum += deal.value_minor.unwrap_or(0);
            }
        }
        let mut sum = 0;
        for month in &mut by_month {
            sum += *month;
            *month = sum;
        }
        Self {
            year: today.year(),
            won_minor: sum,
            n: own.len(),
            others: this_year.len() - own.len(),
            currency,
            target_minor: goal.map(|goal| goal.won_value_minor),
            passed: f64::from(today.day_of_year()) / f64::from(today.days_in_year()),
            by_month,
        }
    }

    /// Reached share of the goal; 1 is the whole.
    pub(crate) fn share(&self) -> Option<f64> {
        let target = self.target_minor.filter(|t| *t > 0)?;
        Some(self.won_minor as f64 / target as f64)
    }
}

/// What came out in twelve months, and in the twelve before them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Outcomes {
    pub(crate) won: i64,
    pub(crate) won_before: i64,
    pub(crate) lost: i64,
    pub(crate) lost_before: i64,
    /// Median milliseconds from opening to winning.
    pub(crate) median: Option<i64>,
    pub(crate) median_before: Option<i64>,
}

impl Outcomes {
    /// Counts what ended since `from` and between `before` and `from`.
    pub(crate) fn of(won: &[Won], lost: &[Millis], before: Millis, from: Millis) -> Self {
        let now = |at: Millis| at >= from;
        let earlier = |at: Millis| at >= before && at < from;
        let days = |fits: &dyn Fn(Millis) -> bool| {
            let of = won.iter().filter(|w| fits(w.won_at));
            median(of.map(|w| w.won_at.0 - w.opened_at.0).collect())
        };
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Self {
            won: count(won.iter().filter(|w| now(w.won_at)).count()),
            won_before: count(won.iter().filter(|w| earlier(w.won_at)).count()),
            lost: count(lost.iter().filter(|at| now(**at)).count()),
            lost_before: count(lost.iter().filter(|at| earlier(**at)).count()),
            median: days(&now),
            median_before: days(&earlier),
        }
    }
}

/// The currency of most; the first in the alphabet on a tie; that of the company, `house`, without any.
fn main_currency<'a>(all: impl Iterator<Item = &'a str>, house: &str) -> String {
    let mut counts = std::collections::BTreeMap::new();
    for currency in all {
        *counts.entry(currency).or_insert(0_usize) += 1;
    }
    let most = counts.values().max().copied();
    let found = counts.iter().find(|(_, n)| Some(**n) == most);
    found.map_or(house, |(currency, _)| *currency).to_owned()
}

/// Share of deals that were won among those that ended; `None` while none ended.
pub(crate) fn win_rate(won: i64, lost: i64) -> Option<f64> {
    let ended = won + lost;
    (ended > 0).then(|| won as f64 / ended as f64)
}

/// The middle of sorted values; of two middle ones the lower.
pub(crate) fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let middle = values.len().checked_sub(1)? / 2;
    values.get(middle).copied()
}

#[cfg(test)]
mod tests {
    use kernel::Date;

    use super::*;

    fn won(month: i8, minor: i64, currency: &str) -> Won {
        let at = Millis::of_date(Date::constant(2026, month, 15));
        Won {
            opened_at: at.plus(-10 * Millis::DAY),
            won_at: at,
            value_minor: Some(minor),
            currency: currency.to_owned(),
        }
    }

    #[test]
    fn rates_and_medians_of_nothing_are_nothing() {
        assert_eq!(win_rate(0, 0), None);
        assert_eq!(win_rate(1, 3), Some(0.25));
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![9, 1, 5, 7]), Some(5));
    }

    #[test]
    fn a_goal_counts_its_own_currency_and_its_own_year() {
        let goal = Goal {
            won_value_minor: 1_000,
            currency: "EUR".to_owned(),
        };
        let mut all = vec![won(1, 100, "EUR"), won(3, 150, "EUR"), won(3, 900, "USD")];
        let mut last_year = won(1, 5_000, "EUR");
        last_year.won_at = Millis::of_date(Date::constant(2025, 12, 31));
        all.push(last_year);
        let (house, now) = (
            Company::default(),
            Millis::of_date(Date::constant(2026, 7, 2)),
        );
        let reached = Attainment::of(Some(&goal), now, &house, &all);
        assert_eq!((reached.n, reached.others, reached.won_minor), (2, 1, 250));
        assert_eq!(reached.by_month, [100, 100, 250, 250, 250, 250, 250]);
        assert_eq!(reached.share(), Some(0.25));
        assert!((reached.passed - 183.0 / 365.0).abs() < 1e-9);
        let without = Attainment::of(None, now, &house, &all);
        assert_eq!((without.share(), without.currency.as_str()), (None, "EUR"));
    }

    #[test]
    fn twelve_months_stand_beside_the_twelve_before() {
        let all = [won(1, 1, "EUR"), won(5, 1, "EUR"), won(6, 1, "EUR")];
        let from = Millis::of_date(Date::constant(2026, 4, 1));
        let before = Millis::of_date(Date::constant(2026, 1, 1));
        let outcomes = Outcomes::of(&all, &[before, from], before, from);
        assert_eq!((outcomes.won, outcomes.won_before), (2, 1));
        assert_eq!((outcomes.lost, outcomes.lost_before), (1, 1));
        assert_eq!(outcomes.median, Some(10 * Millis::DAY));
    }
}
