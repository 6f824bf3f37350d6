//! Streams of a subject, newest first; what the lane strip and the filter chips need.

use kernel::{Channel, Id, Millis, Result};
use store::{Db, Sql, params};

use super::{MOMENT, Moment};
use crate::companies;
use crate::timeline::model::{Cursor, Filter, Subject};

/// Moments of one page.
pub(crate) const PAGE: i64 = 32;
/// Most marks that a lane strip looks at.
const MARKS: i64 = 3_000;

/// A page of the stream, newest first; one more than a page says that there is another.
pub(crate) async fn page(db: &Db, filter: &Filter, department: Option<Id>) -> Result<Vec<Moment>> {
    let mut sql = Sql::new(MOMENT);
    narrow(db, &mut sql, filter.subject()).await?;
    only(&mut sql, filter, department)?;
    if let Some(cursor) = Cursor::read(&filter.after)? {
        sql.push(" and (t.time, t.id) < (")
            .bind(cursor.time)
            .push(", ")
            .bind(cursor.id)
            .push(")");
    }
    sql.push(" order by t.time desc, t.id desc limit ")
        .bind(PAGE + 1);
    db.query(sql).await
}

/// Adds what the filter narrows to; `department` is the one that its key names.
fn only(sql: &mut Sql, filter: &Filter, department: Option<Id>) -> Result<()> {
    if let Some(channel) = filter.channel()? {
        match channel.map(Channel::key) {
            Some(key) => sql.push(" and t.channel = ").bind(key),
            None => sql.push(" and t.channel is null"),
        };
    }
    if let Some(id) = department {
        sql.push(" and t.department_id = ").bind(id);
    }
    if !filter.type_key.is_empty() {
        // Spelled as the index has it, see the migration.
        sql.push(" and t.type || '' = ").bind(&filter.type_key);
    }
    if !filter.source.is_empty() {
        sql.push(" and t.source = ").bind(&filter.source);
    }
    if filter.as_customer() {
        sql.push(" and t.channel is not null and t.direction <> 'internal'");
    }
    Ok(())
}

/// Adds `where` with the touchpoints of the subject that were not taken back.
async fn narrow(db: &Db, sql: &mut Sql, subject: Subject) -> Result<()> {
    sql.push("where t.retracted_by is null and t.retracts_id is null");
    match subject {
        Subject::All => {}
        Subject::Company(id) => of_companies(sql, &companies::members(db, id).await?),
        Subject::Group(id) => of_companies(sql, &companies::members_with_below(db, id).await?),
        Subject::Person(id) => of_person(db, sql, id).await?,
        Subject::Deal(id) => {
            let deal = span_of_deal(db, id).await?;
            sql.push(" and t.id in (select x.id from touchpoint x where x.deal_id = ")
                .bind(id)
                .push(" union select y.id from touchpoint y where y.company_id in ")
                .bind_list(deal.members)
                .push(" and y.time >= ")
                .bind(deal.from)
                .push(" and y.time <= ")
                .bind(deal.to)
                .push(")");
        }
    }
    Ok(())
}

/// The moments of all that stand for a company: one range of one index as long as nothing was merged.
fn of_companies(sql: &mut Sql, members: &[Id]) {
    match members {
        [one] => sql.push(" and t.company_id = ").bind(*one),
        several => sql
            .push(" and t.company_id in ")
            .bind_list(several.iter().copied()),
    };
}

/// The moments of all records of a person, and those in which they only took part. Most people have
/// one record and took part in nothing: then the newest come straight from the index.
async fn of_person(db: &Db, sql: &mut Sql, id: Id) -> Result<()> {
    let mut records: Vec<(Id,)> = db
        .rows(
            "select id from person_record where person_id = $1 order by id",
            params![id],
        )
        .await?;
    let records: Vec<Id> = records.drain(..).map(|(id,)| id).collect();
    let took_part: Vec<(i64,)> = db
        .rows(
            "select 1 from participant y join person_record r on r.id = y.record_id \
             where r.person_id = $1 limit 1",
            params![id],
        )
        .await?;
    match (records.as_slice(), took_part.is_empty()) {
        ([one], true) => {
            sql.push(" and t.record_id = ").bind(*one);
        }
        (_, true) => {
            sql.push(" and t.record_id in ").bind_list(records);
        }
        (_, false) => {
            sql.push(" and t.id in (select x.id from touchpoint x where x.record_id in ")
                .bind_list(records.iter().copied())
                .push(" union select y.touchpoint_id from participant y where y.record_id in ")
                .bind_list(records)
                .push(")");
        }
    }
    Ok(())
}

