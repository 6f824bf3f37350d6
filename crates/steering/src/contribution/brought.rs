//! What brought a deal, and the deals of a period, without estimating any effect.

use ::store::Db;
use kernel::{Error, Id, Millis, Result};
use org::web::App;

use super::model::{self, Gathered, Level, Period, Places, Question};
use super::store as sql;
use crate::effects::{self, Deal, Dimension, Log, WINDOW_DAYS};

/// Credit with the names of its rows.
pub struct Brought {
    /// The shares.
    pub period: Period,
    /// The departments in their fixed order.
    pub departments: Places,
    /// The channels in their fixed order.
    pub channels: Places,
    /// The journeys behind it.
    pub(super) gathered: Gathered,
}

/// Credit of the deals won from an instant (included) to another (excluded).
///
/// # Errors
/// As [`effects::log`].
pub async fn of_period(app: &App, from: Millis, to: Millis) -> Result<Brought> {
    let house = org::settings::company(app.db()).await?;
    let log = effects::log(app).await?;
    let question = Question::of_revenue(from, to, &house);
    let gathered = model::gather(&log, &question);
    brought(app.db(), &log, &question, gathered).await
}

async fn brought(db: &Db, log: &Log, question: &Question, gathered: Gathered) -> Result<Brought> {
    let departments = sql::places(db, log, Dimension::Department).await?;
    let channels = sql::places(db, log, Dimension::Channel).await?;
    Ok(Brought {
        period: model::period(&gathered, question, &departments, &channels)?,
        departments,
        channels,
        gathered,
    })
}

/// A deal with what brought it so far.
pub(super) struct OfDeal {
    pub(super) name: String,
    pub(super) deal: Deal,
    pub(super) question: Question,
    pub(super) log: Log,
    pub(super) brought: Brought,
}

/// Credit of one deal; while it is open, up to now.
pub(super) async fn of_deal(
    db: &Db,
    id: Id,
    now: Millis,
    model: &str,
    level: Level,
) -> Result<OfDeal> {
    let (name, deal) = sql::deal(db, id).await?.ok_or(Error::NotFound("deal"))?;
    let log = match deal.company_id {
        Some(company) => effects::load_company(db, company).await?,
        None => Log::default(),
    };
    let house = org::settings::company(db).await?;
    let question = Question {
        model: model::chosen(model).to_owned(),
        level,
        currency: deal.currency.clone(),
        ..Question::of_revenue(deal.opened_at, deal.ended_at().unwrap_or(now), &house)
    };
    let gathered = model::of_deal(&log, &deal, now, WINDOW_DAYS, level);
    let brought = brought(db, &log, &question, gathered).await?;
    Ok(OfDeal {
        name,
        deal,
        question,
        log,
        brought,
    })
}
