//! When something last happened with a person.

use kernel::{Id, Result};
use store::{NEW_CONTACTS, Sql, TELLS_IDENTITY, Tx, params};

/// Counts the last contact of some people from everything that happened with them.
const COUNT_AGAIN: &str = "update person set touched_at = (\
     select max(who.time) from (\
       select t.time from touchpoint t join person_record r on r.id = t.record_id \
       where r.person_id = person.id \
       and t.channel is not null and t.is_machine = 0 and t.retracted_by is null \
       union all select t.time from participant y join person_record r on r.id = y.record_id \
       join touchpoint t on t.id = y.touchpoint_id where r.person_id = person.id \
       and t.channel is not null and t.is_machine = 0 and t.retracted_by is null) who) where id in (";

/// Renews the last contact of the people named by touchpoints with `seq` in `after+1 ..= up_to`, also
/// of those who only took part; what machines did does not count.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn touched(tx: &mut Tx, after: i64, up_to: i64) -> Result<()> {
    let sql = format!(
        "update person set touched_at = last.at from ({NEW_CONTACTS} \
           select r.person_id as id, max(who.time) as at from (\
             select record_id, time from contact where record_id is not null \
             union all select y.record_id, c.time from contact c join participant y on y.touchpoint_id = c.id) who \
           join person_record r on r.id = who.record_id group by r.person_id) last \
         where person.id = last.id and coalesce(person.touched_at, 0) < last.at"
    );
    tx.exec(&sql, params![after, up_to]).await?;
    // What was taken back, linked, merged or split is counted anew.
    let whose = "select r.person_id from touchpoint b join touchpoint old on old.id = b.retracts_id \
         join person_record r on r.id = old.record_id \
         where b.seq > $1 and b.seq <= $2 and b.retracts_id is not null \
         union select r.person_id from touchpoint b join person_record r on r.id = b.record_id \
         where b.seq > $1 and b.seq <= $2 \
         and b.type in ('identity.linked', 'identity.merged', 'identity.split')";
    let whose = format!("{whose} and b.{TELLS_IDENTITY}");
    tx.exec(&format!("{COUNT_AGAIN}{whose})"), params![after, up_to])
        .await?;
    Ok(())
}

/// Counts the last contact of the people of touchpoints anew: whether these are contacts at all was
/// judged otherwise.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn touched_again(tx: &mut Tx, touchpoints: &[Id]) -> Result<()> {
    let mut sql = Sql::new(COUNT_AGAIN);
    sql.push("select r.person_id from touchpoint t join person_record r on r.id = t.record_id where t.id in ")
        .bind_list(touchpoints.iter().copied());
    sql.push(" union select r.person_id from participant y join person_record r on r.id = y.record_id where y.touchpoint_id in ")
        .bind_list(touchpoints.iter().copied());
    sql.push(")");
    tx.change(sql).await?;
    Ok(())
}

/// Forgets every last contact, before they are counted again from the beginning of the log.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget_touched(tx: &mut Tx) -> Result<()> {
    tx.exec(
        "update person set touched_at = null where touched_at is not null",
        params![],
    )
    .await?;
    Ok(())
}
