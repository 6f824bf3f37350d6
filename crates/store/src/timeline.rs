//! Writing touchpoints: the one way onto the customer timeline.

use std::collections::HashMap;

use kernel::{Direction, Id, Result, TimestampQuality, Touchpoint, types};

use crate::{Sql, Tx, Value, params};

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

    /// Gives the touchpoints of a person that have no company the company of the person, now that it
    /// is known. Answers how many.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn resolve_company_of(&mut self, person: Id, company: Id) -> Result<u64> {
        self.exec(
            "update touchpoint set company_id = $2 where company_id is null \
             and record_id in (select id from person_record where person_id = $1)",
            params![person, company],
        )
        .await
    }

    /// Says to which record each of these touchpoints belongs, and to which company where they have
    /// none: `(touchpoint, record, company)`.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn place(&mut self, placed: Vec<(Id, Option<Id>, Option<Id>)>) -> Result<u64> {
        let rows = placed
            .into_iter()
            .map(|(id, record, company)| params![id, record, company])
            .collect();
        self.exec_many(
            "update touchpoint set record_id = coalesce($2, record_id), \
             company_id = coalesce(company_id, $3) where id = $1",
            rows,
        )
        .await
    }

    /// As [`Tx::adopt_anonymous`], for many: `(anonymous id, record, company)`.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn adopt_all_anonymous(
        &mut self,
        known: Vec<(String, Id, Option<Id>)>,
    ) -> Result<u64> {
        let rows = known
            .into_iter()
            .map(|(anonymous, record, company)| params![anonymous, record, company])
            .collect();
        self.exec_many(
            "update touchpoint set record_id = $2, company_id = coalesce(company_id, $3) \
             where anonymous_id = $1 and record_id is null",
            rows,
        )
        .await
    }

    /// Gives the touchpoints of an anonymous visitor that belong to nobody yet to a record, now that
    /// it is known who it was. Answers how many.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn adopt_anonymous(
        &mut self,
        anonymous_id: &str,
        record: Id,
        company: Option<Id>,
    ) -> Result<u64> {
        self.exec(
            "update touchpoint set record_id = $2, company_id = coalesce(company_id, $3) \
             where anonymous_id = $1 and record_id is null",
            params![anonymous_id, record, company],
        )
        .await
    }

    /// Gives a company to touchpoints that have none, and to all others without one of the same
    /// people, the same anonymous visitors or the same deals. Answers which were resolved.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn resolve_companies(&mut self, touchpoints: &[Id], company: Id) -> Result<Vec<Id>> {
        let chosen = || touchpoints.iter().copied();
        let mut sql = Sql::new("update touchpoint set company_id = ");
        sql.bind(company);
        sql.push(
            " where company_id is null and id in (select a.id from touchpoint a where a.id in ",
        )
        .bind_list(chosen());
        sql.push(" union select b.id from touchpoint c join touchpoint b on b.deal_id = c.deal_id and b.deal_id is not null where c.id in ")
            .bind_list(chosen());
        sql.push(" union select b.id from touchpoint c join touchpoint b on b.anonymous_id = c.anonymous_id and b.anonymous_id is not null where c.id in ")
            .bind_list(chosen());
        sql.push(" union select b.id from touchpoint c join person_record r on r.id = c.record_id join person_record s on s.person_id = r.person_id join touchpoint b on b.record_id = s.id and b.record_id is not null where c.id in ")
            .bind_list(chosen());
        sql.push(") returning id");
        let rows: Vec<(Id,)> = self.query(sql).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Gives touchpoints of nobody, and all others of nobody by the same anonymous visitors, to the
    /// record of a person. Answers which.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn give_to_record(&mut self, touchpoints: &[Id], record: Id) -> Result<Vec<Id>> {
        let chosen = || touchpoints.iter().copied();
        let mut sql = Sql::new("update touchpoint set record_id = ");
        sql.bind(record);
        sql.push(
            " where record_id is null and id in (select a.id from touchpoint a where a.id in ",
        )
        .bind_list(chosen());
        sql.push(" union select b.id from touchpoint c join touchpoint b on b.anonymous_id = c.anonymous_id and b.anonymous_id is not null where c.id in ")
            .bind_list(chosen());
        sql.push(") returning id");
        let rows: Vec<(Id,)> = self.query(sql).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Takes a company, or the record of a person, from touchpoints that were given it before.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn take_from(
        &mut self,
        touchpoints: &[Id],
        company: Option<Id>,
        record: Option<Id>,
    ) -> Result<()> {
        let takes = [
            (
                company,
                "update touchpoint set company_id = null where company_id = ",
            ),
            (
                record,
                "update touchpoint set record_id = null where record_id = ",
            ),
        ];
        for (given, text) in takes {
            let Some(given) = given else { continue };
            for some in touchpoints.chunks(500) {
                let mut sql = Sql::new(text);
                sql.bind(given)
                    .push(" and id in ")
                    .bind_list(some.iter().copied());
                sql.push(" returning id");
                self.query::<(Id,)>(sql).await?;
            }
        }
        Ok(())
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
