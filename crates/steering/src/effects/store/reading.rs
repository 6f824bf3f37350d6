//! Touchpoints as they are read, and put in their places.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use ::store::{Db, Sql, TELLS_IDENTITY, params};
use kernel::{Id, Result};

use super::super::model::{Coding, Names, Touch};

::store::row! {
    /// A touchpoint as it is read.
    pub(super) struct Line {
        pub(super) id: i64,
        pub(super) time: i64,
        pub(super) company_id: Id,
        pub(super) person: i64,
        pub(super) late_min: i64,
        pub(super) kind: String,
        pub(super) activity: Option<Id>,
        pub(super) title: Option<String>,
        pub(super) tags: Option<String>,
        pub(super) department: Option<Id>,
        pub(super) channel: Option<String>,
    }
}

/// Records that are asked for at once.
const RECORDS_AT_ONCE: usize = 500;

/// To whom a touchpoint belongs after all merges.
const OWNERS: &str = "coalesce(c.company_id, t.company_id), coalesce(r.person_id, t.record_id, 0)";
/// To which records it was given: [`Owners`] say to whom they belong.
const RECORDS: &str = "t.company_id, coalesce(t.record_id, 0)";

const HEAD: &str = ", case when t.import_id is null and t.timestamp_quality <> 'imported' and t.recorded_at > t.time \
       then (t.recorded_at - t.time) / 60000 else 0 end, \
     t.type, t.activity_id, ";

/// The columns of a touchpoint `t` from which [`campaign`] is made: title and properties. A title of its own
/// have webinars, fairs and mailings to many.
pub const CAMPAIGN: &str = "case when t.channel in ('webinar', 'fair') or t.channel = 'email' and (t.properties like '%\"email_id\"%' \
       or t.properties like '%\"uses_insight\"%') then t.object_name end, \
     case when t.properties like '%campaign%' then t.properties end";

/// The same of a touchpoint without properties.
pub const CAMPAIGN_BY_TITLE: &str =
    "case when t.channel in ('webinar', 'fair') then t.object_name end, cast(null as text)";

const TAIL: &str = ", t.department_id, t.channel from touchpoint t";
const JOINS: &str = " left join person_record r on r.id = t.record_id left join company_record c on c.id = t.company_id";
const WHERE: &str = " where t.company_id is not null and t.is_machine = 0 and t.retracted_by is null \
     and (t.direction <> 'internal' or t.type in ('contract.renewed', 'contract.cancelled')) and t.type in ";

/// What is read of a touchpoint; the types follow.
pub(super) fn lines() -> Sql {
    let mut sql = Sql::new("select t.id, t.time, ");
    sql.push(OWNERS).push(HEAD).push(CAMPAIGN);
    sql.push(TAIL).push(JOINS).push(WHERE);
    sql
}

/// The same without a look at the owners of each: for all touchpoints, who are looked up in memory.
pub(super) fn lines_of_records() -> Sql {
    let mut sql = Sql::new("select t.id, t.time, ");
    sql.push(RECORDS).push(HEAD).push(CAMPAIGN);
    sql.push(TAIL).push(WHERE);
    sql
}

/// For whom each company stands that was merged into another.
pub(super) async fn owners(db: &Db) -> Result<HashMap<Id, Id>> {
    let companies = "select id, company_id from company_record where id <> company_id";
    let companies: Vec<(Id, Id)> = db.rows(companies, params![]).await?;
    Ok(companies.into_iter().collect())
}

/// The records of people of whom the log tells behind a position that they were merged, parted, or recognised on
/// a device.
pub(super) async fn retold(db: &Db, after: i64) -> Result<HashSet<i64>> {
    let records = format!(
        "select distinct o.id from touchpoint t join person_record r on r.id = t.record_id \
         join person_record o on o.person_id = r.person_id where t.seq > $1 and t.{TELLS_IDENTITY} \
         and t.type in ('identity.linked', 'identity.merged', 'identity.split')"
    );
    let found: Vec<(i64,)> = db.rows(&records, params![after]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The companies with touchpoints of some records: what was anonymous before is theirs.
pub(super) async fn companies_of(db: &Db, records: &HashSet<i64>) -> Result<BTreeSet<Id>> {
    let mut records: Vec<i64> = records.iter().copied().collect();
    records.sort_unstable();
    let mut companies = BTreeSet::new();
    for some in records.chunks(RECORDS_AT_ONCE) {
        let mut sql =
            Sql::new("select distinct coalesce(c.company_id, t.company_id) from touchpoint t ");
        sql.push("left join company_record c on c.id = t.company_id ")
            .push("where t.company_id is not null and t.record_id is not null and t.record_id in ")
            .bind_list(some.iter().copied());
        let found: Vec<(Id,)> = db.query(sql).await?;
        companies.extend(found.into_iter().map(|(company,)| company));
    }
    Ok(companies)
}

/// To whom the records belong.
pub(super) struct Owners {
    pub(super) companies: HashMap<Id, Id>,
    people: HashMap<i64, i64>,
}

impl Owners {
    pub(super) async fn of(db: &Db) -> Result<Self> {
        let people = "select id, person_id from person_record where id <> person_id";
        let people: Vec<(i64, i64)> = db.rows(people, params![]).await?;
        Ok(Self {
            companies: owners(db).await?,
            people: people.into_iter().collect(),
        })
    }

    /// The touchpoint with its owners instead of its records.
    pub(super) fn own(&self, mut line: Line) -> Line {
        if let Some(company) = self.companies.get(&line.company_id) {
            line.company_id = *company;
        }
        if let Some(person) = self.people.get(&line.person) {
            line.person = *person;
        }
        line
    }
}

/// The campaign of a touchpoint: its tag, else its title.
#[must_use]
pub fn campaign(title: Option<String>, properties: Option<&str>) -> Option<String> {
    properties.and_then(tag).or(title)
}

/// Touchpoints that are being put in their places.
pub(super) struct Reading {
    kinds: Coding<String>,
    activities: Coding<Id>,
    campaigns: Coding<String>,
    departments: Coding<Id>,
    channels: Coding<String>,
    blocks: HashMap<Id, Vec<Touch>>,
}

impl Reading {
    pub(super) fn of(names: &Names) -> Self {
        Self {
            kinds: Coding::of(&names.kinds),
            activities: Coding::of(&names.activities),
            campaigns: Coding::of(&names.campaigns),
            departments: Coding::of(&names.departments),
            channels: Coding::of(&names.channels),
            blocks: HashMap::new(),
        }
    }

    pub(super) fn take(&mut self, lines: impl IntoIterator<Item = Line>) {
        for line in lines {
            let campaign = campaign(line.title, line.tags.as_deref());
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

    pub(super) fn done(self) -> (Arc<Names>, HashMap<Id, Arc<[Touch]>>) {
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
