//! Joining two records, in one transaction with the touchpoint that says so.

use kernel::{Error, Id, Result};
use serde_json::{Map, Value};
use store::{Change, Tx};

use super::super::model::{Inverse, Replaced, Weighed, united};
use super::super::twin::Twin;
use super::answers;
use super::log::{self, New};
use super::tell::tell;
use crate::fields::{Changed, Spelled};

/// A merge that somebody, or the evidence, asks for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Who stands for both.
    pub winner: Id,
    /// Who is merged.
    pub loser: Id,
    /// Fields whose value is taken from the one who is merged.
    pub take: Vec<String>,
    /// `member` or `certain`.
    pub rule: &'static str,
    /// The run that it belongs to.
    pub batch: Option<Id>,
    /// The evidence.
    pub weighed: Option<Weighed>,
    /// The weights behind the evidence.
    pub model_version: Option<i64>,
}

/// Joins two records of a kind: what belongs to the one belongs to the other, which takes over what it lacked
/// and what was chosen. Nothing of the one is lost. Answers the id of the decision.
///
/// # Errors
/// `NotFound`, `Conflict` when one of them was merged or erased before, `Invalid` for an unknown field.
pub async fn merge<T: Twin>(tx: &mut Tx, asked: &Asked) -> Result<Id> {
    let winner = T::get_in(tx, asked.winner).await?;
    let loser = T::get_in(tx, asked.loser).await?;
    if !winner.is_kept() || !loser.is_kept() {
        return Err(Error::state("duplicates.error.gone"));
    }
    let unknown = |name: &&String| crate::fields::find(T::FIELDS, name).is_none();
    if let Some(wrong) = asked.take.iter().find(unknown) {
        return Err(Error::field(wrong, "error.unknown_field"));
    }
    T::may_join(tx, &winner, &loser).await?;
    let changes = united(&winner, &loser, &asked.take);
    let mut inverse = Inverse {
        records: T::join(tx, winner.id(), loser.id()).await?,
        replaced: changes.iter().map(Replaced::of).collect(),
        ..Inverse::default()
    };
    let after = write_values(tx, &winner, changes).await?;
    T::joined(tx, &after, &mut inverse).await?;
    let id = tx.ctx().id();
    let new = New {
        subject: T::KIND,
        kind: "merge",
        winner: winner.id(),
        loser: loser.id(),
        rule: asked.rule,
        batch: asked.batch,
        weighed: asked.weighed.as_ref(),
        model_version: asked.model_version,
        inverse: &inverse,
    };
    log::write(tx, id, new).await?;
    let pair = (winner.id(), loser.id());
    answers::answered(tx, T::TWIN, pair, "same", Some(id)).await?;
    let told = ("decision", id);
    tell(tx, "merge", told, (&after, &loser), reasons(asked)).await?;
    let change = Change {
        after: Some(after.title()),
        ..Change::of("merged", T::KIND, loser.id())
    };
    tx.audit(vec![change]).await?;
    Ok(id)
}

/// Writes values with their audit trail, but without a touchpoint of their own: they belong to a decision.
pub(in crate::duplicates) async fn write_values<T: Twin>(
    tx: &mut Tx,
    one: &T,
    changes: Vec<Changed>,
) -> Result<T> {
    let mut spelled = Spelled::default();
    for change in changes {
        spelled.put(change.field, change.after);
    }
    let (after, changed) = T::overwrite(tx, one, spelled).await?;
    crate::records::audit::<T>(tx, one.id(), &changed, None).await?;
    T::index(tx, &after).await?;
    Ok(after)
}

/// What is known about a merge when it happens.
fn reasons(asked: &Asked) -> Map<String, Value> {
    let mut reasons = Map::new();
    reasons.insert("rule".to_owned(), asked.rule.into());
    if let Some(weighed) = &asked.weighed {
        let bits = f64::from((weighed.bits * 10.0).round()) / 10.0;
        reasons.insert("evidence".to_owned(), weighed.text().into());
        reasons.insert("bits".to_owned(), bits.into());
    }
    reasons
}
