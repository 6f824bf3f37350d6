//! Whom a device leads to: while all who identified on it are one, to that one; else to nobody.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::{Id, Result, Touchpoint};
use store::{Sql, Tx, params};

use super::super::super::model::CROWD;
use super::super::{Hit, add_records, give, hits, waiting_visitors};
use super::Shift;
use super::moves::remember;
use super::rows::{NewEdge, OWN, put_edges};
use super::uses::Around;

/// A device with its record, and whether it leads to nobody.
struct Device {
    record: Id,
    is_shared: bool,
    is_written: bool,
}

/// A new device, who has its record, and whether it leads there.
struct NewDevice<'a> {
    device: &'a str,
    person: Id,
    leads: bool,
}

/// Lets devices lead to whom they lead now. What only carries a device follows it.
pub(super) async fn judge(
    tx: &mut Tx,
    judged: &BTreeSet<String>,
    around: &Around,
    source: &str,
    shift: &mut Shift,
) -> Result<()> {
    let known = known(tx, judged).await?;
    let whose = Whose::of(tx, judged, &known, around).await?;
    let mut new = Vec::new();
    for device in judged {
        let people = whose.users(device, around);
        let is_crowd = around.devices.get(device).map_or(0, Vec::len) > CROWD;
        let leads = people.len() == 1 && !is_crowd;
        let first = people.first().copied();
        match (known.get(device), first) {
            (Some(known), _) if known.is_written => {}
            (Some(known), Some(person)) if leads => {
                lead_to(tx, device, known, (person, &whose), shift).await?;
            }
            (Some(known), _) if !known.is_shared => {
                leave(tx, device, known, &whose, shift).await?;
            }
            (None, Some(person)) => new.push(NewDevice {
                device,
                person,
                leads,
            }),
            _ => {}
        }
    }
    put(tx, new, source, &whose, shift).await
}

/// Whose records are, and the companies of these people; read at once for all devices.
struct Whose {
    records: HashMap<Id, Hit>,
    companies: HashMap<Id, Option<Id>>,
}

impl Whose {
    async fn of(
        tx: &mut Tx,
        judged: &BTreeSet<String>,
        known: &BTreeMap<String, Device>,
        around: &Around,
    ) -> Result<Self> {
        let uses = judged
            .iter()
            .filter_map(|device| around.devices.get(device));
        let edges = uses.flatten().filter_map(|u| around.edges.get(&u.node));
        let mut records: Vec<Id> = edges.map(|edge| edge.record_id).collect();
        records.extend(known.values().map(|device| device.record));
        records.sort_unstable();
        records.dedup();
        let records = hits(tx, &records).await?;
        let companies = records
            .values()
            .map(|(_, person, company)| (*person, *company));
        Ok(Self {
            companies: companies.collect(),
            records,
        })
    }

    fn person(&self, record: Id) -> Option<Id> {
        self.records.get(&record).map(|hit| hit.1)
    }

    fn company(&self, person: Id) -> Option<Id> {
        self.companies.get(&person).copied().flatten()
    }

    /// Everybody who identified on a device; addresses that are seen everywhere say nothing.
    fn users(&self, device: &str, around: &Around) -> BTreeSet<Id> {
        let uses = around.devices.get(device).into_iter().flatten();
        let those = uses.filter(|used| !around.everywhere.contains(&used.node));
        let records = those.filter_map(|used| around.edges.get(&used.node));
        records.filter_map(|e| self.person(e.record_id)).collect()
    }
}

async fn known(tx: &mut Tx, devices: &BTreeSet<String>) -> Result<BTreeMap<String, Device>> {
    let mut found = BTreeMap::new();
    for part in Vec::from_iter(devices).chunks(512) {
        let mut sql = Sql::new(
            "select value, record_id, collection, standing from identity_edge where kind = 'anonymous_id' and value in ",
        );
        sql.bind_padded_list(part.iter().map(|device| device.as_str()));
        for (value, record, collection, standing) in
            tx.query::<(String, Id, String, String)>(sql).await?
        {
            let device = Device {
                record,
                is_shared: collection == "shared",
                is_written: standing != OWN,
            };
            found.insert(value, device);
        }
    }
    Ok(found)
}

