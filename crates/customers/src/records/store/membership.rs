//! Which records stand for which: joining two, parting them, and whom an old id stands for.
//!
//! A kind of record that can be merged has a table of memberships beside its own, `person_record` for
//! `person`: the row of an id names whom it stands for. Joining and parting change these rows and the mark
//! `merged_into_id` of the hidden one, and nothing else.

use ::store::{Db, Sql, Tx, params};
use kernel::{Error, Id, Result};

use super::super::Record;

/// How many parameters one `in (…)` takes.
const IDS: usize = 500;

fn whom<R: Record>() -> String {
    let kind = R::KIND;
    format!("select {kind}_id from {kind}_record where id = $1")
}

/// Whom an id stands for today: itself, or the one into whom it was merged.
///
/// # Errors
/// As [`Db::rows`].
pub async fn current<R: Record>(db: &Db, id: Id) -> Result<Id> {
    let found: Option<(Id,)> = db.row(&whom::<R>(), params![id]).await?;
    Ok(found.map_or(id, |(current,)| current))
}

/// The same within a transaction.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn current_in<R: Record>(tx: &mut Tx, id: Id) -> Result<Id> {
    let found: Option<(Id,)> = tx.row(&whom::<R>(), params![id]).await?;
    Ok(found.map_or(id, |(current,)| current))
}

/// Gives all records of one to another, who stands for both from now on. Answers the records.
///
/// # Errors
/// `Conflict` when one of them was merged before.
pub async fn join<R: Record>(tx: &mut Tx, winner: Id, loser: Id) -> Result<Vec<Id>> {
    let gone = || Error::state("duplicates.error.gone");
    if winner == loser || current_in::<R>(tx, winner).await? != winner {
        return Err(gone());
    }
    let kind = R::KIND;
    let mark =
        format!("update {kind} set merged_into_id = $1 where id = $2 and merged_into_id is null");
    if tx.exec(&mark, params![winner, loser]).await? == 0 {
        return Err(gone());
    }
    let others = format!("update {kind} set merged_into_id = $1 where merged_into_id = $2");
    tx.exec(&others, params![winner, loser]).await?;
    let records =
        format!("update {kind}_record set {kind}_id = $1 where {kind}_id = $2 returning id");
    let moved: Vec<(Id,)> = tx.rows(&records, params![winner, loser]).await?;
    tx.unindex(loser).await?;
    let mut moved: Vec<Id> = moved.into_iter().map(|(id,)| id).collect();
    moved.sort_unstable();
    Ok(moved)
}

/// Gives records to one; a hidden one whose own first record is among them stands for itself again, and
/// `true` is answered. Others whose first record is among them stand for nobody of their own.
///
/// # Errors
/// `Conflict` when one of the records does not belong to `from` any more.
pub async fn give<R: Record>(tx: &mut Tx, from: Id, records: &[Id], to: Id) -> Result<bool> {
    let kind = R::KIND;
    let mut moved = 0;
    for part in records.chunks(IDS) {
        let mut sql = Sql::new("update ");
        sql.push(kind).push("_record set ").push(kind);
        sql.push("_id = ").bind(to).push(" where ").push(kind);
        sql.push("_id = ").bind(from);
        sql.push(" and id in ")
            .bind_list(part.iter().copied())
            .push(" returning id");
        moved += tx.query::<(Id,)>(sql).await?.len();
        let mut sql = Sql::new("update ");
        sql.push(kind).push(" set merged_into_id = ").bind(to);
        sql.push(" where id <> ").bind(to).push(" and id in ");
        sql.bind_list(part.iter().copied()).push(" returning id");
        tx.query::<(Id,)>(sql).await?;
    }
    if moved != records.len() {
        return Err(Error::state("duplicates.error.elsewhere"));
    }
    if records.contains(&from) {
        tx.unindex(from).await?;
    }
    let stands = records.contains(&to);
    if stands {
        let unmark = format!("update {kind} set merged_into_id = null where id = $1");
        tx.exec(&unmark, params![to]).await?;
    }
    Ok(stands)
}
