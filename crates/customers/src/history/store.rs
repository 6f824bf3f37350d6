//! Reading the audit trail.

use kernel::{Id, Lang, Result};
use store::{Db, Sql, Tx};

use super::model::Change;

const COLUMNS: &str = "select a.id, a.change_id, a.at, (select m.name from member m where m.id = a.member_id), \
     a.action, a.record_kind, coalesce(a.record_id, 0), a.field, a.before, a.after, a.import_id, a.undone_by \
     from audit a ";

/// The rows of a change.
pub(super) async fn of_change(tx: &mut Tx, change: Id) -> Result<Vec<Change>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("where a.record_id is not null and a.change_id = ")
        .bind(change);
    sql.push(" order by a.id");
    tx.query(sql).await
}

/// The changes of a record and of the files at it, newest first; `before` is the last row that was
/// shown.
pub(super) async fn of_record(
    db: &Db,
    kind: &str,
    record: Id,
    before: Option<Id>,
    limit: usize,
) -> Result<Vec<Change>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("where a.record_kind = ")
        .bind(kind)
        .push(" and (a.record_id = ")
        .bind(record);
    for merged in ["person", "company"] {
        sql.push(" or a.record_id in (select id from ")
            .push(merged)
            .push(" where merged_into_id = ")
            .bind(record)
            .push(")");
    }
    sql.push(")");
    if let Some(before) = before {
        sql.push(" and a.id < ").bind(before);
    }
    sql.push(" order by a.id desc limit ").bind(limit);
    db.query(sql).await
}

/// Names of the members, companies, departments and stages that values link to.
pub(super) async fn linked(db: &Db, lang: Lang, ids: Vec<Id>) -> Result<Vec<(Id, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let of_lang = match lang {
        Lang::De => ["name", "name", "name_de", "name_de"],
        Lang::En => ["name", "name", "name_en", "name_en"],
    };
    let tables = ["member", "company", "department", "stage"];
    let mut sql = Sql::new("");
    for (at, (table, name)) in tables.into_iter().zip(of_lang).enumerate() {
        sql.push(if at == 0 { "" } else { " union all " });
        sql.push("select id, ")
            .push(name)
            .push(" from ")
            .push(table);
        sql.push(" where id in ").bind_list(ids.iter().copied());
    }
    db.query(sql).await
}
