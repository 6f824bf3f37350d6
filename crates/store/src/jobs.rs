//! Durable jobs: a row per job, leased while it runs, tried again after a failure.

use kernel::{Ctx, Id, Millis, Result};
use serde::Serialize;

use crate::{Count, Db, Tx, params};

/// How long a worker may be silent before another takes the job.
const LEASE_MS: i64 = 60_000;
/// After so many failures a job stays failed until a person looks at it.
const ATTEMPTS: i64 = 5;

crate::row! {
    /// A job that a worker has taken.
    #[derive(Debug, Clone)]
    pub struct Job {
        /// Its id.
        pub id: Id,
        /// Which handler runs it.
        pub kind: String,
        /// What to do, as JSON.
        pub payload: String,
        /// How often it was tried, this time included.
        pub attempts: i64,
        /// Who asked for it.
        pub created_by: Option<Id>,
    }
}

crate::row! {
    /// How a job stands, for progress bars.
    #[derive(Debug, Clone, Serialize)]
    pub struct Status {
        /// Its id.
        pub id: Id,
        /// Which handler runs it.
        pub kind: String,
        /// What the handler last said about its progress, as JSON.
        pub progress: Option<String>,
        /// When it is due.
        pub run_at: Millis,
        /// When it ended well.
        pub done_at: Option<Millis>,
        /// When it was given up.
        pub failed_at: Option<Millis>,
        /// What went wrong last.
        pub last_error: Option<String>,
    }
}

impl Status {
    /// Whether it should be at work.
    #[must_use]
    pub fn is_at_work(&self, now: Millis) -> bool {
        self.done_at.is_none() && self.failed_at.is_none() && self.run_at <= now
    }

    /// What the handler last said; nothing it said yet is the default.
    #[must_use]
    pub fn said<T: serde::de::DeserializeOwned + Default>(&self) -> T {
        let said = self.progress.as_deref();
        said.and_then(|said| serde_json::from_str(said).ok())
            .unwrap_or_default()
    }
}

impl Job {
    /// Whether a failure of this attempt is the last one.
    #[must_use]
    pub fn is_last_attempt(&self) -> bool {
        self.attempts >= ATTEMPTS
    }
}

impl Tx {
    /// Puts a job into the queue, in this transaction. With a `unique_key` there is at most one
    /// unfinished job of that key; a second one is dropped.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn enqueue(
        &mut self,
        kind: &str,
        payload: &impl Serialize,
        unique_key: Option<&str>,
        run_at: Millis,
    ) -> Result<Id> {
        let id = self.ctx().id();
        let (now, member) = (self.ctx().now(), self.ctx().member);
        self.exec(
            "insert into job (id, kind, payload, unique_key, run_at, created_at, created_by) \
             values ($1, $2, $3, $4, $5, $6, $7) \
             on conflict (unique_key) where done_at is null and failed_at is null do nothing",
            params![
                id,
                kind,
                serde_json::to_string(payload)?,
                unique_key,
                run_at,
                now,
                member
            ],
        )
        .await?;
        Ok(id)
    }
}

impl Tx {
    /// How many jobs of a kind wait or are at work.
    ///
    /// # Errors
    /// As [`Tx::rows`].
    pub async fn unfinished(&mut self, kind: &str) -> Result<i64> {
        let found: Option<(i64,)> = self
            .row(
                "select count(*) from job where kind = $1 and done_at is null and failed_at is null",
                params![kind],
            )
            .await?;
        Ok(found.map_or(0, |(n,)| n))
    }

    /// Lets the jobs of a kind that wait for later begin now, and answers how many there were.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn hurry(&mut self, kind: &str) -> Result<u64> {
        let now = self.ctx().now();
        self.exec(
            "update job set run_at = $2 where kind = $1 and done_at is null and failed_at is null and run_at > $2",
            params![kind, now],
        )
        .await
    }
}

/// Takes the next due job of this worker, if there is one.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn claim(db: &Db, ctx: &Ctx, worker: &str) -> Result<Option<Job>> {
    let now = ctx.now();
    let due: Option<(i64,)> = db
        .row(
            "select count(*) from job where done_at is null and failed_at is null and run_at <= $1 \
             and (lease_until is null or lease_until < $1)",
            params![now],
        )
        .await?;
    if due.is_none_or(|(n,)| n == 0) {
        return Ok(None);
    }
    let mut tx = db.begin(ctx).await?;
    let job = tx
        .row(
            "update job set lease_until = $2, lease_by = $3, attempts = attempts + 1 where id = (\
               select id from job where done_at is null and failed_at is null and run_at <= $1 \
               and (lease_until is null or lease_until < $1) order by run_at, id limit 1) \
             and (lease_until is null or lease_until < $1) \
             returning id, kind, payload, attempts, created_by",
            params![now, now.plus(LEASE_MS), worker],
        )
        .await?;
    tx.commit().await?;
    Ok(job)
}

/// Says how far a job is and keeps its lease.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn progress(db: &Db, ctx: &Ctx, id: Id, progress: &impl Serialize) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    tx.exec(
        "update job set progress = $2, lease_until = $3 where id = $1",
        params![
            id,
            serde_json::to_string(progress)?,
            ctx.now().plus(LEASE_MS)
        ],
    )
    .await?;
    tx.commit().await
}

/// Ends a job well.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn finish(db: &Db, ctx: &Ctx, id: Id) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    tx.exec(
        "update job set done_at = $2, lease_until = null where id = $1",
        params![id, ctx.now()],
    )
    .await?;
    tx.commit().await
}

/// Notes a failure: tried again later (10 s, 40 s, 90 s …) or given up after five attempts.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn fail(db: &Db, ctx: &Ctx, job: &Job, error: &str) -> Result<()> {
    let given_up = (job.attempts >= ATTEMPTS).then(|| ctx.now());
    let again = ctx.now().plus(10_000 * job.attempts * job.attempts);
    let mut tx = db.begin(ctx).await?;
    tx.exec(
        "update job set failed_at = $2, run_at = $3, lease_until = null, last_error = $4 where id = $1",
        params![job.id, given_up, again, error],
    )
    .await?;
    tx.commit().await
}

const STATUS: &str = "select id, kind, progress, run_at, done_at, failed_at, last_error from job";

/// How a job stands.
///
/// # Errors
/// As [`Db::rows`].
pub async fn status(db: &Db, id: Id) -> Result<Option<Status>> {
    db.row(&format!("{STATUS} where id = $1"), params![id])
        .await
}

/// How the newest job of a kind stands.
///
/// # Errors
/// As [`Db::rows`].
pub async fn newest(db: &Db, kind: &str) -> Result<Option<Status>> {
    let sql = format!("{STATUS} where kind = $1 order by id desc limit 1");
    db.row(&sql, params![kind]).await
}

/// How many jobs of each kind are waiting, running, done and failed.
///
/// # Errors
/// As [`Db::rows`].
pub async fn counts(db: &Db, now: Millis) -> Result<Vec<Count>> {
    db.rows(
        "select kind, case when failed_at is not null then 'failed' when done_at is not null then 'done' \
         when lease_until >= $1 then 'running' else 'waiting' end as state, count(*) from job group by 1, 2",
        params![now],
    )
    .await
}
