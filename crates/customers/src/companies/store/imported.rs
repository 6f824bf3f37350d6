//! Companies of imports, taken out again by an undo.

use kernel::{Id, Result};
use store::{Change, Tx, params};

/// Takes companies out that an import had made. Those that something else hangs on by now stay; they
/// are answered.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn remove_imported(tx: &mut Tx, import: Id, ids: &[Id]) -> Result<Vec<Id>> {
    let mut kept = Vec::new();
    for id in ids {
        if is_used(tx, import, *id).await? {
            kept.push(*id);
            continue;
        }
        tx.exec("delete from company_record where id = $1", params![*id])
            .await?;
        tx.exec("delete from company where id = $1", params![*id])
            .await?;
        tx.unindex(*id).await?;
        tx.audit(vec![Change::of("removed", "company", *id)])
            .await?;
    }
    Ok(kept)
}

async fn is_used(tx: &mut Tx, import: Id, id: Id) -> Result<bool> {
    let found: Option<(i64,)> = tx
        .row(
            "select 1 where exists (select 1 from person where company_id = $1) \
             or exists (select 1 from person_company where company_id = $1) \
             or exists (select 1 from deal where company_id = $1) \
             or exists (select 1 from company where parent_company_id = $1) \
             or exists (select 1 from company_record where company_id = $1 and id <> $1) \
             or not exists (select 1 from company_record where company_id = $1 and id = $1) \
             or exists (select 1 from file where record_kind = 'company' and record_id = $1) \
             or exists (select 1 from touchpoint where company_id = $1 and retracted_by is null \
                        and (import_id is null or import_id <> $2))",
            params![id, import],
        )
        .await?;
    Ok(found.is_some())
}