/// Writes new devices, each with a record of its own.
async fn put(
    tx: &mut Tx,
    new: Vec<NewDevice<'_>>,
    source: &str,
    whose: &Whose,
    shift: &mut Shift,
) -> Result<()> {
    let people: Vec<Id> = new.iter().map(|new| new.person).collect();
    let records = add_records(tx, &people, source).await?;
    let edge = |(new, record): (&NewDevice<'_>, &Id)| NewEdge {
        record: *record,
        kind: "anonymous_id",
        value: new.device.to_owned(),
        standing: OWN,
    };
    put_edges(tx, new.iter().zip(&records).map(edge).collect()).await?;
    let mut leading = Vec::new();
    for (new, record) in new.into_iter().zip(records) {
        match new.leads {
            true => leading.push((new.device, (record, new.person, whose.company(new.person)))),
            false => share(tx, new.device).await?,
        }
    }
    lead(tx, leading, shift).await
}

/// A known device leads to somebody, perhaps to somebody else than before.
async fn lead_to(
    tx: &mut Tx,
    device: &str,
    known: &Device,
    (person, whose): (Id, &Whose),
    shift: &mut Shift,
) -> Result<()> {
    let Some(was) = whose.person(known.record) else {
        return Ok(());
    };
    if was != person {
        remember(tx, was, shift).await?;
        remember(tx, person, shift).await?;
        shift.people.extend([was, person]);
        give(tx, was, &[known.record], person).await?;
        let company = |of: &Id| shift.before.get(of).and_then(|before| before.1);
        let (left, new) = (company(&known.record), company(&person));
        tell(tx, "identity.split", was, left).await?;
        tell(tx, "identity.linked", known.record, new).await?;
    }
    if known.is_shared {
        tx.exec(
            "update identity_edge set collection = '' where kind = 'anonymous_id' and collection = 'shared' and value = $1",
            params![device],
        )
        .await?;
        let hit = (known.record, person, whose.company(person));
        lead(tx, vec![(device, hit)], shift).await?;
    }
    Ok(())
}

/// What carries only these devices belongs to their records from now on; the timeline says so.
async fn lead(tx: &mut Tx, leading: Vec<(&str, Hit)>, shift: &mut Shift) -> Result<()> {
    let devices: Vec<&str> = leading.iter().map(|(device, _)| *device).collect();
    let waiting = waiting_visitors(tx, &devices).await?;
    let (mut adopted, mut linked) = (Vec::new(), Vec::new());
    for (device, (record, person, company)) in leading {
        let before = shift.before.entry(record).or_insert((person, company));
        before.1 = company;
        if waiting.contains(device) {
            shift.devices.push(record);
            adopted.push((device.to_owned(), record, company));
            linked.push(told(tx, "identity.linked", record, company));
        }
    }
    tx.adopt_all_anonymous(adopted).await?;
    tx.record_all(linked).await?;
    Ok(())
}

/// A device that led to somebody leads to nobody any more.
async fn leave(
    tx: &mut Tx,
    device: &str,
    known: &Device,
    whose: &Whose,
    shift: &mut Shift,
) -> Result<()> {
    if let Some(person) = whose.person(known.record) {
        remember(tx, person, shift).await?;
        shift.people.insert(person);
        // Its touchpoints have the company that they had before anything moved.
        let company = shift.before.get(&known.record);
        let company = company.and_then(|(_, company)| *company);
        tx.release_record(known.record, company).await?;
        tell(tx, "identity.split", person, company).await?;
    }
    shift.released.insert(known.record);
    share(tx, device).await
}

async fn share(tx: &mut Tx, device: &str) -> Result<()> {
    tx.exec(
        "update identity_edge set collection = 'shared' where kind = 'anonymous_id' and collection = '' and value = $1",
        params![device],
    )
    .await?;
    Ok(())
}

/// Says it on the timelines; what is counted about the company is counted again.
async fn tell(tx: &mut Tx, what: &'static str, record: Id, company: Option<Id>) -> Result<()> {
    let happened = told(tx, what, record, company);
    tx.record(happened).await?;
    Ok(())
}

fn told(tx: &Tx, what: &'static str, record: Id, company: Option<Id>) -> Touchpoint {
    let mut happened = Touchpoint::new(what, tx.ctx().now());
    (happened.record_id, happened.company_id) = (Some(record), company);
    happened
        .properties
        .insert("rule".to_owned(), "device".into());
    happened
}
