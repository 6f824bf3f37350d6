//! What was spent: the costs recorded at the touchpoints of a period, by row.

use ::store::{Db, Sql};
use kernel::Result;

use super::rows::OTHERS;
use crate::contribution::model::{Cost, Costs, Places, Question};
use crate::effects::{CAMPAIGN, Dimension, campaign};

::store::row! {
    /// The costs of some touchpoints of one department.
    struct Spent {
        department: Option<String>,
        key: Option<String>,
        properties: Option<String>,
        currency: Option<String>,
        minor: i64,
        touchpoints: i64,
    }
}

/// The costs of the touchpoints in the period of a question, in its currency; a touchpoint without any
/// currency has that of the company. All touchpoints count, also those of machines and of nobody known: what
/// was paid was paid. What was taken back does not.
///
/// # Errors
/// As [`Db::rows`].
pub async fn costs(db: &Db, question: &Question, places: &Places) -> Result<Costs> {
    let mut sql = Sql::new("select d.key, ");
    let (columns, groups) = columns(question.dimension);
    sql.push(columns);
    sql.push(
        ", t.currency, cast(sum(t.cost_minor) as bigint), count(*) from touchpoint t \
         left join v_department d on d.id = t.department_id left join v_activity a on a.id = t.activity_id \
         where t.cost_minor <> 0 and t.retracted_by is null and t.time >= ",
    );
    sql.bind(question.from).push(" and t.time < ");
    sql.bind(question.to).push(" group by d.key, t.currency");
    sql.push(groups);
    let mut found = Costs {
        rows: vec![Cost::default(); places.unknown() + 1],
        elsewhere: 0,
    };
    for spent in db.query::<Spent>(sql).await? {
        if spent
            .currency
            .as_ref()
            .is_some_and(|c| *c != question.currency)
        {
            found.elsewhere += spent.touchpoints;
            continue;
        }
        let row = &mut found.rows[row(places, question.dimension, &spent)];
        row.minor += spent.minor;
        row.touchpoints += spent.touchpoints;
    }
    Ok(found)
}

/// The columns in which the key of a row is, and by what they are grouped.
fn columns(dimension: Dimension) -> (&'static str, &'static str) {
    match dimension {
        Dimension::Department => ("d.key, cast(null as text)", ""),
        Dimension::Activity => ("a.key, cast(null as text)", ", a.key"),
        Dimension::Channel => ("t.channel, cast(null as text)", ", t.channel"),
        Dimension::Campaign => (CAMPAIGN, ", 2, 3"),
    }
}

/// The row of a cost, as that of its touchpoint would be. A campaign that no known company met has none.
fn row(places: &Places, by: Dimension, spent: &Spent) -> usize {
    let joint = places.joint.as_ref();
    let is_small = |key: &String| joint.is_some_and(|j| j.of.iter().any(|d| d.key == *key));
    if let Some(joint) = joint.filter(|_| spent.department.as_ref().is_some_and(is_small)) {
        return joint.row;
    }
    let key = match by {
        Dimension::Campaign => campaign(spent.key.clone(), spent.properties.as_deref()),
        _ => spent.key.clone(),
    };
    let Some(key) = key else {
        return places.unknown();
    };
    let own = |key: &str| places.list.iter().position(|place| place.key == key);
    let rarer = || own(OTHERS).filter(|_| by == Dimension::Campaign);
    own(&key).or_else(rarer).unwrap_or(places.unknown())
}