/// Whose moments belong to a deal beside its own: those of its company while it ran.
#[derive(Debug)]
pub(crate) struct DealSpan {
    /// The company as it stands today.
    pub(crate) company: Option<Id>,
    /// All that stand for it.
    members: Vec<Id>,
    pub(crate) from: Millis,
    /// When it ended; far in the future while it is open.
    pub(crate) to: Millis,
}

pub(crate) async fn span_of_deal(db: &Db, id: Id) -> Result<DealSpan> {
    let found: Option<(Option<Id>, Millis, Option<Millis>)> = db
        .row(
            "select company_id, opened_at, coalesce(won_at, lost_at) from v_deal where id = $1",
            params![id],
        )
        .await?;
    let (company, from, to) = found.unwrap_or((None, Millis(0), None));
    let (company, members) = match company {
        Some(id) => (
            Some(companies::current(db, id).await?),
            companies::members(db, id).await?,
        ),
        None => (None, Vec::new()),
    };
    Ok(DealSpan {
        company,
        members,
        from,
        to: to.unwrap_or(Millis(i64::MAX)),
    })
}

/// The newest moments of a subject behind a position of the log, in its order.
pub(crate) async fn page_since(db: &Db, filter: &Filter, seq: i64) -> Result<Vec<Moment>> {
    let mut sql = Sql::new(MOMENT);
    narrow(db, &mut sql, filter.subject()).await?;
    sql.push(" and t.seq > ").bind(seq);
    sql.push(" order by t.seq desc limit ").bind(PAGE);
    let mut moments: Vec<Moment> = db.query(sql).await?;
    moments.reverse();
    Ok(moments)
}

/// Persons who took part in moments beside their own, as moment and person.
pub(crate) async fn taking_part(
    db: &Db,
    moments: impl Iterator<Item = Id>,
) -> Result<Vec<(Id, Id)>> {
    let mut sql = Sql::new(
        "select y.touchpoint_id, r.person_id from participant y join person_record r on r.id = y.record_id \
         where y.touchpoint_id in ",
    );
    sql.bind_list(moments);
    db.query(sql).await
}

store::row! {
    /// How many moments of a subject have the same department, channel, type and source.
    #[derive(Debug, Clone)]
    pub(crate) struct Facet {
        pub(crate) department_id: Option<Id>,
        pub(crate) channel: Option<String>,
        pub(crate) type_key: String,
        pub(crate) source: String,
        pub(crate) count: i64,
    }
}

/// What there is to choose from in the stream of a subject, each combination with its count.
pub(crate) async fn facets(db: &Db, subject: Subject) -> Result<Vec<Facet>> {
    let mut sql = Sql::new(
        "select t.department_id, t.channel, t.type, t.source, count(*) from touchpoint t ",
    );
    narrow(db, &mut sql, subject).await?;
    sql.push(" group by t.department_id, t.channel, t.type, t.source");
    db.query(sql).await
}

/// The types that occur at all, in alphabetical order; read from the index, one seek per type.
pub(crate) async fn types_that_occur(db: &Db) -> Result<Vec<String>> {
    let found: Vec<(String,)> = db
        .rows(
            "with recursive found (type) as (\
               select (select t.type || '' from touchpoint t order by t.type || '' limit 1) \
               union all \
               select (select t.type || '' from touchpoint t where t.type || '' > found.type \
                       order by t.type || '' limit 1) \
               from found where found.type is not null) \
             select type from found where type is not null",
            params![],
        )
        .await?;
    Ok(found.into_iter().map(|(key,)| key).collect())
}

/// The moments of the lane strip: what the filter lets through since an instant, newest first.
pub(crate) async fn lanes(
    db: &Db,
    filter: &Filter,
    department: Option<Id>,
    from: Millis,
) -> Result<Vec<Moment>> {
    let mut sql = Sql::new(MOMENT);
    narrow(db, &mut sql, filter.subject()).await?;
    only(&mut sql, filter, department)?;
    sql.push(" and t.time >= ").bind(from);
    sql.push(" order by t.time desc, t.id desc limit ")
        .bind(MARKS);
    db.query(sql).await
}

/// Moments behind a position of the log, in its order; for live updates.
pub(crate) async fn newer(db: &Db, seq: i64, limit: i64) -> Result<Vec<Moment>> {
    let mut sql = Sql::new(MOMENT);
    sql.push("where t.seq > ").bind(seq);
    sql.push(" and t.retracts_id is null order by t.seq limit ")
        .bind(limit);
    db.query(sql).await
}
