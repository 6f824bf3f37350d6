//! Which records belong to whom: joining two people, parting them, and who an old id stands for.
//!
//! Nothing of a person is changed or lost by joining: its row, addresses and numbers stay, its records
//! belong to someone else. A person keeps its own first record for as long as it stands for anybody.

use kernel::{Error, Id, Millis, Result};
use store::{Db, Sql, Tx, params};

use super::super::model::Person;
use super::ties::WRITTEN;
use super::{edge_row, get_in, index, insert_edges};
use crate::records;

/// The person that an id stands for today: itself, or the one into whom it was merged.
///
/// # Errors
/// As [`Db::rows`].
pub async fn current(db: &Db, id: Id) -> Result<Id> {
    records::current::<Person>(db, id).await
}

/// The same within a transaction.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn current_in(tx: &mut Tx, id: Id) -> Result<Id> {
    records::current_in::<Person>(tx, id).await
}

store::row! {
    /// What one source said about a person.
    #[derive(Debug, Clone)]
    pub struct Member {
        /// The record.
        pub id: Id,
        /// The source.
        pub source: String,
        /// When it came.
        pub created_at: Millis,
        /// How many touchpoints it has.
        pub touchpoints: i64,
        /// The first and the last of them.
        pub first_at: Option<Millis>,
        /// The last of them.
        pub last_at: Option<Millis>,
        /// Whether it was a person of its own once.
        pub was_person: bool,
    }
}

/// The records of a person, its own first one first; at most a hundred.
///
/// # Errors
/// As [`Db::rows`].
pub async fn members(db: &Db, person: Id) -> Result<Vec<Member>> {
    db.rows(
        "select r.id, r.source, r.created_at, count(t.id), min(t.time), max(t.time), \
         (select count(*) from person p where p.id = r.id) \
         from person_record r left join touchpoint t on t.record_id = r.id and t.retracted_by is null \
         where r.person_id = $1 group by r.id, r.source, r.created_at \
         order by case when r.id = $1 then 0 else 1 end, r.created_at, r.id limit 100",
        params![person],
    )
    .await
}

/// The identifiers of records: record, kind, value.
///
/// # Errors
/// As [`Db::rows`].
pub async fn identifiers_of(db: &Db, records: &[Id]) -> Result<Vec<(Id, String, String)>> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("select record_id, kind, value from identity_edge where record_id in ");
    sql.bind_list(records.iter().copied())
        .push(" order by kind, value limit 500");
    db.query(sql).await
}

/// Gives all records of one person to another, who stands for both from now on. Answers the records.
///
/// # Errors
/// `Conflict` when one of them was merged or erased before, `NotFound` when one is not there.
pub async fn join(tx: &mut Tx, winner: Id, loser: Id) -> Result<Vec<Id>> {
    if get_in(tx, loser).await?.erased_at.is_some() {
        return Err(Error::state("duplicates.error.gone"));
    }
    records::join::<Person>(tx, winner, loser).await
}

/// Gives records to a person; one that stood for nobody stands for itself again, is found again and has its
/// addresses.
///
/// # Errors
/// `Conflict` when one of the records does not belong to `from` any more.
pub async fn give(tx: &mut Tx, from: Id, records: &[Id], to: Id) -> Result<()> {
    if records::give::<Person>(tx, from, records, to).await? {
        let person = get_in(tx, to).await?;
        index(tx, &person).await?;
        claim_emails(tx, &person).await?;
    }
    Ok(())
}

/// Gives a person the addresses it has written down as identifiers, unless somebody else has them.
///
/// # Errors
/// As [`Tx::insert_many`].
pub async fn claim_emails(tx: &mut Tx, person: &Person) -> Result<()> {
    let ctx = tx.ctx().clone();
    let edge = |email: &String| {
        let key = ("email", &*email.to_lowercase());
        edge_row(&ctx, person.id, key, WRITTEN)
    };
    insert_edges(tx, person.emails.iter().map(edge).collect()).await
}

/// The e-mail addresses that were seen on records.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn emails_of(tx: &mut Tx, records: &[Id]) -> Result<Vec<String>> {
    let mut sql =
        Sql::new("select value from identity_edge where kind = 'email' and record_id in ");
    sql.bind_list(records.iter().copied())
        .push(" order by first_seen_at, value limit 30");
    let rows: Vec<(String,)> = tx.query(sql).await?;
    Ok(rows.into_iter().map(|(value,)| value).collect())
}

/// The touchpoints of a person that have no company; at most ten thousand.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn without_company(tx: &mut Tx, person: Id) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = tx
        .rows(
            "select t.id from person_record r join touchpoint t on t.record_id = r.id \
             where r.person_id = $1 and t.company_id is null and t.retracted_by is null \
             order by t.id limit 10000",
            params![person],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
