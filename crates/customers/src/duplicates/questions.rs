//! The questions of the queue with the names of those they are about, and what an answer does.

use std::collections::HashMap;

use kernel::{Error, Id, Result};
use org::web::{App, Viewer};
use store::{Db, Tx};

use super::model::{Band, Weighed};
use super::parts;
use super::store::{self as sql, Asked, Pair};
use super::twin::{Kind, Side, Twin, of_kind};

/// A pair with its names and its evidence.
#[derive(Clone, Debug)]
pub struct Question {
    /// The pair.
    pub pair: Pair,
    /// Of which kind the two are.
    pub kind: Kind,
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
    kind: Option<Kind>,
    band: Band,
    after: Option<Id>,
    limit: usize,
) -> Result<(Vec<Question>, Option<Id>)> {
    let after = match after {
        Some(id) => Some(sql::pair(db, id).await?),
        None => None,
    };
    let mut pairs = sql::open(db, kind, band, after.as_ref(), limit + 1).await?;
    let more = pairs.len() > limit;
    pairs.truncate(limit);
    let next = pairs.last().filter(|_| more).map(|pair| pair.id);
    let sides = sides(db, &pairs).await?;
    let side = |id: Id| sides.get(&id).cloned().unwrap_or_default();
    let question = |pair: Pair| {
        Ok(Question {
            a: side(pair.a_id),
            b: side(pair.b_id),
            weighed: pair.weighed()?,
            kind: pair.kind()?,
            pair,
        })
    };
    let questions: Result<Vec<Question>> = pairs.into_iter().map(question).collect();
    Ok((questions?, next))
}

/// What those in some pairs are called and where they are, by their ids.
async fn sides(db: &Db, pairs: &[Pair]) -> Result<HashMap<Id, Side>> {
    let mut sides = HashMap::new();
    for kind in Kind::ALL {
        let mine = pairs.iter().filter(|pair| pair.subject == kind.key());
        let ids: Vec<Id> = mine.flat_map(|pair| [pair.a_id, pair.b_id]).collect();
        sides.extend(of_kind!(kind, T => T::sides(db, &ids).await)?);
    }
    Ok(sides)
}

/// What is said to a question.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// `same`, `apart`, `part` or `open`.
    pub answer: String,
    /// For `part`: which of the two is the part; the one that was suggested unless given.
    pub part: Option<Id>,
    /// For `part`: `site` or `subsidiary`; what was suggested unless given.
    pub relation: Option<String>,
}

/// Answers a question: `same` merges the two into the older one, `apart` is never asked again, `part` puts
/// one company below the other, `open` takes the answer back. Answers the merge.
///
/// # Errors
/// `NotFound`, `Invalid` for another word, `Conflict` when one of the two is gone.
pub async fn answer(app: &App, viewer: &Viewer, id: Id, said: &Said) -> Result<Option<Id>> {
    let pair = sql::pair(app.db(), id).await?;
    let (kind, both) = (pair.kind()?, (pair.a_id, pair.b_id));
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let merge = match said.answer.as_str() {
        "same" => Some(merge(&mut tx, kind, &pair).await?),
        "apart" | "part" if pair.state == "same" => {
            return Err(Error::state("duplicates.error.merged"));
        }
        "apart" => {
            parts::take_apart(&mut tx, &pair).await?;
            sql::answered(&mut tx, kind, both, "apart", None).await?;
            None
        }
        "part" if kind == Kind::Company => {
            parts::place(&mut tx, &pair, said).await?;
            sql::answered(&mut tx, kind, both, "part", None).await?;
            None
        }
        "open" => {
            if let Some(merge) = pair.merge_id.filter(|_| pair.state == "same") {
                sql::undo(&mut tx, merge).await?;
            }
            parts::take_apart(&mut tx, &pair).await?;
            sql::answered(&mut tx, kind, both, "open", None).await?;
            None
        }
        _ => return Err(Error::field("answer", "error.choice")),
    };
    tx.commit().await?;
    Ok(merge)
}

async fn merge(tx: &mut Tx, kind: Kind, pair: &Pair) -> Result<Id> {
    let asked = Asked {
        winner: pair.a_id,
        loser: pair.b_id,
        rule: "member",
        weighed: Some(pair.weighed()?),
        model_version: Some(pair.model_version),
        ..Asked::default()
    };
    of_kind!(kind, T => sql::merge::<T>(tx, &asked).await)
}
