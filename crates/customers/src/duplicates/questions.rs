//! The questions of the queue with the names of those they are about, and what an answer does.

use std::collections::HashMap;

use kernel::{Error, Id, Result};
use org::web::{App, Viewer};
use store::Db;

use super::model::{Band, Weighed};
use super::store::{self as sql, Asked, Pair};
use crate::people::{self, Person};

/// One of two.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// What the person is called.
    pub name: String,
    /// Where the person works, and the main address.
    pub about: String,
}

/// A pair with its names and its evidence.
#[derive(Clone, Debug)]
pub struct Question {
    /// The pair.
    pub pair: Pair,
    /// The older one.
    pub a: Side,
    /// The younger one.
    pub b: Side,
    /// The evidence.
    pub weighed: Weighed,
}

/// A page of the open questions of a band, and behind which pair the next one begins.
///
/// # Errors
/// `NotFound` when there is no pair `after`, else as the database.
pub async fn page(
    db: &Db,
    band: Band,
    after: Option<Id>,
    limit: usize,
) -> Result<(Vec<Question>, Option<Id>)> {
    let after = match after {
        Some(id) => Some(sql::pair(db, id).await?),
        None => None,
    };
    let mut pairs = sql::open(db, "person", band.key(), after.as_ref(), limit + 1).await?;
    let more = pairs.len() > limit;
    pairs.truncate(limit);
    let next = pairs.last().filter(|_| more).map(|pair| pair.id);
    let ids: Vec<Id> = pairs
        .iter()
        .flat_map(|pair| [pair.a_id, pair.b_id])
        .collect();
    let sides = sides(db, &ids).await?;
    let side = |id: Id| sides.get(&id).cloned().unwrap_or_default();
    let question = |pair: Pair| {
        Ok(Question {
            a: side(pair.a_id),
            b: side(pair.b_id),
            weighed: pair.weighed()?,
            pair,
        })
    };
    let questions: Result<Vec<Question>> = pairs.into_iter().map(question).collect();
    Ok((questions?, next))
}

/// What people are called and where they are, by their ids.
///
/// # Errors
/// As the database.
pub async fn sides(db: &Db, ids: &[Id]) -> Result<HashMap<Id, Side>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let people = people::many(db, ids).await?;
    let companies: Vec<Id> = people
        .iter()
        .filter_map(|person| person.company_id)
        .collect();
    let companies: HashMap<Id, String> = crate::companies::names(db, &companies)
        .await?
        .into_iter()
        .collect();
    let side = |person: &Person| {
        let company = person.company_id.and_then(|id| companies.get(&id).cloned());
        let email = person.emails.first().cloned();
        let about: Vec<String> = [
            company,
            email.or_else(|| person.phones.first().cloned()),
            person.city.clone(),
        ]
        .into_iter()
        .flatten()
        .collect();
        Side {
            name: person.name(),
            about: about.join(" · "),
        }
    };
    Ok(people
        .iter()
        .map(|person| (person.id, side(person)))
        .collect())
}

/// Answers a question: `same` merges the two into the older one, `apart` is never asked again, `open` takes
/// the answer back. Answers the merge.
///
/// # Errors
/// `NotFound`, `Invalid` for another word, `Conflict` when one of the two is gone.
pub async fn answer(app: &App, viewer: &Viewer, id: Id, answer: &str) -> Result<Option<Id>> {
    let pair = sql::pair(app.db(), id).await?;
    let (a, b) = (pair.a_id, pair.b_id);
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let merge = match answer {
        "same" => {
            let asked = Asked {
                winner: a,
                loser: b,
                rule: "member",
                weighed: Some(pair.weighed()?),
                model_version: Some(pair.model_version),
                ..Asked::default()
            };
            Some(sql::merge(&mut tx, &asked).await?)
        }
        "apart" if pair.state == "same" => return Err(Error::state("duplicates.error.merged")),
        "apart" => {
            sql::answered(&mut tx, (a, b), "apart", None).await?;
            None
        }
        "open" => {
            if let Some(merge) = pair.merge_id.filter(|_| pair.state == "same") {
                sql::undo(&mut tx, merge).await?;
            }
            sql::answered(&mut tx, (a, b), "open", None).await?;
            None
        }
        _ => return Err(Error::field("answer", "error.choice")),
    };
    tx.commit().await?;
    Ok(merge)
}
