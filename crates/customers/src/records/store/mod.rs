//! The statements that are the same for every kind of record; the table is the caller's own.

mod membership;

pub use membership::{current, current_in, give, join};

use ::store::{Change, Sql, Tx, Value, params};
use kernel::{Conflict, Ctx, Error, FieldError, Id, Result};

use super::{New, Record};
use crate::fields::{Changed, Edits, Field, Kind, Origin};

/// How many records are written at once.
const CHUNK: usize = 1_000;

/// Makes a record; every link must point to a record that exists.
///
/// # Errors
/// `Invalid` with the fields that need another value; `Conflict` when the source already has it.
pub async fn create<R: Record>(tx: &mut Tx, edits: &Edits, origin: Origin) -> Result<Id> {
    let spelled = edits.read(R::FIELDS)?;
    require_links(tx, spelled.iter()).await?;
    let ids = R::write_new(tx, vec![(spelled, origin)]).await?;
    ids.first()
        .copied()
        .ok_or_else(|| Error::internal("no record was made"))
}

/// Makes many records at once (imports, demo); answers their ids in the same order. Links must exist.
///
/// # Errors
/// As [`create`]; then nothing may be committed.
pub async fn create_many<R: Record>(tx: &mut Tx, new: Vec<(Edits, Origin)>) -> Result<Vec<Id>> {
    let mut ids = Vec::with_capacity(new.len());
    let mut rest = new;
    while !rest.is_empty() {
        let later = rest.split_off(rest.len().min(CHUNK));
        let mut chunk = Vec::with_capacity(rest.len());
        for (edits, origin) in rest {
            chunk.push((edits.read(R::FIELDS)?, origin));
        }
        ids.extend(R::write_new(tx, chunk).await?);
        rest = later;
    }
    Ok(ids)
}

/// Writes the rows of new records; `sorted_by` says by which text each is sorted.
///
/// # Errors
/// As [`Tx::insert_many`].
pub async fn insert<R: Record>(
    tx: &mut Tx,
    new: &[New],
    sorted_by: impl Fn(&New) -> String,
) -> Result<()> {
    let ctx = tx.ctx().clone();
    let mut columns = vec![
        "id",
        "name_folded",
        "source_system",
        "source_id",
        "import_id",
        "created_at",
        "created_by",
        "updated_at",
    ];
    let own = R::FIELDS.iter().filter(|field| field.is_column());
    columns.extend(own.clone().map(|field| field.name));
    let rows = new
        .iter()
        .map(|record| {
            let mut row = fixed(&ctx, record, sorted_by(record));
            row.extend(
                own.clone()
                    .map(|field| field.bind(record.values.get(field.name))),
            );
            row
        })
        .collect();
    tx.insert_many(R::KIND, &columns, rows, "").await?;
    Ok(())
}

fn fixed(ctx: &Ctx, record: &New, sorted_by: String) -> Vec<Value> {
    let origin = &record.origin;
    params![
        record.id,
        sorted_by,
        origin.source_system.clone(),
        origin.source_id.clone(),
        origin.import_id,
        origin.created_at.unwrap_or(ctx.now()),
        ctx.member,
        ctx.now()
    ]
}

/// Writes changed fields and the text by which the record is sorted. Fails when the version is not
/// the expected one.
///
/// # Errors
/// `Conflict` on another version.
pub async fn update<R: Record>(
    tx: &mut Tx,
    id: Id,
    expected: i64,
    changed: &[Changed],
    sorted_by: &str,
) -> Result<()> {
    let now = tx.ctx().now();
    let mut sql = Sql::new("update ");
    sql.push(R::KIND)
        .push(" set version = version + 1, updated_at = ")
        .bind(now);
    sql.push(", name_folded = ").bind(sorted_by);
    for change in changed.iter().filter(|c| c.field.is_column()) {
        sql.push(", ").push(change.field.name).push(" = ");
        sql.bind(change.field.bind(change.after.as_deref()));
    }
    sql.push(" where id = ").bind(id);
    sql.push(" and version = ")
        .bind(expected)
        .push(" returning version");
    let written: Vec<(i64,)> = tx.query(sql).await?;
    match written.is_empty() {
        true => Err(Error::Conflict(Conflict::Version { version: expected })),
        false => Ok(()),
    }
}

/// The version that the caller saw is still the present one.
///
/// # Errors
/// `Conflict` with the present version.
pub fn require_version(expected: Option<i64>, version: i64) -> Result<()> {
    match expected {
        Some(seen) if seen != version => Err(Error::Conflict(Conflict::Version { version })),
        _ => Ok(()),
    }
}

/// Writes every changed field into the audit trail; answers their names for the timeline.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn audit<R: Record>(
    tx: &mut Tx,
    id: Id,
    changed: &[Changed],
    import_id: Option<Id>,
) -> Result<String> {
    let rows = changed.iter().map(|c| Change {
        import_id,
        ..Change::field(R::KIND, id, c.field.name, c.before.clone(), c.after.clone())
    });
    tx.audit(rows.collect()).await?;
    let names: Vec<&str> = changed.iter().map(|c| c.field.name).collect();
    Ok(names.join(", "))
}

/// Every link points to a record that exists.
///
/// # Errors
/// `Invalid` with the fields whose record does not.
pub async fn require_links(
    tx: &mut Tx,
    values: impl Iterator<Item = (&'static Field, Option<&str>)>,
) -> Result<()> {
    let links: Vec<(&'static str, &'static str, Id)> = values
        .filter_map(|(field, value)| match field.kind {
            Kind::Link(kind) => value.map(|id| (field.name, kind, id.parse().unwrap_or_default())),
            _ => None,
        })
        .collect();
    let mut wrong = Vec::new();
    for (name, kind, id) in links {
        let mut sql = Sql::new("select 1 from ");
        sql.push(kind).push(" where id = ").bind(id);
        if tx.query::<(i64,)>(sql).await?.is_empty() {
            wrong.push(FieldError::new(name, "error.unknown_reference"));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}

/// The records that a system knows under these ids; at most 500 at once.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn find_by_sources<R: Record>(
    tx: &mut Tx,
    system: &str,
    ids: &[&str],
) -> Result<Vec<(String, Id)>> {
    let mut sql = Sql::new("select source_id, id from ");
    sql.push(R::KIND)
        .push(" where source_system = ")
        .bind(system);
    sql.push(" and source_id in ")
        .bind_list(ids.iter().copied());
    tx.query(sql).await
}
