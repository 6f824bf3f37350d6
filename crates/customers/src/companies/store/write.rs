//! Writing companies and their parts.

use kernel::{Conflict, Ctx, Error, Id, Result};
use store::{Sql, Tx, Value, params};

use super::super::model::{FIELDS, bare_name};
use crate::fields::{Changed, Origin, Spelled};

/// Columns of a new company: the fixed ones, then those of [`FIELDS`].
const COLUMNS: &[&str] = &[
    "id",
    "name_folded",
    "source_system",
    "source_id",
    "import_id",
    "created_at",
    "created_by",
    "updated_at",
    "name",
    "legal_form",
    "domain",
    "website",
    "phone",
    "street",
    "postal_code",
    "city",
    "region",
    "country",
    "industry",
    "employees",
    "revenue_minor",
    "segment_size",
    "parent_company_id",
    "phase",
    "is_customer_since",
    "is_target_market",
    "owner_member_id",
    "vat_id",
    "register_number",
    "description",
];

/// A new company ready to be written.
pub(crate) struct New {
    pub id: Id,
    pub values: Spelled,
    pub origin: Origin,
}

/// Writes new companies.
pub(crate) async fn insert(tx: &mut Tx, companies: &[New]) -> Result<()> {
    let ctx = tx.ctx().clone();
    let rows = companies.iter().map(|c| row_of(&ctx, c)).collect();
    tx.insert_many("company", COLUMNS, rows, "").await?;
    Ok(())
}

fn row_of(ctx: &Ctx, company: &New) -> Vec<Value> {
    let origin = &company.origin;
    let mut row = params![
        company.id,
        bare_name(company.values.get("name").unwrap_or_default()),
        origin.source_system.clone(),
        origin.source_id.clone(),
        origin.import_id,
        origin.created_at.unwrap_or(ctx.now()),
        ctx.member,
        ctx.now()
    ];
    row.extend(
        FIELDS
            .iter()
            .map(|field| field.bind(company.values.get(field.name))),
    );
    row
}

/// Writes changed fields; answers the new version. Fails when the version is not the expected one.
pub(crate) async fn update(tx: &mut Tx, id: Id, expected: i64, changed: &[Changed]) -> Result<i64> {
    let ctx = tx.ctx().clone();
    let mut sql = Sql::new("update company set version = version + 1, updated_at = ");
    sql.bind(ctx.now());
    for change in changed {
        sql.push(", ").push(change.field.name).push(" = ");
        sql.bind(change.field.bind(change.after.as_deref()));
        if let ("name", Some(name)) = (change.field.name, change.after.as_deref()) {
            sql.push(", name_folded = ").bind(bare_name(name));
        }
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

/// The company above a company.
pub(crate) async fn parent_of(tx: &mut Tx, id: Id) -> Result<Option<Id>> {
    let found: Option<(Option<Id>,)> = tx
        .row(
            "select parent_company_id from company where id = $1",
            params![id],
        )
        .await?;
    Ok(found.and_then(|(parent,)| parent))
}

/// Whether the record that a field points to exists.
pub(crate) async fn exists(tx: &mut Tx, kind: &str, id: &str) -> Result<bool> {
    let id = id.parse::<Id>().unwrap_or_default();
    let found: Option<(i64,)> = match kind {
        "company" => {
            tx.row("select 1 from company where id = $1", params![id])
                .await?
        }
        _ => {
            tx.row("select 1 from member where id = $1", params![id])
                .await?
        }
    };
    Ok(found.is_some())
}

/// The first people of a company, to renew what search says about them.
pub(crate) async fn some_people(tx: &mut Tx, id: Id, limit: i64) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = tx
        .rows(
            "select id from person where company_id = $1 order by name_folded, id limit $2",
            params![id, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
