//! Taking a merge or a split back, also months later.

use kernel::{Error, Id, Result};
use serde_json::Map;
use store::Tx;

use super::super::model::{Inverse, Replaced, taken_back};
use super::log::{self, Decision};
use super::merge::write_values;
use super::pairs;
use super::tell::tell;
use crate::fields::{Changed, Kind, find};
use crate::people::{self, FIELDS, Person};

/// Takes a decision back: both people have their records, values and touchpoints again. What somebody
/// decided since then stays. Answers the person that stands for itself again.
///
/// # Errors
/// `NotFound`; `Conflict` when it was taken back before or its records are elsewhere by now.
pub async fn undo(tx: &mut Tx, id: Id) -> Result<Id> {
    let decision = log::by_id(tx, id).await?;
    log::mark_undone(tx, id).await?;
    match decision.kind.as_str() {
        "merge" => part(tx, &decision).await,
        _ => rejoin(tx, &decision).await,
    }
}

/// The two people of a merge are two again.
async fn part(tx: &mut Tx, decision: &Decision) -> Result<Id> {
    let inverse = decision.inverse()?;
    let loser = decision.loser_id;
    // Whoever stands for the winner today: it may have been merged itself since then.
    let holder = people::current_in(tx, loser).await?;
    if holder == loser || holder != people::current_in(tx, decision.winner_id).await? {
        return Err(Error::state("duplicates.error.elsewhere"));
    }
    let held = still_there(tx, holder, &inverse.records).await?;
    people::give(tx, holder, &held, loser).await?;
    put_back(tx, &inverse, holder, loser).await?;
    pairs::answered(tx, (decision.winner_id, loser), "apart", None).await?;
    note(tx, decision.id, holder, loser).await?;
    Ok(loser)
}

/// Records of the decision that the holder has: others went their own way by a later decision.
async fn still_there(tx: &mut Tx, holder: Id, records: &[Id]) -> Result<Vec<Id>> {
    let mut held = Vec::new();
    for record in records {
        if people::current_in(tx, *record).await? == holder {
            held.push(*record);
        }
    }
    Ok(held)
}

/// Values and companies of touchpoints as they were. An objection that was raised while the two were one
/// is kept for both: nobody knows which of them objected.
async fn put_back(tx: &mut Tx, inverse: &Inverse, holder: Id, loser: Id) -> Result<()> {
    if let Some(company) = inverse.company_id {
        tx.take_from(&inverse.resolved, Some(company), None).await?;
    }
    let person = people::get_in(tx, holder).await?;
    let of_merge = |field: &str| {
        inverse
            .replaced
            .iter()
            .any(|r| r.field == field && r.after == person.value(field))
    };
    let raised_since = person.objection_at.is_some() && !of_merge("objection_at");
    let back = changes_back(&inverse.replaced, &person);
    write_values(tx, &person, back).await?;
    if raised_since {
        share_objection(tx, &person, loser).await?;
    }
    Ok(())
}

fn changes_back(replaced: &[Replaced], person: &Person) -> Vec<Changed> {
    let back = |replaced: &Replaced| {
        let field = find(FIELDS, &replaced.field)?;
        let now = person.value(field.name);
        let is_list = matches!(field.kind, Kind::Emails | Kind::Phones);
        Some(Changed {
            field,
            after: taken_back(replaced, now.as_deref(), is_list)?,
            before: now,
        })
    };
    replaced.iter().filter_map(back).collect()
}

/// An objection of the one is written to the other too, unless it has an earlier one.
pub(super) async fn share_objection(tx: &mut Tx, from: &Person, to: Id) -> Result<()> {
    let (Some(field), Some(at)) = (find(FIELDS, "objection_at"), from.value("objection_at")) else {
        return Ok(());
    };
    let other = people::get_in(tx, to).await?;
    if other.objection_at.is_some() {
        return Ok(());
    }
    let change = Changed {
        field,
        before: None,
        after: Some(at),
    };
    write_values(tx, &other, vec![change]).await?;
    Ok(())
}

/// A split that is taken back: the records return to the person they came from.
async fn rejoin(tx: &mut Tx, decision: &Decision) -> Result<Id> {
    let (winner, loser) = (decision.winner_id, decision.loser_id);
    people::join(tx, winner, loser).await?;
    let person = people::get_in(tx, winner).await?;
    let back = changes_back(&decision.inverse()?.replaced, &person);
    let person = write_values(tx, &person, back).await?;
    let other = people::get_in(tx, loser).await?;
    let told = ("undoes", decision.id);
    tell(tx, "merge", told, (&person, &other), Map::new()).await?;
    Ok(winner)
}

/// Both timelines say that the two are two again.
async fn note(tx: &mut Tx, decision: Id, holder: Id, loser: Id) -> Result<()> {
    let holder = people::get_in(tx, holder).await?;
    let loser = people::get_in(tx, loser).await?;
    let told = ("undoes", decision);
    tell(tx, "split", told, (&holder, &loser), Map::new()).await?;
    tell(tx, "split", told, (&loser, &holder), Map::new()).await
}
