//! Writing touchpoints: the one way onto the customer timeline.

mod belonging;
mod entry;

use std::collections::HashMap;

pub use entry::{Belongs, Entry};
use kernel::{Id, Result, TimestampQuality, Touchpoint, types};

use crate::{Tx, params};

/// The source of what happens inside the product itself.
pub const OWN_SOURCE: &str = "unisono";

/// Contacts among the touchpoints with `seq` in `$1 + 1 ..= $2`, to be read from as `contact`: what a machine
/// did is none. The range is read first and by itself: PostgreSQL knows nothing of rows that came since it
/// last counted, and would rather read the whole log through another index.
pub const NEW_CONTACTS: &str = "with new as materialized (\
     select id, record_id, company_id, deal_id, time, channel, is_machine, retracted_by from touchpoint \
     where seq > $1 and seq <= $2), \
     contact as (select * from new where channel is not null and is_machine = 0 and retracted_by is null) ";

/// Which touchpoints say that a person or a record is another's now. Readers of the log who look for
/// some of these types name all of them beside their own, so that an index finds the few there are.
pub const TELLS_IDENTITY: &str = "type in ('identity.grouped', 'identity.linked', 'identity.merged', \
     'identity.split', 'person.changed', 'person.created')";

/// Positions of the log that a transaction took.
#[derive(Clone, Copy, Debug)]
pub struct Positions {
    /// The first of them.
    pub first: i64,
    /// How often identities had been changed without a touchpoint: nobody else changes one before this
    /// transaction ends.
    pub identity_changes: i64,
}

impl Tx {
    /// Records a touchpoint in this transaction. Answers its id, or `None` when the same
    /// `(source, event_id)` was recorded before.
    ///
    /// # Errors
    /// `Invalid` on an unknown type, else as [`Tx::exec`].
    pub async fn record(&mut self, touchpoint: Touchpoint) -> Result<Option<Id>> {
        let id = self.ctx().id();
        let written = self.record_with_ids(vec![(id, touchpoint)]).await?;
        Ok((written == 1).then_some(id))
    }

    /// Records many touchpoints; answers how many were new.
    ///
    /// # Errors
    /// As [`Tx::record`].
    pub async fn record_all(&mut self, touchpoints: Vec<Touchpoint>) -> Result<u64> {
        let ctx = self.ctx().clone();
        let with_ids = touchpoints.into_iter().map(|t| (ctx.id(), t)).collect();
        self.record_with_ids(with_ids).await
    }

    /// Records touchpoints under ids that the caller made (bulk load that refers to them).
    ///
    /// # Errors
    /// As [`Tx::record`].
    pub async fn record_with_ids(&mut self, touchpoints: Vec<(Id, Touchpoint)>) -> Result<u64> {
        if touchpoints.is_empty() {
            return Ok(0);
        }
        for (_, touchpoint) in &touchpoints {
            // Before a position is taken: a refused one must leave no gap when the caller goes on.
            types::get(&touchpoint.type_key)?;
        }
        let first = self.take_positions(touchpoints.len()).await?.first;
        self.record_at(first, touchpoints).await
    }

