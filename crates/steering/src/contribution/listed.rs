//! The outcomes behind a number, with the share that a row has in each.

use std::collections::HashMap;

use ::store::Db;
use analysis::attribution::Spec;
use kernel::{Error, Id, Millis, Result};
use serde::Serialize;

use super::answer::Answer;
use super::brought::OfDeal;
use super::model::{Weighed, weights};
use super::store as sql;

/// Most outcomes that are listed.
const LISTED: usize = 200;

/// An outcome as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listed {
    /// The deal or touchpoint.
    pub id: Id,
    /// Name of the deal.
    pub name: Option<String>,
    /// Name of the company.
    pub company: Option<String>,
    /// When it happened.
    pub at: Millis,
    /// Touchpoints before it that earn credit.
    pub touchpoints: usize,
    /// Value in minor units; 0 for outcomes that are counted.
    pub value_minor: i64,
    /// Share of the row in its credit; none where the model does not weigh journey by journey.
    pub share: Option<f64>,
}

/// The outcomes in which a row took part (all without one), the latest first.
///
/// # Errors
/// As the store.
pub async fn list(db: &Db, found: &Answer, row: Option<usize>) -> Result<Vec<Listed>> {
    let by = found.question.dimension;
    let weighed = weighed(found)?;
    let mut shares: HashMap<usize, f64> = HashMap::new();
    for one in weighed.iter().flatten() {
        let touch = &found.gathered.list[one.journey].journey.touches[one.touch];
        if row.is_none_or(|row| found.places.row_of(by, touch) == row) {
            *shares.entry(one.journey).or_default() += one.weight;
        }
    }
    let took_part = |at: usize| {
        let touches = &found.gathered.list[at].journey.touches;
        row.is_none_or(|row| match touches.is_empty() {
            true => row == found.places.unknown(),
            false => touches.iter().any(|t| found.places.row_of(by, t) == row),
        })
    };
    let mut at: Vec<usize> = (0..found.gathered.count())
        .filter(|at| took_part(*at))
        .collect();
    at.reverse();
    at.truncate(LISTED);
    let ends = || at.iter().map(|at| &found.gathered.list[*at].end);
    let deals = ends().filter_map(|end| end.deal).collect();
    let names = sql::names(db, deals, ends().filter_map(|end| end.company).collect()).await?;
    let one = |at: usize| {
        let taken = &found.gathered.list[at];
        let is_unknown = taken.journey.touches.is_empty();
        Listed {
            id: taken.end.id,
            name: taken.end.deal.and_then(|id| names.get(&id).cloned()),
            company: taken.end.company.and_then(|id| names.get(&id).cloned()),
            at: taken.end.at,
            touchpoints: taken.journey.touches.len(),
            value_minor: taken.end.value_minor,
            share: weighed.as_ref().map(|_| {
                if is_unknown {
                    1.0
                } else {
                    shares.get(&at).copied().unwrap_or(0.0)
                }
            }),
        }
    };
    Ok(at.into_iter().map(one).collect())
}

fn spec(model: &str) -> Result<Spec> {
    Spec::parse(model).map_err(|_| Error::field("model", "error.choice"))
}

/// The weight of every touchpoint of an answer; none where the model does not weigh journey by journey.
///
/// # Errors
/// `Invalid` when the model is none.
pub fn weighed(found: &Answer) -> Result<Option<Vec<Weighed>>> {
    let model = &found.credits.models[found.credits.chosen].model;
    Ok(weights(
        &found.gathered,
        &found.question,
        &found.places,
        &spec(model)?,
    ))
}

/// The weights of the touchpoints of one journey by their ids.
pub(super) fn touch_weights(found: &Answer, journey: usize) -> Result<HashMap<Id, f64>> {
    let touches = &found.gathered.list[journey].journey.touches;
    let all = weighed(found)?.unwrap_or_default();
    let own = all.iter().filter(|one| one.journey == journey);
    Ok(own
        .map(|one| (Id(touches[one.touch].id), one.weight))
        .collect())
}

/// The weights of the touchpoints of a deal by their ids.
pub(super) fn of_deal(found: &OfDeal) -> Result<HashMap<Id, f64>> {
    let b = &found.brought;
    let touches = &b.gathered.list[0].journey.touches;
    let all = weights(
        &b.gathered,
        &found.question,
        &b.departments,
        &spec(&found.question.model)?,
    );
    let all = all.unwrap_or_default();
    Ok(all
        .iter()
        .map(|one| (Id(touches[one.touch].id), one.weight))
        .collect())
}
