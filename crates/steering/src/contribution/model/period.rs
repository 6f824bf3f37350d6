//! Shares of departments and channels in the deals of a period, or in one deal.

use analysis::attribution::Spec;
use kernel::{Error, Millis, Result};
use serde::Serialize;

use super::credit::{chosen, credit_of, direct};
use super::gathered::persons;
use super::{Gathered, Level, Places, Question, Taken};
use crate::effects::{Deal, Dimension, End, Log, journey};

/// The share of a department or channel; the key of "unknown" is empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Word of the department or channel; empty: not known.
    pub key: String,
    /// Credit in deals.
    pub deals: f64,
    /// Credit in minor units; all shares sum exactly to the total.
    pub value_minor: i64,
}

/// Credit of a period or of a deal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Period {
    /// Deals won.
    pub deals: usize,
    /// Their value in minor units of the currency.
    pub value_minor: i64,
    /// The currency.
    pub currency: String,
    /// Touchpoints that earned credit.
    pub touchpoints: usize,
    /// Touchpoints left out because they were entered more than a day after the outcome.
    pub late: usize,
    /// Per department, in the fixed order, unknown last.
    pub departments: Vec<Share>,
    /// Per channel, in the fixed order, unknown last.
    pub channels: Vec<Share>,
}

/// Shares what was gathered among departments and among channels.
///
/// # Errors
/// `Invalid` when the model is none.
pub fn period(
    gathered: &Gathered,
    question: &Question,
    departments: &Places,
    channels: &Places,
) -> Result<Period> {
    let spec =
        Spec::parse(chosen(&question.model)).map_err(|_| Error::field("model", "error.choice"))?;
    let shares = |by: Dimension, places: &Places| -> Vec<Share> {
        let paths = gathered.paths(by, places, question.window_days);
        let credit = credit_of(&paths, places.unknown(), &spec, &direct(by, places));
        let keys = places
            .list
            .iter()
            .map(|place| place.key.clone())
            .chain([String::new()]);
        let all = keys.zip(credit.outcomes).zip(credit.values);
        all.map(|((key, deals), value_minor)| Share {
            key,
            deals,
            value_minor,
        })
        .collect()
    };
    Ok(Period {
        deals: gathered.count(),
        value_minor: gathered.value_minor(),
        currency: question.currency.clone(),
        touchpoints: gathered.outcomes().map(|t| t.journey.touches.len()).sum(),
        late: gathered.outcomes().map(|t| t.journey.late).sum(),
        departments: shares(Dimension::Department, departments),
        channels: shares(Dimension::Channel, channels),
    })
}

/// The journey of one deal; while it is open, up to now.
#[must_use]
pub fn of_deal(log: &Log, deal: &Deal, now: Millis, window_days: i64, level: Level) -> Gathered {
    let end = End {
        id: deal.id,
        company: deal.company_id,
        deal: Some(deal.id),
        person: 0,
        at: deal.ended_at().unwrap_or(now),
        since: deal.opened_at,
        value_minor: deal.value_minor.unwrap_or(0).max(0),
    };
    let persons = persons(log, &end, level);
    Gathered {
        list: vec![Taken {
            journey: journey(log, &end, window_days, persons.as_deref()),
            end,
            happened: true,
        }],
    }
}
