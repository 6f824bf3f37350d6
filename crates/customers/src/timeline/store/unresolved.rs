//! Touchpoints without a company: the queue, its length, and how they get one.

use kernel::{Id, Millis, Result};
use store::{Db, Sql, params};

/// Rows of one page of the queue.
const PAGE: i64 = 50;

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
    }
}

/// A page of the queue, newest first, behind a cursor; one more than a page says there is another.
pub(crate) async fn unresolved(db: &Db, after: Option<(Millis, Id)>) -> Result<Vec<Unresolved>> {
    let mut sql = Sql::new(
        "select t.id, t.type, t.time, t.source, t.object_name, t.anonymous_id, pr.person_id, p.first_name, \
                p.last_name, t.deal_id \
         from touchpoint t left join person_record pr on pr.id = t.record_id \
         left join person p on p.id = pr.person_id \
         where t.company_id is null and t.retracted_by is null and t.retracts_id is null \
         and (t.channel is not null or t.deal_id is not null)",
    );
    if let Some((time, id)) = after {
        sql.push(" and (t.time, t.id) < (")
            .bind(time)
            .push(", ")
            .bind(id)
            .push(")");
    }
    sql.push(" order by t.time desc, t.id desc limit ")
        .bind(PAGE + 1);
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
