//! What the screens show, for the command line: `unisono report contribution` and `report effects`.

use std::sync::Arc;

use ::store::Db;
use kernel::{Ctx, Result};
use serde_json::Value;

use super::answer::{Answer, answer};
use super::api::{told, told_effects};
use super::asked::Asked;
use crate::effects::load;

/// What is wanted; words as in the address of the page, empty: as the page without any.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// revenue, margin, meetings, deals, renewals or referrals.
    pub outcome: String,
    /// department, activity, channel or campaign.
    pub by: String,
    /// company or person.
    pub level: String,
    /// The model of credit.
    pub model: String,
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// A period by its word, where no days are given.
    pub period: String,
}

/// Contribution and credit.
///
/// # Errors
/// `Invalid` when a day or the model cannot be read, else as the store.
pub async fn contribution(db: &Db, ctx: &Ctx, wanted: &Wanted) -> Result<Value> {
    Ok(told(&*found(db, ctx, wanted).await?))
}

/// The estimates alone.
///
/// # Errors
/// As [`contribution`].
pub async fn effects(db: &Db, ctx: &Ctx, wanted: &Wanted) -> Result<Value> {
    Ok(told_effects(&*found(db, ctx, wanted).await?))
}

async fn found(db: &Db, ctx: &Ctx, wanted: &Wanted) -> Result<Arc<Answer>> {
    let house = org::settings::company(db).await?;
    let asked = Asked {
        outcome: wanted.outcome.clone(),
        by: wanted.by.clone(),
        level: wanted.level.clone(),
        model: wanted.model.clone(),
        from: wanted.from.clone(),
        to: wanted.to.clone(),
        period: wanted.period.clone(),
        ..Asked::default()
    };
    let question = asked.asked_at(ctx.now(), &house)?;
    let log = Arc::new(load(db).await?);
    answer(db, ctx, &log, &question).await
}
