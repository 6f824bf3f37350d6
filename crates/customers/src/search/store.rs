//! The objects that a stretch of the log names.

use kernel::{Id, Result};
use store::{Db, Tx, params};

store::row! {
    /// A ticket, invoice, offer, contract or project as its touchpoints tell it.
    #[derive(Debug)]
    pub(crate) struct Object {
        pub(crate) first: Id,
        pub(crate) kind: String,
        pub(crate) number: String,
        pub(crate) name: Option<String>,
        pub(crate) company: Option<String>,
    }
}

/// The objects named by touchpoints with `seq` in `after+1 ..= up_to`, each told by all its
/// touchpoints that were not taken back. The kind is asked as an expression, so that the stretch leads
/// and not all objects of these kinds.
pub(crate) async fn objects(tx: &mut Tx, after: i64, up_to: i64) -> Result<Vec<Object>> {
    tx.rows(
        "select min(t.id), t.object_type, t.object_id, max(t.object_name), max(c.name) \
         from (select b.source, b.object_type, b.object_id from touchpoint b \
               where b.seq > $1 and b.seq <= $2 and b.object_id is not null \
               and (b.object_type || '') in ('ticket', 'invoice', 'offer', 'contract', 'project') \
               union select b.source, b.object_type, b.object_id \
               from touchpoint r join touchpoint b on b.id = r.retracts_id \
               where r.seq > $1 and r.seq <= $2 and r.retracts_id is not null and b.object_id is not null \
               and b.object_type in ('ticket', 'invoice', 'offer', 'contract', 'project')) named \
         join touchpoint t on t.object_type = named.object_type and t.object_id = named.object_id \
              and t.source = named.source and t.retracted_by is null \
         left join company_record cr on cr.id = t.company_id left join company c on c.id = cr.company_id \
         group by t.source, t.object_type, t.object_id",
        params![after, up_to],
    )
    .await
}

/// The touchpoints of objects that were taken back in this stretch of the log.
pub(crate) async fn retracted(tx: &mut Tx, after: i64, up_to: i64) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = tx
        .rows(
            "select t.id from touchpoint r join touchpoint t on t.id = r.retracts_id \
             where r.seq > $1 and r.seq <= $2 and r.retracts_id is not null and t.object_id is not null \
             and t.object_type in ('ticket', 'invoice', 'offer', 'contract', 'project')",
            params![after, up_to],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// People, companies and deals that the search does not know.
///
/// # Errors
/// As [`Db::rows`].
pub async fn missing(db: &Db) -> Result<i64> {
    let (missing,): (i64,) = db
        .one(
            "select (select count(*) from v_person r where not exists (select 1 from search_doc d where d.id = r.id)) \
             + (select count(*) from v_company r where not exists (select 1 from search_doc d where d.id = r.id)) \
             + (select count(*) from v_deal r where not exists (select 1 from search_doc d where d.id = r.id))",
            params![],
        )
        .await?;
    Ok(missing)
}
