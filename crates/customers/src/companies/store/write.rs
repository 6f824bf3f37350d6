//! What writing a company looks up.

use kernel::{Id, Result};
use store::{Tx, params};

/// The company above a company.
pub(crate) async fn parent_of(tx: &mut Tx, id: Id) -> Result<Option<Id>> {
    let found: Option<(Option<Id>,)> = tx
        .row(
            "select parent_company_id from company where id = $1",
            params![id],
        )
        .await?;
    Ok(found.and_then(|(parent,)| parent))
}

/// The first people of a company, to renew what search says about them.
pub(crate) async fn some_people(tx: &mut Tx, id: Id, limit: i64) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = tx
        .rows(
            "select id from person where company_id = $1 order by name_folded, id limit $2",
            params![id, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
