//! What writing a company looks up.

use kernel::{Id, Result};
use store::{Tx, params};

/// The first people of a company, to renew what search says about them.
pub(crate) async fn some_people(tx: &mut Tx, id: Id, limit: i64) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = tx
        .rows(
            "select p.id from person p where p.merged_into_id is null and p.company_id in \
             (select id from company_record where company_id = $1) order by p.name_folded, p.id limit $2",
            params![id, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
