//! Reading the audit trail by cursor.

use kernel::{Id, Result};
use store::{Db, Sql};

use super::{Filter, Line};

/// Up to `limit` lines, newest first, behind the line named in the filter.
///
/// # Errors
/// As [`Db::rows`].
pub async fn page(db: &Db, filter: &Filter, limit: i64) -> Result<Vec<Line>> {
    let mut sql = Sql::new(
        "select a.id, a.at, a.member_id, m.name, k.name, a.action, a.record_kind, a.record_id, coalesce(s.title, r.name), a.field, \
         a.before, a.after, a.reason, a.import_id from audit a \
         left join member m on m.id = a.member_id left join api_token k on k.id = a.token_id \
         left join search_doc s on s.id = a.record_id and s.kind = a.record_kind \
         left join member r on r.id = a.record_id and a.record_kind = 'member' where 1 = 1",
    );
    if !filter.record_kind.is_empty() {
        sql.push(" and a.record_kind = ").bind(&filter.record_kind);
    }
    if let Ok(member) = filter.member.parse::<Id>() {
        sql.push(" and a.member_id = ").bind(member);
    }
    if let Ok(after) = filter.after.parse::<Id>() {
        sql.push(" and a.id < ").bind(after);
    }
    sql.push(" order by a.id desc limit ").bind(limit);
    db.query(sql).await
}
