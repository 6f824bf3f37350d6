//! What is kept about each identifier: whose it is, who claimed it first, to whom devices tie it.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Id, Millis, Result};
use store::{Sql, Tx, params};

use super::super::super::model::{Moment, Node};
use super::super::{EDGE, edge_row};

/// How many values are asked for at once.
const LIST: usize = 512;

/// Somebody wrote the identifier down: no event moves it.
pub(crate) const WRITTEN: &str = "written";
/// An address that stands at the record of the user id that named it.
pub(crate) const LENT: &str = "lent";
/// An identifier with a record of its own.
pub(crate) const OWN: &str = "own";

const COLUMNS: &str = "select e.id, e.record_id, e.kind, e.value, e.standing, e.claimed_by, e.claimed_at, \
     e.claim_source, e.claim_event_id, e.tied_kind, e.tied_value from identity_edge e ";

store::row! {
    /// An identifier.
    #[derive(Clone, Debug)]
    pub(crate) struct Edge {
        pub(crate) id: Id,
        pub(crate) record_id: Id,
        pub(crate) kind: String,
        pub(crate) value: String,
        pub(crate) standing: String,
        pub(crate) claimed_by: Option<String>,
        pub(crate) claimed_at: Option<Millis>,
        pub(crate) claim_source: Option<String>,
        pub(crate) claim_event_id: Option<String>,
        pub(crate) tied_kind: Option<String>,
        pub(crate) tied_value: Option<String>,
    }
}

impl Edge {
    /// The identifier that stands for whoever has this one, as it is written down.
    pub(crate) fn root(&self) -> Option<Node> {
        let tied = self.tied_kind.as_deref().zip(self.tied_value.as_deref());
        match (&self.claimed_by, tied) {
            (Some(user), _) => Some(Node::User(user.clone())),
            (None, Some((kind, value))) => Node::of(kind, value),
            (None, None) => Node::of(&self.kind, &self.value),
        }
    }

    /// When its user id named it.
    pub(crate) fn claim(&self) -> Option<Moment> {
        Some(Moment {
            time: self.claimed_at?,
            source: self.claim_source.clone()?,
            event_id: self.claim_event_id.clone()?,
        })
    }
}

/// User ids and addresses with what is kept about them.
pub(crate) async fn edges(tx: &mut Tx, nodes: &BTreeSet<Node>) -> Result<BTreeMap<Node, Edge>> {
    let mut found = BTreeMap::new();
    for kind in ["user_id", "email"] {
        let values = nodes.iter().filter(|node| node.kind() == kind);
        let values: Vec<&str> = values.map(Node::value).collect();
        for part in values.chunks(LIST) {
            let mut sql = Sql::new(COLUMNS);
            sql.push("where e.collection = '' and e.kind = ").bind(kind);
            sql.push(" and e.value in ")
                .bind_padded_list(part.iter().copied());
            keep(&mut found, tx.query(sql).await?);
        }
    }
    Ok(found)
}

/// User ids and addresses of everybody who has one of these records.
pub(crate) async fn edges_of(tx: &mut Tx, person: Id) -> Result<BTreeMap<Node, Edge>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("join person_record r on r.id = e.record_id where e.collection = '' and e.kind in ('user_id', 'email') and r.person_id = ")
        .bind(person);
    let mut found = BTreeMap::new();
    keep(&mut found, tx.query(sql).await?);
    Ok(found)
}

fn keep(found: &mut BTreeMap<Node, Edge>, edges: Vec<Edge>) {
    let named = |edge: Edge| Some((Node::of(&edge.kind, &edge.value)?, edge));
    found.extend(edges.into_iter().filter_map(named));
}

/// The addresses that events brought and that lead to a person, the one that it claimed first before all.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn told_emails(tx: &mut Tx, person: Id) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .rows(
            "select e.value from identity_edge e join person_record r on r.id = e.record_id \
             where r.person_id = $1 and e.kind = 'email' and e.collection = '' and e.standing <> 'written' \
             order by case when e.claimed_at is null then 1 when exists (select 1 from identity_edge u \
             join person_record o on o.id = u.record_id where u.kind = 'user_id' and u.collection = '' \
             and u.value = e.claimed_by and o.person_id = r.person_id) then 0 else 2 end, \
             e.claimed_at, e.claim_source, e.claim_event_id, e.value limit 30",
            params![person],
        )
        .await?;
    Ok(rows.into_iter().map(|(value,)| value).collect())
}

/// Those of these user ids that have addresses of their own.
pub(crate) async fn with_address(
    tx: &mut Tx,
    users: &BTreeSet<String>,
) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for part in Vec::from_iter(users).chunks(LIST) {
        let mut sql =
            Sql::new("select distinct claimed_by from identity_edge where claimed_by in ");
        sql.bind_padded_list(part.iter().map(|user| user.as_str()));
        let rows: Vec<(String,)> = tx.query(sql).await?;
        found.extend(rows.into_iter().map(|(user,)| user));
    }
    Ok(found)
}

/// The addresses that user ids claimed.
pub(crate) async fn claimed_by(tx: &mut Tx, users: &[&str]) -> Result<Vec<Node>> {
    let mut found = Vec::new();
    for part in users.chunks(LIST) {
        let mut sql =
            Sql::new("select value from identity_edge where kind = 'email' and claimed_by in ");
        sql.bind_padded_list(part.iter().copied());
        let rows: Vec<(String,)> = tx.query(sql).await?;
        found.extend(rows.into_iter().map(|(value,)| Node::Email(value)));
    }
    Ok(found)
}

/// Writes who claimed addresses, when, and at whose record they stand.
pub(crate) async fn write_claims(tx: &mut Tx, edges: &[Edge]) -> Result<()> {
    let row = |edge: &Edge| {
        params![
            edge.id,
            edge.record_id,
            edge.claimed_by.clone(),
            edge.claimed_at,
            edge.claim_source.clone(),
            edge.claim_event_id.clone()
        ]
    };
    tx.exec_many(
        "update identity_edge set record_id = $2, claimed_by = $3, claimed_at = $4, claim_source = $5, \
         claim_event_id = $6, tied_kind = null, tied_value = null where id = $1",
        edges.iter().map(row).collect(),
    )
    .await?;
    Ok(())
}

/// Writes to whom devices tie addresses; `None` where they tie them to nobody.
pub(crate) async fn write_ties(tx: &mut Tx, tied: Vec<(Id, Option<Node>)>) -> Result<()> {
    let row = |(id, root): (Id, Option<Node>)| {
        let (kind, value) = root
            .map(|node| (node.kind(), node.value().to_owned()))
            .unzip();
        params![id, kind, value]
    };
    tx.exec_many(
        "update identity_edge set tied_kind = $2, tied_value = $3 where id = $1",
        tied.into_iter().map(row).collect(),
    )
    .await?;
    Ok(())
}

/// An identifier with the record it leads to.
pub(crate) struct NewEdge {
    pub(crate) record: Id,
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    pub(crate) standing: &'static str,
}

/// Writes identifiers that events brought. One that had been lent to somebody else's record gets its own.
pub(crate) async fn put_edges(tx: &mut Tx, edges: Vec<NewEdge>) -> Result<()> {
    let ctx = tx.ctx().clone();
    let row = |edge: NewEdge| edge_row(&ctx, edge.record, (edge.kind, &edge.value), edge.standing);
    let conflict = "on conflict (kind, collection, value) do update set record_id = excluded.record_id, \
                    standing = excluded.standing";
    let rows = edges.into_iter().map(row).collect();
    tx.insert_many("identity_edge", EDGE, rows, conflict)
        .await?;
    Ok(())
}
