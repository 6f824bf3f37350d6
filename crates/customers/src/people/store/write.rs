//! Writing people, their addresses and numbers.

use kernel::{Conflict, Ctx, Error, Id, Result};
use store::{Sql, Tx, Value, params};

use super::super::model::{FIELDS, sort_name};
use crate::fields::{Changed, Origin, Spelled, phone_digits};

/// Columns of a new person: the fixed ones, then those of [`FIELDS`] that are columns.
const COLUMNS: &[&str] = &[
    "id",
    "name_folded",
    "source_system",
    "source_id",
    "import_id",
    "created_at",
    "created_by",
    "updated_at",
    "salutation",
    "academic_degree",
    "first_name",
    "last_name",
    "degree_suffix",
    "job_title",
    "company_id",
    "street",
    "postal_code",
    "city",
    "country",
    "language",
    "timezone",
    "address_mode",
    "lifecycle_phase",
    "owner_member_id",
    "owner_department_id",
    "preferred_member_id",
    "objection_at",
    "audience_only",
    "lead_state",
    "lead_source",
    "description",
];

/// A new person ready to be written.
pub(crate) struct New {
    pub id: Id,
    pub values: Spelled,
    pub origin: Origin,
}

/// Writes new people with addresses, numbers, their first record and their identifiers.
pub(crate) async fn insert(tx: &mut Tx, people: &[New]) -> Result<()> {
    let ctx = tx.ctx().clone();
    let rows = people.iter().map(|p| row_of(&ctx, p)).collect();
    tx.insert_many("person", COLUMNS, rows, "").await?;
    let records = people
        .iter()
        .map(|p| {
            let source = p.origin.source_system.as_deref().unwrap_or("unisono");
            params![p.id, p.id, source, ctx.now()]
        })
        .collect();
    tx.insert_many(
        "person_record",
        &["id", "person_id", "source", "created_at"],
        records,
        "",
    )
    .await?;
    let mut emails = Vec::new();
    let mut phones = Vec::new();
    for person in people {
        emails.extend(email_rows(&ctx, person.id, person.values.get("emails")));
        let country = person.values.get("country");
        phones.extend(phone_rows(
            &ctx,
            person.id,
            person.values.get("phones"),
            country,
        ));
    }
    insert_emails(tx, emails).await?;
    insert_phones(tx, phones).await?;
    let edges = people
        .iter()
        .flat_map(|p| email_edges(&ctx, p.id, p.values.get("emails")))
        .collect();
    insert_edges(tx, edges).await
}

fn row_of(ctx: &Ctx, person: &New) -> Vec<Value> {
    let value = |name: &str| person.values.get(name).map(str::to_owned);
    let origin = &person.origin;
    let mut row = params![
        person.id,
        sort_name(value, origin.source_id.as_deref()),
        origin.source_system.clone(),
        origin.source_id.clone(),
        origin.import_id,
        origin.created_at.unwrap_or(ctx.now()),
        ctx.member,
        ctx.now()
    ];
    let columns = FIELDS.iter().filter(|f| f.is_column());
    row.extend(columns.map(|field| field.bind(person.values.get(field.name))));
    row
}

/// Writes changed fields; answers the new version. Fails when the version is not the expected one.
pub(crate) async fn update(
    tx: &mut Tx,
    id: Id,
    expected: i64,
    changed: &[Changed],
    sorted_by: &str,
) -> Result<i64> {
    let ctx = tx.ctx().clone();
    let mut sql = Sql::new("update person set version = version + 1, updated_at = ");
    sql.bind(ctx.now()).push(", name_folded = ").bind(sorted_by);
    for change in changed.iter().filter(|c| c.field.is_column()) {
        sql.push(", ").push(change.field.name).push(" = ");
        sql.bind(change.field.bind(change.after.as_deref()));
    }
    sql.push(" where id = ")
        .bind(id)
        .push(" and version = ")
        .bind(expected);
    sql.push(" returning version");
    let version: Vec<(i64,)> = tx.query(sql).await?;
    let stale = || Error::Conflict(Conflict::Version { version: expected });
    version.first().map(|(v,)| *v).ok_or_else(stale)
}

