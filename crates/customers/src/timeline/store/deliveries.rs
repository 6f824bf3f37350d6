//! When each source last delivered.

use kernel::{Millis, Result};
use store::{Db, Tx, params};

store::row! {
    /// A source of touchpoints and when it last delivered.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Delivery {
        /// The source, as its touchpoints name it.
        pub source: String,
        /// When we last recorded something of it.
        pub delivered_at: Millis,
        /// It delivers by itself; the others are files that somebody imported.
        pub is_live: bool,
    }
}

/// Every source that ever delivered, in alphabetical order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn deliveries(db: &Db) -> Result<Vec<Delivery>> {
    db.rows(
        "select source, delivered_at, is_live from delivery order by source",
        params![],
    )
    .await
}

/// Takes note of what the sources delivered with `seq` in `after+1 ..= up_to`.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn delivered(tx: &mut Tx, after: i64, up_to: i64) -> Result<()> {
    tx.exec(
        "insert into delivery (source, delivered_at, is_live) \
         select source, max(recorded_at), max(case when timestamp_quality = 'imported' then 0 else 1 end) \
         from touchpoint where seq > $1 and seq <= $2 group by source \
         on conflict (source) do update set \
         is_live = case when excluded.is_live > delivery.is_live then excluded.is_live else delivery.is_live end, \
         delivered_at = case when excluded.delivered_at > delivery.delivered_at \
         then excluded.delivered_at else delivery.delivered_at end",
        params![after, up_to],
    )
    .await?;
    Ok(())
}

/// Forgets what was delivered, before it is noted again from the beginning of the log.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget_deliveries(tx: &mut Tx) -> Result<()> {
    tx.exec("delete from delivery", params![]).await?;
    Ok(())
}
