//! Every statement about raw events: once per `(source, messageId)`, with their touchpoints.

mod group;
mod known;
mod learn;

use kernel::{Millis, Result};
use store::{Db, params};

pub(crate) use group::{Arriving, Fate, Item, What, commit_all, commit_alone};
pub(crate) use known::Known;
pub(crate) use learn::{learn_again, learn_from};

store::row! {
    /// A raw event as it is read back.
    pub(crate) struct Stored {
        pub(crate) source: String,
        pub(crate) event_id: String,
        pub(crate) time: Millis,
        pub(crate) received_at: Millis,
        pub(crate) payload: String,
    }
}

/// The raw events of a message id or of the id of a CloudEvent, of every source.
pub(crate) async fn events_of(db: &Db, message_id: &str) -> Result<Vec<Stored>> {
    db.rows(
        "select source, coalesce(message_id, event_id), time, received_at, payload from event \
         where id in (select id from event where source in (select name from source) and event_id = $1 union select id from event where message_id = $1) \
         order by id limit 100",
        params![message_id],
    )
    .await
}

/// Touchpoints of a source that sends events which have no raw event; an import that names the same
/// source is not meant. Until a retention drops raw events, there must be none.
///
/// # Errors
/// As [`Db::rows`].
pub async fn without_event(db: &Db) -> Result<i64> {
    let (missing,): (i64,) = db
        .one(
            "select count(*) from touchpoint t join source s on s.name = t.source and s.events > 0 \
             where t.import_id is null and not exists \
             (select 1 from event e where e.source = t.source and e.event_id = t.event_id)",
            params![],
        )
        .await?;
    Ok(missing)
}
