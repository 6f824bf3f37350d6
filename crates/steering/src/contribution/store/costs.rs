//! What was spent: the costs recorded at the touchpoints of a period, by row, and these touchpoints.

use ::store::{Db, Sql, params};
use kernel::{Error, Id, Millis, Result};

use super::rows::OTHERS;
use crate::contribution::model::{Cost, Costs, Places, Question};
use crate::effects::{CAMPAIGN, CAMPAIGN_BY_TITLE, Dimension, campaign};

/// Which touchpoints count, from the start of the period on. Machines and companies that nobody knows count as
/// well: what was paid was paid. What was taken back does not.
const COUNTED: &str = " where t.cost_minor <> 0 and t.retracted_by is null and t.time >= ";
const TABLES: &str = " from touchpoint t left join v_department d on d.id = t.department_id \
     left join v_activity a on a.id = t.activity_id";
/// Costs by campaign, those of an index alone and all others: the first repeats the condition of the index.
const BY_TITLE: &str = " and t.properties is null and coalesce(length(t.object_name), 0) <= 200";
const BY_PROPERTIES: &str =
    " and (t.properties is not null or coalesce(length(t.object_name), 0) > 200)";
/// The company that a touchpoint belongs to after all that was merged.
const COMPANY: &str = " left join company_record r on r.id = t.company_id left join v_company c on c.id = r.company_id";

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
/// currency has that of the company.
///
/// # Errors
/// As [`Db::rows`].
pub async fn costs(db: &Db, question: &Question, places: &Places) -> Result<Costs> {
    let (own, groups) = columns(question.dimension);
    let parts = match question.dimension {
        Dimension::Campaign => vec![(CAMPAIGN_BY_TITLE, BY_TITLE), (own, BY_PROPERTIES)],
        _ => vec![(own, "")],
    };
    let mut found = Costs {
        rows: vec![Cost::default(); places.unknown() + 1],
        elsewhere: 0,
    };
    for (columns, which) in parts {
        let mut sql = Sql::new("select d.key, ");
        sql.push(columns);
        sql.push(", t.currency, cast(sum(t.cost_minor) as bigint), count(*)");
        sql.push(TABLES).push(COUNTED);
        sql.bind(question.from).push(" and t.time < ");
        sql.bind(question.to).push(which);
        sql.push(" group by d.key, t.currency").push(groups);
        for spent in db.query(sql).await? {
            add(&mut found, question, places, spent);
        }
    }
    Ok(found)
}

fn add(found: &mut Costs, question: &Question, places: &Places, spent: Spent) {
    let currency = spent.currency.as_ref();
    if currency.is_some_and(|c| *c != question.currency) {
        found.elsewhere += spent.touchpoints;
        return;
    }
    let keys = (spent.department, spent.key, spent.properties);
    let row = &mut found.rows[row(places, question.dimension, keys)];
    row.minor += spent.minor;
    row.touchpoints += spent.touchpoints;
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

/// Department, key in the split, and the properties that may name the campaign.
type Keys = (Option<String>, Option<String>, Option<String>);

/// The row of a cost, as that of its touchpoint would be. A campaign that no known company met has none.
fn row(places: &Places, by: Dimension, (department, key, properties): Keys) -> usize {
    let joint = places.joint.as_ref();
    let is_small = |key: &String| joint.is_some_and(|j| j.of.iter().any(|d| d.key == *key));
    if let Some(joint) = joint.filter(|_| department.as_ref().is_some_and(is_small)) {
        return joint.row;
    }
    let key = match by {
        Dimension::Campaign => campaign(key, properties.as_deref()),
        _ => key,
    };
    let Some(key) = key else {
        return places.unknown();
    };
    let own = |key: &str| places.list.iter().position(|place| place.key == key);
    let rarer = || own(OTHERS).filter(|_| by == Dimension::Campaign);
    own(&key).or_else(rarer).unwrap_or(places.unknown())
}

::store::row! {
    /// A touchpoint that cost something, as it is listed.
    pub(crate) struct Paid {
        /// The touchpoint.
        pub(crate) id: Id,
        /// When it was.
        pub(crate) time: Millis,
        /// Its type.
        pub(crate) type_key: String,
        /// What it is about: the title of a webinar, the name of a fair.
        pub(crate) object_name: Option<String>,
        /// German name of the activity.
        pub(crate) activity_de: Option<String>,
        /// English name.
        pub(crate) activity_en: Option<String>,
        /// The company.
        pub(crate) company_id: Option<Id>,
        /// Its name.
        pub(crate) company: Option<String>,
        /// The cost in minor units of the currency of the question.
        pub(crate) minor: i64,
        department: Option<String>,
        key: Option<String>,
        properties: Option<String>,
    }
}

/// Touchpoints that are read at once.
const READ: i64 = 1_000;

/// The touchpoints behind the cost of a row (without one: behind all of them), the latest first, at most so many
/// and behind another one; and the one to go on from. They are the ones that [`costs`] adds.
///
/// # Errors
/// As [`Db::rows`].
pub(crate) async fn paid(
    db: &Db,
    question: &Question,
    (places, wanted): (&Places, Option<usize>),
    after: Option<Id>,
    most: usize,
) -> Result<(Vec<Paid>, Option<Id>)> {
    let (mut after, mut found) = (place_of(db, after).await?, Vec::new());
    loop {
        let read: Vec<Paid> = db.query(behind(question, after)).await?;
        let is_last = (read.len() as i64) < READ;
        for mut paid in read {
            after = Some((paid.time, paid.id));
            let keys = (
                paid.department.take(),
                paid.key.take(),
                paid.properties.take(),
            );
            if wanted.is_some_and(|wanted| row(places, question.dimension, keys) != wanted) {
                continue;
            }
            // One more than fits tells that there is a next page.
            if found.len() == most {
                let last = found.last().map(|last: &Paid| last.id);
                return Ok((found, last));
            }
            found.push(paid);
        }
        if is_last {
            return Ok((found, None));
        }
    }
}

/// The place of a touchpoint in the order of time.
async fn place_of(db: &Db, id: Option<Id>) -> Result<Option<(Millis, Id)>> {
    let Some(id) = id else {
        return Ok(None);
    };
    let sql = "select time, id from touchpoint where id = $1";
    let found = db.row(sql, params![id]).await?;
    Ok(Some(found.ok_or(Error::NotFound("touchpoint"))?))
}

fn behind(question: &Question, after: Option<(Millis, Id)>) -> Sql {
    let mut sql = Sql::new(
        "select t.id, t.time, t.type, t.object_name, a.name_de, a.name_en, c.id, c.name, t.cost_minor, d.key, ",
    );
    sql.push(columns(question.dimension).0);
    sql.push(TABLES).push(COMPANY).push(COUNTED);
    sql.bind(question.from).push(" and t.time < ");
    sql.bind(question.to);
    sql.push(" and (t.currency is null or t.currency = ");
    sql.bind(question.currency.as_str()).push(")");
    if let Some((time, id)) = after {
        sql.push(" and (t.time < ").bind(time);
        sql.push(" or t.time = ").bind(time);
        sql.push(" and t.id < ").bind(id).push(")");
    }
    sql.push(" order by t.time desc, t.id desc limit ")
        .bind(READ);
    sql
}
