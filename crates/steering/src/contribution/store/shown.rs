//! What a page shows of the touchpoints of one journey, with names, which the analysis never reads.

use std::collections::HashMap;

use ::store::{Db, Sql, params};
use kernel::{Id, Millis, Result};

use crate::effects::{Deal, WINDOW_DAYS, earning_types};

::store::row! {
    /// A touchpoint of a journey as it is shown.
    pub(crate) struct Shown {
        pub(crate) id: Id,
        pub(crate) type_key: String,
        pub(crate) department_id: Option<Id>,
        pub(crate) object_name: Option<String>,
        pub(crate) time: Millis,
        pub(crate) person_id: Option<Id>,
        pub(crate) first_name: Option<String>,
        pub(crate) last_name: Option<String>,
    }
}

/// A deal with its name.
pub(crate) async fn deal(db: &Db, id: Id) -> Result<Option<(String, Deal)>> {
    let found: Option<(String,)> = db
        .row("select name from deal where id = $1", params![id])
        .await?;
    let Some((name,)) = found else {
        return Ok(None);
    };
    let deal = db
        .one(
            "select d.id, coalesce(c.company_id, d.company_id), d.value_minor, d.margin_minor, d.currency, d.opened_at, d.won_at, \
             d.lost_at from deal d left join company_record c on c.id = d.company_id where d.id = $1",
            params![id],
        )
        .await?;
    Ok(Some((name, deal)))
}

/// Names of deals and of the companies of outcomes, by the ids of deals and companies.
pub(crate) async fn names(
    db: &Db,
    deals: Vec<Id>,
    companies: Vec<Id>,
) -> Result<HashMap<Id, String>> {
    let mut found = HashMap::new();
    for (table, ids) in [
        ("select id, name from deal where id in ", deals),
        ("select id, name from company where id in ", companies),
    ] {
        if !ids.is_empty() {
            let mut sql = Sql::new(table);
            sql.bind_list(ids);
            found.extend(db.query::<(Id, String)>(sql).await?);
        }
    }
    Ok(found)
}

/// Touchpoints by their ids, in the order of time.
pub(crate) async fn touchpoints(db: &Db, ids: Vec<Id>) -> Result<Vec<Shown>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "select t.id, t.type, t.department_id, t.object_name, t.time, t.person_id, p.first_name, p.last_name \
         from v_touchpoint t left join v_person p on p.id = t.person_id where t.id in ",
    );
    sql.bind_list(ids).push(" order by t.time, t.id");
    db.query(sql).await
}

/// What a touchpoint must be to earn credit; the types follow.
const ATTRIBUTABLE: &str = " and t.company_id is not null and t.direction <> 'internal' and t.is_machine = 0 \
     and t.retracted_by is null and t.channel is not null and t.type in ";

/// How many touchpoints of each department earned credit for each of these deals, up to its end or
/// now: deal, department, count. One statement for all of them.
pub(crate) async fn taking_part(
    db: &Db,
    deals: Vec<Id>,
    now: Millis,
) -> Result<Vec<(Id, Option<Id>, i64)>> {
    let mut sql = Sql::new(
        "select d.id, t.department_id, count(*) from deal d join company_record own on own.id = d.company_id \
         join company_record whole on whole.company_id = own.company_id join touchpoint t on t.company_id = whole.id \
         and t.time < coalesce(d.won_at, d.lost_at, ",
    );
    sql.bind(now).push(") and t.time >= d.opened_at - ");
    sql.bind(WINDOW_DAYS * Millis::DAY).push(" where d.id in ");
    sql.bind_list(deals);
    sql.push(ATTRIBUTABLE).bind_list(earning_types());
    sql.push(" group by d.id, t.department_id");
    db.query(sql).await
}
