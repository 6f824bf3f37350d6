//! The questions behind the log: touchpoints page by page, deals, buyers, facts; and whether it changed.

mod reading;
mod records;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use ::store::{Db, params};
use kernel::{Id, Millis, Result};

use super::model::{Log, Names, kinds};
use reading::{Line, Owners, Reading, lines, lines_of_records};

pub use reading::{CAMPAIGN, CAMPAIGN_BY_TITLE, campaign};

/// Touchpoints read at once.
const PAGE: i64 = 20_000;
/// Companies that are read again at once.
const COMPANIES: usize = 500;
/// Companies that are read again; when more have changed, everything is read.
const MOST_COMPANIES: usize = 5_000;

::store::row! {
    /// What the log was read from. Equal versions have equal logs.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    pub struct Version {
        /// Newest position of the log of touchpoints.
        pub seq: i64,
        /// Up to where it is known whose the touchpoints are, and whether a machine made them.
        pub resolved: i64,
        /// Changes of identifiers that left no touchpoint.
        pub identity: i64,
        /// Touchpoints assigned to companies by hand, and those taken back.
        pub assigned: i64,
        /// When that was done last.
        pub assigned_at: i64,
        /// Companies merged into others.
        pub merged: i64,
        /// The newest deal.
        pub deals: i64,
        /// When a deal was changed last.
        pub deal_changed: i64,
        /// The newest company.
        pub companies: i64,
        /// When a company was changed last.
        pub company_changed: i64,
    }
}

impl Version {
    /// Whether nothing about companies changed from one to the other.
    pub(super) fn has_companies_of(&self, other: &Self) -> bool {
        (self.companies, self.company_changed) == (other.companies, other.company_changed)
    }
}

/// The version of the data now; a few look-ups in indexes and short tables.
///
/// # Errors
/// As [`Db::rows`].
pub async fn version(db: &Db) -> Result<Version> {
    db.one(
        "select (select seq from log_head where id = 1), \
           coalesce((select min(seq) from consumer_cursor where name in ($1, $2)), 0), \
           (select identity_changes from log_head where id = 1), \
           (select count(*) + count(undone_at) from assignment), \
           (select coalesce(max(coalesce(undone_at, at)), 0) from assignment), \
           (select count(*) from company where merged_into_id is not null), \
           (select coalesce(max(id), 0) from deal), (select coalesce(max(updated_at), 0) from deal), \
           (select coalesce(max(id), 0) from company), (select coalesce(max(updated_at), 0) from company)",
        params![org::work::LEADER, org::work::JUDGE],
    )
    .await
}

/// The touchpoint at a position of the log: its id and when it was recorded.
///
/// # Errors
/// As [`Db::rows`].
pub(super) async fn witness(db: &Db, seq: i64) -> Result<Option<(i64, i64)>> {
    let found: Vec<(i64, i64)> = db
        .rows(
            "select id, recorded_at from touchpoint where seq = $1",
            params![seq],
        )
        .await?;
    Ok(found.into_iter().next())
}

/// A log of touchpoints with everything else that belongs to it, as it is now.
///
/// # Errors
/// As [`Db::rows`].
pub(super) async fn complete(db: &Db, mut log: Log) -> Result<Log> {
    log.facts = records::facts(db).await?;
    records::with(db, log).await
}

/// Reads everything, in the order in which it lies on the disk.
///
/// # Errors
/// As [`Db::rows`].
pub async fn load(db: &Db) -> Result<Log> {
    let mut reading = Reading::of(&Names::default());
    let owners = Owners::of(db).await?;
    let mut after = 0;
    loop {
        let mut sql = lines_of_records();
        sql.bind_list(kinds()).push(" and t.id > ").bind(after);
        sql.push(" order by t.id limit ").bind(PAGE);
        let lines: Vec<Line> = db.query(sql).await?;
        let Some(last) = lines.last() else { break };
        after = last.id;
        let is_full = lines.len() as i64 == PAGE;
        reading.take(lines.into_iter().map(|line| owners.own(line)));
        if !is_full {
            break;
        }
    }
    let (names, blocks) = reading.done();
    let log = Log {
        blocks,
        names,
        owners: Arc::new(owners.companies),
        ..Log::default()
    };
    complete(db, log).await
}

