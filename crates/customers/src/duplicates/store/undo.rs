//! Taking a merge or a split back, also months later.

use kernel::{Error, Id, Result};
use serde_json::Map;
use store::Tx;

use super::super::model::{Inverse, Replaced, taken_back};
use super::super::twin::{Kind, Twin, of_kind};
use super::answers;
use super::log::{self, Decision};
use super::merge::write_values;
use super::tell::tell;
use crate::fields::{Changed, Kind as Holds, find};

/// Takes a decision back: both have their records, values and touchpoints again. What somebody decided
/// since then stays. Answers the one that stands for itself again, and its kind.
///
/// # Errors
/// `NotFound`; `Conflict` when it was taken back before or its records are elsewhere by now.
pub async fn undo(tx: &mut Tx, id: Id) -> Result<(Kind, Id)> {
    let decision = log::by_id(tx, id).await?;
    let kind = Kind::stored(&decision.subject)?;
    let back = of_kind!(kind, T => undo_of::<T>(tx, &decision).await)?;
    Ok((kind, back))
}

pub(super) async fn undo_of<T: Twin>(tx: &mut Tx, decision: &Decision) -> Result<Id> {
    log::mark_undone(tx, decision.id).await?;
    match decision.kind.as_str() {
        "merge" => part::<T>(tx, decision).await,
        _ => rejoin::<T>(tx, decision).await,
    }
}

/// The two of a merge are two again.
async fn part<T: Twin>(tx: &mut Tx, decision: &Decision) -> Result<Id> {
    let inverse = decision.inverse()?;
    let loser = decision.loser_id;
    // Whoever stands for the winner today: it may have been merged itself since then.
    let holder = T::current_in(tx, loser).await?;
    if holder == loser || holder != T::current_in(tx, decision.winner_id).await? {
        return Err(Error::state("duplicates.error.elsewhere"));
    }
    let held = still_there::<T>(tx, holder, &inverse.records).await?;
    T::give(tx, holder, &held, loser).await?;
    put_back::<T>(tx, &inverse, holder, loser).await?;
    let pair = (decision.winner_id, loser);
    answers::answered(tx, T::TWIN, pair, "apart", None).await?;
    note::<T>(tx, decision.id, holder, loser).await?;
    Ok(loser)
}

/// Records of the decision that the holder has: others went their own way by a later decision.
async fn still_there<T: Twin>(tx: &mut Tx, holder: Id, records: &[Id]) -> Result<Vec<Id>> {
    let mut held = Vec::new();
    for record in records {
        if T::current_in(tx, *record).await? == holder {
            held.push(*record);
        }
    }
    Ok(held)
}

/// Values as they were.
async fn put_back<T: Twin>(tx: &mut Tx, inverse: &Inverse, holder: Id, loser: Id) -> Result<()> {
    let one = T::get_in(tx, holder).await?;
    T::parting(tx, inverse, &one, loser).await?;
    let back = changes_back(&inverse.replaced, &one);
    write_values(tx, &one, back).await?;
    Ok(())
}

fn changes_back<T: Twin>(replaced: &[Replaced], one: &T) -> Vec<Changed> {
    let back = |replaced: &Replaced| {
        let field = find(T::FIELDS, &replaced.field)?;
        let now = one.value(field.name);
        let is_list = matches!(field.kind, Holds::Emails | Holds::Phones);
        Some(Changed {
            field,
            after: taken_back(replaced, now.as_deref(), is_list)?,
            before: now,
        })
    };
    replaced.iter().filter_map(back).collect()
}

/// A split that is taken back: the records return to where they came from.
async fn rejoin<T: Twin>(tx: &mut Tx, decision: &Decision) -> Result<Id> {
    let (winner, loser) = (decision.winner_id, decision.loser_id);
    T::join(tx, winner, loser).await?;
    let one = T::get_in(tx, winner).await?;
    let back = changes_back(&decision.inverse()?.replaced, &one);
    let one = write_values(tx, &one, back).await?;
    let other = T::get_in(tx, loser).await?;
    let told = ("undoes", decision.id);
    tell(tx, "merge", told, (&one, &other), Map::new()).await?;
    Ok(winner)
}

/// Both timelines say that the two are two again.
async fn note<T: Twin>(tx: &mut Tx, decision: Id, holder: Id, loser: Id) -> Result<()> {
    let holder = T::get_in(tx, holder).await?;
    let loser = T::get_in(tx, loser).await?;
    let told = ("undoes", decision);
    tell(tx, "split", told, (&holder, &loser), Map::new()).await?;
    tell(tx, "split", told, (&loser, &holder), Map::new()).await
}
