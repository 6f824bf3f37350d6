//! The questions of the dashboard, each one statement.

use kernel::{Id, Millis, Result};
use store::{Db, params};

store::row! {
    /// A deal that was won.
    #[derive(Debug, Clone)]
    pub(crate) struct Won {
        pub(crate) opened_at: Millis,
        pub(crate) won_at: Millis,
        pub(crate) value_minor: Option<i64>,
        pub(crate) currency: String,
    }
}

/// The deals won since an instant, in their order.
pub(crate) async fn won(db: &Db, from: Millis) -> Result<Vec<Won>> {
    db.rows(
        "select opened_at, won_at, value_minor, currency from v_deal where won_at >= $1 order by won_at, id",
        params![from],
    )
    .await
}

/// When the deals lost since an instant were lost.
pub(crate) async fn lost(db: &Db, from: Millis) -> Result<Vec<Millis>> {
    let rows: Vec<(Millis,)> = db
        .rows(
            "select lost_at from v_deal where lost_at >= $1",
            params![from],
        )
        .await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// Number and value of the open deals of each currency, the currency of most deals first.
pub(crate) async fn open(db: &Db) -> Result<Vec<(String, i64, i64)>> {
    db.rows(
        "select currency, count(*), cast(coalesce(sum(value_minor), 0) as bigint) from v_deal \
         where won_at is null and lost_at is null group by currency order by 2 desc, 1",
        params![],
    )
    .await
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
