//! Questions about effect: what each activity changed, as far as the data can tell.
//!
//! Words: a *question* names its cases, who is exposed, what counts as the outcome and what must be known
//! before; an *answer* holds the naive and the adjusted effect, its interval and its evidence grade. The
//! questions read *histories*: all that happened to one company, in the order of time.
//!
//! The model is pure, so that the demo company can be asked in memory exactly as a database is.
//! Table: question_answer.

mod api;
mod asked;
mod decided;
mod jobs;
mod model;
mod pages;
mod store;

pub use jobs::{all_cases, ask_all, ensure, handler, wish};

use std::collections::HashMap;

use ::store::Db;
use analysis::business_time::{Calendar, Opening};
use kernel::{Ctx, Id, Millis, Result};
use org::web::Routes;

pub use self::store::forget;
pub(crate) use self::store::names;
pub use asked::{ALL, find};
pub(crate) use decided::{known, title};
pub use model::{
    About, Adjusted, Answer, Basic, Case, Cases, Company, FALSE_SHARE, Fact, Ground, History, Kind,
    Lead, Measure, Question, Raw, Reading, Setting, Side, Told, Verdict, class_of,
};

/// What all questions share, read from the histories: what sales shared, and the first and last instant.
/// Business hours are 8 to 18 from Monday to Friday in the time zone of the company.
#[must_use]
pub fn setting(histories: &[History], zone: &str) -> Setting {
    let mut shared = HashMap::new();
    let mut press = 0;
    let (mut from, mut until) = (Millis(i64::MAX), Millis(i64::MIN));
    for history in histories {
        let spanning = |f: &&Fact| matches!(f.kind, Kind::MailSent | Kind::Call | Kind::DealOpened);
        for fact in history.facts.iter().filter(spanning) {
            (from, until) = (from.min(fact.at), until.max(fact.at));
        }
        press += history.of(Kind::Press).count() as i64;
        for fact in history
            .of(Kind::Shared)
            .filter(|f| f.word > 0 && f.side == Side::Sales)
        {
            let first = shared.entry(fact.word).or_insert(fact.at);
            *first = fact.at.min(*first);
        }
    }
    let ground = Ground {
        shared,
        from,
        until,
        thinning: thinning(
            histories.len() as i64,
            press,
            until.0.saturating_sub(from.0),
        ),
    };
    Setting {
        calendar: hours(zone),
        ground,
    }
}

/// Types between whose first and last touchpoint the timeline counts as known.
pub(crate) const SPAN_TYPES: &[&str] =
    &["email.message.sent", "phone.call.completed", "deal.created"];

/// One of so many unexposed company months is taken: about fifteen for each press item, so that there are
/// comparable ones for all and not a hundred thousand that say the same.
pub(crate) fn thinning(companies: i64, press: i64, span: i64) -> u64 {
    let months = companies.saturating_mul(span / (30 * Millis::DAY));
    (months / (15 * press.max(1))).unsigned_abs().max(1)
}

/// Monday to Friday from 8 to 18.
pub(crate) fn hours(zone: &str) -> Calendar {
    let day = || {
        vec![Opening {
            from: 8 * 60,
            to: 18 * 60,
        }]
    };
    let week = || [day(), day(), day(), day(), day(), Vec::new(), Vec::new()];
    let calendar = Calendar::new(zone, week()).or_else(|_| Calendar::new("UTC", week()));
    calendar.unwrap_or_else(|_| Calendar::always())
}

/// The newest answers with what is needed to weigh them.
pub(crate) struct Standing {
    /// Question, id of the answer, answer; in the order of [`asked::ALL`].
    pub(crate) answers: Vec<(&'static dyn Question, Id, Told)>,
    /// When they were given, and the last instant of their data.
    pub(crate) asked: Option<(Millis, Millis)>,
    /// The currency of the company.
    pub(crate) currency: String,
    /// Mean value of a deal won in the last 12 months, in minor units.
    pub(crate) mean_won: Option<f64>,
}

impl Standing {
    /// What the next quarter may bring in minor units, where the outcome has a value.
    pub(crate) fn money(&self, question: &dyn Question, told: &Told) -> Option<f64> {
        let shown = !told.is_unproven(question) && told.grade != 'D';
        let (expected, _) = told.expected(question).filter(|_| shown)?;
        match question.about().measure {
            Measure::Money => Some(expected),
            Measure::Rate if question.about().wins => Some(expected * self.mean_won?),
            _ => None,
        }
    }

    /// As the API and the command line show them.
    pub(crate) fn as_json(&self) -> serde_json::Value {
        let answers = self.answers.iter();
        let shown: Vec<_> = answers
            .map(|(q, id, told)| api::told(*q, *id, told, self))
            .collect();
        serde_json::json!({
            "answered_at": self.asked.map(|(at, _)| at.rfc3339()), "data_until": self.asked.map(|(_, at)| at.rfc3339()),
            "questions": shown,
        })
    }
}

/// How the questions stand.
///
/// # Errors
/// As [`Db::rows`].
pub(crate) async fn standing(db: &Db, now: Millis) -> Result<Standing> {
    let currency = org::settings::company(db).await?.currency;
    let kept = store::newest(db).await?;
    let told = |q: &&'static dyn Question| {
        let found = kept.iter().find(|k| k.question == q.about().key)?;
        Some((*q, found.id, found.told()?))
    };
    Ok(Standing {
        answers: asked::ALL.iter().filter_map(told).collect(),
        asked: kept.first().map(|k| (k.answered_at, k.until)),
        mean_won: store::mean_won(db, &currency, now.plus(-365 * Millis::DAY)).await?,
        currency,
    })
}

/// Asks all questions now, without a server, and answers what the page shows.
///
/// # Errors
/// As [`Db::rows`].
pub async fn report(db: &Db, ctx: &Ctx) -> Result<serde_json::Value> {
    ask_all(db, ctx, |_, _| async { Ok(()) }).await?;
    Ok(standing(db, ctx.now()).await?.as_json())
}

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/questions", pages::list)
        .post("/questions/runs", pages::ask)
        .get("/questions/{key}", pages::question)
        .get("/questions/{key}/cases", pages::cases)
        .get("/api/v1/questions", api::list)
        .describe::<api::Document>()
        .post("/api/v1/questions/runs", api::ask)
        .get("/api/v1/questions/{key}", api::one)
        .get("/api/v1/questions/{key}/cases", api::cases)
}

/// Asks a question: makes its cases from all histories.
pub fn cases_of<'a>(
    question: &dyn Question,
    histories: impl IntoIterator<Item = &'a History>,
    setting: &Setting,
) -> Cases {
    let mut cases = Cases::default();
    for history in histories {
        question.cases(history, setting, &mut cases);
    }
    cases
}