/// Puts other e-mail addresses in the place of the present ones, with the identifiers they are.
pub(crate) async fn replace_emails(
    tx: &mut Tx,
    id: Id,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<()> {
    let ctx = tx.ctx().clone();
    tx.exec("delete from person_email where person_id = $1", params![id])
        .await?;
    insert_emails(tx, email_rows(&ctx, id, after)).await?;
    let kept: Vec<String> = lines(after).map(str::to_lowercase).collect();
    for gone in lines(before)
        .map(str::to_lowercase)
        .filter(|e| !kept.contains(e))
    {
        tx.exec(
            "delete from identity_edge where kind = 'email' and collection = '' and value = $1 \
             and record_id in (select id from person_record where person_id = $2)",
            params![gone, id],
        )
        .await?;
    }
    insert_edges(tx, email_edges(&ctx, id, after)).await
}

/// Puts other telephone numbers in the place of the present ones.
pub(crate) async fn replace_phones(
    tx: &mut Tx,
    id: Id,
    after: Option<&str>,
    country: Option<&str>,
) -> Result<()> {
    let ctx = tx.ctx().clone();
    tx.exec("delete from person_phone where person_id = $1", params![id])
        .await?;
    insert_phones(tx, phone_rows(&ctx, id, after, country)).await
}

fn lines(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().lines()
}

fn email_rows(ctx: &Ctx, id: Id, emails: Option<&str>) -> Vec<Vec<Value>> {
    lines(emails)
        .zip(0_i64..)
        .map(|(email, at)| params![ctx.id(), id, email, email.to_lowercase(), at])
        .collect()
}

fn phone_rows(ctx: &Ctx, id: Id, phones: Option<&str>, country: Option<&str>) -> Vec<Vec<Value>> {
    lines(phones)
        .zip(0_i64..)
        .map(|(phone, at)| params![ctx.id(), id, phone, phone_digits(phone, country), at])
        .collect()
}

fn email_edges(ctx: &Ctx, record: Id, emails: Option<&str>) -> Vec<Vec<Value>> {
    lines(emails)
        .map(|email| {
            params![
                ctx.id(),
                record,
                "email",
                "",
                email.to_lowercase(),
                ctx.now(),
                ctx.now()
            ]
        })
        .collect()
}

async fn insert_emails(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
    let columns = &["id", "person_id", "email", "email_folded", "position"];
    tx.insert_many("person_email", columns, rows, "").await?;
    Ok(())
}

async fn insert_phones(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
    let columns = &["id", "person_id", "phone", "phone_digits", "position"];
    tx.insert_many("person_phone", columns, rows, "").await?;
    Ok(())
}

/// Writes identifiers; one that another record has stays there.
pub(crate) async fn insert_edges(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
    let columns = &[
        "id",
        "record_id",
        "kind",
        "collection",
        "value",
        "first_seen_at",
        "last_seen_at",
    ];
    let conflict = "on conflict (kind, collection, value) do nothing";
    tx.insert_many("identity_edge", columns, rows, conflict)
        .await?;
    Ok(())
}

/// Whether the record that a field points to exists.
pub(crate) async fn exists(tx: &mut Tx, kind: &str, id: &str) -> Result<bool> {
    let id = id.parse::<Id>().unwrap_or_default();
    let found: Option<(i64,)> = match kind {
        "company" => {
            tx.row("select 1 from company where id = $1", params![id])
                .await?
        }
        "member" => {
            tx.row("select 1 from member where id = $1", params![id])
                .await?
        }
        "department" => {
            tx.row("select 1 from department where id = $1", params![id])
                .await?
        }
        _ => {
            tx.row("select 1 from person where id = $1", params![id])
                .await?
        }
    };
    Ok(found.is_some())
}

/// Names of companies for the search index.
pub(crate) async fn company_names(tx: &mut Tx, ids: Vec<Id>) -> Result<Vec<(Id, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("select id, name from company where id in ");
    sql.bind_list(ids);
    tx.query(sql).await
}
