//! Every statement about verdicts and what they are made of.

use std::collections::BTreeMap;

use customers::timeline;
use kernel::{Ctx, Error, Id, Millis, Result};
use org::work::JUDGE;
use store::{Db, Sql, Tx, params};

use super::model::{VERSION, Verdict};

store::row! {
    /// A touchpoint from outside, with what its raw event says.
    #[derive(Clone, Debug)]
    pub(crate) struct Heard {
        pub(crate) id: Id,
        pub(crate) type_key: String,
        pub(crate) record_id: Option<Id>,
        pub(crate) time: Millis,
        pub(crate) properties: Option<String>,
        pub(crate) payload: Option<String>,
        pub(crate) decided_by: Option<Id>,
    }
}

const HEARD: &str = "select t.id, t.type, t.record_id, t.time, t.properties, e.payload, v.by_id \
     from touchpoint t left join event e on e.source = t.source and e.event_id = t.event_id \
     left join machine_verdict v on v.touchpoint_id = t.id ";

/// What arrived from websites and mail programs in a part of the log.
pub(crate) async fn heard(tx: &mut Tx, after: i64, up_to: i64) -> Result<Vec<Heard>> {
    let mut sql = Sql::new(HEARD);
    sql.push("where t.seq > ")
        .bind(after)
        .push(" and t.seq <= ")
        .bind(up_to)
        .push(
            " and ((t.channel = 'web' and t.direction = 'inbound') or t.type in \
             ('email.message.opened', 'email.message.clicked', 'email.message.unsubscribed', 'email.message.delivered'))",
        );
    tx.query(sql).await
}

/// The mails of a record around an instant: what was delivered, opened, clicked.
pub(crate) async fn mails_of(
    tx: &mut Tx,
    record: Id,
    from: Millis,
    to: Millis,
) -> Result<Vec<Heard>> {
    let mut sql = Sql::new(HEARD);
    sql.push("where t.record_id = ")
        .bind(record)
        .push(" and t.time >= ")
        .bind(from)
        .push(" and t.time <= ")
        .bind(to)
        .push(
            " and t.type in ('email.message.opened', 'email.message.clicked', \
             'email.message.unsubscribed', 'email.message.delivered', 'email.message.sent')",
        );
    tx.query(sql).await
}

const VERDICT: &[&str] = &[
    "touchpoint_id",
    "version",
    "score",
    "is_machine",
    "reasons",
    "judged_at",
];

/// Keeps verdicts and marks the touchpoints by them. What nothing speaks against needs no row. A
/// member's word is left as it is.
pub(crate) async fn keep(tx: &mut Tx, verdicts: &BTreeMap<Id, Verdict>) -> Result<()> {
    let ids: Vec<Id> = verdicts.keys().copied().collect();
    for part in ids.chunks(500) {
        let mut sql =
            Sql::new("delete from machine_verdict where by_id is null and touchpoint_id in ");
        sql.bind_list(part.iter().copied());
        tx.change(sql).await?;
    }
    let now = tx.ctx().now();
    let rows = verdicts
        .iter()
        .filter(|(_, verdict)| !verdict.reasons.is_empty())
        .map(|(id, v)| {
            let reasons = v.reasons.join(" ");
            params![*id, VERSION, v.score, v.is_machine(), reasons, now]
        })
        .collect();
    tx.insert_many(
        "machine_verdict",
        VERDICT,
        rows,
        "on conflict (touchpoint_id) do nothing",
    )
    .await?;
    for is_machine in [true, false] {
        let ids = verdicts
            .iter()
            .filter(|(_, v)| v.is_machine() == is_machine);
        let ids: Vec<Id> = ids.map(|(id, _)| *id).collect();
        let changed = tx.mark_machines(&ids, is_machine).await?;
        timeline::judged_otherwise(tx, &changed).await?;
    }
    Ok(())
}

/// Keeps the word of a member about a touchpoint.
pub(crate) async fn decide(tx: &mut Tx, id: Id, is_machine: bool) -> Result<()> {
    let found: Option<(Id,)> = tx
        .row("select id from touchpoint where id = $1", params![id])
        .await?;
    found.ok_or(Error::NotFound("touchpoint"))?;
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into machine_verdict (touchpoint_id, version, score, is_machine, reasons, judged_at, by_id) \
         values ($1, $2, $3, $4, 'member', $5, $6) on conflict (touchpoint_id) do update set \
         is_machine = excluded.is_machine, judged_at = excluded.judged_at, by_id = excluded.by_id",
        params![id, VERSION, if is_machine { 100_i64 } else { 0 }, is_machine, now, member.unwrap_or(Id(0))],
    )
    .await?;
    let changed = tx.mark_machines(&[id], is_machine).await?;
    tx.identities_changed().await?;
    timeline::judged_otherwise(tx, &changed).await
}

/// Has the whole log judged again. Who keeps something of the log in memory reads it anew.
pub(crate) async fn again(db: &Db, ctx: &Ctx) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    tx.identities_changed().await?;
    store::reactors::rewind_in(&mut tx, JUDGE).await?;
    tx.commit().await
}

store::row! {
    /// A verdict for the screen.
    pub(crate) struct Shown {
        pub(crate) id: Id,
        pub(crate) type_key: String,
        pub(crate) person_id: Option<Id>,
        pub(crate) company_id: Option<Id>,
        pub(crate) object_name: Option<String>,
        pub(crate) source: String,
        pub(crate) time: Millis,
        pub(crate) score: i64,
        pub(crate) is_machine: bool,
        pub(crate) reasons: String,
        pub(crate) version: i64,
        pub(crate) by_id: Option<Id>,
    }
}

/// The newest verdicts that say machine (or that a member has made), before an id.
pub(crate) async fn shown(db: &Db, before: Option<Id>, limit: i64) -> Result<Vec<Shown>> {
    let mut sql = Sql::new(
        "select t.id, t.type, r.person_id, t.company_id, t.object_name, t.source, t.time, v.score, v.is_machine, \
         v.reasons, v.version, v.by_id from machine_verdict v join touchpoint t on t.id = v.touchpoint_id \
         left join person_record r on r.id = t.record_id where v.is_machine = 1 ",
    );
    if let Some(before) = before {
        sql.push(" and v.touchpoint_id < ").bind(before);
    }
    sql.push(" order by v.touchpoint_id desc limit ")
        .bind(limit);
    db.query(sql).await
}

/// How many touchpoints were taken for a machine's, how many only looked like it, and how many
/// verdicts were made by other rules than today's.
pub(crate) async fn totals(db: &Db) -> Result<(i64, i64, i64)> {
    db.one(
        "select cast(coalesce(sum(is_machine), 0) as bigint), cast(coalesce(sum(1 - is_machine), 0) as bigint), \
         cast(coalesce(sum(case when version <> $1 then 1 else 0 end), 0) as bigint) from machine_verdict",
        params![VERSION],
    )
    .await
}
