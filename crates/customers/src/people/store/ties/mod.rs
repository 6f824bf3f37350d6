//! Who is whom when identifiers contradict one another: claims are kept, what follows from them is computed
//! by pure rules (`model/ties.rs`, `model/groups.rs`), and the memberships of records follow where it changed.
//!
//! Members and the matcher stand above the rule: it moves a record only as long as it is where the rule put
//! it, and never an identifier that somebody wrote down.

mod claims;
mod devices;
mod moves;
mod rows;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Id, Result};
use store::Tx;

use super::super::model::{Moment, Node, Use, roots, ties};
use super::Identifiers;
use moves::Change;
use uses::{Around, Fresh};

pub(crate) use claims::{Joined, host_claims};
pub use rows::told_emails;
pub(crate) use rows::{Edge, LENT, NewEdge, OWN, WRITTEN, edges, put_edges};
pub use uses::used;

/// So many identifiers are looked at for one part of the log: more hang together only on devices of everybody.
const REACH: usize = 1_000;

/// What an event says about who somebody is.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// The identifiers, and the name.
    pub who: &'a Identifiers,
    /// The source that records are kept for.
    pub source: &'a str,
    /// When it was said.
    pub moment: Moment,
}

impl Said<'_> {
    /// The identifier that counts; `None` where only a device is known.
    fn node(&self) -> Option<Node> {
        let first = self.who.in_order().into_iter().next()?;
        Node::of(first.0, &first.1)
    }

    fn device(&self) -> Option<String> {
        let last = self.who.in_order().into_iter().next_back()?;
        (last.0 == super::DEVICE).then_some(last.1)
    }
}

/// Whom a record belonged to before a rule was applied again, and that one's company.
pub type Before = (Id, Option<Id>);

/// What changed when rules were applied to what events said.
#[derive(Clone, Debug, Default)]
pub struct Shift {
    /// All records of everybody who could be concerned, as it was before.
    pub before: BTreeMap<Id, Before>,
    /// People whose records or addresses are others now.
    pub people: BTreeSet<Id>,
    /// Addresses that people had by these rules and have no longer.
    pub lost_emails: BTreeMap<Id, BTreeSet<String>>,
    /// Records of devices that lead to somebody they did not lead to before.
    pub devices: Vec<Id>,
    /// Identifiers whose people are others now.
    pub(crate) moved: BTreeSet<Node>,
    /// Records of devices that lead to nobody any more.
    pub released: BTreeSet<Id>,
}

/// Keeps what events claim, and lets memberships follow. Everybody's identifiers must be known by now;
/// `new` are the people made for these events, with the addresses they were made with.
pub(crate) async fn settle(
    tx: &mut Tx,
    said: &[Said<'_>],
    new: &BTreeMap<Id, Vec<String>>,
) -> Result<Shift> {
    let mut shift = Shift::default();
    let mut changes = claims::hear(tx, said, new, &mut shift).await?;
    let fresh = uses::hear(tx, said).await?;
    if changes.is_empty() && fresh.devices.is_empty() {
        return Ok(shift);
    }
    let touched: BTreeSet<Node> = changes.iter().flat_map(Change::touches).collect();
    let mut judged = uses::devices_of(tx, &touched, &fresh).await?;
    judged.extend(fresh.devices.keys().cloned());
    judged.extend(uses::crossing(tx, &fresh).await?);
    let mut around = Around::default();
    let tied = tied(tx, &mut around, &judged, &fresh).await?;
    changes.retain(|change| change.edge.standing == OWN);
    changes.extend(tied);
    let moved: BTreeSet<&Node> = changes.iter().map(|change| &change.node).collect();
    let reached = around.devices.iter();
    let reached = reached.filter(|(_, uses)| uses.iter().any(|u| moved.contains(&u.node)));
    judged.extend(reached.map(|(device, _)| device.clone()));
    moves::apply(tx, changes, &mut shift).await?;
    let moved = uses::devices_of(tx, &shift.moved, &fresh).await?;
    around.read(tx, &moved, &fresh).await?;
    judged.extend(moved);
    let source = said.first().map_or(::store::OWN_SOURCE, |said| said.source);
    devices::judge(tx, &judged, &around, source, &mut shift).await?;
    Ok(shift)
}

/// Addresses that devices tie to somebody else than before.
async fn tied(
    tx: &mut Tx,
    around: &mut Around,
    start: &BTreeSet<String>,
    fresh: &Fresh,
) -> Result<Vec<Change>> {
    let (mut all, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut devices = start.clone();
    let mut is_start = true;
    while !devices.is_empty() && seen.len() < REACH {
        let read = around.read(tx, &devices, fresh).await?;
        let new: Vec<&[Use]> = read.iter().map(|d| around.devices[d].as_slice()).collect();
        let users = new.iter().flat_map(|uses| uses.iter());
        let users: BTreeSet<String> = users.filter_map(|used| used.owner.clone()).collect();
        let with_address = rows::with_address(tx, &users).await?;
        let mut next: BTreeSet<Node> = BTreeSet::new();
        for uses in new {
            let ties = ties(uses, &with_address);
            next.extend(ties.iter().flat_map(|(a, b)| [a.clone(), b.clone()]));
            all.extend(ties);
            let free = uses.iter().filter(|used| is_start && used.owner.is_none());
            next.extend(free.map(|used| used.node.clone()));
        }
        is_start = false;
        next.retain(|node| seen.insert(node.clone()));
        let users = next.iter().filter(|node| matches!(node, Node::User(_)));
        let claimed = rows::claimed_by(tx, &Vec::from_iter(users.map(Node::value))).await?;
        next.extend(claimed);
        devices = uses::devices_of(tx, &next, fresh).await?;
        devices.retain(|device| !around.devices.contains_key(device));
    }
    change_ties(tx, around, &seen, &roots(&all)).await
}

async fn change_ties(
    tx: &mut Tx,
    around: &Around,
    seen: &BTreeSet<Node>,
    roots: &BTreeMap<Node, Node>,
) -> Result<Vec<Change>> {
    let (mut changes, mut rows) = (Vec::new(), Vec::new());
    for node in seen {
        let Some(edge) = around.edges.get(node) else {
            continue;
        };
        let is_free = matches!(node, Node::Email(_)) && edge.claimed_by.is_none();
        let Some(before) = edge.root().filter(|_| is_free && edge.standing == OWN) else {
            continue;
        };
        let after = roots.get(node).unwrap_or(node);
        if before != *after {
            rows.push((edge.id, (after != node).then(|| after.clone())));
            changes.push(Change {
                node: node.clone(),
                before,
                after: after.clone(),
                edge: edge.clone(),
            });
        }
    }
    rows::write_ties(tx, rows).await?;
    Ok(changes)
}
