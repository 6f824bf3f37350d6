//! Companies that turn out to belong to each other: one is put below the other.

use kernel::{Error, Id, Result};
use org::web::{App, Viewer};
use store::Tx;

use super::model::{Judged, Weighed};
use super::questions::Said;
use super::store::{self as sql, Pair};
use super::twin::Kind;
use super::weigh;
use crate::companies::{self, Company, PARENT_KINDS, SUBSIDIARY};
use crate::fields::Edits;

/// What was found about two companies that may belong to each other.
struct Found<'a> {
    both: (Id, Id),
    part: Option<Id>,
    relation: Option<&'a str>,
    weighed: &'a Weighed,
}

/// Puts the part of a question below the other, with the evidence on the timelines of both.
///
/// # Errors
/// `Invalid` for another word or id, `Conflict` when the part belongs to a third company already.
pub(super) async fn place(tx: &mut Tx, pair: &Pair, said: &Said) -> Result<()> {
    let found = Found {
        both: (pair.a_id, pair.b_id),
        part: pair.part_id,
        relation: pair.refused.as_deref(),
        weighed: &pair.weighed()?,
    };
    put_below(tx, &found, said).await
}

/// The same for two companies that nobody asked about, with the evidence of this moment. Answers the
/// question that it would have been.
///
/// # Errors
/// As [`place`].
pub(super) async fn relate(app: &App, viewer: &Viewer, both: (Id, Id), said: &Said) -> Result<Id> {
    let weighing = weigh::pair::<Company>(app.db(), both.0, both.1).await?;
    let Judged { refused, part, .. } = weighing.judged;
    let found = Found {
        both,
        part: part.map(|part| part.of(both.0, both.1)),
        relation: refused,
        weighed: &weighing.weighed,
    };
    let mut tx = app.db().begin(&viewer.ctx).await?;
    put_below(&mut tx, &found, said).await?;
    sql::answered(&mut tx, Kind::Company, both, "part", None).await?;
    let question = sql::pair_of(&mut tx, Kind::Company, both).await?;
    tx.commit().await?;
    Ok(question)
}

async fn put_below(tx: &mut Tx, found: &Found<'_>, said: &Said) -> Result<()> {
    let (a, b) = found.both;
    let part = said.part.or(found.part).unwrap_or(a.max(b));
    let whole = match part {
        part if part == a => b,
        part if part == b => a,
        _ => return Err(Error::field("part", "error.choice")),
    };
    let suggested = found.relation.filter(|word| PARENT_KINDS.contains(word));
    let relation = said.relation.as_deref().or(suggested).unwrap_or(SUBSIDIARY);
    if !PARENT_KINDS.contains(&relation) {
        return Err(Error::field("relation", "error.choice"));
    }
    let before = companies::get_in(tx, part).await?;
    if before.parent_company_id.is_some_and(|id| id != whole) {
        return Err(Error::state("duplicates.company.error.has_parent"));
    }
    let edits = Edits::new()
        .set("parent_company_id", whole.to_string())
        .set("parent_kind", relation);
    companies::change(tx, part, None, &edits, None).await?;
    let both = [
        companies::get_in(tx, part).await?,
        companies::get_in(tx, whole).await?,
    ];
    sql::tell_related(tx, &both, relation, found.weighed).await
}

/// Takes the place in the hierarchy back that an answer gave; what somebody said since then stays.
pub(super) async fn take_apart(tx: &mut Tx, pair: &Pair) -> Result<()> {
    if pair.state != "part" {
        return Ok(());
    }
    for (part, whole) in [(pair.a_id, pair.b_id), (pair.b_id, pair.a_id)] {
        if companies::get_in(tx, part).await?.parent_company_id == Some(whole) {
            let edits = Edits::new().clear("parent_company_id");
            companies::change(tx, part, None, &edits, None).await?;
        }
    }
    Ok(())
}
