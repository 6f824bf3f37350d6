//! Looking for what works together: once a day and on demand, outcome by outcome.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Ctx, Error, Result};
use org::web::App;
use org::work::JobHandler;
use store::jobs::{self, Job};
use store::{Db, Tx};

use super::model::{Answer, OUTCOMES, PairKey, found};
use super::store as sql;
use crate::contribution::{lines_of_departments, places};
use crate::daily::{self, Progress};
use crate::decisions::{self, Kind};
use crate::effects::{Dimension, Log, load, log};

/// Kind of the job.
pub(super) const SEARCH: &str = "synergies.search";

/// The handler of the slice.
#[must_use]
pub fn handler() -> JobHandler {
    JobHandler {
        kind: SEARCH,
        run: |app, job| search(app, job).boxed(),
    }
}

fn search(app: App, job: Job) -> BoxFuture<'static, Result<()>> {
    async move {
        let ctx = app.system();
        daily::tomorrow(app.db(), &ctx, &job).await?;
        let tell = |done, of| {
            let (app, ctx) = (app.clone(), ctx.clone());
            async move { jobs::progress(app.db(), &ctx, job.id, &Progress { done, of }).await }
        };
        let log = log(&app).await?;
        search_all(app.db(), &ctx, &log, tell).await.map(|_| ())
    }
    .boxed()
}

/// Lets the search begin now.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn wish(tx: &mut Tx) -> Result<()> {
    daily::wish(tx, SEARCH).await
}

/// Makes sure that there will be a search.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn ensure(tx: &mut Tx) -> Result<()> {
    daily::ensure(tx, SEARCH).await
}

/// Searches all outcomes and keeps the answers.
///
/// # Errors
/// As [`Db::rows`].
pub async fn search_all<F>(
    db: &Db,
    ctx: &Ctx,
    log: &Arc<Log>,
    tell: impl Fn(i64, i64) -> F,
) -> Result<Vec<Answer>>
where
    F: Future<Output = Result<()>>,
{
    let until = ctx.now();
    let currency = org::settings::company(db).await?.currency;
    let places = places(db, log, Dimension::Activity).await?;
    let lines = lines_of_departments(db, log, Dimension::Department).await?;
    let decided = decisions::open(db, Kind::Pair).await?;
    let decided: Vec<PairKey> = decided
        .iter()
        .filter_map(|key| PairKey::parse(key))
        .collect();
    let mut answers = Vec::new();
    for (done, outcome) in (0..).zip(OUTCOMES) {
        tell(done, OUTCOMES.len() as i64).await?;
        let (log, places) = (log.clone(), places.clone());
        let (lines, currency) = (lines.clone(), currency.clone());
        let decided = decided.clone();
        let work = move || {
            let beside = (lines.as_slice(), decided.as_slice());
            found(&log, outcome, &places, beside, (until, &currency))
        };
        let answer = tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??;
        answers.extend(answer);
    }
    let mut tx = db.begin(ctx).await?;
    sql::keep(&mut tx, &answers).await?;
    tx.commit().await?;
    Ok(answers)
}

/// Searches now, without a server, and answers what the page shows.
///
/// # Errors
/// As [`Db::rows`].
pub async fn report(db: &Db, ctx: &Ctx) -> Result<serde_json::Value> {
    let log = Arc::new(load(db).await?);
    let answers = search_all(db, ctx, &log, |_, _| async { Ok(()) }).await?;
    Ok(super::api::told(Some(ctx.now()), &answers))
}
