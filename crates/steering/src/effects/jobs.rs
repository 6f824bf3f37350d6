//! The log in memory, brought up to date when somebody asks.

use std::sync::Arc;

use ::store::Db;
use kernel::Result;
use tokio::sync::Mutex;

use super::model::Log;
use super::store::{self as sql, Version};

/// The log, read once and kept. One reader at a time brings it up to date; the others wait and share.
#[derive(Default)]
pub struct Memory {
    kept: Mutex<Option<(Version, Arc<Log>)>>,
}

impl Memory {
    pub(super) async fn log(&self, db: &Db) -> Result<Arc<Log>> {
        let mut kept = self.kept.lock().await;
        let now = sql::version(db).await?;
        let log = match kept.take() {
            Some((version, log)) if version == now => log,
            Some((version, log)) => Arc::new(renewed(db, &log, version, now).await?),
            None => Arc::new(sql::load(db).await?),
        };
        *kept = Some((now, log.clone()));
        Ok(log)
    }
}

/// What may have changed old touchpoints without a new one makes everything be read again.
async fn renewed(db: &Db, log: &Log, before: Version, now: Version) -> Result<Log> {
    let is_grown = now.identity == before.identity
        && now.assigned == before.assigned
        && now.companies >= before.companies
        && now.seq >= before.seq;
    // A touchpoint that was there before may have found its company since.
    let after = before.seq.min(before.resolved);
    if is_grown
        && let Some(log) = sql::reload(db, log, after, before.has_companies_of(&now)).await?
    {
        return Ok(log);
    }
    sql::load(db).await
}
