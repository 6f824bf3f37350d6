//! The checks of the database and of the work behind it.

use kernel::{Ctx, Error, Result};
use store::{Db, Stuck};

use super::Finding;

/// Work that waits longer than this does not get on by itself.
const PATIENCE_MS: i64 = 10 * 60_000;

pub(super) async fn schema(db: &Db) -> Result<Vec<Finding>> {
    let (found, wanted) = (db.schema_version().await?, Db::schema_of_program());
    let check = match found {
        None => "schema_missing",
        Some(found) if found > wanted => "schema_new",
        Some(_) if db.schema_lacks_some().await? => "schema_old",
        Some(_) => return Ok(Vec::new()),
    };
    let args = vec![
        ("found", found.unwrap_or_default().to_string()),
        ("wanted", wanted.to_string()),
    ];
    Ok(vec![Finding::new(check, args)])
}

pub(super) async fn integrity(db: &Db) -> Result<Vec<Finding>> {
    let details = match db.faults().await {
        // A page that cannot even be read is such a fault.
        Err(Error::Internal(report)) => vec![report.message],
        other => other?,
    };
    if details.is_empty() {
        return Ok(Vec::new());
    }
    let finding = counted("integrity", details.len() as i64);
    Ok(vec![Finding { details, ..finding }])
}

pub(super) async fn log(db: &Db) -> Result<Vec<Finding>> {
    let log = db.log_state().await?;
    let mut found = Vec::new();
    found.extend((log.missing > 0).then(|| counted("log_gaps", log.missing)));
    found.extend((log.doubled > 0).then(|| counted("log_doubles", log.doubled)));
    found.extend((log.last > log.head).then(|| {
        let args = vec![
            ("head", log.head.to_string()),
            ("last", log.last.to_string()),
        ];
        Finding::new("log_head", args)
    }));
    Ok(found)
}

pub(super) async fn events(db: &Db) -> Result<Vec<Finding>> {
    let missing = connect::tracking::without_event(db).await?;
    Ok(some("events", missing))
}

pub(super) async fn reactors(db: &Db, ctx: &Ctx) -> Result<Vec<Finding>> {
    let head = store::reactors::head(db).await?;
    let mut found = Vec::new();
    for reactor in unisono::reactors() {
        let at = store::reactors::cursor(db, reactor.name).await?;
        let oldest = db.recorded_after(at).await?;
        if oldest.is_some_and(|oldest| ctx.now().0 - oldest.0 > PATIENCE_MS) {
            let args = vec![
                ("name", reactor.name.to_owned()),
                ("n", (head - at).to_string()),
            ];
            found.push(Finding::new("reactor", args));
        }
    }
    Ok(found)
}

pub(super) async fn jobs(db: &Db, ctx: &Ctx) -> Result<Vec<Finding>> {
    let stuck = db.stuck_jobs(ctx.now().plus(-PATIENCE_MS)).await?;
    Ok(work(["jobs_failed", "jobs_waiting", ""], stuck))
}

pub(super) async fn outbox(db: &Db, ctx: &Ctx) -> Result<Vec<Finding>> {
    let stuck = db.stuck_effects(ctx.now().plus(-PATIENCE_MS)).await?;
    Ok(work(
        ["outbox_failed", "outbox_waiting", "outbox_unknown"],
        stuck,
    ))
}

pub(super) async fn search(db: &Db) -> Result<Vec<Finding>> {
    let mut found = some("search_words", db.unsearchable().await?);
    found.extend(some(
        "search_records",
        customers::search::missing(db).await?,
    ));
    Ok(found)
}

fn work([failed, waiting, unknown]: [&'static str; 3], stuck: Stuck) -> Vec<Finding> {
    let mut found = some(failed, stuck.failed);
    found.extend(some(waiting, stuck.waiting));
    found.extend(some(unknown, stuck.unknown));
    found
}

fn some(check: &'static str, n: i64) -> Vec<Finding> {
    (n > 0).then(|| counted(check, n)).into_iter().collect()
}

fn counted(check: &'static str, n: i64) -> Finding {
    Finding::new(check, vec![("n", n.to_string())])
}
