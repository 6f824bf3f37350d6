//! Whom each of many questions is about, before anything is written.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use ::store::Tx;
use kernel::{Id, Result};

use super::super::super::Person;
use super::super::super::model::Node;
use super::super::ties::{self, Edge, Joined, Said};
use super::super::{self as store, DEVICE, Hit};
use crate::records;

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
    pub(super) targets: Vec<Target>,
    hits: HashMap<Id, Hit>,
    pub(super) new: Vec<New>,
    pub(super) edges: Vec<(Target, &'static str, String, &'static str)>,
    known: BTreeMap<Node, Edge>,
    pub(super) joined: Vec<Joined>,
}

/// A record that is missing.
pub(super) struct New {
    pub(super) emails: Vec<String>,
    pub(super) source: String,
    pub(super) user: Option<String>,
    pub(super) host: Option<Host>,
}

/// To whom a new record belongs at once.
#[derive(Clone, Copy)]
pub(super) enum Host {
    Person(Id),
    With(Target),
}

/// Finds whom each question is about: the identifier that counts decides, user id before e-mail; a device
/// alone is nobody here. Someone unknown becomes a new person, or a new record of the one who has the
/// address, unless that one has another user id. What else the identifiers claim is settled when the plan
/// is carried out. Nothing is written yet.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn plan(tx: &mut Tx, asked: &[Said<'_>]) -> Result<Plan> {
    let lists: Vec<Vec<(&'static str, String)>> =
        asked.iter().map(|said| said.who.in_order()).collect();
    let nodes = lists.iter().flatten();
    let nodes = nodes.filter_map(|(kind, value)| Node::of(kind, value));
    let known = ties::edges(tx, &nodes.collect()).await?;
    let imported = imported(tx, asked, &known).await?;
    let mut records: Vec<Id> = known.values().map(|edge| edge.record_id).collect();
    records.extend(imported.values().copied());
    records.sort_unstable();
    records.dedup();
    let hits = store::hits(tx, &records).await?;
    let people: BTreeSet<Id> = hits.values().map(|hit| hit.1).collect();
    let mut hosts = Hosts {
        full: store::with_user(tx, &Vec::from_iter(people)).await?,
        ..Hosts::default()
    };
    let mut plan = Plan {
        targets: Vec::with_capacity(asked.len()),
        hits,
        new: Vec::new(),
        edges: Vec::new(),
        known,
        joined: Vec::new(),
    };
    for (said, list) in asked.iter().zip(lists) {
        let target = plan.target_of(said, &list, &mut hosts, &imported);
        plan.targets.push(target);
    }
    Ok(plan)
}

