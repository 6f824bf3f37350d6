//! Dead letters are deleted when their time is over.

use futures_util::future::BoxFuture;
use kernel::{Millis, Result};
use org::web::App;
use org::work::JobHandler;
use store::Tx;
use store::jobs::Job;

use super::model::DAYS_KEPT;
use super::store as sql;

const EXPIRE: &str = "dead_letters.expire";

/// The job that deletes old dead letters.
#[must_use]
pub fn handler() -> JobHandler {
    JobHandler {
        kind: EXPIRE,
        run: expire,
    }
}

/// Sees to it that what is kept today is deleted in time: one job for each day.
pub(super) async fn will_expire(tx: &mut Tx) -> Result<()> {
    let now = tx.ctx().now();
    let day = now.date_in("UTC");
    let due = Millis::of_date(day).plus((DAYS_KEPT + 1) * Millis::DAY);
    let key = format!("{EXPIRE} {day}");
    tx.enqueue(EXPIRE, &serde_json::json!({}), Some(&key), due)
        .await?;
    Ok(())
}

fn expire(app: App, _job: Job) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let ctx = app.system();
        let mut tx = app.db().begin(&ctx).await?;
        let before = ctx.now().plus(-DAYS_KEPT * Millis::DAY);
        let gone = sql::delete_before(&mut tx, before).await?;
        tx.commit().await?;
        tracing::info!(
            gone,
            "dead letters older than {DAYS_KEPT} days were deleted"
        );
        Ok(())
    })
}
