//! The questions behind the log: touchpoints page by page, deals, buyers, facts; and whether it changed.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use ::store::{Db, Sql, params};
use kernel::{Id, Result};

use super::model::{Coding, Log, Names, Touch, kinds};

/// Touchpoints read at once.
const PAGE: i64 = 20_000;
/// Companies that are read again one by one; when more have changed, everything is read.
const MOST_COMPANIES: usize = 500;

::store::row! {
    /// What the log was read from. Equal versions have equal logs.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Version {
        /// Newest position of the log of touchpoints.
        pub seq: i64,
        /// Up to where it is known whose the touchpoints are.
        pub resolved: i64,
        /// Changes of identifiers that left no touchpoint.
        pub identity: i64,
        /// Touchpoints assigned to companies by hand, and taken back.
        pub assigned: i64,
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

/// The version of the data now; a few look-ups in indexes.
///
/// # Errors
/// As [`Db::rows`].
pub async fn version(db: &Db) -> Result<Version> {
    db.one(
        "select (select seq from log_head where id = 1), \
           coalesce((select seq from consumer_cursor where name = $1), 0), \
           (select identity_changes from log_head where id = 1), \
           (select count(*) + count(undone_at) from assignment), \
           (select coalesce(max(id), 0) from deal), (select coalesce(max(updated_at), 0) from deal), \
           (select coalesce(max(id), 0) from company), (select coalesce(max(updated_at), 0) from company)",
        params![org::work::LEADER],
    )
    .await
}

::store::row! {
    struct Line {
        id: i64,
        time: i64,
        company_id: Id,
        person: i64,
        late_min: i64,
        kind: String,
        activity: Option<Id>,
        title: Option<String>,
        tags: Option<String>,
        department: Option<Id>,
        channel: Option<String>,
    }
}

/// What is read of a touchpoint. A title of its own have webinars, fairs and mailings to many.
const LINE: &str = "select t.id, t.time, t.company_id, coalesce(r.person_id, t.record_id, 0), \
     case when t.import_id is null and t.timestamp_quality <> 'imported' and t.recorded_at > t.time \
       then (t.recorded_at - t.time) / 60000 else 0 end, \
     t.type, t.activity_id, \
     case when t.channel in ('webinar', 'fair') or t.channel = 'email' and (t.properties like '%\"email_id\"%' \
       or t.properties like '%\"uses_insight\"%') then t.object_name end, \
     case when t.properties like '%campaign%' then t.properties end, \
     t.department_id, t.channel \
     from touchpoint t left join person_record r on r.id = t.record_id \
     where t.company_id is not null and t.is_machine = 0 and t.retracted_by is null \
     and (t.direction <> 'internal' or t.type in ('contract.renewed', 'contract.cancelled')) and t.type in ";

/// Reads everything, in the order in which it lies on the disk.
///
/// # Errors
/// As [`Db::rows`].
pub async fn load(db: &Db) -> Result<Log> {
    let mut reading = Reading::of(&Names::default());
    let mut after = 0;
    loop {
        let mut sql = Sql::new(LINE);
        sql.bind_list(kinds()).push(" and t.id > ").bind(after);
        sql.push(" order by t.id limit ").bind(PAGE);
        let lines: Vec<Line> = db.query(sql).await?;
        let Some(last) = lines.last() else { break };
        after = last.id;
        let is_full = lines.len() as i64 == PAGE;
        reading.take(lines);
        if !is_full {
            break;
        }
    }
    let (names, blocks) = reading.done();
    with_records(
        db,
        Log {
            blocks,
            names,
            ..Log::default()
        },
    )
    .await
}

/// Reads again the companies that have touchpoints behind a position of the log; none when so many have
/// that everything is to be read.
///
/// # Errors
/// As [`Db::rows`].
pub(super) async fn reload(db: &Db, old: &Log, after: i64) -> Result<Option<Log>> {
    let changed: Vec<(Id,)> = db
        .rows(
            "select distinct company_id from touchpoint where seq > $1 and company_id is not null limit 501",
            params![after],
        )
        .await?;
    let changed: BTreeSet<Id> = changed.into_iter().map(|(id,)| id).collect();
    if changed.len() > MOST_COMPANIES {
        return Ok(None);
    }
    let mut blocks = old.blocks.clone();
    let mut reading = Reading::of(&old.names);
    if !changed.is_empty() {
        let mut sql = Sql::new(LINE);
        sql.bind_list(kinds())
            .push(" and t.company_id in ")
            .bind_list(changed.iter().copied());
        reading.take(db.query(sql).await?);
    }
    let (names, fresh) = reading.done();
    for company in &changed {
        blocks.remove(company);
    }
    blocks.extend(fresh);
    Ok(Some(
        with_records(
            db,
            Log {
                blocks,
                names,
                ..Log::default()
            },
        )
        .await?,
    ))
}

/// Reads one company alone, without deals of others: for the page of a deal.
///
/// # Errors
/// As [`Db::rows`].
pub async fn load_company(db: &Db, company: Id) -> Result<Log> {
    let mut reading = Reading::of(&Names::default());
    let mut sql = Sql::new(LINE);
    sql.bind_list(kinds())
        .push(" and t.company_id = ")
        .bind(company);
    reading.take(db.query(sql).await?);
    let (names, blocks) = reading.done();
    let rows: Vec<(Id, Id, Option<String>)> = db
        .rows(
            "select g.deal_id, g.person_id, g.role from deal_person g join deal d on d.id = g.deal_id \
             where d.company_id = $1 order by g.deal_id, g.person_id",
            params![company],
        )
        .await?;
    let buyers = Arc::new(groups(rows));
    Ok(Log {
        blocks,
        names,
        buyers,
        ..Log::default()
    })
}

fn groups(rows: Vec<(Id, Id, Option<String>)>) -> HashMap<Id, Vec<(i64, String)>> {
    let mut buyers: HashMap<Id, Vec<(i64, String)>> = HashMap::new();
    for (deal, person, role) in rows {
        buyers
            .entry(deal)
            .or_default()
            .push((person.0, role.unwrap_or_default()));
    }
    buyers
}

async fn with_records(db: &Db, mut log: Log) -> Result<Log> {
    let deals = "select id, company_id, value_minor, margin_minor, currency, opened_at, won_at, lost_at from deal order by id";
    log.deals = db.rows(deals, params![]).await?.into();
    let rows: Vec<(Id, Id, Option<String>)> = db
        .rows(
            "select deal_id, person_id, role from deal_person order by deal_id, person_id",
            params![],
        )
        .await?;
    let mut buyers: HashMap<Id, Vec<(i64, String)>> = HashMap::new();
    for (deal, person, role) in rows {
        buyers
            .entry(deal)
            .or_default()
            .push((person.0, role.unwrap_or_default()));
    }
    log.buyers = Arc::new(buyers);
    let facts: Vec<(
        Id,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
    )> = db
        .rows(
            "select id, segment_size, industry, country, is_customer_since from company",
            params![],
        )
        .await?;
    let fact = |(id, size, industry, country, customer_since)| {
        (
            id,
            super::model::Facts {
                size,
                industry,
                country,
                customer_since,
            },
        )
    };
    log.facts = Arc::new(facts.into_iter().map(fact).collect());
    Ok(log)
}

/// Touchpoints that are being put in their places.
struct Reading {
    kinds: Coding<String>,
    activities: Coding<Id>,
    campaigns: Coding<String>,
    departments: Coding<Id>,
    channels: Coding<String>,
    blocks: HashMap<Id, Vec<Touch>>,
}

impl Reading {
    fn of(names: &Names) -> Self {
        Self {
            kinds: Coding::of(&names.kinds),
            activities: Coding::of(&names.activities),
            campaigns: Coding::of(&names.campaigns),
            departments: Coding::of(&names.departments),
            channels: Coding::of(&names.channels),
            blocks: HashMap::new(),
        }
    }

    fn take(&mut self, lines: Vec<Line>) {
        for line in lines {
            let campaign = line.tags.as_deref().and_then(tag).or(line.title);
            let touch = Touch {
                id: line.id,
                time: line.time,
                person: line.person,
                late_min: u32::try_from(line.late_min.max(0)).unwrap_or(u32::MAX),
                kind: self.kinds.code(Some(line.kind)),
                activity: self.activities.code(line.activity),
                campaign: self.campaigns.code(campaign),
                department: self.departments.code(line.department),
                channel: self.channels.code(line.channel),
            };
            self.blocks.entry(line.company_id).or_default().push(touch);
        }
    }

    fn done(self) -> (Arc<Names>, HashMap<Id, Arc<[Touch]>>) {
        let sorted = |(company, mut touches): (Id, Vec<Touch>)| {
            touches.sort_unstable_by_key(|t| (t.time, t.id));
            (company, Arc::from(touches))
        };
        let names = Names {
            kinds: self.kinds.list,
            activities: self.activities.list,
            campaigns: self.campaigns.list,
            departments: self.departments.list,
            channels: self.channels.list,
        };
        (
            Arc::new(names),
            self.blocks.into_iter().map(sorted).collect(),
        )
    }
}

/// The tag of a campaign among the properties of a touchpoint.
fn tag(properties: &str) -> Option<String> {
    let all: serde_json::Value = serde_json::from_str(properties).ok()?;
    let tags = ["campaign_name", "campaign", "utm_campaign", "campaign_id"];
    let found = tags.iter().find_map(|name| all.get(name)?.as_str());
    found.filter(|text| !text.is_empty()).map(str::to_owned)
}
