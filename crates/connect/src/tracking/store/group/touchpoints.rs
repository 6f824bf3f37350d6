//! The touchpoints of new events, with the people that are known.

use std::sync::Arc;

use kernel::Result;
use store::{Belongs, Tx, params};
use tokio::sync::Mutex;

use super::super::known::Known;
use super::{Group, Seen};

/// Writes the touchpoints of new events with the people that are known, and notes from which events
/// somebody is to be learned. Answers the last position that was taken, with what is known: others ask
/// only when this transaction has ended.
pub(super) async fn write_touchpoints(
    tx: &mut Tx,
    known: Arc<Mutex<Known>>,
    group: &Group<'_>,
) -> Result<Seen> {
    if group.fresh.is_empty() {
        return Ok(None);
    }
    let taken = tx.take_positions(group.fresh.len()).await?;
    let first = taken.first;
    let asked: Vec<_> = group
        .fresh
        .iter()
        .map(|(_, _, arriving, _)| (arriving.who.as_slice(), arriving.event.time))
        .collect();
    // Only whoever holds the log asks for it, so nobody waits for two who wait for each other.
    let mut known = known.lock_owned().await;
    let found = known.find(tx, taken, &asked).await?;
    let mut entries = Vec::with_capacity(group.fresh.len());
    let mut lessons = Vec::new();
    for (n, (_, source, arriving, row)) in group.fresh.iter().enumerate() {
        let id = group.ctx.id();
        let hit = found[n].hit;
        let belongs = Belongs {
            record: hit.map(|(record, ..)| record),
            company: hit.and_then(|(.., company)| company),
            department: source.department_id,
        };
        if arriving.teaches || found[n].has_news {
            lessons.push((first + n as i64, *row, id));
        }
        entries.push((id, &arriving.entry, belongs));
    }
    let wanted = entries.len() as u64;
    let written = tx.write_at(first, entries).await?;
    let mut rows = Vec::with_capacity(lessons.len());
    // An import may have brought some before: then those behind them have moved down, and the ones
    // that were there teach nothing new.
    let moved = match written < wanted {
        true => Some(tx.positions_from(first).await?),
        false => None,
    };
    for (seq, row, id) in lessons {
        let seq = moved.as_ref().map_or(Some(&seq), |moved| moved.get(&id));
        rows.extend(seq.map(|seq| params![*seq, row, id]));
    }
    let columns = &["seq", "event_row_id", "touchpoint_id"];
    tx.insert_many("lesson", columns, rows, "").await?;
    let last = first + i64::try_from(written).unwrap_or(0) - 1;
    Ok(Some((known, last)))
}
