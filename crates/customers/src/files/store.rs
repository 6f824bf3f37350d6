//! Every statement about files.

use kernel::{Error, Id, Millis, Result};
use sha2::{Digest, Sha256};
use store::{Db, Tx, params};

use super::model::{File, Upload, clean_name};

const SELECT: &str = "select f.id, f.record_kind, f.record_id, f.name, f.media_type, f.size, f.sha256, f.removed_at, \
     f.created_at, (select m.name from member m where m.id = f.created_by) from file f where f.id = $1";

/// A file that was not removed.
///
/// # Errors
/// `NotFound`, else as [`Db::rows`].
pub async fn get(db: &Db, id: Id) -> Result<File> {
    let file: Option<File> = db.row(SELECT, params![id]).await?;
    file.filter(|f| f.removed_at.is_none())
        .ok_or_else(|| Error::not_found("file"))
}

pub(super) async fn get_in(tx: &mut Tx, id: Id) -> Result<File> {
    let file = tx.row(SELECT, params![id]).await?;
    file.ok_or_else(|| Error::not_found("file"))
}

/// The bytes of a file.
///
/// # Errors
/// `NotFound`, else as [`Db::rows`].
pub async fn content(db: &Db, file: &File) -> Result<Vec<u8>> {
    let found: Option<(Vec<u8>,)> = db
        .row(
            "select content from file_content where sha256 = $1",
            params![&file.sha256],
        )
        .await?;
    found
        .map(|(bytes,)| bytes)
        .ok_or_else(|| Error::not_found("file"))
}

/// The files at a record, newest first; at most two hundred.
///
/// # Errors
/// As [`Db::rows`].
pub async fn of_record(db: &Db, kind: &str, record: Id) -> Result<Vec<File>> {
    db.rows(
        "select f.id, f.record_kind, f.record_id, f.name, f.media_type, f.size, f.sha256, f.removed_at, \
         f.created_at, (select m.name from member m where m.id = f.created_by) from file f \
         where f.record_kind = $1 and f.removed_at is null and (f.record_id = $2 \
         or f.record_id in (select id from person where merged_into_id = $2) \
         or f.record_id in (select id from company where merged_into_id = $2)) order by f.id desc limit 200",
        params![kind, record],
    )
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: Id,
    kind: &str,
    record: Id,
    upload: &Upload,
) -> Result<()> {
    let sha256: String = Sha256::digest(&upload.content)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    tx.exec(
        "insert into file_content (sha256, content) values ($1, $2) on conflict (sha256) do nothing",
        params![&sha256, upload.content.clone()],
    )
    .await?;
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    let media_type: String = upload
        .media_type
        .chars()
        .filter(|c| !c.is_control())
        .take(100)
        .collect();
    tx.exec(
        "insert into file (id, record_kind, record_id, name, media_type, size, sha256, created_at, created_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![id, kind, record, clean_name(&upload.name), media_type, upload.content.len(), sha256, now, member],
    )
    .await?;
    Ok(())
}

/// Marks a file as removed or not; answers whether that was new.
pub(super) async fn mark(tx: &mut Tx, id: Id, removed_at: Option<Millis>) -> Result<bool> {
    let changed = match removed_at {
        Some(at) => {
            tx.exec(
                "update file set removed_at = $2 where id = $1 and removed_at is null",
                params![id, at],
            )
            .await?
        }
        None => {
            tx.exec(
                "update file set removed_at = null where id = $1 and removed_at is not null",
                params![id],
            )
            .await?
        }
    };
    Ok(changed == 1)
}

pub(super) async fn exists(tx: &mut Tx, kind: &str, record: Id) -> Result<bool> {
    let found: Option<(i64,)> = match kind {
        "person" => {
            tx.row(
                "select 1 from person where id = $1 and erased_at is null",
                params![record],
            )
            .await?
        }
        "company" => {
            tx.row("select 1 from company where id = $1", params![record])
                .await?
        }
        _ => {
            tx.row("select 1 from deal where id = $1", params![record])
                .await?
        }
    };
    Ok(found.is_some())
}

/// What the record of a file is called.
pub(super) async fn name_of(tx: &mut Tx, kind: &str, record: Id) -> Result<String> {
    let found: Option<(String,)> = match kind {
        "person" => {
            let sql = "select trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) from person where id = $1";
            tx.row(sql, params![record]).await?
        }
        "company" => {
            tx.row("select name from company where id = $1", params![record])
                .await?
        }
        _ => {
            tx.row("select name from deal where id = $1", params![record])
                .await?
        }
    };
    Ok(found.map(|(name,)| name).unwrap_or_default())
}

pub(super) async fn company_of(tx: &mut Tx, kind: &str, record: Id) -> Result<Option<Id>> {
    let found: Option<(Option<Id>,)> = match kind {
        "person" => {
            tx.row(
                "select company_id from person where id = $1",
                params![record],
            )
            .await?
        }
        _ => {
            tx.row("select company_id from deal where id = $1", params![record])
                .await?
        }
    };
    Ok(found.and_then(|(company,)| company))
}
