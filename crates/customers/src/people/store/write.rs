//! Writing people, their addresses and numbers.

use kernel::{Ctx, Id, Result};
use store::{Sql, Tx, Value, params};

use super::super::Person;
use super::super::model::sort_name;
use super::ties::WRITTEN;
use crate::fields::phone_digits;
use crate::records::{self, New};

/// Writes new people with addresses, numbers, their first record and their identifiers.
pub(crate) async fn insert(tx: &mut Tx, people: &[New]) -> Result<()> {
    let ctx = tx.ctx().clone();
    records::insert::<Person>(tx, people, |person| {
        let value = |name: &str| person.values.get(name).map(str::to_owned);
        sort_name(value, person.origin.source_id.as_deref())
    })
    .await?;
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
        // A record that belonged to somebody else becomes one of its own.
        "on conflict (id) do update set person_id = excluded.person_id",
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
    let row = |email: &str| edge_row(ctx, record, ("email", &email.to_lowercase()), WRITTEN);
    lines(emails).map(row).collect()
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
    let conflict = "on conflict (kind, collection, value) do nothing";
    tx.insert_many("identity_edge", EDGE, rows, conflict)
        .await?;
    Ok(())
}

/// The columns of [`edge_row`].
pub(crate) const EDGE: &[&str] = &[
    "id",
    "record_id",
    "kind",
    "collection",
    "value",
    "first_seen_at",
    "last_seen_at",
    "standing",
];

/// An identifier that leads to a record.
pub(crate) fn edge_row(
    ctx: &Ctx,
    record: Id,
    (kind, value): (&str, &str),
    standing: &str,
) -> Vec<Value> {
    let now = ctx.now();
    params![ctx.id(), record, kind, "", value, now, now, standing]
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
