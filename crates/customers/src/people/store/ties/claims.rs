//! User ids that name addresses: an address belongs to the one that named it earliest.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Id, Result};
use store::Tx;

use super::super::super::model::{Moment, Node};
use super::moves::Change;
use super::rows::{self, Edge, LENT, OWN, WRITTEN};
use super::{Said, Shift, uses};

/// Keeps claims; answers the addresses that belong to somebody else now. An address without a record of
/// its own goes at once, and the people whose addresses are others are noted.
pub(super) async fn hear(
    tx: &mut Tx,
    said: &[Said<'_>],
    new: &BTreeMap<Id, Vec<String>>,
    shift: &mut Shift,
) -> Result<Vec<Change>> {
    let mut earliest: BTreeMap<Node, (Moment, String)> = BTreeMap::new();
    for said in said {
        let Some(Node::User(user)) = said.node() else {
            continue;
        };
        let emails = said.who.in_order().into_iter();
        for email in emails.filter_map(|(kind, value)| Node::of(kind, &value)) {
            if matches!(email, Node::User(_)) {
                continue;
            }
            let claim = (said.moment.clone(), user.clone());
            let first = earliest.entry(email).or_insert_with(|| claim.clone());
            if claim < *first {
                *first = claim;
            }
        }
    }
    let nodes = earliest
        .iter()
        .flat_map(|(email, (_, user))| [email.clone(), Node::User(user.clone())]);
    let edges = rows::edges(tx, &nodes.collect()).await?;
    let (mut written, mut changes, mut lent) = (Vec::new(), Vec::new(), Vec::new());
    for (email, (moment, user)) in earliest {
        let Some(before) = edges.get(&email).filter(|edge| edge.standing != WRITTEN) else {
            continue;
        };
        if before.claim().is_some_and(|claim| claim <= moment) {
            continue;
        }
        let mut edge = before.clone();
        let owner = edges.get(&Node::User(user.clone()));
        if let (LENT, Some(owner)) = (edge.standing.as_str(), owner) {
            lent.push((email.clone(), before.record_id, owner.record_id));
            edge.record_id = owner.record_id;
        } else {
            // Its place among the addresses of the person may be another one.
            lent.push((email.clone(), before.record_id, before.record_id));
        }
        claim(&mut edge, moment, user);
        changes.extend(changed(email, before, &edge));
        written.push(edge);
    }
    rows::write_claims(tx, &written).await?;
    note(tx, lent, new, shift).await?;
    Ok(changes)
}

/// A new user id joined the person of a free address, or an address that it brought got a record of its own.
#[derive(Clone, Debug)]
pub(crate) struct Joined {
    pub(crate) email: String,
    pub(crate) user: String,
    pub(crate) moment: Moment,
}

/// Who joined the person of a free address has claimed it by that: it is written down before all claims are
/// weighed, so that an earlier one parts the two again. Answers the records of those addresses.
pub(crate) async fn host_claims(tx: &mut Tx, joined: Vec<Joined>) -> Result<Vec<Id>> {
    if joined.is_empty() {
        return Ok(Vec::new());
    }
    let nodes = joined.iter().map(|j| Node::Email(j.email.clone()));
    let edges = rows::edges(tx, &nodes.collect()).await?;
    let mut written = Vec::new();
    for joined in joined {
        let edge = edges.get(&Node::Email(joined.email));
        if let Some(edge) = edge.filter(|e| e.standing == OWN && e.claimed_by.is_none()) {
            let mut edge = edge.clone();
            claim(&mut edge, joined.moment, joined.user);
            written.push(edge);
        }
    }
    rows::write_claims(tx, &written).await?;
    Ok(written.into_iter().map(|edge| edge.record_id).collect())
}

fn claim(edge: &mut Edge, moment: Moment, user: String) {
    edge.claimed_by = Some(user);
    edge.claimed_at = Some(moment.time);
    edge.claim_source = Some(moment.source);
    edge.claim_event_id = Some(moment.event_id);
}

fn changed(node: Node, before: &Edge, after: &Edge) -> Option<Change> {
    let (before, root) = (before.root()?, after.root()?);
    (before != root).then(|| Change {
        node,
        before,
        after: root,
        edge: after.clone(),
    })
}

/// Whose addresses are others now.
async fn note(
    tx: &mut Tx,
    lent: Vec<(Node, Id, Id)>,
    new: &BTreeMap<Id, Vec<String>>,
    shift: &mut Shift,
) -> Result<()> {
    let records = lent.iter().flat_map(|(_, from, to)| [*from, *to]);
    let people = uses::people_of(tx, &Vec::from_iter(records)).await?;
    // New people were made with the first of them, if they came with it.
    let has = |person: &Id, email: &Node| {
        let emails = new.get(person).into_iter().flatten();
        emails.into_iter().any(|known| known == email.value())
    };
    let mut made: BTreeSet<Id> = BTreeSet::new();
    for (email, from, to) in lent {
        let (Some(from), Some(to)) = (people.get(&from), people.get(&to)) else {
            continue;
        };
        if from != to {
            let lost = shift.lost_emails.entry(*from).or_default();
            lost.insert(email.value().to_owned());
            shift.people.extend([*from, *to]);
        } else if !has(to, &email) || !made.insert(*to) {
            shift.people.insert(*to);
        }
    }
    Ok(())
}
