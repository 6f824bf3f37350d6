//! When something last happened with a deal.

use kernel::Result;
use store::{Tx, params};

/// Renews the last contact of the deals named by touchpoints with `seq` in `after+1 ..= up_to`. Steps
/// of the deal itself note it when they are made.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn touched(tx: &mut Tx, after: i64, up_to: i64) -> Result<()> {
    tx.exec(
        "update deal set touched_at = last.at from (\
           select t.deal_id as id, max(t.time) as at from touchpoint t \
           where t.seq > $1 and t.seq <= $2 and t.deal_id is not null and t.channel is not null \
           and t.is_machine = 0 and t.retracted_by is null group by t.deal_id) last \
         where deal.id = last.id and coalesce(deal.touched_at, 0) < last.at",
        params![after, up_to],
    )
    .await?;
    Ok(())
}
