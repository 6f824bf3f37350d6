//! Writing touchpoints: the one way onto the customer timeline.

mod belonging;

use std::collections::HashMap;

use kernel::{Direction, Id, Result, TimestampQuality, Touchpoint, types};

use crate::{Tx, Value, params};

/// The source of what happens inside the product itself.
pub const OWN_SOURCE: &str = "unisono";

const COLUMNS: &[&str] = &[
    "id",
    "seq",
    "source",
    "event_id",
    "type",
    "channel",
    "direction",
    "two_way",
    "record_id",
    "anonymous_id",
    "company_id",
    "deal_id",
    "department_id",
    "to_department_id",
    "member_id",
    "activity_id",
    "object_type",
    "object_id",
    "object_name",
    "time",
    "recorded_at",
    "timestamp_quality",
    "value_minor",
    "cost_minor",
    "currency",
    "note",
    "legal_basis",
    "is_machine",
    "import_id",
    "retracts_id",
    "properties",
];

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
        let first = self.take_positions(touchpoints.len()).await?;
        self.record_at(first, touchpoints).await
    }

    /// Takes the next positions of the log and answers the first. Nobody else appends before this
    /// transaction ends, which makes the sequence safe for readers; with a count of 0 it only waits
    /// until nobody appends.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn take_positions(&mut self, count: usize) -> Result<i64> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let last: Option<(i64,)> = self
            .row(
                "update log_head set seq = seq + $1 where id = 1 returning seq",
                params![count],
            )
            .await?;
        Ok(last.map_or(1, |(last,)| last - count + 1))
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

    /// How often identities were changed without a touchpoint, in a transaction in which nobody else
    /// can: one that took positions.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn identity_changes(&mut self) -> Result<i64> {
        let found: Option<(i64,)> = self
            .row(
                "select identity_changes from log_head where id = 1",
                params![],
            )
            .await?;
        Ok(found.map_or(0, |(changes,)| changes))
    }

    /// Records touchpoints at positions taken with [`Tx::take_positions`], beginning with `first`;
    /// answers how many were new. Those that were there before leave no gap: the ones behind them
    /// move down.
    ///
    /// # Errors
    /// As [`Tx::record`]; then the transaction must be given up, for its positions are taken.
    pub async fn record_at(
        &mut self,
        first: i64,
        touchpoints: Vec<(Id, Touchpoint)>,
    ) -> Result<u64> {
        let count = touchpoints.len() as u64;
        let recorded_at = self.ctx().now();
        let department = self.ctx().department;
        let mut rows = Vec::with_capacity(touchpoints.len());
        for ((id, mut touchpoint), seq) in touchpoints.into_iter().zip(first..) {
            touchpoint.department_id = touchpoint.department_id.or(department);
            if let Some((import, source)) = self.import() {
                mark_imported(&mut touchpoint, *import, source);
            }
            rows.push(values(id, seq, recorded_at, touchpoint)?);
        }
        self.mark_recorded();
        let once = "on conflict (source, event_id) do nothing";
        let written = self.insert_many("touchpoint", COLUMNS, rows, once).await?;
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

fn values(id: Id, seq: i64, recorded_at: kernel::Millis, t: Touchpoint) -> Result<Vec<Value>> {
    let def = types::get(&t.type_key)?;
    let direction = t.direction.unwrap_or(def.direction);
    let channel = match direction {
        Direction::Internal => None,
        _ => t.channel.or(def.channel),
    };
    let own = |text: String, fallback: &dyn Fn() -> String| {
        if text.is_empty() { fallback() } else { text }
    };
    let properties =
        (!t.properties.is_empty()).then(|| serde_json::Value::Object(t.properties).to_string());
    Ok(params![
        id,
        seq,
        own(t.source, &|| OWN_SOURCE.to_owned()),
        own(t.event_id, &|| id.to_string()),
        t.type_key,
        channel.map(kernel::Channel::key),
        direction.key(),
        t.two_way || def.two_way,
        t.record_id,
        t.anonymous_id,
        t.company_id,
        t.deal_id,
        t.department_id,
        t.to_department_id,
        t.member_id,
        t.activity_id,
        t.object_type,
        t.object_id,
        t.object_name,
        t.time,
        recorded_at,
        t.timestamp_quality.key(),
        t.value_minor,
        t.cost_minor,
        t.currency,
        t.note,
        t.legal_basis,
        t.is_machine,
        t.import_id,
        t.retracts_id,
        properties,
    ])
}
