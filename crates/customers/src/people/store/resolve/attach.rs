//! Identifiers and what they bring: earlier touchpoints of a device.

use std::collections::BTreeSet;

use ::store::{Tx, params};
use kernel::{Id, Result, Touchpoint};

use super::super as store;
use super::Resolved;

/// Attaches identifiers. Touchpoints that only carry an anonymous id are given to its record, and the
/// timeline says so.
pub(super) async fn attach_all(
    tx: &mut Tx,
    edges: Vec<(Resolved, &'static str, String)>,
) -> Result<()> {
    let ctx = tx.ctx().clone();
    let row = |(who, kind, value): &(Resolved, &str, String)| {
        params![
            ctx.id(),
            who.record_id,
            *kind,
            "",
            value,
            ctx.now(),
            ctx.now()
        ]
    };
    store::insert_edges(tx, edges.iter().map(row).collect()).await?;
    let visitors: Vec<&str> = edges
        .iter()
        .filter(|(_, kind, _)| *kind == "anonymous_id")
        .map(|(_, _, value)| value.as_str())
        .collect();
    let waiting = store::waiting_visitors(tx, &visitors).await?;
    let (mut adopted, mut linked) = (Vec::new(), Vec::new());
    for (who, kind, value) in edges {
        let (true, Some(record)) = (
            kind == "anonymous_id" && waiting.contains(&value),
            who.record_id,
        ) else {
            continue;
        };
        let mut touchpoint = Touchpoint::new("identity.linked", ctx.now());
        touchpoint.record_id = Some(record);
        touchpoint.company_id = who.company_id;
        linked.push(touchpoint);
        adopted.push((value, record, who.company_id));
    }
    tx.adopt_all_anonymous(adopted).await?;
    tx.record_all(linked).await?;
    Ok(())
}

/// Attaches an identifier to a record, unless another record has it. Touchpoints that only carry the
/// anonymous id are given to the record, and the timeline says so.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn attach(
    tx: &mut Tx,
    record: Id,
    kind: &'static str,
    value: &str,
    company: Option<Id>,
) -> Result<bool> {
    let known = store::known(tx, BTreeSet::from([(kind, value.to_owned())])).await?;
    if !known.is_empty() {
        return Ok(false);
    }
    let who = Resolved {
        record_id: Some(record),
        company_id: company,
        ..Resolved::default()
    };
    attach_all(tx, vec![(who, kind, value.to_owned())]).await?;
    Ok(true)
}
