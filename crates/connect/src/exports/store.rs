//! Every statement of an export: one query per sheet, one per list of a sheet.

use std::collections::HashMap;

use kernel::{Error, Id, Result};
use store::{Db, Row, Value, params};

use super::model::{Holds, Sheet};

/// Records per query.
pub(super) const PAGE: i64 = 2_000;

/// The next records of a sheet behind an id, each with all columns of the sheet.
///
/// # Errors
/// As [`Db::rows`].
pub async fn page(db: &Db, sheet: &Sheet, after: Id) -> Result<Vec<Vec<Value>>> {
    let rows: Vec<Row> = db.rows(select(sheet.kind)?, params![after, PAGE]).await?;
    let plain = sheet
        .columns
        .iter()
        .filter(|c| c.holds != Holds::List)
        .count();
    let mut records = Vec::with_capacity(rows.len());
    for mut row in rows {
        let mut values = Vec::with_capacity(sheet.columns.len());
        for _ in 0..plain {
            values.push(row.next::<Value>()?);
        }
        records.push(values);
    }
    let Some(last) = records.last().and_then(|r| id_of(r)) else {
        return Ok(records);
    };
    for column in sheet.columns.iter().filter(|c| c.holds == Holds::List) {
        let items: Vec<(Id, String)> = db
            .rows(items(sheet.kind, column.name)?, params![after, last])
            .await?;
        let mut lists: HashMap<Id, Vec<String>> = HashMap::new();
        for (id, item) in items {
            lists.entry(id).or_default().push(item);
        }
        for record in &mut records {
            let list = id_of(record).and_then(|id| lists.remove(&id));
            record.push(list.map(|l| l.join("\n")).into());
        }
    }
    Ok(records)
}

/// The id of a record: its first value.
pub(super) fn id_of(record: &[Value]) -> Option<Id> {
    match record.first() {
        Some(Value::Int(id)) => Some(Id(*id)),
        _ => None,
    }
}

/// How many records a sheet has; for touchpoints as counted by the log.
///
/// # Errors
/// As [`Db::rows`].
pub async fn count(db: &Db, sheet: &Sheet) -> Result<i64> {
    let sql = match sheet.kind {
        "department" => "select count(*) from department",
        "member" => "select count(*) from member",
        "company" => "select count(*) from company where merged_into_id is null",
        "person" => {
            "select count(*) from person where erased_at is null and merged_into_id is null"
        }
        "product" => "select count(*) from product",
        "pipeline" => "select count(*) from pipeline",
        "stage" => "select count(*) from stage",
        "deal" => "select count(*) from deal",
        "activity" => "select count(*) from activity",
        "source" => "select count(*) from source",
        "file" => "select count(*) from file where removed_at is null",
        "touchpoint" => "select seq from log_head where id = 1",
        other => return Err(Error::internal(format!("no sheet {other}"))),
    };
    Ok(db.one::<(i64,)>(sql, params![]).await?.0)
}

