//! Trying dead letters again, as they are or edited; pages and API share it.

use kernel::{Ctx, Error, Id, Result};
use org::web::App;

use super::model::{Dead, Filter, Tried};
use super::store as sql;
use crate::sources;
use crate::tracking::{self, Retried};

/// Dead letters that are tried again at once; with more, one presses again.
pub(super) const AT_ONCE: usize = 1_000;
const PART: i64 = 100;

/// Tries a dead letter again. With `edited` its payload is that from now on.
///
/// # Errors
/// `Conflict` when it was resolved before; as the database.
pub(super) async fn retry(app: &App, ctx: &Ctx, id: Id, edited: Option<&str>) -> Result<Retried> {
    let dead = sql::get(app.db(), id).await?;
    if dead.resolved_at.is_some() {
        return Err(Error::state("dead_letters.resolved_already"));
    }
    try_again(app, ctx, &dead, edited.map(str::trim)).await
}

/// Tries the waiting dead letters of a filter again, the oldest first.
///
/// # Errors
/// As the database.
pub(super) async fn retry_all(app: &App, ctx: &Ctx, filter: &Filter) -> Result<Tried> {
    let (mut tried, mut after) = (Tried::default(), Id(0));
    while tried.kept + tried.refused < AT_ONCE {
        let part = sql::waiting(app.db(), filter, after, PART).await?;
        let Some(last) = part.last() else { break };
        after = last.id;
        for dead in &part {
            match try_again(app, ctx, dead, None).await? {
                Retried::Kept => tried.kept += 1,
                Retried::Refused(_) => tried.refused += 1,
            }
        }
    }
    Ok(tried)
}

async fn try_again(app: &App, ctx: &Ctx, dead: &Dead, edited: Option<&str>) -> Result<Retried> {
    let payload = edited.unwrap_or(&dead.payload);
    let is_lesson = dead.stage == "learn" && payload == dead.payload;
    let outcome = match is_lesson {
        true => learn(app, ctx, dead).await?,
        false => {
            let source = sources::by_name(app.db(), &dead.source).await?;
            let times = (dead.received_at, dead.sent_at);
            tracking::retry(app, source, payload, times).await?
        }
    };
    let mut tx = app.db().begin(ctx).await?;
    match outcome {
        Retried::Kept => sql::resolve(&mut tx, dead.id, "retried").await?,
        Retried::Refused(reason) => {
            sql::note_refusal(&mut tx, dead.id, reason, payload).await?;
        }
    }
    tx.commit().await?;
    Ok(outcome)
}

/// What was only not learned from is on the timeline already.
async fn learn(app: &App, ctx: &Ctx, dead: &Dead) -> Result<Retried> {
    let event = dead.event_id.as_deref().unwrap_or("");
    let mut tx = app.db().begin(ctx).await?;
    match tracking::learn_again(&mut tx, &dead.source, event).await {
        Ok(true) => tx.commit().await.map(|()| Retried::Kept),
        Ok(false) => Err(Error::NotFound("event")),
        Err(error @ Error::Unavailable { .. }) => Err(error),
        Err(error) => {
            tracing::error!(%error, event, "still nothing can be learned from an event");
            Ok(Retried::Refused("failed"))
        }
    }
}
