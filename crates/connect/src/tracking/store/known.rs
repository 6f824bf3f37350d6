//! Identifiers whose people are known, remembered between transactions.
//!
//! What is remembered is right in every transaction: the log is locked while it is asked, and
//! everybody who changes an identity leaves a touchpoint or says so in the head of the log.
//! What others wrote since the last look is looked at first.

use std::collections::{BTreeSet, HashMap, HashSet};

use customers::people::{self, Hit, Lead};
use kernel::{Id, Millis, Result};
use store::{Positions, Tx, params};

/// Identifiers that are remembered at most; then it begins anew.
const MOST: usize = 500_000;
/// Positions that others may have taken; with more it begins anew.
const GAP: i64 = 2_000;

/// Kind and value.
pub(super) type Identifier = (&'static str, String);

const EMAIL: &str = "email";
const DEVICE: &str = "anonymous_id";

/// The device of an event and the identifier that counts, if it has both.
fn pair(keys: &[Identifier]) -> Option<(&str, &Identifier)> {
    let (first, last) = (keys.first()?, keys.last()?);
    (first.0 != DEVICE && last.0 == DEVICE).then_some((last.1.as_str(), first))
}

/// What was found about the identifiers of one event.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    /// The record of the identifier that counts.
    pub(crate) hit: Option<Hit>,
    /// Something that it says about who somebody is was not known: an identifier, an earlier claim on an
    /// address, or that somebody uses a device.
    pub(crate) has_news: bool,
}

/// The identifiers of an event and its time.
pub(super) type Asked<'a> = (&'a [Identifier], Millis);

/// Remembered identifiers.
#[derive(Default)]
pub(crate) struct Known {
    edges: HashMap<Identifier, Lead>,
    /// Who identified on which device.
    uses: HashMap<String, HashSet<Identifier>>,
    hits: HashMap<Id, Hit>,
    /// Records of people who have several.
    others: HashMap<Id, HashSet<Id>>,
    seen: i64,
    /// How often identities had been changed without a touchpoint.
    changes: i64,
}

impl Known {
    /// Whom the identifiers of each event belong to, in a transaction that holds these positions.
    pub(super) async fn find(
        &mut self,
        tx: &mut Tx,
        taken: Positions,
        asked: &[Asked<'_>],
    ) -> Result<Vec<Found>> {
        self.look_at_others(tx, taken).await?;
        let keys = || asked.iter().flat_map(|(keys, _)| keys.iter());
        // What was lent may have got a record of its own meanwhile, and a device lead to somebody again.
        let is_open = |key: &&Identifier| {
            let lead = self.edges.get(*key);
            lead.is_none_or(|lead| lead.record.is_none())
        };
        let missing = keys().filter(is_open).cloned().collect();
        let found = people::known(tx, missing).await?;
        self.edges.extend(found);
        self.find_uses(tx, asked).await?;
        let records = keys().filter_map(|key| self.edges.get(key)?.record);
        let mut records: Vec<Id> = records.filter(|id| !self.hits.contains_key(id)).collect();
        records.sort_unstable();
        records.dedup();
        for (record, hit) in people::hits(tx, &records).await? {
            if hit.0 != hit.1 {
                self.others.entry(hit.1).or_default().insert(record);
            }
            self.hits.insert(record, hit);
        }
        Ok(asked.iter().map(|asked| self.of(asked)).collect())
    }

    async fn find_uses(&mut self, tx: &mut Tx, asked: &[Asked<'_>]) -> Result<()> {
        let pairs = asked.iter().filter_map(|(keys, _)| pair(keys));
        let missing = pairs.filter(|(device, node)| !self.is_used(device, node));
        let missing: BTreeSet<(String, Identifier)> = missing
            .map(|(device, node)| (device.to_owned(), node.clone()))
            .collect();
        for (device, node) in people::used(tx, &missing).await? {
            self.uses.entry(device).or_default().insert(node);
        }
        Ok(())
    }

    fn is_used(&self, device: &str, node: &Identifier) -> bool {
        self.uses
            .get(device)
            .is_some_and(|uses| uses.contains(node))
    }

    fn of(&self, (keys, time): &Asked<'_>) -> Found {
        let more_than_a_device = keys.iter().any(|(kind, _)| *kind != DEVICE);
        let lead = |key: &Identifier| self.edges.get(key);
        let first = keys.first().and_then(|key| lead(key)?.record);
        let hit = first.and_then(|record| self.hits.get(&record)).copied();
        let names_earlier = |key: &Identifier| {
            let is_claim = key.0 == EMAIL && keys.first().is_some_and(|first| first.0 != EMAIL);
            let earlier = |lead: &Lead| {
                !lead.is_written && lead.claimed_at.is_none_or(|claimed| *time <= claimed)
            };
            is_claim && lead(key).is_some_and(earlier)
        };
        let is_new_use = pair(keys).is_some_and(|(device, node)| !self.is_used(device, node));
        let is_unknown = keys.iter().any(|key| lead(key).is_none()) || hit.is_none();
        Found {
            hit,
            has_news: more_than_a_device
                && (is_unknown || is_new_use || keys.iter().any(names_earlier)),
        }
    }

    /// The transaction that took the positions up to this one was committed.
    pub(super) fn has_seen(&mut self, last: i64) {
        self.seen = last;
    }

    /// Forgets what others have changed since the last transaction of ours.
    async fn look_at_others(&mut self, tx: &mut Tx, taken: Positions) -> Result<()> {
        let first = taken.first;
        if taken.identity_changes != self.changes {
            self.forget_all();
            self.changes = taken.identity_changes;
        }
        let (from, gap) = (self.seen, first - 1 - self.seen);
        let remembered = self.edges.len() + self.uses.len();
        if gap == 0 && remembered < MOST {
            return Ok(());
        }
        // Should this transaction fail, these positions are looked at again by the next one.
        if from == 0 || !(0..=GAP).contains(&gap) || remembered >= MOST {
            self.forget_all();
            return Ok(());
        }
        let others: Vec<(String, Option<Id>, Option<String>)> = tx
            .rows(
                "select type, record_id, properties from touchpoint where seq > $1 and seq < $2",
                params![from, first],
            )
            .await?;
        if others.len() as i64 != gap {
            self.forget_all();
        }
        for (kind, record, properties) in others {
            match (kind.as_str(), record) {
                ("person.changed", Some(person)) => {
                    self.forget(person);
                    if properties.is_some_and(|p| p.contains("emails")) {
                        self.edges.clear();
                    }
                }
                ("identity.identified" | "identity.grouped" | "identity.linked", _) => {}
                (other, _) if other.starts_with("identity.") => self.forget_all(),
                _ => {}
            }
        }
        Ok(())
    }

    fn forget(&mut self, person: Id) {
        self.hits.remove(&person);
        for record in self.others.remove(&person).unwrap_or_default() {
            self.hits.remove(&record);
        }
    }

    fn forget_all(&mut self) {
        self.edges.clear();
        self.uses.clear();
        self.hits.clear();
        self.others.clear();
    }
}
