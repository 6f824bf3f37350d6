//! People of imports: found by name, and taken out again by an undo.

use kernel::{Id, Result};
use store::{Change, Tx, fold_name, params};

/// The people of a name, first name first or last name first; at most two, to tell whether there is
/// exactly one.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Vec<Id>> {
    let first_last = fold_name(name);
    let last_first = match first_last.rsplit_once(' ') {
        Some((first, last)) => format!("{last} {first}"),
        None => first_last.clone(),
    };
    let found: Vec<(Id,)> = tx
        .rows(
            "select id from person where name_folded in ($1, $2) and erased_at is null and merged_into_id is null order by id limit 2",
            params![first_last, last_first],
        )
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Takes people out that an import had made. Those that something else hangs on by now stay; they
/// are answered.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn remove_imported(tx: &mut Tx, import: Id, ids: &[Id]) -> Result<Vec<Id>> {
    let mut kept = Vec::new();
    tx.identities_changed().await?;
    for id in ids {
        if is_used(tx, import, *id).await? {
            kept.push(*id);
            continue;
        }
        for sql in [
            "delete from identity_edge where record_id = $1",
            "delete from person_record where person_id = $1",
            "delete from person_email where person_id = $1",
            "delete from person_phone where person_id = $1",
            "delete from person where id = $1",
        ] {
            tx.exec(sql, params![*id]).await?;
        }
        tx.unindex(*id).await?;
        tx.audit(vec![Change::of("removed", "person", *id)]).await?;
    }
    Ok(kept)
}

async fn is_used(tx: &mut Tx, import: Id, id: Id) -> Result<bool> {
    let found: Option<(i64,)> = tx
        .row(
            "select 1 where exists (select 1 from deal_person where person_id = $1) \
             or exists (select 1 from person_company where person_id = $1) \
             or exists (select 1 from person_record where person_id = $1 and id <> $1) \
             or not exists (select 1 from person_record where person_id = $1 and id = $1) \
             or exists (select 1 from participant where record_id = $1) \
             or exists (select 1 from file where record_kind = 'person' and record_id = $1) \
             or exists (select 1 from touchpoint where record_id = $1 and retracted_by is null \
                        and (import_id is null or import_id <> $2))",
            params![id, import],
        )
        .await?;
    Ok(found.is_some())
}
