//! Every statement about raw events: once per `(source, messageId)`, with their touchpoints.

mod learn;

use std::collections::HashMap;

use customers::people::{Identifiers, Resolved, resolve};
use kernel::{Conflict, Error, Millis, Result, Touchpoint};
use org::web::App;
use store::{Db, Sql, Tx, Value, params};

use super::model::{Incoming, Kind, Refusal, touchpoint};
use crate::sources::{self, Source};

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
];
/// Two requests may bring the same event at the same moment; the second one then sees the first.
const ATTEMPTS: usize = 3;

/// An event that is kept aside, with the reason.
#[derive(Clone, Debug)]
pub(crate) struct Parked {
    pub(crate) reason: &'static str,
    pub(crate) event_id: Option<String>,
    pub(crate) payload: String,
    pub(crate) refusal: Option<Refusal>,
}

/// Makes events, touchpoints and parked events durable in one transaction.
pub(crate) async fn write(
    app: &App,
    source: &Source,
    events: Vec<Incoming>,
    parked: Vec<Parked>,
) -> Result<()> {
    let mut attempt = 1;
    loop {
        match try_write(app, source, &events, parked.clone()).await {
            Err(Error::Conflict(Conflict::Exists { .. })) if attempt < ATTEMPTS => attempt += 1,
            other => return other,
        }
    }
}

async fn try_write(
    app: &App,
    source: &Source,
    events: &[Incoming],
    mut parked: Vec<Parked>,
) -> Result<()> {
    let mut ctx = app.system();
    ctx.department = source.department_id;
    let mut tx = app.db().begin(&ctx).await?;
    let mut seen = fingerprints(&mut tx, &source.name, events).await?;
    let (mut fresh, mut duplicates) = (Vec::new(), 0_i64);
    for event in events {
        match seen.get(&event.message_id) {
            None => {
                seen.insert(event.message_id.clone(), event.fingerprint.clone());
                fresh.push(event);
            }
            Some(fingerprint) if *fingerprint == event.fingerprint => duplicates += 1,
            Some(_) => parked.push(Parked {
                reason: "conflict",
                event_id: Some(event.message_id.clone()),
                payload: event.payload.clone(),
                refusal: None,
            }),
        }
    }
    insert_events(&mut tx, source, &fresh).await?;
    record(&mut tx, source, &fresh).await?;
    let refused = parked.len() as i64;
    park(&mut tx, source, parked).await?;
    sources::count(&mut tx, source.id, fresh.len() as i64, duplicates, refused).await?;
    tx.commit().await
}

async fn fingerprints(
    tx: &mut Tx,
    source: &str,
    events: &[Incoming],
) -> Result<HashMap<String, String>> {
    let mut sql = Sql::new("select event_id, fingerprint from event where source = ");
    sql.bind(source)
        .push(" and event_id in ")
        .bind_list(events.iter().map(|e| e.message_id.as_str()));
    let known: Vec<(String, String)> = tx.query(sql).await?;
    Ok(known.into_iter().collect())
}

async fn insert_events(tx: &mut Tx, source: &Source, events: &[&Incoming]) -> Result<()> {
    let ctx = tx.ctx().clone();
    let rows: Vec<Vec<Value>> = events
        .iter()
        .map(|e| {
            params![
                ctx.id(),
                &source.name,
                &e.message_id,
                if e.id_derived { "derived" } else { "given" },
                &e.fingerprint,
                e.kind.word(),
                e.name.clone(),
                e.user_id.clone(),
                e.anonymous_id.clone(),
                e.group_id.clone(),
                e.previous_id.clone(),
                e.time,
                e.original,
                e.sent,
                ctx.now(),
                &e.payload
            ]
        })
        .collect();
    tx.insert_many("event", EVENT, rows, "").await?;
    Ok(())
}

/// Resolves who it was and writes the touchpoints, in the order of the events.
async fn record(tx: &mut Tx, source: &Source, events: &[&Incoming]) -> Result<()> {
    let mut touchpoints: Vec<Touchpoint> = Vec::with_capacity(events.len());
    let mut known = Vec::new();
    for event in events {
        let mut made = touchpoint(event, &source.name);
        let resolved: Resolved = resolve(tx, &identifiers(event), &source.name).await?;
        let named = learn::learn(tx, source, event, &resolved).await?;
        made.record_id = resolved.record_id;
        made.company_id = resolved.company_id.or(named);
        let who = identifiers(event).anonymous_id;
        if let (Some(anonymous), Some(record)) =
            (who.filter(|_| names_somebody(event)), resolved.record_id)
        {
            known.push((anonymous, record, made.company_id));
        }
        touchpoints.push(made);
    }
    tx.record_all(touchpoints).await?;
    for (anonymous, record, company) in known {
        tx.adopt_anonymous(&anonymous, record, company).await?;
    }
    Ok(())
}

/// Whether the event says who an anonymous visitor is.
fn names_somebody(event: &Incoming) -> bool {
    matches!(event.kind, Kind::Identify | Kind::Alias)
}

/// Who an event is about. An alias names the earlier, anonymous id as `previousId`.
fn identifiers(event: &Incoming) -> Identifiers {
    let email = super::model::text(&event.traits, "email")
        .or_else(|| super::model::text(&event.properties, "email"));
    Identifiers {
        user_id: event.user_id.clone(),
        anonymous_id: event
            .anonymous_id
            .clone()
            .or_else(|| event.previous_id.clone()),
        emails: email.into_iter().collect(),
    }
}

async fn park(tx: &mut Tx, source: &Source, parked: Vec<Parked>) -> Result<()> {
    let ctx = tx.ctx().clone();
    let rows: Vec<Vec<Value>> = parked
        .into_iter()
        .map(|p| {
            params![
                ctx.id(),
                &source.name,
                p.event_id,
                p.reason,
                p.payload,
                ctx.now()
            ]
        })
        .collect();
    let columns = &[
        "id",
        "source",
        "event_id",
        "reason",
        "payload",
        "received_at",
    ];
    tx.insert_many("dead_letter", columns, rows, "").await?;
    Ok(())
}

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

/// The raw events of a message id, of every source.
pub(crate) async fn events_of(db: &Db, message_id: &str) -> Result<Vec<Stored>> {
    db.rows(
        "select source, event_id, time, received_at, payload from event where event_id = $1 order by id limit 100",
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
