//! Which companies stand for which: joining two, parting them, and who an old id stands for.
//!
//! Nothing of a company is changed or lost by joining: its row, its people, deals, files and touchpoints
//! stay where they are and are read through the membership.

use kernel::{Error, Id, Result};
use store::{Db, Sql, Tx, params};

use super::super::model::Company;
use super::{get_in, index};

const CURRENT: &str = "select company_id from company_record where id = $1";
const MEMBERS: &str = "select id from company_record where company_id = \
     (select company_id from company_record where id = $1) order by id";
/// How many parameters one `in (…)` takes.
const IDS: usize = 500;

/// The company that an id stands for today: itself, or the one into which it was merged.
///
/// # Errors
/// As [`Db::rows`].
pub async fn current(db: &Db, id: Id) -> Result<Id> {
    let found: Option<(Id,)> = db.row(CURRENT, params![id]).await?;
    Ok(found.map_or(id, |(company,)| company))
}

/// The same within a transaction.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn current_in(tx: &mut Tx, id: Id) -> Result<Id> {
    let found: Option<(Id,)> = tx.row(CURRENT, params![id]).await?;
    Ok(found.map_or(id, |(company,)| company))
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
    let gone = || Error::state("duplicates.error.gone");
    if winner == loser || current_in(tx, winner).await? != winner {
        return Err(gone());
    }
    let marked = tx
        .exec(
            "update company set merged_into_id = $1 where id = $2 and merged_into_id is null",
            params![winner, loser],
        )
        .await?;
    if marked == 0 {
        return Err(gone());
    }
    tx.exec(
        "update company set merged_into_id = $1 where merged_into_id = $2",
        params![winner, loser],
    )
    .await?;
    let moved: Vec<(Id,)> = tx
        .rows(
            "update company_record set company_id = $1 where company_id = $2 returning id",
            params![winner, loser],
        )
        .await?;
    tx.unindex(loser).await?;
    let mut moved: Vec<Id> = moved.into_iter().map(|(id,)| id).collect();
    moved.sort_unstable();
    Ok(moved)
}

/// Gives companies back: `to` stands for itself and the others of `records` again.
///
/// # Errors
/// `Conflict` when one of them does not belong to `from` any more.
pub async fn give(tx: &mut Tx, from: Id, records: &[Id], to: Id) -> Result<()> {
    let mut moved = 0;
    for part in records.chunks(IDS) {
        let mut sql = Sql::new("update company_record set company_id = ");
        sql.bind(to).push(" where company_id = ").bind(from);
        sql.push(" and id in ")
            .bind_list(part.iter().copied())
            .push(" returning id");
        moved += tx.query::<(Id,)>(sql).await?.len();
        let mut sql = Sql::new("update company set merged_into_id = ");
        sql.bind(to).push(" where id <> ").bind(to);
        sql.push(" and id in ")
            .bind_list(part.iter().copied())
            .push(" returning id");
        tx.query::<(Id,)>(sql).await?;
    }
    if moved != records.len() {
        return Err(Error::state("duplicates.error.elsewhere"));
    }
    if records.contains(&to) {
        tx.exec(
            "update company set merged_into_id = null where id = $1",
            params![to],
        )
        .await?;
        let company: Company = get_in(tx, to).await?;
        index(tx, &company).await?;
    }
    if records.contains(&from) {
        tx.unindex(from).await?;
    }
    Ok(())
}
