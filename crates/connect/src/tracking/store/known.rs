//! Identifiers whose people are known, remembered between transactions.
//!
//! What is remembered is right in every transaction: the log is locked while it is asked, and
//! everybody who changes an identity leaves a touchpoint or says so in the head of the log.
//! What others wrote since the last look is looked at first.

use std::collections::{HashMap, HashSet};

use customers::people::{self, Hit};
use kernel::{Id, Result};
use store::{Positions, Tx, params};

/// Identifiers that are remembered at most; then it begins anew.
const MOST: usize = 500_000;
/// Positions that others may have taken; with more it begins anew.
const GAP: i64 = 2_000;

/// Kind and value.
pub(super) type Identifier = (&'static str, String);

/// What was found about the identifiers of one event.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    /// The record of the first identifier that is known.
    pub(crate) hit: Option<Hit>,
    /// Some identifiers are new and more than a device is known.
    pub(crate) has_news: bool,
}

/// Remembered identifiers.
#[derive(Default)]
pub(crate) struct Known {
    edges: HashMap<Identifier, Id>,
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
        asked: &[&[Identifier]],
    ) -> Result<Vec<Found>> {
        self.look_at_others(tx, taken).await?;
        let keys = || asked.iter().copied().flatten();
        let missing = keys().filter(|key| !self.edges.contains_key(*key));
        let missing = missing.cloned().collect();
        let found = people::known(tx, missing).await?;
        self.edges.extend(found);
        let records = keys().filter_map(|key| self.edges.get(key));
        let mut records: Vec<Id> = records
            .copied()
            .filter(|id| !self.hits.contains_key(id))
            .collect();
        records.sort_unstable();
        records.dedup();
        for (record, hit) in people::hits(tx, &records).await? {
            if hit.0 != hit.1 {
                self.others.entry(hit.1).or_default().insert(record);
            }
            self.hits.insert(record, hit);
        }
        Ok(asked.iter().map(|keys| self.of(keys)).collect())
    }

    fn of(&self, keys: &[Identifier]) -> Found {
        let hit = |key| self.edges.get(key).and_then(|record| self.hits.get(record));
        let more_than_a_device = keys.iter().any(|(kind, _)| *kind != "anonymous_id");
        // A device decides only about those who say nothing else: it may have passed to other hands.
        let decides = |(kind, _): &&Identifier| *kind != "anonymous_id" || !more_than_a_device;
        let found = keys.iter().filter(decides).find_map(hit).copied();
        Found {
            hit: found,
            has_news: (found.is_some() || more_than_a_device)
                && keys.iter().any(|key| hit(key).is_none()),
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
        if gap == 0 && self.edges.len() < MOST {
            return Ok(());
        }
        // Should this transaction fail, these positions are looked at again by the next one.
        if from == 0 || !(0..=GAP).contains(&gap) || self.edges.len() >= MOST {
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
        self.hits.clear();
        self.others.clear();
    }
}
