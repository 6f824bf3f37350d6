//! Records and identifiers.

use std::collections::{BTreeSet, HashMap, HashSet};

use kernel::{Id, Millis, Result};
use store::{Sql, Tx, params};

/// A record, its person and the person's company.
pub type Hit = (Id, Id, Option<Id>);

/// How many values are asked for at once.
const LIST: usize = 512;

/// Where an identifier leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The record; `None` where the identifier has none of its own, and for a device of several people.
    pub record: Option<Id>,
    /// Of an address: since when it belongs to the user id that named it.
    pub claimed_at: Option<Millis>,
    /// Somebody wrote it down: no event moves it.
    pub is_written: bool,
}

/// Where identifiers lead, by kind and value.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn known(
    tx: &mut Tx,
    identifiers: BTreeSet<(&'static str, String)>,
) -> Result<HashMap<(&'static str, String), Lead>> {
    type Row = (String, Id, String, String, Option<Millis>);
    let identifiers: Vec<(&'static str, String)> = identifiers.into_iter().collect();
    let mut known = HashMap::new();
    for of_kind in identifiers.chunk_by(|a, b| a.0 == b.0) {
        for part in of_kind.chunks(LIST) {
            let kind = part[0].0;
            let mut sql = Sql::new(
                "select value, record_id, collection, standing, claimed_at from identity_edge where kind = ",
            );
            sql.bind(kind)
                .push(" and collection in ('', 'shared') and value in ");
            sql.bind_padded_list(part.iter().map(|(_, value)| value.as_str()));
            for (value, record, collection, standing, claimed_at) in tx.query::<Row>(sql).await? {
                let leads = collection.is_empty() && standing != "lent";
                let lead = Lead {
                    record: leads.then_some(record),
                    claimed_at,
                    is_written: standing == "written",
                };
                known.insert((kind, value), lead);
            }
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

/// Whether a record has an identifier.
pub(crate) async fn is_taken(tx: &mut Tx, kind: &str, value: &str) -> Result<bool> {
    let found: Option<(Id,)> = tx
        .row(
            "select record_id from identity_edge where kind = $1 and collection = '' and value = $2",
            params![kind, value],
        )
        .await?;
    Ok(found.is_some())
}

/// Those of these people who have a user id, or addresses that devices tie together.
pub(crate) async fn with_user(tx: &mut Tx, people: &[Id]) -> Result<HashSet<Id>> {
    let mut found = HashSet::new();
    for part in people.chunks(LIST) {
        let mut sql = Sql::new(
            "select r.person_id from identity_edge e join person_record r on r.id = e.record_id \
             where (e.kind = 'user_id' or e.tied_kind is not null) and r.person_id in ",
        );
        sql.bind_padded_list(part.iter().copied());
        let rows: Vec<(Id,)> = tx.query(sql).await?;
        found.extend(rows.into_iter().map(|(id,)| id));
    }
    Ok(found)
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
    let added = add_records(tx, &[person], source).await?;
    Ok(added.into_iter().next().unwrap_or_default())
}

/// Adds a record of another source to each of these people.
pub(crate) async fn add_records(tx: &mut Tx, people: &[Id], source: &str) -> Result<Vec<Id>> {
    let ctx = tx.ctx().clone();
    let ids: Vec<Id> = people.iter().map(|_| ctx.id()).collect();
    let row = |(id, person): (&Id, &Id)| params![*id, *person, source, ctx.now()];
    let rows = ids.iter().zip(people).map(row).collect();
    let columns = &["id", "person_id", "source", "created_at"];
    tx.insert_many("person_record", columns, rows, "").await?;
    Ok(ids)
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
