//! The touchpoints of new events, with the people that are known.

use kernel::{Id, Result, Touchpoint};
use store::{Tx, params};

use super::super::super::model::{Incoming, Kind, identifiers, touchpoint};
use super::super::known::Known;
use super::Group;

/// Writes the touchpoints of new events with the people that are known, and notes from which events
/// somebody is to be learned. Answers the last position that was taken.
pub(super) async fn write_touchpoints(
    tx: &mut Tx,
    known: &mut Known,
    group: &Group<'_>,
) -> Result<Option<i64>> {
    if group.fresh.is_empty() {
        return Ok(None);
    }
    let first = tx.take_positions(group.fresh.len()).await?;
    let asked: Vec<_> = group
        .fresh
        .iter()
        .map(|(_, _, event, _)| identifiers(event).in_order())
        .collect();
    let found = known.find(tx, first, &asked).await?;
    let mut touchpoints: Vec<(Id, Touchpoint)> = Vec::with_capacity(group.fresh.len());
    let mut lessons = Vec::new();
    for (n, (_, source, event, row)) in group.fresh.iter().enumerate() {
        let mut made = touchpoint(event, &source.name);
        let id = group.ctx.id();
        made.department_id = source.department_id;
        if let Some((record, _, company)) = found[n].hit {
            made.record_id = Some(record);
            made.company_id = company;
        }
        if teaches(event) || found[n].has_news {
            lessons.push((first + n as i64, *row, id));
        }
        touchpoints.push((id, made));
    }
    let wanted = touchpoints.len() as u64;
    let written = tx.record_at(first, touchpoints).await?;
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
    Ok(Some(first + i64::try_from(written).unwrap_or(0) - 1))
}

/// Whether an event of a known person may still say something new.
fn teaches(event: &Incoming) -> bool {
    let says = !event.traits.is_empty() || event.group_id.is_some();
    says || matches!(event.kind, Kind::Group | Kind::Alias)
}
