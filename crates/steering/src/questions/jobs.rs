//! Asking all questions anew: reads the timeline company by company, answers, keeps the answers.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Ctx, Id, Millis, Result};
use org::web::App;
use org::work::JobHandler;
use serde::{Deserialize, Serialize};
use store::jobs::{self, Job};
use store::{Db, Tx};

use super::model::{Cases, Setting, Told};
use super::{asked, store as sql};

/// Kind of the job.
pub(super) const ASK: &str = "questions.ask";
/// Companies read at once.
const PAGE: i64 = 200;

/// How far a run is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Progress {
    /// Companies read.
    pub(super) done: i64,
    /// All companies.
    pub(super) of: i64,
}

/// The handler of the slice.
#[must_use]
pub fn handler() -> JobHandler {
    JobHandler {
        kind: ASK,
        run: |app, job| ask(app, job).boxed(),
    }
}

fn ask(app: App, job: Job) -> BoxFuture<'static, Result<()>> {
    async move {
        let ctx = app.system();
        let tell = |done, of| {
            let (app, ctx) = (app.clone(), ctx.clone());
            async move { jobs::progress(app.db(), &ctx, job.id, &Progress { done, of }).await }
        };
        ask_all(app.db(), &ctx, job.id, tell).await?;
        let mut tx = app.db().begin(&ctx).await?;
        let again = format!("{ASK} {}", job.id);
        let at = ctx.now().plus(AGAIN * Millis::DAY);
        tx.enqueue(ASK, &(), Some(&again), at).await?;
        tx.commit().await
    }
    .boxed()
}

/// Wishes for a run; while one waits there is no second.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn wish(tx: &mut Tx, at: Millis) -> Result<()> {
    tx.enqueue(ASK, &(), Some(ASK), at).await?;
    Ok(())
}

/// Moves the run that waits to now, or wishes for one.
///
/// # Errors
/// As [`Tx::exec`].
pub(super) async fn wish_now(tx: &mut Tx) -> Result<()> {
    let now = tx.ctx().now();
    match tx.hurry(ASK).await? {
        0 => wish(tx, now).await,
        _ => Ok(()),
    }
}

/// Asks all questions of the timeline and keeps the answers under the number of the run.
///
/// # Errors
/// As [`Db::rows`].
pub async fn ask_all<F>(db: &Db, ctx: &Ctx, run: Id, tell: impl Fn(i64, i64) -> F) -> Result<()>
where
    F: Future<Output = Result<()>>,
{
    let Some((setting, cases)) = all_cases(db, tell).await? else {
        return Ok(());
    };
    let until = setting.until;
    let told = tokio::task::spawn_blocking(move || answered(&cases, until)).await;
    let told = told.map_err(|e| kernel::Error::internal(e.to_string()))?;
    let mut tx = db.begin(ctx).await?;
    sql::keep(&mut tx, run, until, &told).await?;
    tx.commit().await
}

/// Days until the questions are asked again by themselves.
const AGAIN: i64 = 1;

/// The cases of all questions from the timeline, in the order of [`asked::ALL`].
///
/// # Errors
/// As [`Db::rows`].
pub async fn all_cases<F>(
    db: &Db,
    tell: impl Fn(i64, i64) -> F,
) -> Result<Option<(Setting, Vec<Cases>)>>
where
    F: Future<Output = Result<()>>,
{
    let zone = org::settings::company(db).await?.timezone;
    let companies = sql::companies(db).await?;
    let Some(setting) = sql::setting(db, &zone, companies).await? else {
        return Ok(None);
    };
    let mut cases = vec![Cases::default(); asked::ALL.len()];
    let (mut after, mut done) = (None, 0);
    loop {
        let page = sql::page(db, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.company.id);
        done += page.len() as i64;
        for (question, cases) in asked::ALL.iter().zip(&mut cases) {
            for history in &page {
                question.cases(history, &setting, cases);
            }
        }
        tell(done, companies).await?;
    }
    Ok(Some((setting, cases)))
}

fn answered(cases: &[Cases], until: Millis) -> Vec<(&'static str, u64, Told)> {
    let questions = asked::ALL.iter().zip(cases);
    questions
        .map(|(q, cases)| (q.key(), cases.hash(), Told::of(*q, cases, until)))
        .collect()
}
