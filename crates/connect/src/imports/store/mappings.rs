//! Mappings that an installation remembers by the headers of the file.

use kernel::Result;
use store::{Db, Tx, params};

/// The mapping for a row of headers, as a file.
///
/// # Errors
/// As [`Db::rows`].
pub async fn mapping_of(db: &Db, fingerprint: &str) -> Result<Option<String>> {
    let found: Option<(String,)> = db
        .row(
            "select mapping from import_mapping where header_fingerprint = $1",
            params![fingerprint],
        )
        .await?;
    Ok(found.map(|(mapping,)| mapping))
}

/// Remembers the mapping for a row of headers.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn remember_mapping(
    tx: &mut Tx,
    fingerprint: &str,
    name: &str,
    mapping: &str,
) -> Result<()> {
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into import_mapping (header_fingerprint, name, mapping, created_at, created_by, updated_at) \
         values ($1, $2, $3, $4, $5, $4) on conflict (header_fingerprint) do update set name = excluded.name, \
         mapping = excluded.mapping, updated_at = excluded.updated_at",
        params![fingerprint, name, mapping, now, member],
    )
    .await?;
    Ok(())
}
