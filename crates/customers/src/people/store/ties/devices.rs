//! Whom a device leads to: while all who identified on it are one, to that one; else to nobody.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Id, Result, Touchpoint};
use store::{Sql, Tx, params};

use super::super::super::model::CROWD;
use super::super::{add_record, give};
use super::Shift;
use super::moves::remember;
use super::rows::{NewEdge, OWN, put_edges};
use super::uses::{Around, people_of};

/// A device with its record, and whether it leads to nobody.
struct Device {
    record: Id,
    is_shared: bool,
    is_written: bool,
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
    for device in judged {
        let uses = around.devices.get(device).map_or(&[][..], Vec::as_slice);
        let those = uses
            .iter()
            .filter(|used| !around.everywhere.contains(&used.node));
        let records = those.filter_map(|used| around.edges.get(&used.node));
        let records: Vec<Id> = records.map(|edge| edge.record_id).collect();
        let people: BTreeSet<Id> = people_of(tx, &records).await?.into_values().collect();
        let whose = match (people.first(), people.len(), uses.len() <= CROWD) {
            (Some(person), 1, true) => Some(*person),
            _ => None,
        };
        match (known.get(device), whose) {
            (Some(known), _) if known.is_written => {}
            (None, Some(person)) => {
                let record = add_record(tx, person, source).await?;
                put(tx, device, record).await?;
                lead(tx, device, record, shift).await?;
            }
            (None, None) => {
                let Some(person) = people.first() else {
                    continue;
                };
                let record = add_record(tx, *person, source).await?;
                put(tx, device, record).await?;
                share(tx, device).await?;
            }
            (Some(known), Some(person)) => {
                lead_to(tx, device, known, person, shift).await?;
            }
            (Some(known), None) if !known.is_shared => {
                let was = people_of(tx, &[known.record]).await?;
                if let Some(person) = was.get(&known.record) {
                    remember(tx, *person, shift).await?;
                    shift.people.insert(*person);
                    // Its touchpoints have the company that they had before anything moved.
                    let company = shift.before.get(&known.record);
                    let company = company.and_then(|(_, company)| *company);
                    release(tx, known.record, *person, company).await?;
                }
                shift.released.insert(known.record);
                share(tx, device).await?;
            }
            (Some(_), None) => {}
        }
    }
    Ok(())
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

async fn put(tx: &mut Tx, device: &str, record: Id) -> Result<()> {
    let edge = NewEdge {
        record,
        kind: "anonymous_id",
        value: device.to_owned(),
        standing: OWN,
    };
    put_edges(tx, vec![edge]).await
}

/// A known device leads to somebody, perhaps to somebody else than before.
async fn lead_to(
    tx: &mut Tx,
    device: &str,
    known: &Device,
    person: Id,
    shift: &mut Shift,
) -> Result<()> {
    let was = people_of(tx, &[known.record]).await?;
    let Some(was) = was.get(&known.record).copied() else {
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
        lead(tx, device, known.record, shift).await?;
    }
    Ok(())
}

/// What carries only this device belongs to its record from now on; the timeline says so.
async fn lead(tx: &mut Tx, device: &str, record: Id, shift: &mut Shift) -> Result<()> {
    shift.devices.push(record);
    let company: Option<(Option<Id>,)> = tx
        .row(
            "select p.company_id from person_record r join person p on p.id = r.person_id where r.id = $1",
            params![record],
        )
        .await?;
    let company = company.and_then(|(company,)| company);
    let person = people_of(tx, &[record]).await?.get(&record).copied();
    if let Some(person) = person {
        let before = shift.before.entry(record).or_insert((person, company));
        before.1 = company;
    }
    if tx.adopt_anonymous(device, record, company).await? > 0 {
        tell(tx, "identity.linked", record, company).await?;
    }
    Ok(())
}

async fn share(tx: &mut Tx, device: &str) -> Result<()> {
    tx.exec(
        "update identity_edge set collection = 'shared' where kind = 'anonymous_id' and collection = '' and value = $1",
        params![device],
    )
    .await?;
    Ok(())
}

/// What carries only a device that several people use belongs to nobody, nor to anybody's company.
async fn release(tx: &mut Tx, record: Id, person: Id, company: Option<Id>) -> Result<()> {
    tx.release_record(record, company).await?;
    tell(tx, "identity.split", person, company).await
}

/// Says it on the timelines; what is counted about the company is counted again.
async fn tell(tx: &mut Tx, what: &'static str, record: Id, company: Option<Id>) -> Result<()> {
    let mut happened = Touchpoint::new(what, tx.ctx().now());
    (happened.record_id, happened.company_id) = (Some(record), company);
    happened
        .properties
        .insert("rule".to_owned(), "device".into());
    tx.record(happened).await?;
    Ok(())
}
