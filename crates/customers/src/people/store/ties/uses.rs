//! Who identified on which device, and the part of it that a change can reach.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Id, Millis, Result};
use store::{Sql, Tx, params};

use super::super::super::model::{CROWD, DEVICES, FullName, Moment, Node, Use};
use super::Said;
use super::rows::{self, Edge, WRITTEN};

/// How many values are asked for at once.
const LIST: usize = 512;

type Key = (String, Node);

/// What events told about devices that was not known before.
#[derive(Debug, Default)]
pub(crate) struct Fresh {
    /// How many identifiers are new on each device; none where only a name is.
    pub(crate) devices: BTreeMap<String, usize>,
    /// On how many devices each identifier is new.
    nodes: BTreeMap<Node, usize>,
}

/// Keeps who identified on which device. Answers what is new.
pub(crate) async fn hear(tx: &mut Tx, said: &[Said<'_>]) -> Result<Fresh> {
    let mut told: BTreeMap<Key, Option<(Moment, FullName)>> = BTreeMap::new();
    for said in said {
        let (Some(device), Some(node)) = (said.device(), said.node()) else {
            continue;
        };
        let name = told.entry((device, node)).or_default();
        if let Some(full) = said.who.full_name() {
            let said = (said.moment.clone(), full);
            if name.as_ref().is_none_or(|name| said < *name) {
                *name = Some(said);
            }
        }
    }
    let known = known(tx, &told).await?;
    let mut fresh = Fresh::default();
    let mut rows = Vec::new();
    for ((device, node), name) in told {
        let before = known.get(&(device.clone(), node.clone()));
        let is_news = match (before, &name) {
            (None, _) => true,
            (Some(None), name) => name.is_some(),
            (Some(Some(before)), Some((at, _))) => at < before,
            (Some(Some(_)), None) => false,
        };
        if is_news {
            let count = usize::from(before.is_none());
            *fresh.devices.entry(device.clone()).or_default() += count;
            *fresh.nodes.entry(node.clone()).or_default() += count;
            rows.push(row(device, &node, name));
        }
    }
    let conflict = "on conflict (device, kind, value) do update set first_name = excluded.first_name, \
                    last_name = excluded.last_name, named_at = excluded.named_at, \
                    name_source = excluded.name_source, name_event_id = excluded.name_event_id";
    tx.insert_many("device_use", COLUMNS, rows, conflict)
        .await?;
    Ok(fresh)
}

const COLUMNS: &[&str] = &[
    "device",
    "kind",
    "value",
    "first_name",
    "last_name",
    "named_at",
    "name_source",
    "name_event_id",
];

fn row(device: String, node: &Node, name: Option<(Moment, FullName)>) -> Vec<store::Value> {
    let (moment, full) = name.unzip();
    let (first, last) = full.unzip();
    params![
        device,
        node.kind(),
        node.value(),
        first,
        last,
        moment.as_ref().map(|m| m.time),
        moment.as_ref().map(|m| m.source.clone()),
        moment.map(|m| m.event_id)
    ]
}

/// Which of these were known, and when a name was told with each.
async fn known<T>(tx: &mut Tx, told: &BTreeMap<Key, T>) -> Result<BTreeMap<Key, Option<Moment>>> {
    type Row = (
        String,
        String,
        String,
        Option<Millis>,
        Option<String>,
        Option<String>,
    );
    let mut known = BTreeMap::new();
    for part in Vec::from_iter(told.keys()).chunks(LIST) {
        let mut sql = Sql::new(
            "select device, kind, value, named_at, name_source, name_event_id from device_use where device in ",
        );
        sql.bind_padded_list(part.iter().map(|(device, _)| device.as_str()));
        sql.push(" and value in ")
            .bind_padded_list(part.iter().map(|(_, node)| node.value()));
        for (device, kind, value, time, source, event_id) in tx.query::<Row>(sql).await? {
            let Some(node) = Node::of(&kind, &value) else {
                continue;
            };
            let moment = time.zip(source).zip(event_id);
            let moment = moment.map(|((time, source), event_id)| Moment {
                time,
                source,
                event_id,
            });
            known.insert((device, node), moment);
        }
    }
    Ok(known)
}

/// Which of these identifiers were used on these devices before, for those who remember it.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn used(
    tx: &mut Tx,
    asked: &BTreeSet<(String, (&'static str, String))>,
) -> Result<Vec<(String, (&'static str, String))>> {
    let nodes = asked
        .iter()
        .filter_map(|(device, (kind, value))| Some(((device.clone(), Node::of(kind, value)?), ())));
    let known = known(tx, &nodes.collect()).await?;
    let pair = |(device, node): Key| (device, (node.kind(), node.value().to_owned()));
    Ok(known.into_keys().map(pair).collect())
}

/// Devices with who used them.
#[derive(Debug, Default)]
pub(crate) struct Around {
    pub(crate) devices: BTreeMap<String, Vec<Use>>,
    /// Addresses that are seen everywhere.
    pub(crate) everywhere: BTreeSet<Node>,
    /// What is kept about each identifier on them.
    pub(crate) edges: BTreeMap<Node, Edge>,
    counts: BTreeMap<Node, usize>,
}

impl Around {
    /// Reads devices that were not read yet, unless a crowd uses them and did so before. Answers those
    /// that were read.
    pub(crate) async fn read(
        &mut self,
        tx: &mut Tx,
        devices: &BTreeSet<String>,
        fresh: &Fresh,
    ) -> Result<Vec<String>> {
        let new = devices.iter().filter(|d| !self.devices.contains_key(*d));
        let wanted = without_crowds(tx, &Vec::from_iter(new), fresh).await?;
        let uses = uses(tx, &wanted).await?;
        let nodes: BTreeSet<Node> = uses.iter().map(|(_, node, _)| node.clone()).collect();
        let unknown = nodes.into_iter().filter(|n| !self.counts.contains_key(n));
        let unknown: BTreeSet<Node> = unknown.collect();
        self.edges.extend(rows::edges(tx, &unknown).await?);
        for (node, count) in counts(tx, &unknown).await? {
            if count > DEVICES && matches!(node, Node::Email(_)) {
                self.everywhere.insert(node.clone());
            }
            self.counts.insert(node, count);
        }
        for (device, node, name) in uses {
            let edge = self.edges.get(&node);
            let owner = match &node {
                Node::User(user) => Some(user.clone()),
                Node::Email(_) => edge.and_then(|edge| edge.claimed_by.clone()),
            };
            let is_email = matches!(node, Node::Email(_));
            let is_written = is_email && edge.is_none_or(|edge| edge.standing == WRITTEN);
            let is_fixed = is_written || self.counts.get(&node).is_some_and(|n| *n > DEVICES);
            let used = Use {
                node,
                owner,
                name,
                is_fixed,
            };
            self.devices.entry(device).or_default().push(used);
        }
        Ok(wanted)
    }
}

async fn without_crowds(tx: &mut Tx, devices: &[&String], fresh: &Fresh) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for part in devices.chunks(LIST) {
        let mut sql = Sql::new("select device, count(*) from device_use where device in ");
        sql.bind_padded_list(part.iter().map(|device| device.as_str()))
            .push(" group by device");
        for (device, count) in tx.query::<(String, i64)>(sql).await? {
            let new = fresh.devices.get(&device).copied().unwrap_or(0);
            if usize::try_from(count).is_ok_and(|count| count <= CROWD + new) {
                found.push(device);
            }
        }
    }
    Ok(found)
}

async fn uses(tx: &mut Tx, devices: &[String]) -> Result<Vec<(String, Node, Option<FullName>)>> {
    type Row = (String, String, String, Option<String>, Option<String>);
    let mut found = Vec::new();
    for part in devices.chunks(LIST) {
        let mut sql = Sql::new(
            "select device, kind, value, first_name, last_name from device_use where device in ",
        );
        sql.bind_padded_list(part.iter().map(String::as_str))
            .push(" order by device, kind, value");
        for (device, kind, value, first, last) in tx.query::<Row>(sql).await? {
            if let Some(node) = Node::of(&kind, &value) {
                found.push((device, node, first.zip(last)));
            }
        }
    }
    Ok(found)
}

/// On how many devices each was seen.
async fn counts(tx: &mut Tx, nodes: &BTreeSet<Node>) -> Result<Vec<(Node, usize)>> {
    let mut found = Vec::new();
    for part in Vec::from_iter(nodes).chunks(LIST) {
        let mut sql = Sql::new("select kind, value, count(*) from device_use where value in ");
        sql.bind_padded_list(part.iter().map(|node| node.value()))
            .push(" group by kind, value");
        for (kind, value, count) in tx.query::<(String, String, i64)>(sql).await? {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            found.extend(Node::of(&kind, &value).map(|node| (node, count)));
        }
    }
    Ok(found)
}

/// The devices of identifiers, unless one is seen everywhere and was before.
pub(crate) async fn devices_of(
    tx: &mut Tx,
    nodes: &BTreeSet<Node>,
    fresh: &Fresh,
) -> Result<BTreeSet<String>> {
    let mut few = Vec::new();
    for (node, count) in counts(tx, nodes).await? {
        let new = fresh.nodes.get(&node).copied().unwrap_or(0);
        if nodes.contains(&node) && count <= DEVICES + new {
            few.push(node);
        }
    }
    let mut found = BTreeSet::new();
    for part in few.chunks(LIST) {
        let mut sql = Sql::new("select device, kind, value from device_use where value in ");
        sql.bind_padded_list(part.iter().map(Node::value));
        for (device, kind, value) in tx.query::<(String, String, String)>(sql).await? {
            if Node::of(&kind, &value).is_some_and(|node| part.contains(&node)) {
                found.insert(device);
            }
        }
    }
    Ok(found)
}

/// The devices of identifiers that are seen everywhere from now on.
pub(crate) async fn crossing(tx: &mut Tx, fresh: &Fresh) -> Result<BTreeSet<String>> {
    let mut nodes = BTreeSet::new();
    for (node, count) in counts(tx, &fresh.nodes.keys().cloned().collect()).await? {
        let new = fresh.nodes.get(&node).copied().unwrap_or(0);
        if count > DEVICES && count <= DEVICES + new {
            nodes.insert(node);
        }
    }
    devices_of(tx, &nodes, fresh).await
}

/// Persons of records.
pub(crate) async fn people_of(tx: &mut Tx, records: &[Id]) -> Result<BTreeMap<Id, Id>> {
    let hits = super::super::hits(tx, records).await?;
    Ok(hits.into_iter().map(|(id, hit)| (id, hit.1)).collect())
}
