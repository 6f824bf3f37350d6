//! What was assigned by hand from the queue, and what each assignment changed.

use kernel::{Error, Id, Result};
use store::{Sql, Tx, params};

store::row! {
    /// A chosen touchpoint that has no company, with what else it names.
    #[derive(Debug, Clone)]
    pub(crate) struct Waiting {
        pub(crate) id: Id,
        pub(crate) anonymous_id: Option<String>,
        pub(crate) person_id: Option<Id>,
        pub(crate) deal_id: Option<Id>,
    }
}

/// Something that an assignment changed: kind, record and further value (see the migration).
pub(crate) type Effect = (&'static str, Id, Option<String>);

store::row! {
    /// An assignment that is taken back.
    #[derive(Debug, Clone)]
    pub(crate) struct Undone {
        pub(crate) company_id: Option<Id>,
        pub(crate) person_id: Option<Id>,
        pub(crate) touchpoint_id: Option<Id>,
    }
}

/// Those of the chosen touchpoints that still wait for a company.
pub(crate) async fn waiting(tx: &mut Tx, chosen: &[Id]) -> Result<Vec<Waiting>> {
    let mut sql = Sql::new(
        "select t.id, t.anonymous_id, r.person_id, t.deal_id from touchpoint t \
         left join person_record r on r.id = t.record_id \
         where t.company_id is null and t.retracted_by is null and t.id in ",
    );
    sql.bind_list(chosen.iter().copied()).push(" order by t.id");
    tx.query(sql).await
}

pub(crate) async fn insert_assignment(
    tx: &mut Tx,
    company: Option<Id>,
    person: Option<Id>,
    note: Option<Id>,
) -> Result<Id> {
    let (id, now, member) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into assignment (id, at, member_id, company_id, person_id, touchpoint_id) \
         values ($1, $2, $3, $4, $5, $6)",
        params![id, now, member, company, person, note],
    )
    .await?;
    Ok(id)
}

pub(crate) async fn insert_effects(tx: &mut Tx, id: Id, effects: Vec<Effect>) -> Result<()> {
    let rows = effects
        .into_iter()
        .map(|(kind, record, value)| params![id, kind, record, value])
        .collect();
    let columns = &["assignment_id", "kind", "record_id", "value"];
    tx.insert_many("assignment_effect", columns, rows, "on conflict do nothing")
        .await?;
    Ok(())
}

/// Marks an assignment as taken back; only once.
pub(crate) async fn undone(tx: &mut Tx, id: Id) -> Result<Undone> {
    let now = tx.ctx().now();
    let found: Option<Undone> = tx
        .row(
            "update assignment set undone_at = $2 where id = $1 and undone_at is null \
             returning company_id, person_id, touchpoint_id",
            params![id, now],
        )
        .await?;
    found.ok_or(Error::NotFound("assignment"))
}

pub(crate) async fn effects(tx: &mut Tx, id: Id) -> Result<Vec<(String, Id, Option<String>)>> {
    tx.rows(
        "select kind, record_id, value from assignment_effect where assignment_id = $1 order by kind, record_id",
        params![id],
    )
    .await
}
