//! Touchpoints of some types out of touchpoints of others.

use ::store::{Db, Sql};
use kernel::Result;

use super::counts::{Behind, Sides, Window, sides};

type Types = &'static [&'static str];

pub(super) async fn counted(
    db: &Db,
    window: &Window<'_>,
    counted: Types,
    of: Types,
) -> Result<Sides> {
    let mut sql = Sql::new(
        "select own, cast(sum(hit) as bigint), cast(sum(base) as bigint) from (select cast(",
    );
    window.own(&mut sql, "t.department_id");
    sql.push(" as bigint) as own, case when t.type in ");
    sql.bind_list(counted.iter().copied());
    sql.push(" then 1 else 0 end as hit, case when t.type in ");
    sql.bind_list(of.iter().copied());
    sql.push(" then 1 else 0 end as base");
    from(&mut sql, window, counted, of);
    sql.push(") counted group by own");
    Ok(sides(&db.query(sql).await?))
}

fn from(sql: &mut Sql, window: &Window<'_>, counted: Types, of: Types) {
    sql.push(" from v_touchpoint t where ");
    window.within(sql, "t.time");
    sql.push(" and t.is_machine = 0 and t.type in ");
    sql.bind_list(counted.iter().chain(of).copied());
}

/// What is counted comes first: it stands there with 1, what it is counted out of with 0.
pub(super) async fn records(
    db: &Db,
    window: &Window<'_>,
    (counted, of): (Types, Types),
    own: i64,
    (skip, take): (i64, i64),
) -> Result<Vec<Behind>> {
    let mut sql = Sql::new(
        "select x.id, x.time, x.type, co.name, x.hit from (select t.id, t.time, t.type, t.company_id, cast(case when t.type in ",
    );
    sql.bind_list(counted.iter().copied());
    sql.push(" then 1 else 0 end as bigint) as hit, cast(");
    window.own(&mut sql, "t.department_id");
    sql.push(" as bigint) as own");
    from(&mut sql, window, counted, of);
    sql.push(
        ") x left join company_record c on c.id = x.company_id \
         left join v_company co on co.id = coalesce(c.company_id, x.company_id) where x.own = ",
    );
    sql.bind(own)
        .push(" order by x.hit desc, x.time, x.id limit ")
        .bind(take);
    sql.push(" offset ").bind(skip);
    db.query(sql).await
}
