//! Memberships follow the rules where they changed.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Tx, params};
use kernel::{Error, Id, Result, Touchpoint};

use super::super::super::Person;
use super::super::super::model::{FIELDS, Mark, Node, Unit, regroup};
use super::super::{self as store, create, get_in, give, join};
use super::rows::{self, Edge, LENT};
use super::{Shift, uses};
use crate::fields::{Edits, Kind, Origin, Spelled};
use crate::records;

/// An identifier that belongs to somebody else by now.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) node: Node,
    /// Who stood for it, and who does now.
    pub(super) before: Node,
    pub(super) after: Node,
    pub(super) edge: Edge,
}

impl Change {
    pub(super) fn touches(&self) -> [Node; 3] {
        [self.node.clone(), self.before.clone(), self.after.clone()]
    }
}

/// Gives records to the people they belong to now.
pub(super) async fn apply(tx: &mut Tx, changes: Vec<Change>, shift: &mut Shift) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let touched = changes.iter().flat_map(Change::touches).collect();
    let touched = rows::edges(tx, &touched).await?;
    let touched = Vec::from_iter(touched.values().map(|edge| edge.record_id));
    let people = uses::people_of(tx, &touched).await?;
    let people: BTreeSet<Id> = people.into_values().collect();
    for person in &people {
        remember(tx, *person, shift).await?;
    }
    let before = changes.into_iter().map(|c| (c.node, (c.before, c.after)));
    let units = units(tx, &people, &before.collect()).await?;
    let moved = regroup(&units);
    for unit in units.iter().filter(|unit| moved.contains_key(&unit.record)) {
        if let Mark::Node(node) = &unit.mark {
            shift.moved.insert(node.clone());
        }
    }
    carry_out(tx, &units, &moved, shift).await
}

/// The records of these people that are kept for identifiers, with who stood for each and who does now.
async fn units(
    tx: &mut Tx,
    people: &BTreeSet<Id>,
    changed: &BTreeMap<Node, (Node, Node)>,
) -> Result<Vec<Unit>> {
    let mut chief: BTreeMap<Id, (Id, Node, Node, Node)> = BTreeMap::new();
    for person in people {
        for (node, edge) in rows::edges_of(tx, *person).await? {
            let root = edge.root().filter(|_| edge.standing != LENT);
            let (Some(root), false) = (root, chief.contains_key(&edge.record_id)) else {
                continue;
            };
            let (before, after) = changed.get(&node).cloned().unwrap_or((root.clone(), root));
            chief.insert(edge.record_id, (*person, node, before, after));
        }
    }
    let roots = chief.values().map(|(.., before, _)| before.clone());
    let roots = rows::edges(tx, &roots.collect()).await?;
    let records = Vec::from_iter(roots.values().map(|edge| edge.record_id));
    let whose = uses::people_of(tx, &records).await?;
    let mut units = Vec::new();
    for (record, (person, node, before, after)) in chief {
        let root = roots
            .get(&before)
            .and_then(|edge| whose.get(&edge.record_id));
        let unit = match root == Some(&person) {
            true => Unit {
                record,
                person,
                mark: Mark::Node(node),
                before: Mark::Node(before),
                after: Mark::Node(after),
            },
            // A member or the matcher has put it somewhere else: there it stays.
            false => by_itself(record, person),
        };
        units.push(unit);
    }
    let known: BTreeSet<Id> = units.iter().map(|unit| unit.record).collect();
    let others = people.iter().filter(|person| !known.contains(person));
    units.extend(others.map(|person| by_itself(*person, *person)));
    Ok(units)
}

/// A record of which the rules say nothing.
fn by_itself(record: Id, person: Id) -> Unit {
    Unit {
        record,
        person,
        mark: Mark::Record(record),
        before: Mark::Record(record),
        after: Mark::Record(record),
    }
}

/// Keeps the records of a person as they are before anything moves.
pub(super) async fn remember(tx: &mut Tx, person: Id, shift: &mut Shift) -> Result<()> {
    let rows: Vec<(Id, Option<Id>)> = tx
        .rows(
            "select r.id, p.company_id from person_record r join person p on p.id = r.person_id where p.id = $1",
            params![person],
        )
        .await?;
    for (record, company) in rows {
        shift.before.entry(record).or_insert((person, company));
    }
    Ok(())
}