/// Reads again the companies that have touchpoints behind a position of the log, that were merged or parted, that
/// were assigned something by hand since, or that have touchpoints of people who were merged or parted; none
/// when they are so many that everything is to be read.
///
/// # Errors
/// As [`Db::rows`].
pub(super) async fn reload(
    db: &Db,
    old: &Log,
    (was, now): (&Version, &Version),
) -> Result<Option<Log>> {
    let owners = reading::owners(db).await?;
    let mut changed = touched(db, was, now).await?;
    changed.extend(moved(&old.owners, &owners));
    if changed.len() > MOST_COMPANIES {
        return Ok(None);
    }
    let people = reading::retold(db, was.seq).await?;
    changed.extend(old.with_any_of(&people));
    changed.extend(reading::companies_of(db, &people).await?);
    if changed.len() > MOST_COMPANIES {
        return Ok(None);
    }
    let mut blocks = old.blocks.clone();
    let mut reading = Reading::of(&old.names);
    let all: Vec<Id> = records::all_of(db, &changed).await?.into_iter().collect();
    for some in all.chunks(COMPANIES) {
        let mut sql = lines();
        sql.bind_list(kinds())
            .push(" and t.company_id in ")
            .bind_list(some.iter().copied());
        reading.take(db.query::<Line>(sql).await?);
    }
    let (names, fresh) = reading.done();
    for company in &changed {
        blocks.remove(company);
    }
    blocks.extend(fresh);
    // Of a company that was merged nothing is known any more, and again when it is parted.
    let facts = match was.has_companies_of(now) && *old.owners == owners {
        true => old.facts.clone(),
        false => records::facts(db).await?,
    };
    let log = Log {
        blocks,
        names,
        facts,
        owners: Arc::new(owners),
        ..Log::default()
    };
    Ok(Some(records::with(db, log).await?))
}

/// The companies with touchpoints behind the positions that were read, those of touchpoints that were taken back
/// there, and those that were assigned something by hand since.
async fn touched(db: &Db, was: &Version, now: &Version) -> Result<BTreeSet<Id>> {
    // A touchpoint that was there before may have found its company since.
    let after = was.seq.min(was.resolved);
    let with_news: Vec<(Id,)> = db
        .rows(
            "select distinct coalesce(c.company_id, t.company_id) from touchpoint t \
             left join company_record c on c.id = t.company_id \
             where t.seq > $1 and t.company_id is not null limit $2",
            params![after, MOST_COMPANIES as i64 + 1],
        )
        .await?;
    let taken_back: Vec<(Id,)> = db
        .rows(
            "select distinct coalesce(c.company_id, o.company_id) from touchpoint t \
             join touchpoint o on o.id = t.retracts_id left join company_record c on c.id = o.company_id \
             where t.seq > $1 and t.retracts_id is not null and o.company_id is not null limit $2",
            params![after, MOST_COMPANIES as i64 + 1],
        )
        .await?;
    let by_hand = assigned(db, was, now).await?;
    let with_news = with_news.into_iter().chain(taken_back);
    Ok(with_news.map(|(company,)| company).chain(by_hand).collect())
}

/// The companies that were assigned something by hand since or lost it again, and those with touchpoints that
/// were assigned to somebody.
async fn assigned(db: &Db, was: &Version, now: &Version) -> Result<Vec<Id>> {
    if was.assigned == now.assigned {
        return Ok(Vec::new());
    }
    // Times are of the beginnings of transactions: one that began earlier may have ended later.
    let since = was.assigned_at - Millis::DAY;
    let by_hand: Vec<(Id,)> = db
        .rows(
            "select distinct coalesce(c.company_id, x.company_id) from \
             (select company_id from assignment where at >= $1 or undone_at >= $1 union \
             select t.company_id from assignment a \
             join assignment_effect e on e.assignment_id = a.id and e.kind in ('touchpoint', 'record') \
             join touchpoint t on t.id = e.record_id where a.at >= $1 or a.undone_at >= $1) x \
             left join company_record c on c.id = x.company_id where x.company_id is not null",
            params![since],
        )
        .await?;
    Ok(by_hand.into_iter().map(|(company,)| company).collect())
}

/// The companies that stand for others than before, or no longer, and those that stood for them.
fn moved(before: &HashMap<Id, Id>, now: &HashMap<Id, Id>) -> BTreeSet<Id> {
    let of = |owners: &HashMap<Id, Id>, id: &Id| owners.get(id).copied().unwrap_or(*id);
    let ids = before.keys().chain(now.keys());
    ids.filter(|id| of(before, id) != of(now, id))
        .flat_map(|id| [of(before, id), of(now, id)])
        .collect()
}

/// Reads one company alone, without deals of others: for the page of a deal.
///
/// # Errors
/// As [`Db::rows`].
pub async fn load_company(db: &Db, company: Id) -> Result<Log> {
    let mut reading = Reading::of(&Names::default());
    let mut sql = lines();
    sql.bind_list(kinds())
        .push(" and t.company_id in ")
        .bind_list(records::all_of(db, &BTreeSet::from([company])).await?);
    reading.take(db.query(sql).await?);
    let (names, blocks) = reading.done();
    let buyers = records::buyers_of(db, company).await?;
    Ok(Log {
        blocks,
        names,
        buyers,
        ..Log::default()
    })
}
