//! Deals won out of deals ended, by the department that they came from.

use ::store::{Db, Sql};
use kernel::Result;

use super::counts::{Behind, Sides, Window, sides};

/// Opens a selection of (id, name, own, won, ended) of the deals that ended in a window.
fn ended(sql: &mut Sql, window: &Window<'_>) {
    sql.push("(select d.id, d.name, cast(");
    window.own(sql, "d.source_department_id");
    sql.push(
        " as bigint) as own, cast(case when d.won_at is not null then 1 else 0 end as bigint) as won, \
         coalesce(d.won_at, d.lost_at) as ended from v_deal d where (",
    );
    window.within(sql, "d.won_at");
    sql.push(") or (d.won_at is null and ");
    window.within(sql, "d.lost_at");
    sql.push(")) x");
}

pub(super) async fn counted(db: &Db, window: &Window<'_>) -> Result<Sides> {
    let mut sql = Sql::new("select own, cast(sum(won) as bigint), count(*) from ");
    ended(&mut sql, window);
    sql.push(" group by own");
    Ok(sides(&db.query(sql).await?))
}

pub(super) async fn records(
    db: &Db,
    window: &Window<'_>,
    own: i64,
    (skip, take): (i64, i64),
) -> Result<Vec<Behind>> {
    let mut sql = Sql::new("select x.id, x.ended, 'deal', x.name, x.won from ");
    ended(&mut sql, window);
    sql.push(" where x.own = ").bind(own);
    sql.push(" order by x.won desc, x.ended, x.id limit ")
        .bind(take);
    sql.push(" offset ").bind(skip);
    db.query(sql).await
}
