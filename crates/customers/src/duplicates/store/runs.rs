//! The jobs of the slice, as they stand.

use kernel::{Id, Millis, Result};
use store::{Db, TELLS_IDENTITY, Tx, params};

store::row! {
    /// The newest job of the slice.
    #[derive(Debug, Clone)]
    pub struct Run {
        /// Its id.
        pub id: Id,
        /// `duplicates.search`, `duplicates.merge`, `duplicates.undo`.
        pub kind: String,
        /// What it said last, as JSON.
        pub progress: Option<String>,
        /// When it is due.
        pub run_at: Millis,
        /// When it ended well.
        pub done_at: Option<Millis>,
        /// When it was given up.
        pub failed_at: Option<Millis>,
    }
}

const SELECT: &str = "select id, kind, progress, run_at, done_at, failed_at from job ";

/// The newest run over everybody, of merging or of undoing that is due; those for single people are not shown.
///
/// # Errors
/// As [`Db::rows`].
pub async fn newest(db: &Db, now: Millis) -> Result<Option<Run>> {
    let sql = format!(
        "{SELECT} where kind in ('duplicates.search', 'duplicates.merge', 'duplicates.undo') and run_at <= $1 \
         order by id desc limit 1"
    );
    db.row(&sql, params![now]).await
}

/// The newest run of merging that ended, if anything of it still stands.
///
/// # Errors
/// As [`Db::rows`].
pub async fn undoable(db: &Db) -> Result<Option<(Id, i64)>> {
    db.row(
        "select batch_id, count(*) from merge_log where undone_at is null and batch_id = \
         (select max(batch_id) from merge_log where batch_id is not null) group by batch_id",
        params![],
    )
    .await
}

/// The people that were made, changed or split with `seq` in `after+1 ..= up_to`; at most `limit`.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn changed_people(tx: &mut Tx, after: i64, up_to: i64, limit: usize) -> Result<Vec<Id>> {
    let sql = format!(
        "select distinct r.person_id from touchpoint t join person_record r on r.id = t.record_id \
         where t.seq > $1 and t.seq <= $2 \
         and t.type in ('person.created', 'person.changed', 'identity.merged', 'identity.split') \
         and t.{TELLS_IDENTITY} order by r.person_id limit $3"
    );
    let rows: Vec<(Id,)> = tx.rows(&sql, params![after, up_to, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
