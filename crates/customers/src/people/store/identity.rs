//! Records and identifiers.

use kernel::{Id, Result};
use store::{Tx, params};

/// A record, its person and the person's company.
pub(crate) type Hit = (Id, Id, Option<Id>);

/// The record that has an identifier; renews when it was last seen.
pub(crate) async fn record_with(tx: &mut Tx, kind: &str, value: &str) -> Result<Option<Hit>> {
    tx.row(
        "select r.id, r.person_id, p.company_id from identity_edge e \
         join person_record r on r.id = e.record_id join person p on p.id = r.person_id \
         where e.kind = $1 and e.collection = '' and e.value = $2",
        params![kind, value],
    )
    .await
}

/// Adds an identifier to a record; answers whether nobody had it.
pub(crate) async fn add_edge(tx: &mut Tx, record: Id, kind: &str, value: &str) -> Result<bool> {
    let (id, now) = (tx.ctx().id(), tx.ctx().now());
    let written = tx
        .exec(
            "insert into identity_edge (id, record_id, kind, collection, value, first_seen_at, last_seen_at) \
             values ($1, $2, $3, '', $4, $5, $6) on conflict (kind, collection, value) do nothing",
            params![id, record, kind, value, now, now],
        )
        .await?;
    Ok(written == 1)
}

/// Takes an identifier from a record that was given it by mistake.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn detach(tx: &mut Tx, record: Id, kind: &str, value: &str) -> Result<()> {
    tx.exec(
        "delete from identity_edge where record_id = $1 and kind = $2 and collection = '' and value = $3",
        params![record, kind, value],
    )
    .await?;
    Ok(())
}

/// Adds a record of another source to a person.
pub(crate) async fn add_record(tx: &mut Tx, person: Id, source: &str) -> Result<Id> {
    let (id, now) = (tx.ctx().id(), tx.ctx().now());
    tx.exec(
        "insert into person_record (id, person_id, source, created_at) values ($1, $2, $3, $4)",
        params![id, person, source, now],
    )
    .await?;
    Ok(id)
}

/// The record that a source already has for a person.
pub(crate) async fn record_of_source(tx: &mut Tx, person: Id, source: &str) -> Result<Option<Id>> {
    let found: Option<(Id,)> = tx
        .row(
            "select id from person_record where person_id = $1 and source = $2 order by id limit 1",
            params![person, source],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// The person that a record belongs to.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn person_of(tx: &mut Tx, record: Id) -> Result<Option<Id>> {
    let found: Option<(Id,)> = tx
        .row(
            "select person_id from person_record where id = $1",
            params![record],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}