/// First everybody gets what is theirs, those who stand alone before all; then whoever has lost the own
/// record to somebody is one with that one.
async fn carry_out(
    tx: &mut Tx,
    units: &[Unit],
    moved: &BTreeMap<Id, Id>,
    shift: &mut Shift,
) -> Result<()> {
    let mut gifts: BTreeMap<(Id, Id), BTreeSet<Id>> = BTreeMap::new();
    let mut joins: BTreeSet<(Id, Id)> = BTreeSet::new();
    for unit in units {
        let Some(to) = moved.get(&unit.record) else {
            continue;
        };
        shift.people.extend([unit.person, *to]);
        if unit.record == unit.person {
            joins.insert((unit.person, *to));
            continue;
        }
        let gift = gifts.entry((unit.person, *to)).or_default();
        gift.insert(unit.record);
        if unit.record == *to {
            stand_up(tx, unit).await?;
        }
    }
    for ((from, to), mut records) in gifts {
        // Whoever was made for its own record has it already.
        if records.contains(&to) && uses::people_of(tx, &[to]).await?.get(&to) == Some(&to) {
            records.remove(&to);
        }
        if !records.is_empty() {
            give(tx, from, &Vec::from_iter(records), to).await?;
        }
        tell(tx, "identity.split", from, shift).await?;
        tell(tx, "identity.merged", to, shift).await?;
    }
    for (from, to) in joins {
        unite(tx, to, from).await?;
        tell(tx, "identity.merged", to, shift).await?;
    }
    Ok(())
}

/// A record becomes a person of its own, unless it was one before: that one stands for itself again when
/// it gets the record.
async fn stand_up(tx: &mut Tx, unit: &Unit) -> Result<()> {
    let there: Option<(Id,)> = tx
        .row("select id from person where id = $1", params![unit.record])
        .await?;
    if there.is_some() {
        return Ok(());
    }
    let source: Option<(String,)> = tx
        .row(
            "select source from person_record where id = $1",
            params![unit.record],
        )
        .await?;
    let source = source.map(|(source,)| source).unwrap_or_default();
    let (edits, origin) = called(tx, &unit.mark, source).await?;
    create::stand_up(tx, unit.record, edits, origin).await
}

/// By what somebody is called of whom only an identifier is known.
async fn called(tx: &mut Tx, mark: &Mark, source: String) -> Result<(Edits, Origin)> {
    let user = match mark {
        Mark::Node(Node::User(user)) => user,
        Mark::Node(Node::Email(email)) => {
            let edits = Edits::new().set("emails", email.as_str());
            return Ok((edits, Origin::default()));
        }
        Mark::Record(_) => return Ok((Edits::new(), Origin::default())),
    };
    let taken = records::find_by_sources::<Person>(tx, &source, &[user.as_str()]).await?;
    if !taken.is_empty() {
        let edits = Edits::new().set("last_name", user.as_str());
        return Ok((edits, Origin::default()));
    }
    let origin = Origin {
        source_system: Some(source),
        source_id: Some(user.clone()),
        ..Origin::default()
    };
    Ok((Edits::new(), origin))
}

/// The older of two people, whom others know, stands for both. It takes over what it lacked.
async fn unite(tx: &mut Tx, winner: Id, loser: Id) -> Result<()> {
    let lacked = {
        let (has, gives) = (get_in(tx, winner).await?, get_in(tx, loser).await?);
        if has.erased_at.is_some() {
            return Err(Error::state("duplicates.error.gone"));
        }
        let mut lacked = Spelled::default();
        for field in FIELDS.iter().filter(|field| field.kind != Kind::Emails) {
            if has.value(field.name).is_none() && gives.value(field.name).is_some() {
                lacked.put(field, gives.value(field.name));
            }
        }
        lacked
    };
    join(tx, winner, loser).await?;
    let before = get_in(tx, winner).await?;
    let (after, changed) = store::overwrite(tx, &before, lacked).await?;
    records::audit::<Person>(tx, winner, &changed, None).await?;
    store::index(tx, &after).await
}

/// Says on the timelines of a person and of the company that its touchpoints have, that identifiers belong
/// to somebody else.
async fn tell(tx: &mut Tx, what: &'static str, person: Id, shift: &Shift) -> Result<()> {
    let mut happened = Touchpoint::new(what, tx.ctx().now());
    happened.record_id = Some(person);
    happened.company_id = shift.before.get(&person).and_then(|before| before.1);
    happened
        .properties
        .insert("rule".to_owned(), "claim".into());
    tx.record(happened).await?;
    Ok(())
}
