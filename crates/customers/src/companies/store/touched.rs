//! When something last happened with a company.

use kernel::{Id, Result};
use store::{NEW_CONTACTS, Sql, TELLS_IDENTITY, Tx, params};

/// Counts the last contact of some companies from everything that happened with them.
const COUNT_AGAIN: &str = "update company set touched_at = (\
     select max(t.time) from company_record r join touchpoint t on t.company_id = r.id \
     where r.company_id = company.id and t.channel is not null and t.is_machine = 0 and t.retracted_by is null) where id in (\
     select r.company_id from company_record r where r.id in (";

/// Renews the last contact of the companies named by touchpoints with `seq` in `after+1 ..= up_to`:
/// contacts of people, in whatever department; what machines did does not count.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn touched(tx: &mut Tx, after: i64, up_to: i64) -> Result<()> {
    let sql = format!(
        "update company set touched_at = last.at from ({NEW_CONTACTS} \
           select r.company_id as id, max(c.time) as at from contact c join company_record r on r.id = c.company_id \
           group by r.company_id) last \
         where company.id = last.id and coalesce(company.touched_at, 0) < last.at"
    );
    tx.exec(&sql, params![after, up_to]).await?;
    // What was taken back or got its company later is counted anew.
    let whose = "select old.company_id from touchpoint b join touchpoint old on old.id = b.retracts_id \
         where b.seq > $1 and b.seq <= $2 and b.retracts_id is not null and old.company_id is not null \
         union select b.company_id from touchpoint b where b.seq > $1 and b.seq <= $2 \
         and b.company_id is not null and b.type in ('identity.grouped', 'identity.linked', 'identity.merged', 'identity.split', 'person.changed')";
    let whose = format!("{whose} and b.{TELLS_IDENTITY}");
    tx.exec(&format!("{COUNT_AGAIN}{whose}))"), params![after, up_to])
        .await?;
    Ok(())
}

/// Counts the last contact of the companies of touchpoints anew: whether these are contacts at all
/// was judged otherwise.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn touched_again(tx: &mut Tx, touchpoints: &[Id]) -> Result<()> {
    let mut sql = Sql::new(COUNT_AGAIN);
    sql.push("select t.company_id from touchpoint t where t.id in ")
        .bind_list(touchpoints.iter().copied());
    sql.push("))");
    tx.change(sql).await?;
    Ok(())
}

/// Forgets every last contact, before they are counted again from the beginning of the log.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget_touched(tx: &mut Tx) -> Result<()> {
    tx.exec(
        "update company set touched_at = null where touched_at is not null",
        params![],
    )
    .await?;
    Ok(())
}
