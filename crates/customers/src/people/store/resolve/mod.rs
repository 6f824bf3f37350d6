//! Who is meant: from the identifiers that a source sends to the person that has them.

mod attach;
mod identifiers;
mod plan;

use std::collections::BTreeMap;

use ::store::Tx;
use kernel::{Id, Result};

use super::super::Person;
use super::ties::{self, NewEdge, Said, Shift};
use super::{self as store, DEVICE};
use crate::fields::{Edits, Origin};
use crate::records;

pub use attach::attach;
pub use identifiers::Identifiers;
use plan::{Host, New};
pub use plan::{Plan, Target, plan};

/// Who it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// The record for touchpoints; `None` while only an anonymous id is known.
    pub record_id: Option<Id>,
    /// The person.
    pub person_id: Option<Id>,
    /// The company of the person.
    pub company_id: Option<Id>,
    /// The person was made just now.
    pub created: bool,
}

impl Plan {
    /// Makes the new people with what is known about each (`known[n]` for the new record `n`), attaches
    /// identifiers that nobody had, and settles what the questions claim. Answers who each question is
    /// about, and what changed for people who were there.
    ///
    /// # Errors
    /// As [`create_many`](crate::people::create_many).
    pub async fn carry_out(
        mut self,
        tx: &mut Tx,
        asked: &[Said<'_>],
        known: Vec<Edits>,
    ) -> Result<(Vec<Resolved>, Shift)> {
        let new = std::mem::take(&mut self.new);
        let made = make(tx, &new, known).await?;
        let record = |target: Target| match target {
            Target::Nobody => None,
            Target::Known(record) => Some(record),
            Target::New(n) => made.records.get(n).copied(),
        };
        // What was lent first and has its own record later in this part is written once.
        let mut edges: BTreeMap<(&'static str, String), NewEdge> = BTreeMap::new();
        for (target, kind, value, standing) in std::mem::take(&mut self.edges) {
            if let Some(record) = record(target) {
                let edge = NewEdge {
                    record,
                    kind,
                    value: value.clone(),
                    standing,
                };
                edges.insert((kind, value), edge);
            }
        }
        ties::put_edges(tx, edges.into_values().collect()).await?;
        let joined = ties::host_claims(tx, self.joined).await?;
        let mut shift = ties::settle(tx, asked, &made.people).await?;
        let joined = store::hits(tx, &joined).await?;
        shift.people.extend(joined.into_values().map(|hit| hit.1));
        let records: Vec<Option<Id>> = self.targets.iter().map(|t| record(*t)).collect();
        let hits = store::hits(tx, &Vec::from_iter(records.iter().flatten().copied())).await?;
        let resolved = |record: &Option<Id>| {
            let hit = record.and_then(|record| hits.get(&record));
            Resolved {
                record_id: *record,
                person_id: hit.map(|hit| hit.1),
                company_id: hit.and_then(|hit| hit.2),
                created: record.is_some_and(|record| made.people.contains_key(&record)),
            }
        };
        Ok((records.iter().map(resolved).collect(), shift))
    }
}

/// What was made.
struct Made {
    /// The record of each that was missing.
    records: Vec<Id>,
    /// Those that are people of their own, with their addresses.
    people: BTreeMap<Id, Vec<String>>,
}

/// Makes people, and records of people.
async fn make(tx: &mut Tx, new: &[New], mut known: Vec<Edits>) -> Result<Made> {
    known.resize(new.len(), Edits::new());
    let people = new.iter().zip(known).filter(|(new, _)| new.host.is_none());
    let people = people.map(|(new, edits)| {
        let origin = Origin {
            source_system: new.user.is_some().then(|| new.source.clone()),
            source_id: new.user.clone(),
            ..Origin::default()
        };
        match new.emails.is_empty() {
            true => (edits, origin),
            false => (edits.set("emails", new.emails.join("\n")), origin),
        }
    });
    let ids = records::create_many::<Person>(tx, people.collect()).await?;
    let emails = new.iter().filter(|new| new.host.is_none());
    let emails = emails.map(|new| new.emails.clone());
    let mut left = ids.iter().copied();
    let (mut records, mut persons) = (Vec::new(), Vec::new());
    for new in new {
        let person = match new.host {
            None => left.next().unwrap_or_default(),
            Some(Host::Person(person)) => person,
            Some(Host::With(Target::New(n))) => persons.get(n).copied().unwrap_or_default(),
            Some(Host::With(Target::Known(record))) => {
                let hit = store::hits(tx, &[record]).await?;
                hit.get(&record).map(|hit| hit.1).unwrap_or_default()
            }
            Some(Host::With(Target::Nobody)) => Id::default(),
        };
        let record = match new.host {
            None => person,
            Some(_) => store::add_record(tx, person, &new.source).await?,
        };
        records.push(record);
        persons.push(person);
    }
    Ok(Made {
        records,
        people: ids.into_iter().zip(emails).collect(),
    })
}

/// The record that a source has for a person; made when it is missing.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn record_for(tx: &mut Tx, person: Id, source: &str) -> Result<Id> {
    match store::record_of_source(tx, person, source).await? {
        Some(record) => Ok(record),
        None => store::add_record(tx, person, source).await,
    }
}

/// Finds or makes the person with these identifiers: a [`plan()`] of one question, carried out.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn resolve(tx: &mut Tx, said: Said<'_>) -> Result<Resolved> {
    let asked = [said];
    let plan = plan(tx, &asked).await?;
    let (resolved, _) = plan.carry_out(tx, &asked, Vec::new()).await?;
    Ok(resolved.into_iter().next().unwrap_or_default())
}
