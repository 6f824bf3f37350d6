//! Which companies stand for which: joining two, parting them, and who an old id stands for.
//!
//! Nothing of a company is changed or lost by joining: its row, its people, deals, files and touchpoints
//! stay where they are and are read through the membership.

use kernel::{Id, Result};
use store::{Db, Tx, params};

use super::super::model::Company;
use super::{get_in, index};
use crate::records;

const MEMBERS: &str = "select id from company_record where company_id = \
     (select company_id from company_record where id = $1) order by id";

/// The company that an id stands for today: itself, or the one into which it was merged.
///
/// # Errors
/// As [`Db::rows`].
pub async fn current(db: &Db, id: Id) -> Result<Id> {
    records::current::<Company>(db, id).await
}

/// The same within a transaction.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn current_in(tx: &mut Tx, id: Id) -> Result<Id> {
    records::current_in::<Company>(tx, id).await
}

/// All ids that stand for the company of this id, itself among them: what belongs to one of them belongs
/// to it.
///
/// # Errors
/// As [`Db::rows`].
pub async fn members(db: &Db, id: Id) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = db.rows(MEMBERS, params![id]).await?;
    Ok(of_rows(id, rows))
}

/// The same within a transaction.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn members_in(tx: &mut Tx, id: Id) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = tx.rows(MEMBERS, params![id]).await?;
    Ok(of_rows(id, rows))
}

fn of_rows(id: Id, rows: Vec<(Id,)>) -> Vec<Id> {
    match rows.is_empty() {
        true => vec![id],
        false => rows.into_iter().map(|(id,)| id).collect(),
    }
}

/// New companies stand for themselves.
pub(super) async fn stand_alone(tx: &mut Tx, ids: &[Id]) -> Result<()> {
    let rows = ids.iter().map(|id| params![*id, *id]).collect();
    tx.insert_many("company_record", &["id", "company_id"], rows, "")
        .await?;
    Ok(())
}

/// Gives everything of one company to another, which stands for both from now on. Answers the companies
/// that went over.
///
/// # Errors
/// `Conflict` when one of them was merged before.
pub async fn join(tx: &mut Tx, winner: Id, loser: Id) -> Result<Vec<Id>> {
    records::join::<Company>(tx, winner, loser).await
}

/// Gives companies back: `to` stands for itself and the others of `records` again, and is found again.
///
/// # Errors
/// `Conflict` when one of them does not belong to `from` any more.
pub async fn give(tx: &mut Tx, from: Id, records: &[Id], to: Id) -> Result<()> {
    if records::give::<Company>(tx, from, records, to).await? {
        let company = get_in(tx, to).await?;
        index(tx, &company).await?;
    }
    Ok(())
}
