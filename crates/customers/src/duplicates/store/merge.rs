//! Joining two people, in one transaction with the touchpoint that says so.

use kernel::{Error, Id, Result};
use serde_json::{Map, Value};
use store::{Change, Tx};

use super::super::model::{Inverse, Replaced, Values, Weighed, united};
use super::log::{self, New};
use super::pairs;
use super::tell::tell;
use crate::fields::{Changed, Spelled};
use crate::people::{self, FIELDS, Person};

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

impl Values for Person {
    fn value(&self, field: &str) -> Option<String> {
        self.value(field)
    }
}

/// Joins two people: the records of the one belong to the other, who takes over what it lacked and what
/// was chosen. Nothing of the one is lost. Answers the id of the decision.
///
/// # Errors
/// `NotFound`, `Conflict` when one of them was merged or erased before, `Invalid` for an unknown field.
pub async fn merge(tx: &mut Tx, asked: &Asked) -> Result<Id> {
    let winner = people::get_in(tx, asked.winner).await?;
    let loser = people::get_in(tx, asked.loser).await?;
    let gone = |person: &Person| person.erased_at.is_some() || person.merged_into_id.is_some();
    if gone(&winner) || gone(&loser) {
        return Err(Error::state("duplicates.error.gone"));
    }
    if let Some(wrong) = asked
        .take
        .iter()
        .find(|name| crate::fields::find(FIELDS, name).is_none())
    {
        return Err(Error::field(wrong, "error.unknown_field"));
    }
    let changes = united(FIELDS, &winner, &loser, &asked.take);
    let mut inverse = Inverse {
        records: people::join(tx, winner.id, loser.id).await?,
        replaced: changes.iter().map(replaced).collect(),
        ..Inverse::default()
    };
    let after = write_values(tx, &winner, changes).await?;
    if let Some(company) = after.company_id {
        let open = people::without_company(tx, winner.id).await?;
        inverse.resolved = resolve(tx, &open, company).await?;
        inverse.company_id = Some(company);
    }
    let id = tx.ctx().id();
    let new = New {
        subject: "person",
        kind: "merge",
        winner: winner.id,
        loser: loser.id,
        rule: asked.rule,
        batch: asked.batch,
        weighed: asked.weighed.as_ref(),
        model_version: asked.model_version,
        inverse: &inverse,
    };
    log::write(tx, id, new).await?;
    pairs::answered(tx, (winner.id, loser.id), "same", Some(id)).await?;
    let told = ("decision", id);
    tell(tx, "merge", told, (&after, &loser), reasons(asked)).await?;
    let change = Change {
        after: Some(after.name()),
        ..Change::of("merged", "person", loser.id)
    };
    tx.audit(vec![change]).await?;
    Ok(id)
}

fn replaced(change: &Changed) -> Replaced {
    Replaced {
        field: change.field.name.to_owned(),
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

/// Writes values with their audit trail, but without a touchpoint of their own: they belong to a merge.
pub(super) async fn write_values(
    tx: &mut Tx,
    person: &Person,
    changes: Vec<Changed>,
) -> Result<Person> {
    let mut spelled = Spelled::default();
    for change in changes {
        spelled.put(change.field, change.after);
    }
    let (after, changed) = people::overwrite(tx, person, spelled).await?;
    let audit = changed
        .into_iter()
        .map(|c| Change::field("person", person.id, c.field.name, c.before, c.after));
    tx.audit(audit.collect()).await?;
    people::index(tx, &after).await?;
    Ok(after)
}

async fn resolve(tx: &mut Tx, touchpoints: &[Id], company: Id) -> Result<Vec<Id>> {
    let mut resolved = Vec::new();
    for part in touchpoints.chunks(200) {
        resolved.extend(tx.resolve_companies(part, company).await?);
    }
    Ok(resolved)
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