    /// Takes the next positions of the log. Nobody else appends before this
    /// transaction ends, which makes the sequence safe for readers; with a count of 0 it only waits
    /// until nobody appends.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn take_positions(&mut self, count: usize) -> Result<Positions> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let taken: Option<(i64, i64)> = self
            .row(
                "update log_head set seq = seq + $1 where id = 1 returning seq, identity_changes",
                params![count],
            )
            .await?;
        let (last, identity_changes) = taken.unwrap_or((count, 0));
        Ok(Positions {
            first: last - count + 1,
            identity_changes,
        })
    }

    /// Says that identifiers or records of people were changed or taken away in a way that no
    /// touchpoint tells: whoever remembers them asks again. Nobody appends until this transaction ends.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn identities_changed(&mut self) -> Result<()> {
        self.exec(
            "update log_head set identity_changes = identity_changes + 1 where id = 1",
            params![],
        )
        .await?;
        Ok(())
    }

    /// Records touchpoints at positions taken with [`Tx::take_positions`], beginning with `first`;
    /// answers how many were new.
    async fn record_at(&mut self, first: i64, touchpoints: Vec<(Id, Touchpoint)>) -> Result<u64> {
        let mut entries = Vec::with_capacity(touchpoints.len());
        for (id, mut touchpoint) in touchpoints {
            if let Some((import, source)) = self.import() {
                mark_imported(&mut touchpoint, *import, source);
            }
            entries.push((id, Entry::new(touchpoint)?));
        }
        let rows = entries
            .iter()
            .map(|(id, entry)| (*id, entry, entry.belongs));
        self.write_at(first, rows.collect()).await
    }

    /// Records touchpoints that were made ready, at positions taken with [`Tx::take_positions`],
    /// beginning with `first`; answers how many were new. Those that were there before leave no gap:
    /// the ones behind them move down.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn write_at(
        &mut self,
        first: i64,
        entries: Vec<(Id, &Entry, Belongs)>,
    ) -> Result<u64> {
        let count = entries.len() as u64;
        let recorded_at = self.ctx().now();
        let department = self.ctx().department;
        let rows = entries
            .into_iter()
            .zip(first..)
            .map(|((id, entry, mut belongs), seq)| {
                belongs.department = belongs.department.or(department);
                entry.row(id, seq, recorded_at, belongs)
            });
        let rows = rows.collect();
        self.mark_recorded();
        let once = "on conflict (source, event_id) do nothing";
        let written = self
            .insert_many("touchpoint", entry::COLUMNS, rows, once)
            .await?;
        if written < count {
            self.close_gaps(first).await?;
        }
        Ok(written)
    }

    /// The touchpoints at a position and behind it, each with its own.
    ///
    /// # Errors
    /// As [`Tx::rows`].
    pub async fn positions_from(&mut self, first: i64) -> Result<HashMap<Id, i64>> {
        let sql = "select id, seq from touchpoint where seq >= $1";
        let found: Vec<(Id, i64)> = self.rows(sql, params![first]).await?;
        Ok(found.into_iter().collect())
    }

    /// Moves touchpoints down over the places of those that were there before, so that a gap in
    /// `seq` always means that something is missing.
    async fn close_gaps(&mut self, first: i64) -> Result<()> {
        let mut new: Vec<(Id, i64)> = self.positions_from(first).await?.into_iter().collect();
        new.sort_unstable_by_key(|(_, seq)| *seq);
        for ((id, seq), place) in new.iter().zip(first..) {
            if *seq != place {
                self.exec(
                    "update touchpoint set seq = $1 where id = $2",
                    params![place, *id],
                )
                .await?;
            }
        }
        let last = first + new.len() as i64 - 1;
        self.exec("update log_head set seq = $1 where id = 1", params![last])
            .await?;
        Ok(())
    }

    /// Takes a touchpoint back: it stays in the log, marked, and a new one says so.
    ///
    /// # Errors
    /// As [`Tx::record`].
    pub async fn retract(&mut self, id: Id, reason: &str) -> Result<()> {
        let mut retraction = Touchpoint::new("touchpoint.retracted", self.ctx().now());
        retraction.retracts_id = Some(id);
        retraction
            .properties
            .insert("reason".to_owned(), reason.into());
        if let Some(by) = self.record(retraction).await? {
            self.exec(
                "update touchpoint set retracted_by = $1 where id = $2 and retracted_by is null",
                params![by, id],
            )
            .await?;
        }
        Ok(())
    }

    /// Marks touchpoints as made by a machine, or not; answers which were marked otherwise before.
    /// The mark is a projection: it can be made again.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn mark_machines(&mut self, ids: &[Id], is_machine: bool) -> Result<Vec<Id>> {
        let mut changed = Vec::new();
        for part in ids.chunks(500) {
            let mut sql = crate::Sql::new("update touchpoint set is_machine = ");
            sql.bind(is_machine)
                .push(" where is_machine <> ")
                .bind(is_machine)
                .push(" and id in ")
                .bind_list(part.iter().copied())
                .push(" returning id");
            let found: Vec<(Id,)> = self.query(sql).await?;
            changed.extend(found.into_iter().map(|(id,)| id));
        }
        Ok(changed)
    }
}

/// The touchpoint says which import brought it, from which source, and that its time is the file's.
fn mark_imported(touchpoint: &mut Touchpoint, import: Id, source: &str) {
    touchpoint.import_id.get_or_insert(import);
    if touchpoint.source.is_empty() {
        source.clone_into(&mut touchpoint.source);
    }
    if touchpoint.timestamp_quality == TimestampQuality::Server {
        touchpoint.timestamp_quality = TimestampQuality::Imported;
    }
}