fn select(kind: &str) -> Result<&'static str> {
    Ok(match kind {
        "department" => {
            "select id, key, name_de, name_en, colour, parent_id, position, valid_from, valid_to from department \
             where id > $1 order by id limit $2"
        }
        "member" => {
            "select id, name, email, department_id, deputy_member_id, language, timezone, \
             case when disabled_at is null then 0 else 1 end, source_system, source_id from member \
             where id > $1 order by id limit $2"
        }
        "company" => {
            "select id, name, legal_form, domain, website, vat_id, register_number, industry, employees, \
             revenue_minor, street, postal_code, city, region, country, phone, segment_size, \
             (select r.company_id from company_record r where r.id = parent_company_id), parent_kind, \
             is_customer_since, is_target_market, phase, owner_member_id, description, source_system, source_id \
             from company where id > $1 and merged_into_id is null order by id limit $2"
        }
        "person" => {
            "select id, salutation, academic_degree, first_name, last_name, degree_suffix, job_title, language, \
             timezone, address_mode, (select r.company_id from company_record r where r.id = person.company_id), lifecycle_phase, owner_member_id, owner_department_id, \
             preferred_member_id, objection_at, audience_only, street, postal_code, city, country, description, \
             lead_state, lead_source, source_system, source_id from person \
             where id > $1 and erased_at is null and merged_into_id is null order by id limit $2"
        }
        "product" => {
            "select id, name, family, list_price_minor, currency, margin_pct, \
             case when retired_at is null then 0 else 1 end, source_system, source_id from product \
             where id > $1 order by id limit $2"
        }
        "pipeline" => {
            "select id, name_de, name_en, position from pipeline where id > $1 order by id limit $2"
        }
        "stage" => {
            "select id, pipeline_id, key, name_de, name_en, position, probability, outcome from stage \
             where id > $1 order by id limit $2"
        }
        "deal" => {
            "select id, name, (select r.company_id from company_record r where r.id = deal.company_id), pipeline_id, stage_id, value_minor, margin_minor, discount_pct, currency, \
             close_on, opened_at, won_at, lost_at, lost_reason, competitor, revive_on, next_step, next_step_on, \
             owner_member_id, source_department_id, source_channel, description, source_system, source_id from deal \
             where id > $1 order by id limit $2"
        }
        "activity" => {
            "select id, key, name_de, name_en, phase, department_id, channel, joint, status, valid_from, valid_to \
             from activity where id > $1 order by id limit $2"
        }
        "source" => {
            "select id, name, kind, department_id, case when revoked_at is null then 0 else 1 end from source \
             where id > $1 order by id limit $2"
        }
        "file" => {
            "select id, record_kind, record_id, name, media_type, size, sha256 from file \
             where id > $1 and removed_at is null order by id limit $2"
        }
        "touchpoint" => {
            "select t.id, t.type, t.time, t.timestamp_quality, t.channel, t.direction, t.two_way, r.person_id, \
             t.record_id, t.anonymous_id, cr.company_id, t.deal_id, t.department_id, t.to_department_id, t.member_id, \
             t.activity_id, t.object_type, t.object_id, t.object_name, t.value_minor, t.cost_minor, t.currency, \
             t.note, t.legal_basis, t.is_machine, t.source, t.event_id, t.properties \
             from touchpoint t left join person_record r on r.id = t.record_id \
             left join company_record cr on cr.id = t.company_id where t.id > $1 and t.retracted_by is null and t.retracts_id is null order by t.id limit $2"
        }
        other => return Err(Error::internal(format!("no sheet {other}"))),
    })
}

fn items(kind: &str, list: &str) -> Result<&'static str> {
    Ok(match (kind, list) {
        ("member", "roles") => {
            "select member_id, role from member_role where member_id > $1 and member_id <= $2 order by member_id, role"
        }
        ("person", "emails") => {
            "select person_id, email from person_email where person_id > $1 and person_id <= $2 \
             order by person_id, position, id"
        }
        ("person", "phones") => {
            "select person_id, phone from person_phone where person_id > $1 and person_id <= $2 \
             order by person_id, position, id"
        }
        ("deal", "people") => {
            "select d.deal_id, trim(coalesce(p.first_name, '') || ' ' || coalesce(p.last_name, '')) || \
             coalesce(' (' || d.role || ')', '') from deal_person d join person_record r on r.id = d.person_id join person p on p.id = r.person_id \
             where d.deal_id > $1 and d.deal_id <= $2 order by d.deal_id, d.person_id"
        }
        ("deal", "products") => {
            "select l.deal_id, cast(l.quantity as text) || ' × ' || p.name || \
             coalesce(' @ ' || cast(l.price_minor as text), '') from deal_line l join product p on p.id = l.product_id \
             where l.deal_id > $1 and l.deal_id <= $2 order by l.deal_id, l.position, l.product_id"
        }
        ("activity", "responsibilities") => {
            "select r.activity_id, d.key || ' (' || r.role || ')' from responsibility r \
             join department d on d.id = r.department_id where r.activity_id > $1 and r.activity_id <= $2 \
             order by r.activity_id, d.position, d.id"
        }
        (kind, list) => return Err(Error::internal(format!("no list {list} of {kind}"))),
    })
}
