//! Asking all questions anew: reads the timeline company by company, answers, keeps the answers.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Ctx, Millis, Result};
use org::web::App;
use org::work::JobHandler;
use store::jobs::{self, Job};
use store::{Db, Tx};

use super::model::{Cases, Ground, Question, Setting, Told};
use super::{asked, hours, store as sql};
use crate::daily::{self, Progress};

/// Kind of the job.
pub(super) const ASK: &str = "questions.ask";
/// Companies read at once.
const PAGE: i64 = 200;

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
        daily::tomorrow(app.db(), &ctx, &job).await?;
        // The next run is certain before this one may fail.
        ask_all(app.db(), &ctx, tell).await
    }
    .boxed()
}

/// Lets the questions be asked now.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn wish(tx: &mut Tx) -> Result<()> {
    daily::wish(tx, ASK).await
}

/// Makes sure that the questions will be asked.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn ensure(tx: &mut Tx) -> Result<()> {
    daily::ensure(tx, ASK).await
}

/// Asks all questions of the timeline and keeps the answers; later runs have higher numbers.
///
/// # Errors
/// As [`Db::rows`].
pub async fn ask_all<F>(db: &Db, ctx: &Ctx, tell: impl Fn(i64, i64) -> F) -> Result<()>
where
    F: Future<Output = Result<()>>,
{
    let Some((setting, cases)) = all_cases(db, ctx.now(), tell).await? else {
        return Ok(());
    };
    let ground = setting.ground.clone();
    let told = tokio::task::spawn_blocking(move || answered(&cases, &setting)).await;
    let told = told.map_err(|e| kernel::Error::internal(e.to_string()))?;
    let mut tx = db.begin(ctx).await?;
    sql::keep(&mut tx, ctx.id(), &ground, &told).await?;
    tx.commit().await
}

/// The cases of all questions from the timeline, in the order of [`asked::ALL`].
///
/// # Errors
/// As [`Db::rows`].
pub async fn all_cases<F>(
    db: &Db,
    now: Millis,
    tell: impl Fn(i64, i64) -> F,
) -> Result<Option<(Setting, Vec<Cases>)>>
where
    F: Future<Output = Result<()>>,
{
    let companies = sql::companies(db).await?;
    let Some(ground) = sql::ground(db, companies, now).await? else {
        return Ok(None);
    };
    let setting = setting_on(db, ground).await?;
    let mut cases = vec![Cases::default(); asked::ALL.len()];
    let (mut after, mut done) = (None, 0);
    loop {
        let page = sql::page(db, after, PAGE, true).await?;
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

/// The setting on a ground, with the business hours of the company.
pub(super) async fn setting_on(db: &Db, ground: Ground) -> Result<Setting> {
    let zone = org::settings::company(db).await?.timezone;
    let calendar = hours(&zone);
    Ok(Setting { calendar, ground })
}

fn answered(cases: &[Cases], setting: &Setting) -> Vec<(&'static str, u64, Told)> {
    let questions = asked::ALL.iter().zip(cases);
    let mut told: Vec<(&dyn Question, Told)> = questions
        .map(|(q, cases)| (*q, Told::of(*q, cases, setting)))
        .collect();
    Told::weigh_together(&mut told);
    told.into_iter()
        .zip(cases)
        .map(|((q, told), cases)| (q.about().key, cases.hash(), told))
        .collect()
}
