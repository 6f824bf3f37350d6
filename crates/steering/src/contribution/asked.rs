//! What an address asks for.

use kernel::{Date, Error, Id, Millis, Result};
use org::permissions::{Resource, Verb};
use org::settings::Company;
use org::web::Viewer;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::model::{Level, Question};
use crate::effects::{Dimension, Outcome, WINDOW_DAYS};

/// The windows that can be chosen, days.
pub(crate) const WINDOWS: [i64; 4] = [30, 90, 180, 365];
/// The periods that can be chosen; the last is what stands when none is.
pub(crate) const PERIODS: [&str; 5] = ["month", "quarter", "year", "three", "twelve"];

/// A question as it stands in an address. Unknown words mean what stands first.
#[derive(Clone, Debug, Deserialize, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// revenue, margin, meetings, deals, renewals or referrals.
    #[serde(default)]
    pub(crate) outcome: String,
    /// department, activity, channel or campaign.
    #[serde(default)]
    pub(crate) by: String,
    /// company or person: whose touchpoints make a journey.
    #[serde(default)]
    pub(crate) level: String,
    /// The model of credit: linear, first, last, last-non-direct, u, w, time-decay, shapley,
    /// ordered-shapley, markov:1 to markov:4.
    #[serde(default)]
    pub(crate) model: String,
    /// Days in which touchpoints earn credit: 30, 90, 180 or 365.
    #[serde(default)]
    pub(crate) window: String,
    /// month, quarter, year, twelve (months) or three (years).
    #[serde(default)]
    pub(crate) period: String,
    /// First day, ISO; with `to` instead of a period.
    #[serde(default)]
    pub(crate) from: String,
    /// Last day, ISO.
    #[serde(default)]
    pub(crate) to: String,
    /// The row whose outcomes are listed, by its key.
    pub(crate) row: Option<String>,
}

/// The same, and the touchpoint behind which a list goes on.
#[derive(Clone, Debug, Deserialize, Default)]
pub(crate) struct AskedAfter {
    #[serde(flatten)]
    pub(crate) asked: Asked,
    #[serde(flatten)]
    pub(crate) place: After,
}

/// A place in a list.
#[derive(Clone, Debug, Deserialize, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// The last touchpoint of the page before.
    #[param(value_type = Option<String>)]
    pub(crate) after: Option<Id>,
}

impl IntoParams for AskedAfter {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut all = Asked::into_params(&place);
        all.extend(After::into_params(place));
        all
    }
}

impl Asked {
    pub(crate) fn outcome(&self) -> Outcome {
        Outcome::parse(&self.outcome).unwrap_or(Outcome::Revenue)
    }

    pub(crate) fn by(&self) -> Dimension {
        Dimension::parse(&self.by).unwrap_or(Dimension::Department)
    }

    pub(crate) fn level(&self) -> Level {
        Level::parse(&self.level).unwrap_or_default()
    }

    pub(crate) fn window_days(&self) -> i64 {
        let days = self.window.parse().ok();
        days.filter(|days| WINDOWS.contains(days))
            .unwrap_or(WINDOW_DAYS)
    }

    /// The word of the period; none when two days are given.
    pub(crate) fn period(&self) -> Option<&str> {
        if !self.from.is_empty() && !self.to.is_empty() {
            return None;
        }
        Some(
            PERIODS
                .into_iter()
                .find(|p| *p == self.period)
                .unwrap_or("twelve"),
        )
    }

    /// The question, for who may ask it. Days are those of the company, so that everybody sees the same
    /// numbers; a period ends with today.
    pub(crate) fn question(&self, viewer: &Viewer, house: &Company) -> Result<Question> {
        if self.outcome() == Outcome::Margin && !viewer.may(Resource::Margin, Verb::Read) {
            return Err(Error::Forbidden("margin.read".to_owned()));
        }
        self.asked_at(viewer.ctx.now(), house)
    }

