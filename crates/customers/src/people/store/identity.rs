//! Records and identifiers.

use std::collections::{BTreeSet, HashMap};

use kernel::{Id, Result};
use store::{Sql, Tx, params};

/// A record, its person and the person's company.
pub type Hit = (Id, Id, Option<Id>);

/// How many values are asked for at once.
const LIST: usize = 512;

/// The records that have identifiers, by kind and value.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn known(
    tx: &mut Tx,
    identifiers: BTreeSet<(&'static str, String)>,
) -> Result<HashMap<(&'static str, String), Id>> {
    let identifiers: Vec<(&'static str, String)> = identifiers.into_iter().collect();
    let mut known = HashMap::new();
    for of_kind in identifiers.chunk_by(|a, b| a.0 == b.0) {
        for part in of_kind.chunks(LIST) {
            let kind = part[0].0;
            let mut sql = Sql::new("select value, record_id from identity_edge where kind = ");
            sql.bind(kind).push(" and collection = '' and value in ");
            sql.bind_padded_list(part.iter().map(|(_, value)| value.as_str()));
            let found: Vec<(String, Id)> = tx.query(sql).await?;
            known.extend(found.into_iter().map(|(value, id)| ((kind, value), id)));
        }
    }
    Ok(known)
}

/// Records with their persons and the companies of those; a record that is gone is left out.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn hits(tx: &mut Tx, records: &[Id]) -> Result<HashMap<Id, Hit>> {
    let mut hits = HashMap::new();
    for part in records.chunks(LIST) {
        let mut sql = Sql::new(
            "select r.id, r.person_id, p.company_id from person_record r \
             join person p on p.id = r.person_id where r.id in ",
        );
        sql.bind_padded_list(part.iter().copied());
        let found: Vec<Hit> = tx.query(sql).await?;
        hits.extend(found.into_iter().map(|hit| (hit.0, hit)));
    }
    Ok(hits)
}

/// Which of these anonymous visitors have touchpoints that belong to nobody yet.
pub(crate) async fn waiting_visitors(tx: &mut Tx, ids: &[&str]) -> Result<BTreeSet<String>> {
    let mut waiting = BTreeSet::new();
    for part in ids.chunks(LIST) {
        let mut sql = Sql::new(
            "select distinct anonymous_id from touchpoint where record_id is null and anonymous_id in ",
        );
        sql.bind_padded_list(part.iter().copied());
        let found: Vec<(String,)> = tx.query(sql).await?;
        waiting.extend(found.into_iter().map(|(id,)| id));
    }
    Ok(waiting)
}

/// Takes an identifier from a record that was given it by mistake.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn detach(tx: &mut Tx, record: Id, kind: &str, value: &str) -> Result<()> {
    tx.identities_changed().await?;
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