/// What the questions so far have brought.
#[derive(Default)]
struct Hosts {
    /// People who have a user id.
    full: HashSet<Id>,
    /// New people who have one.
    full_new: HashSet<Target>,
    /// Whose each identifier is that nobody had before: its own, or lent to a user id.
    brought: HashMap<(&'static str, String), (Target, bool)>,
    /// Which user id each of those addresses was lent to, and when.
    lent: HashMap<String, Joined>,
}

/// People whom the source brought before in an import, by source and user id.
async fn imported<'a>(
    tx: &mut Tx,
    asked: &[Said<'a>],
    known: &BTreeMap<Node, Edge>,
) -> Result<HashMap<(&'a str, String), Id>> {
    let mut missing: HashMap<&str, Vec<&str>> = HashMap::new();
    for said in asked {
        let id = said.who.user_id.as_deref().map(str::trim).unwrap_or("");
        if !id.is_empty() && !known.contains_key(&Node::User(id.to_owned())) {
            missing.entry(said.source).or_default().push(id);
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
        said: &Said<'_>,
        list: &[(&'static str, String)],
        hosts: &mut Hosts,
        imported: &HashMap<(&str, String), Id>,
    ) -> Target {
        let Some((kind, value)) = list.first().filter(|key| key.0 != DEVICE) else {
            return Target::Nobody;
        };
        let emails: Vec<String> = list
            .iter()
            .filter(|(kind, _)| *kind == "email")
            .map(|(_, value)| value.clone())
            .collect();
        let target = match self.known_target(kind, value, hosts) {
            Some(target) => target,
            None if *kind == "user_id" => {
                let key = (said.source, value.clone());
                let brought = imported.get(&key);
                let brought = brought.filter(|record| self.hits.contains_key(record));
                let target = match brought {
                    Some(record) => Target::Known(*record),
                    None => self.new_user(said, value, &emails, hosts),
                };
                self.bring(target, ("user_id", value.clone()), ties::OWN, hosts);
                target
            }
            None => {
                let target = self.new_address(said.source, value, hosts);
                self.bring(target, ("email", value.clone()), ties::OWN, hosts);
                target
            }
        };
        if *kind == "user_id" {
            for email in emails {
                let is_known = self.known.contains_key(&Node::Email(email.clone()));
                if !is_known && !hosts.brought.contains_key(&("email", email.clone())) {
                    let joined = Joined {
                        email: email.clone(),
                        user: value.clone(),
                        moment: said.moment.clone(),
                    };
                    hosts.lent.insert(email.clone(), joined);
                    self.bring(target, ("email", email), ties::LENT, hosts);
                }
            }
        }
        target
    }

    /// Whose an identifier is already, with a record of its own or by somebody's hand.
    fn known_target(&self, kind: &'static str, value: &str, hosts: &Hosts) -> Option<Target> {
        let key = (kind, value.to_owned());
        if let Some((target, true)) = hosts.brought.get(&key) {
            return Some(*target);
        }
        let edge = self.known.get(&Node::of(kind, value)?)?;
        let is_there = edge.standing != ties::LENT && self.hits.contains_key(&edge.record_id);
        is_there.then_some(Target::Known(edge.record_id))
    }

    fn bring(
        &mut self,
        target: Target,
        key: (&'static str, String),
        standing: &'static str,
        hosts: &mut Hosts,
    ) {
        let is_own = standing == ties::OWN;
        self.edges.push((target, key.0, key.1.clone(), standing));
        hosts.brought.insert(key, (target, is_own));
    }

    /// A user id that nobody has: of the person with its address, if that one has none.
    fn new_user(
        &mut self,
        said: &Said<'_>,
        user: &str,
        emails: &[String],
        hosts: &mut Hosts,
    ) -> Target {
        let mut host = None;
        for email in emails {
            let brought = hosts.brought.get(&("email", email.clone()));
            let edge = self.known.get(&Node::Email(email.clone()));
            let free = edge.filter(|edge| edge.claimed_by.is_none());
            let person = free.and_then(|edge| self.hits.get(&edge.record_id));
            if let Some((target, true)) = brought {
                host = hosts
                    .full_new
                    .insert(*target)
                    .then_some(Host::With(*target));
            } else if let Some((_, person, _)) = person {
                host = hosts.full.insert(*person).then_some(Host::Person(*person));
            }
            if host.is_some() {
                self.joined.push(Joined {
                    email: email.clone(),
                    user: user.to_owned(),
                    moment: said.moment.clone(),
                });
                break;
            }
        }
        let free = |email: &&String| {
            !self.known.contains_key(&Node::Email((*email).clone()))
                && !hosts.brought.contains_key(&("email", (*email).clone()))
        };
        let emails = emails.iter().filter(free).cloned().collect();
        self.new.push(New {
            emails,
            source: said.source.to_owned(),
            user: Some(user.to_owned()),
            host,
        });
        let target = Target::New(self.new.len() - 1);
        hosts.full_new.insert(target);
        target
    }

    /// An address that has no record of its own: it may have been lent to a user id.
    fn new_address(&mut self, source: &str, email: &str, hosts: &mut Hosts) -> Target {
        let lent = hosts.brought.get(&("email", email.to_owned()));
        self.joined.extend(hosts.lent.remove(email));
        let edge = self.known.get(&Node::Email(email.to_owned()));
        let person = edge.and_then(|edge| self.hits.get(&edge.record_id));
        let host = match (lent, person) {
            (Some((target, _)), _) => Some(Host::With(*target)),
            (None, Some((_, person, _))) => Some(Host::Person(*person)),
            (None, None) => None,
        };
        self.new.push(New {
            emails: vec![email.to_owned()],
            source: source.to_owned(),
            user: None,
            host,
        });
        let target = Target::New(self.new.len() - 1);
        if host.is_some() {
            // Whoever it was lent to has a user id.
            hosts.full_new.insert(target);
        }
        target
    }

    /// Whom the question of this number is about.
    #[must_use]
    pub fn target(&self, question: usize) -> Target {
        self.targets
            .get(question)
            .copied()
            .unwrap_or(Target::Nobody)
    }

    /// How many new records there are.
    #[must_use]
    pub fn new_people(&self) -> usize {
        self.new.len()
    }
}
