//! When something last happened with a deal.

use kernel::{Id, Result};
use store::{NEW_CONTACTS, Sql, Tx, params};

/// Renews the last contact of the deals named by touchpoints with `seq` in `after+1 ..= up_to`. Steps
/// of the deal itself note it when they are made.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn touched(tx: &mut Tx, after: i64, up_to: i64) -> Result<()> {
    let sql = format!(
        "update deal set touched_at = last.at from ({NEW_CONTACTS} \
           select deal_id as id, max(time) as at from contact where deal_id is not null group by deal_id) last \
         where deal.id = last.id and coalesce(deal.touched_at, 0) < last.at"
    );
    tx.exec(&sql, params![after, up_to]).await?;
    Ok(())
}

/// Counts the last contact of the deals of touchpoints anew, with the steps of the deal itself:
/// whether these touchpoints are contacts at all was judged otherwise.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn touched_again(tx: &mut Tx, touchpoints: &[Id]) -> Result<()> {
    let mut sql = Sql::new(
        "update deal set touched_at = (\
           select max(t.time) from touchpoint t where t.deal_id = deal.id \
           and (t.channel is not null or t.type like 'deal.%') \
           and t.is_machine = 0 and t.retracted_by is null) \
         where id in (select t.deal_id from touchpoint t where t.id in ",
    );
    sql.bind_list(touchpoints.iter().copied());
    sql.push(")");
    tx.change(sql).await?;
    Ok(())
}
