//! Every statement about raw events: once per `(source, messageId)`, with their touchpoints.

mod group;
mod known;
mod learn;

use kernel::{Millis, Result};
use store::{Db, params};

pub(crate) use group::{Fate, Item, What, commit_all, commit_alone};
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
         where id in (select id from event where event_id = $1 union select id from event where message_id = $1) \
         order by id limit 100",
        params![message_id],
    )
    .await
}
