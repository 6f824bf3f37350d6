//! Versions of records that imports write, to see whether someone changed them since.

use std::collections::HashMap;

use kernel::{Id, Result};
use store::{Sql, Tx};

use super::super::model::fields::Kind;

/// The versions of records; those that are gone are missing.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn versions(tx: &mut Tx, kind: Kind, ids: &[Id]) -> Result<HashMap<Id, i64>> {
    let mut found = HashMap::new();
    for part in ids.chunks(500) {
        let mut sql = Sql::new(match kind {
            Kind::Member => "select id, version from member where id in ",
            Kind::Product => "select id, version from product where id in ",
            Kind::Company => "select id, version from company where id in ",
            Kind::Person => "select id, version from person where id in ",
            Kind::Deal => "select id, version from deal where id in ",
        });
        sql.bind_list(part.iter().copied());
        let rows: Vec<(Id, i64)> = tx.query(sql).await?;
        found.extend(rows);
    }
    Ok(found)
}
