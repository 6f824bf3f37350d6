//! The same rows once more, by one writer without anything around it: what the engine itself can do.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use kernel::{Ctx, IdGen, SystemClock};
use store::{Db, Row, Value, params};

const ROWS: i64 = 50_000;
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
    "time",
    "received_at",
    "payload",
];
const TOUCHPOINT: &[&str] = &[
    "id",
    "seq",
    "source",
    "event_id",
    "type",
    "channel",
    "direction",
    "record_id",
    "object_name",
    "time",
    "recorded_at",
    "timestamp_quality",
    "properties",
];

/// The same rows once more, in transactions of 1 000 by one writer, into a fresh database on the same
/// disk: what the engine itself can do.
pub async fn inserts(from: &Db, folder: &Path, is_postgres: bool) {
    let events = rows(from, "select id, source, event_id, id_quality, fingerprint, type, name, user_id, anonymous_id, time, received_at, payload from event order by id desc limit $1", ROWS, EVENT.len()).await;
    let touchpoints = rows(from, "select id, seq, source, event_id, type, channel, direction, record_id, object_name, time, recorded_at, timestamp_quality, properties from touchpoint where source = 'bench' order by id desc limit $1", ROWS, TOUCHPOINT.len()).await;
    let ctx = Ctx::system(Arc::new(SystemClock), Arc::new(IdGen::new(1)));
    let db = match is_postgres {
        // The rows go out and come in again: a second database is not ours to make.
        true => {
            let mut tx = from.begin(&ctx).await.unwrap();
            tx.exec("delete from touchpoint", params![]).await.unwrap();
            tx.exec("delete from event", params![]).await.unwrap();
            tx.commit().await.unwrap();
            from.clone()
        }
        false => {
            let db = Db::sqlite(&folder.join("raw.db")).unwrap();
            unisono::prepare(&db, &ctx).await.unwrap();
            db
        }
    };
    let count = events.len().min(touchpoints.len());
    let began = Instant::now();
    for (events, touchpoints) in events.chunks(1_000).zip(touchpoints.chunks(1_000)) {
        let mut tx = db.begin(&ctx).await.unwrap();
        tx.insert_many("event", EVENT, events.to_vec(), "")
            .await
            .unwrap();
        tx.insert_many("touchpoint", TOUCHPOINT, touchpoints.to_vec(), "")
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let rate = count as f64 / began.elapsed().as_secs_f64();
    println!(
        "raw inserts, one writer   {rate:10.0} events/s (event and touchpoint, 1000 a transaction)"
    );
}

async fn rows(db: &Db, sql: &str, limit: i64, columns: usize) -> Vec<Vec<Value>> {
    let rows: Vec<Row> = db.rows(sql, params![limit]).await.unwrap();
    rows.into_iter()
        .map(|mut row| (0..columns).map(|_| row.next::<Value>().unwrap()).collect())
        .collect()
}
