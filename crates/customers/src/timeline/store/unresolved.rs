//! Touchpoints without a company: the queue and its length.

use kernel::{Id, Millis, Result};
use store::{Db, Sql, params};

use crate::timeline::model::{Cursor, Filter};

/// Rows of one page of the queue.
pub(crate) const QUEUE_PAGE: usize = 50;
/// Waiting touchpoints that are looked at for what there is to choose from.
const LOOKED_AT: i64 = 5_000;

store::row! {
    /// A touchpoint that waits for a company.
    #[derive(Debug, Clone)]
    pub(crate) struct Unresolved {
        pub(crate) id: Id,
        pub(crate) type_key: String,
        pub(crate) time: Millis,
        pub(crate) source: String,
        pub(crate) object_name: Option<String>,
        pub(crate) anonymous_id: Option<String>,
        pub(crate) person_id: Option<Id>,
        pub(crate) first_name: Option<String>,
        pub(crate) last_name: Option<String>,
        pub(crate) deal_id: Option<Id>,
        pub(crate) deal_name: Option<String>,
        pub(crate) email: Option<String>,
        pub(crate) properties: Option<String>,
    }
}

/// A page of the queue, newest first; one more than a page says there is another.
pub(crate) async fn unresolved(db: &Db, filter: &Filter) -> Result<Vec<Unresolved>> {
    let mut sql = Sql::new(
        "select t.id, t.type, t.time, t.source, t.object_name, t.anonymous_id, pr.person_id, p.first_name, \
                p.last_name, t.deal_id, d.name, \
                (select e.email from person_email e where e.person_id = pr.person_id order by e.position limit 1), \
                t.properties \
         from touchpoint t left join person_record pr on pr.id = t.record_id \
         left join person p on p.id = pr.person_id left join deal d on d.id = t.deal_id \
         where t.company_id is null and t.retracted_by is null and t.retracts_id is null \
         and (t.channel is not null or t.deal_id is not null)",
    );
    if !filter.type_key.is_empty() {
        sql.push(" and t.type = ").bind(&filter.type_key);
    }
    if !filter.source.is_empty() {
        sql.push(" and t.source = ").bind(&filter.source);
    }
    if let Some(cursor) = Cursor::read(&filter.after)? {
        sql.push(" and (t.time, t.id) < (")
            .bind(cursor.time)
            .push(", ")
            .bind(cursor.id)
            .push(")");
    }
    sql.push(" order by t.time desc, t.id desc limit ")
        .bind(QUEUE_PAGE + 1);
    db.query(sql).await
}

/// How many wait; counting stops at a thousand.
pub(crate) async fn unresolved_count(db: &Db) -> Result<i64> {
    let (n,): (i64,) = db
        .one(
            "select count(*) from (select 1 from touchpoint where company_id is null and retracted_by is null \
             and retracts_id is null and (channel is not null or deal_id is not null) limit 1000) waiting",
            params![],
        )
        .await?;
    Ok(n)
}

/// Type, source and number of what waits, among the newest five thousand.
pub(crate) async fn unresolved_kinds(db: &Db) -> Result<Vec<(String, String, i64)>> {
    db.rows(
        "select w.type, w.source, count(*) from (\
           select type, source from touchpoint where company_id is null and retracted_by is null \
           and retracts_id is null and (channel is not null or deal_id is not null) \
           order by time desc limit $1) w \
         group by w.type, w.source order by w.type, w.source",
        params![LOOKED_AT],
    )
    .await
}
