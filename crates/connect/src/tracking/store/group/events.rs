//! Raw events: once per `(source, event_id)`, for ever.

use std::collections::HashMap;

use kernel::{Id, Millis, Result};
use store::{Sql, Tx, Value, params};

use super::super::super::model::Incoming;
use super::{Arriving, Group};
use crate::sources::Source;

const EVENT: &[&str] = &[
    "id",
    "source",
    "event_id",
    "id_quality",
    "fingerprint",
    "type",
    "name",
    "user_id",
    "anonymous_id",
    "group_id",
    "previous_id",
    "time",
    "original_timestamp",
    "sent_at",
    "received_at",
    "payload",
    "message_id",
    "origin",
];

/// Writes the events that are new; those that were there before get their fate.
pub(super) async fn insert_events(tx: &mut Tx, group: &mut Group<'_>) -> Result<()> {
    if group.fresh.is_empty() {
        return Ok(());
    }
    let now = group.ctx.now();
    // Two groups that were sent the same events ask for them in the same order: neither waits for the
    // other while the other waits for it.
    let mut in_order: Vec<_> = group.fresh.iter().collect();
    in_order.sort_unstable_by_key(|(_, source, arriving, _)| {
        (source.id, arriving.event.message_id.as_str())
    });
    let rows: Vec<Vec<Value>> = in_order
        .into_iter()
        .map(|(_, source, arriving, id)| row(now, source, &arriving.event, *id))
        .collect();
    let conflict = "on conflict (source, event_id) do nothing";
    let written = tx.insert_many("event", EVENT, rows, conflict).await?;
    if written == group.fresh.len() as u64 {
        return Ok(());
    }
    let there = stored(tx, &group.fresh).await?;
    let asked = std::mem::take(&mut group.fresh);
    for (at, source, arriving, id) in asked {
        let event = &arriving.event;
        match there.get(&(source.name.as_str(), event.message_id.as_str())) {
            Some((stored, print)) if *stored != id => {
                group.repeat(at, source, event, *print == event.fingerprint);
            }
            _ => group.fresh.push((at, source, arriving, id)),
        }
    }
    Ok(())
}

type Print<'a> = HashMap<(&'a str, &'a str), (Id, String)>;

/// Row and fingerprint of the events that are stored under these ids.
async fn stored<'a>(
    tx: &mut Tx,
    asked: &[(usize, &'a Source, &'a Arriving, Id)],
) -> Result<Print<'a>> {
    let mut by_source: HashMap<&str, Vec<&'a Incoming>> = HashMap::new();
    for (_, source, arriving, _) in asked {
        let events = by_source.entry(&source.name).or_default();
        events.push(&arriving.event);
    }
    let mut found: Print<'a> = HashMap::new();
    for (source, events) in by_source {
        for part in events.chunks(512) {
            let mut sql = Sql::new("select event_id, id, fingerprint from event where source = ");
            sql.bind(source).push(" and event_id in ");
            sql.bind_padded_list(part.iter().map(|e| e.message_id.as_str()));
            let rows: Vec<(String, Id, String)> = tx.query(sql).await?;
            let rows: HashMap<String, (Id, String)> = rows
                .into_iter()
                .map(|(id, row, print)| (id, (row, print)))
                .collect();
            for (_, own, arriving, _) in asked.iter().filter(|(_, own, ..)| own.name == source) {
                let event = &arriving.event;
                if let Some(row) = rows.get(&event.message_id) {
                    found.insert((&own.name, &event.message_id), row.clone());
                }
            }
        }
    }
    Ok(found)
}

fn row(now: Millis, source: &Source, event: &Incoming, id: Id) -> Vec<Value> {
    params![
        id,
        &source.name,
        &event.message_id,
        if event.id_derived { "derived" } else { "given" },
        &event.fingerprint,
        event.kind.word(),
        &event.name,
        &event.user_id,
        &event.anonymous_id,
        &event.group_id,
        &event.previous_id,
        event.time,
        event.original,
        event.sent,
        now,
        &event.payload,
        event.cloud.as_ref().map(|cloud| cloud.id.as_str()),
        event.cloud.as_ref().map(|cloud| cloud.source.as_str())
    ]
}
