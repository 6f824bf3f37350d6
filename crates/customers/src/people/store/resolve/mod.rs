//! Who is meant: from the identifiers that a source sends to the person that has them.

mod attach;
mod identifiers;

use std::collections::HashMap;

use ::store::Tx;
use kernel::{Id, Result};

use super::super::Person;
use super::devices::{DEVICE, Devices};
use super::{self as store, Hit};
use crate::fields::{Edits, Origin};
use crate::records;

pub use attach::attach;
use attach::attach_all;
pub use identifiers::Identifiers;

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

/// Whom a question is about, before new people are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Only a device is known.
    Nobody,
    /// Somebody known, by record.
    Known(Id),
    /// The new person of this number.
    New(usize),
}

/// Whom each of many questions is about: the answers follow one another, so that a later question
/// finds what an earlier one brought.
pub struct Plan {
    targets: Vec<Target>,
    hits: HashMap<Id, Hit>,
    new: Vec<(Vec<String>, Origin)>,
    edges: Vec<(Target, &'static str, String)>,
    devices: Devices,
}

/// Finds whom each question is about: user id before e-mail before anonymous id. A device says nothing
/// about somebody who identifies otherwise than the one who used it before, unless the name is the same. Someone unknown
/// becomes a new person only when there is something to call them by. When identifiers belong to
/// several people, nothing is merged. Nothing is written yet.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn plan(tx: &mut Tx, asked: &[(&Identifiers, &str)]) -> Result<Plan> {
    let lists: Vec<Vec<(&'static str, String)>> =
        asked.iter().map(|(who, _)| who.in_order()).collect();
    let all = lists.iter().flatten().cloned().collect();
    let known = store::known(tx, all).await?;
    let mut records: Vec<Id> = known.values().copied().collect();
    let imported = imported(tx, asked, &known).await?;
    records.extend(imported.values().copied());
    records.sort_unstable();
    records.dedup();
    let devices = lists.iter().flatten().filter(|(kind, _)| *kind == DEVICE);
    let devices: Vec<&str> = devices.map(|(_, value)| value.as_str()).collect();
    let devices = Devices::load(tx, &devices, &records).await?;
    let mut plan = Plan {
        devices,
        targets: Vec::with_capacity(asked.len()),
        hits: store::hits(tx, &records).await?,
        new: Vec::new(),
        edges: Vec::new(),
    };
    let mut owners: HashMap<(&'static str, String), Target> = known
        .into_iter()
        .filter(|(_, record)| plan.hits.contains_key(record))
        .map(|(key, record)| (key, Target::Known(record)))
        .collect();
    for ((who, source), list) in asked.iter().zip(lists) {
        let target = plan.target_of((who, source), &list, &owners, &imported);
        plan.targets.push(target);
        if target == Target::Nobody {
            continue;
        }
        plan.devices.name(target, who);
        for (kind, value) in list {
            if kind == DEVICE && plan.devices.is_shared(&value) {
                continue;
            }
            owners.entry((kind, value)).or_insert_with_key(|key| {
                plan.devices.learn(target, key.0);
                plan.edges.push((target, key.0, key.1.clone()));
                target
            });
        }
    }
    Ok(plan)
}

/// People whom the source brought before in an import, by source and user id.
async fn imported<'a>(
    tx: &mut Tx,
    asked: &[(&'a Identifiers, &'a str)],
    known: &HashMap<(&'static str, String), Id>,
) -> Result<HashMap<(&'a str, String), Id>> {
    let mut missing: HashMap<&str, Vec<&str>> = HashMap::new();
    for (who, source) in asked {
        let id = who.user_id.as_deref().map(str::trim).unwrap_or("");
        if !id.is_empty() && !known.contains_key(&("user_id", id.to_owned())) {
            missing.entry(source).or_default().push(id);
        }
    }
    let mut imported = HashMap::new();
    for (source, mut ids) in missing {
        ids.sort_unstable();
        ids.dedup();
        for part in ids.chunks(500) {
            let found = records::find_by_sources::<Person>(tx, source, part).await?;
            imported.extend(found.into_iter().map(|(id, person)| ((source, id), person)));
        }
    }
    Ok(imported)
}

impl Plan {
    fn target_of(
        &mut self,
        (who, source): (&Identifiers, &str),
        list: &[(&'static str, String)],
        owners: &HashMap<(&'static str, String), Target>,
        imported: &HashMap<(&str, String), Id>,
    ) -> Target {
        let (device, own): (Vec<_>, Vec<_>) = list.iter().partition(|key| key.0 == DEVICE);
        if let Some(target) = own.iter().find_map(|key| owners.get(*key)) {
            return *target;
        }
        let of = |wanted: &str| {
            let values = list.iter().filter(|(kind, _)| *kind == wanted);
            values.map(|(_, v)| v.clone()).collect::<Vec<String>>()
        };
        let user_id = of("user_id").into_iter().next();
        let brought = user_id
            .as_ref()
            .and_then(|id| imported.get(&(source, id.clone())));
        if let Some(record) = brought.filter(|record| self.hits.contains_key(record)) {
            return Target::Known(*record);
        }
        for key in device {
            match owners.get(key) {
                Some(_) if self.devices.is_shared(&key.1) => {}
                Some(owner) if self.devices.is_another(*owner, who, list) => {
                    self.devices.turn(&key.1)
                }
                Some(owner) => return *owner,
                None => {}
            }
        }
        let emails = of("email");
        if user_id.is_none() && emails.is_empty() {
            return Target::Nobody;
        }
        let origin = Origin {
            source_system: user_id.is_some().then(|| source.to_owned()),
            source_id: user_id,
            ..Origin::default()
        };
        self.new.push((emails, origin));
        Target::New(self.new.len() - 1)
    }

    /// Whom the question of this number is about.
    #[must_use]
    pub fn target(&self, question: usize) -> Target {
        self.targets
            .get(question)
            .copied()
            .unwrap_or(Target::Nobody)
    }

    /// How many new people there are.
    #[must_use]
    pub fn new_people(&self) -> usize {
        self.new.len()
    }

    /// A known record with its person and company.
    #[must_use]
    pub fn hit(&self, record: Id) -> Option<Hit> {
        self.hits.get(&record).copied()
    }

    /// Makes the new people with what is known about each (`known[n]` for the new person `n`),
    /// attaches identifiers that nobody had, and gives earlier touchpoints of anonymous ids to their
    /// people. Answers who each question is about.
    ///
    /// # Errors
    /// As [`create_many`](crate::people::create_many).
    pub async fn carry_out(mut self, tx: &mut Tx, mut known: Vec<Edits>) -> Result<Vec<Resolved>> {
        known.resize(self.new.len(), Edits::new());
        let companies: Vec<Option<Id>> = known
            .iter()
            .map(|edits| edits.value("company_id").and_then(|id| id.parse().ok()))
            .collect();
        let people = std::mem::take(&mut self.new).into_iter().zip(known).map(
            |((emails, origin), edits)| match emails.is_empty() {
                true => (edits, origin),
                false => (edits.set("emails", emails.join("\n")), origin),
            },
        );
        let ids = records::create_many::<Person>(tx, people.collect()).await?;
        let resolved = |target: Target| match target {
            Target::Nobody => Resolved::default(),
            Target::Known(record) => {
                let hit = self.hits.get(&record);
                Resolved {
                    record_id: Some(record),
                    person_id: hit.map(|(_, person, _)| *person),
                    company_id: hit.and_then(|(_, _, company)| *company),
                    created: false,
                }
            }
            Target::New(n) => Resolved {
                record_id: ids.get(n).copied(),
                person_id: ids.get(n).copied(),
                company_id: companies.get(n).copied().flatten(),
                created: true,
            },
        };
        // What became shared by these very events was attached by none of them.
        let left = self
            .edges
            .iter()
            .filter(|(_, kind, value)| *kind != DEVICE || !self.devices.is_shared(value));
        let edges = left.map(|(target, kind, value)| (resolved(*target), *kind, value.clone()));
        attach_all(tx, edges.collect()).await?;
        self.devices.keep(tx).await?;
        Ok(self
            .targets
            .iter()
            .map(|target| resolved(*target))
            .collect())
    }
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

/// Finds or makes the person with these identifiers: a [`plan`] of one question, carried out.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn resolve(tx: &mut Tx, who: &Identifiers, source: &str) -> Result<Resolved> {
    let plan = plan(tx, &[(who, source)]).await?;
    let resolved = plan.carry_out(tx, Vec::new()).await?;
    Ok(resolved.into_iter().next().unwrap_or_default())
}
