//! Companies with contact in a month: how often one met them, and which departments they had contact with.

use ::store::{Db, Sql};
use kernel::Result;

use super::counts::{Behind, Sides, Window, sides};

/// Touchpoints with their company as it is now, and whether they are contact with the customer.
fn contacts(sql: &mut Sql, window: &Window<'_>) {
    sql.push(
        " from v_touchpoint t left join company_record c on c.id = t.company_id \
         where t.company_id is not null and t.channel is not null and t.direction <> 'internal' \
         and t.is_machine = 0 and ",
    );
    window.within(sql, "t.time");
}

/// Opens a selection of (own, met, company) of all contacts.
fn meetings(sql: &mut Sql, window: &Window<'_>, met: &'static [&'static str]) {
    sql.push("(select cast(");
    window.own(sql, "t.department_id");
    sql.push(" as bigint) as own, case when t.type in ");
    sql.bind_list(met.iter().copied());
    sql.push(" then 1 else 0 end as met, coalesce(c.company_id, t.company_id) as company");
    contacts(sql, window);
    sql.push(") x");
}

pub(super) async fn met(
    db: &Db,
    window: &Window<'_>,
    met: &'static [&'static str],
) -> Result<Sides> {
    let mut sql = Sql::new("select own, cast(sum(met) as bigint), count(distinct company) from ");
    meetings(&mut sql, window, met);
    sql.push(" group by own");
    Ok(sides(&db.query(sql).await?))
}

/// The companies, those that one met most often first.
pub(super) async fn met_records(
    db: &Db,
    window: &Window<'_>,
    met: &'static [&'static str],
    own: i64,
    cut: (i64, i64),
) -> Result<Vec<Behind>> {
    let mut sql = Sql::new(
        "select y.company, cast(null as bigint), 'company', co.name, y.n from \
         (select company, cast(sum(met) as bigint) as n from ",
    );
    meetings(&mut sql, window, met);
    sql.push(" where own = ")
        .bind(own)
        .push(" group by company) y");
    page(&mut sql, cut);
    db.query(sql).await
}

fn page(sql: &mut Sql, (skip, take): (i64, i64)) {
    sql.push(" left join v_company co on co.id = y.company order by y.n desc, y.company limit ");
    sql.bind(take).push(" offset ").bind(skip);
}

/// Opens a selection of (company, departments) of the companies with contact by those who changed.
fn together(sql: &mut Sql, window: &Window<'_>) {
    sql.push("(select company, count(distinct department) as n from (select ");
    window.own(sql, "t.department_id");
    sql.push(
        " as own, coalesce(c.company_id, t.company_id) as company, t.department_id as department",
    );
    contacts(sql, window);
    sql.push(") x group by company having max(own) = 1) y");
}

pub(super) async fn joint(db: &Db, window: &Window<'_>) -> Result<Sides> {
    let mut sql = Sql::new(
        "select cast(coalesce(sum(case when y.n >= 2 then 1 else 0 end), 0) as bigint), count(*) from ",
    );
    together(&mut sql, window);
    let rows: Vec<(i64, i64)> = db.query(sql).await?;
    Ok((rows.first().copied().unwrap_or((0, 0)), (0, 0)))
}

/// The companies, those of most departments first.
pub(super) async fn joint_records(
    db: &Db,
    window: &Window<'_>,
    cut: (i64, i64),
) -> Result<Vec<Behind>> {
    let mut sql = Sql::new("select y.company, cast(null as bigint), 'company', co.name, y.n from ");
    together(&mut sql, window);
    page(&mut sql, cut);
    db.query(sql).await
}
