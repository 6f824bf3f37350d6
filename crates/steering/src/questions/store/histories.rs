//! Histories of companies from the timeline, in pages of companies.

use std::collections::HashMap;

use kernel::{Date, Id, Millis, Result};
use store::{Db, Sql, params};

use super::super::SPAN_TYPES;
use super::super::model::{Company, Ground, History, Raw, Reading, class_of};

store::row! {
    struct Row {
        company_id: Id,
        type_key: String,
        department: Option<String>,
        at: Millis,
        person_id: Option<Id>,
        deal_id: Option<Id>,
        object_type: Option<String>,
        object_id: Option<String>,
        object_name: Option<String>,
        value_minor: Option<i64>,
        properties: Option<String>,
    }
}

store::row! {
    struct Known {
        id: Id,
        segment: Option<String>,
        employees: Option<i64>,
        since: Option<Date>,
    }
}

/// Number of companies.
///
/// # Errors
/// As [`Db::one`].
pub async fn companies(db: &Db) -> Result<i64> {
    let (n,): (i64,) = db.one("select count(*) from v_company", params![]).await?;
    Ok(n)
}

/// The histories of the next `limit` companies after an id, in the order of their ids, with or without
/// mails.
///
/// # Errors
/// As [`Db::rows`].
pub async fn page(db: &Db, after: Option<Id>, limit: i64, mails: bool) -> Result<Vec<History>> {
    let found: Vec<Known> = db
        .rows(
            "select id, segment_size, employees, is_customer_since from company \
             where id > $1 and merged_into_id is null order by id limit $2",
            params![after.unwrap_or(Id(i64::MIN)), limit],
        )
        .await?;
    let (Some(first), Some(last)) = (found.first().map(|c| c.id), found.last().map(|c| c.id))
    else {
        return Ok(Vec::new());
    };
    let mut histories: Vec<History> = found
        .into_iter()
        .map(|known| History {
            company: Company {
                id: known.id,
                class: class_of(known.segment.as_deref(), known.employees),
                customer_since: known.since.map(Millis::of_date),
            },
            phases: HashMap::new(),
            facts: Vec::new(),
        })
        .collect();
    phases(db, (first, last), &mut histories).await?;
    facts(db, (first, last), mails, &mut histories).await?;
    Ok(histories)
}

async fn phases(db: &Db, (first, last): (Id, Id), histories: &mut [History]) -> Result<()> {
    let people: Vec<(Id, Id, i64)> = db
        .rows(
            "select r.company_id, p.id, p.lifecycle_phase from company_record r join v_person p on p.company_id = r.id \
             where r.company_id >= $1 and r.company_id <= $2 and p.lifecycle_phase is not null",
            params![first, last],
        )
        .await?;
    for (company, person, phase) in people {
        if let Ok(at) = histories.binary_search_by_key(&company, |h| h.company.id) {
            histories[at].phases.insert(person, phase);
        }
    }
    Ok(())
}

async fn facts(
    db: &Db,
    (first, last): (Id, Id),
    mails: bool,
    histories: &mut [History],
) -> Result<()> {
    let mut sql = Sql::new(
        "select r.company_id, t.type, d.key, t.time, t.person_id, t.deal_id, t.object_type, t.object_id, \
         t.object_name, t.value_minor, t.properties from company_record r \
         join v_touchpoint t on t.company_id = r.id left join v_department d on d.id = t.department_id \
         where r.company_id >= ",
    );
    sql.bind(first).push(" and r.company_id <= ").bind(last);
    sql.push(" and t.is_machine = 0 and t.type in ");
    let types = Reading::TYPES.iter().copied();
    sql.bind_list(types.filter(|t| mails || !t.starts_with("email.")));
    let rows: Vec<Row> = db.query(sql).await?;
    for row in rows {
        let Ok(at) = histories.binary_search_by_key(&row.company_id, |h| h.company.id) else {
            continue;
        };
        let properties = properties(row.properties.as_deref());
        histories[at].facts.extend(Reading::fact(&Raw {
            type_key: &row.type_key,
            department: row.department.as_deref().unwrap_or(""),
            at: row.at,
            person: row.person_id,
            deal: row.deal_id,
            object_type: row.object_type.as_deref(),
            object_id: row.object_id.as_deref(),
            object_name: row.object_name.as_deref(),
            value_minor: row.value_minor,
            properties: &properties,
        }));
    }
    for history in histories {
        history.settle();
    }
    Ok(())
}

fn properties(text: Option<&str>) -> serde_json::Map<String, serde_json::Value> {
    text.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

/// What the data up to now say as a whole; nothing while nothing happened.
///
/// # Errors
/// As [`Db::rows`].
pub async fn ground(db: &Db, companies: i64, now: Millis) -> Result<Option<Ground>> {
    let mut sql =
        Sql::new("select min(time), max(time) from v_touchpoint where is_machine = 0 and type in ");
    sql.bind_list(SPAN_TYPES.iter().copied());
    // What is dated later than now says nothing about what is known.
    sql.push(" and time <= ").bind(now);
    let spans: Vec<(Option<Millis>, Option<Millis>)> = db.query(sql).await?;
    let Some((Some(from), Some(until))) = spans.into_iter().next() else {
        return Ok(None);
    };
    let posts: Vec<(Millis, Option<String>)> = db
        .rows(
            "select t.time, t.properties from v_touchpoint t join v_department d on d.id = t.department_id \
             where t.type = 'social.post.shared' and t.is_machine = 0 and t.company_id is not null \
             and d.key in ('sales', 'sdr')",
            params![],
        )
        .await?;
    let (press,): (i64,) = db
        .one(
            "select count(*) from v_touchpoint where type = 'press.mention_found' and is_machine = 0 \
             and company_id is not null",
            params![],
        )
        .await?;
    let mut shared = HashMap::new();
    for (at, text) in posts {
        let properties = properties(text.as_deref());
        if let Some(word) = Reading::shared(&properties) {
            let first = shared.entry(word).or_insert(at);
            *first = at.min(*first);
        }
    }
    Ok(Some(Ground {
        shared,
        from,
        until,
        thinning: super::super::thinning(companies, press, until.0.saturating_sub(from.0)),
    }))
}