    /// The same without anybody who asks, for the command line.
    pub(crate) fn asked_at(&self, now: Millis, house: &Company) -> Result<Question> {
        let (from, to) = self.span(now, house)?;
        Ok(Question {
            outcome: self.outcome(),
            dimension: self.by(),
            level: self.level(),
            window_days: self.window_days(),
            model: super::model::chosen(&self.model).to_owned(),
            ..Question::of_revenue(from, to, house)
        })
    }

    fn span(&self, now: Millis, house: &Company) -> Result<(Millis, Millis)> {
        let today = now.date_in(&house.timezone);
        let start = |day: Date| Millis::start_of(day, &house.timezone);
        let next = |day: Date| start(day.saturating_add(jiff::Span::new().days(1)));
        let back = |months: i64| today.saturating_sub(jiff::Span::new().months(months));
        let Some(period) = self.period() else {
            let day = |text: &str, field| {
                text.parse()
                    .map_err(|_| Error::field(field, "error.not_a_date"))
            };
            let (from, to): (Date, Date) = (day(&self.from, "from")?, day(&self.to, "to")?);
            if to < from {
                return Err(Error::field("to", "error.date_order"));
            }
            return Ok((start(from), next(to)));
        };
        let first = match period {
            "month" => today.first_of_month(),
            "quarter" => back(i64::from((today.month() - 1) % 3)).first_of_month(),
            "year" => today.first_of_year(),
            "three" => back(36),
            _ => back(12),
        };
        Ok((start(first), next(today)))
    }

    /// The query of an address that asks the same but for some words.
    pub(crate) fn with(&self, changes: &[(&str, &str)]) -> String {
        let own = [
            ("outcome", self.outcome().key()),
            ("by", self.by().key()),
            ("level", self.level().key()),
            ("model", self.model.as_str()),
            ("window", self.window.as_str()),
            ("period", self.period().unwrap_or("")),
            ("from", self.from.as_str()),
            ("to", self.to.as_str()),
        ];
        let changed = |name: &str| changes.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        let extra = changes
            .iter()
            .filter(|(n, _)| !own.iter().any(|(own, _)| own == n));
        let all = own
            .iter()
            .map(|(n, v)| (*n, changed(n).unwrap_or(v)))
            .chain(extra.copied());
        let pairs = all.filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(n, v)| format!("{n}={}", encoded(v))).collect();
        pairs.join("&")
    }
}

/// A value as it may stand in a query.
pub(crate) fn encoded(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.:".contains(&b);
    let one = |b: u8| match plain(b) {
        true => (b as char).to_string(),
        false => format!("%{b:02X}"),
    };
    value.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_was_asked_but_for_the_change() {
        let asked = Asked {
            outcome: "meetings".into(),
            window: "90".into(),
            ..Asked::default()
        };
        assert_eq!(
            asked.with(&[("by", "campaign"), ("row", "Messe Süd")]),
            "outcome=meetings&by=campaign&level=company&window=90&period=twelve&row=Messe%20S%C3%BCd"
        );
        assert_eq!(asked.window_days(), 90);
        assert_eq!(
            Asked {
                window: "7".into(),
                ..asked
            }
            .window_days(),
            WINDOW_DAYS
        );
    }

    #[test]
    fn periods_end_with_today_and_two_days_include_both() {
        let (house, now) = (
            Company::default(),
            Millis::of_date(Date::constant(2026, 11, 25)),
        );
        let day = |y, m, d| Millis::start_of(Date::constant(y, m, d), &house.timezone);
        let of = |period: &str, from: &str, to: &str| {
            let asked = Asked {
                period: period.into(),
                from: from.into(),
                to: to.into(),
                ..Asked::default()
            };
            asked.span(now, &house)
        };
        assert_eq!(
            of("quarter", "", "").expect("a period"),
            (day(2026, 10, 1), day(2026, 11, 26))
        );
        assert_eq!(
            of("", "2026-01-01", "2026-01-31").expect("days"),
            (day(2026, 1, 1), day(2026, 2, 1))
        );
        assert!(of("", "2026-02-01", "2026-01-31").is_err() && of("", "x", "2026-01-31").is_err());
    }
}
