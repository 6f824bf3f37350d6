//! The questions of the dashboard, each one statement.

use kernel::{Id, Millis, Result};
use store::{Db, params};

store::row! {
    /// Deals that ended in a period.
    pub(crate) struct Ended {
        pub(crate) won: i64,
        pub(crate) lost: i64,
        pub(crate) won_value: i64,
        pub(crate) currency: Option<String>,
    }
}

/// Deals won and lost from an instant on, and the value of the won ones.
pub(crate) async fn ended(db: &Db, from: Millis) -> Result<Ended> {
    db.one(
        "select cast(coalesce(sum(case when won_at >= $1 then 1 else 0 end), 0) as bigint), \
                cast(coalesce(sum(case when lost_at >= $1 then 1 else 0 end), 0) as bigint), \
                cast(coalesce(sum(case when won_at >= $1 then value_minor else 0 end), 0) as bigint), \
                max(case when won_at >= $1 then currency end) \
         from v_deal where won_at >= $1 or lost_at >= $1",
        params![from],
    )
    .await
}

/// Number and value of open deals.
pub(crate) async fn open(db: &Db) -> Result<(i64, i64, Option<String>)> {
    db.one(
        "select count(*), cast(coalesce(sum(value_minor), 0) as bigint), max(currency) from v_deal \
         where won_at is null and lost_at is null",
        params![],
    )
    .await
}

/// Milliseconds from opening to winning of every deal won since an instant.
pub(crate) async fn times_to_win(db: &Db, from: Millis) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = db
        .rows(
            "select won_at - opened_at from v_deal where won_at >= $1",
            params![from],
        )
        .await?;
    Ok(rows.into_iter().map(|(n,)| n).collect())
}

/// Touchpoints per department since an instant. One range of the index per department: grouping the
/// whole table by department would read all of it.
pub(crate) async fn touchpoints(db: &Db, from: Millis) -> Result<Vec<(Option<Id>, i64)>> {
    db.rows(
        "select id, n from (\
           select d.id, (select count(*) from touchpoint t where t.department_id = d.id and t.time >= $1 \
             and t.retracted_by is null and t.channel is not null) as n from department d \
           union all \
           select cast(null as bigint), count(*) from touchpoint t where t.department_id is null \
             and t.time >= $1 and t.retracted_by is null and t.channel is not null) counted \
         where n > 0",
        params![from],
    )
    .await
}
