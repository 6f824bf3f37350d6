//! What decisions upon a pair rest on: the newest answer about its outcome.

use std::collections::HashMap;

use ::store::Db;
use kernel::{Error, Id, Lang, Result};

use super::model::{Answer, Change, Pair, PairKey, Standing};
use super::pages::sentence;
use super::store as sql;
use crate::decisions::{Action, Effect, Kind, Known, Subject};
use crate::evidence::Measure;

/// The subject that a pair is.
pub(super) fn subject(key: &PairKey) -> Subject {
    Subject {
        kind: Kind::Pair,
        key: key.to_string(),
    }
}

/// What the newest answer says of a pair; `comparison` chooses between order and synergy, without it the one
/// that says more counts.
///
/// # Errors
/// `NotFound` when there is no such pair, else as [`Db::rows`].
pub(crate) async fn known(db: &Db, key: &str, comparison: Option<&str>) -> Result<Known> {
    let key = PairKey::parse(key).ok_or(Error::NotFound("synergy"))?;
    let newest = sql::newest_of(db, key.outcome.key()).await?;
    let newest = newest.and_then(|kept| Some((kept.id, kept.told()?)));
    let newest = newest.as_ref().map(|(id, answer)| (*id, answer));
    known_from(db, &key, newest, comparison).await
}

/// What an answer says of a pair.
pub(super) async fn known_from(
    db: &Db,
    key: &PairKey,
    newest: Option<(Id, &Answer)>,
    comparison: Option<&str>,
) -> Result<Known> {
    let all = sql::activities(db).await?;
    let of = |name: &str| all.iter().find(|activity| activity.key == name);
    // Whoever does what comes second can wait for the first, or see to it.
    let (Some(_), Some(second)) = (of(&key.first), of(&key.then)) else {
        return Err(Error::NotFound("synergy"));
    };
    let pair = newest.and_then(|(_, answer)| answer.pair(key));
    let (word, change) = pair.map_or((None, None), |pair| compared(pair, comparison));
    Ok(Known {
        subject: subject(key),
        answer: newest.map(|(id, _)| id),
        wished: Action::after(change.map_or("", |change| change.standing().key())),
        department: second.department_id,
        measure: Measure::Rate,
        comparison: word,
        effect: change.map(|change| Effect {
            value: change.value,
            ci: Some(change.ci),
            is_proven: change.standing() != Standing::Open,
        }),
    })
}

/// The comparison that is asked for, else the one that says more.
fn compared<'a>(
    pair: &'a Pair,
    comparison: Option<&str>,
) -> (Option<&'static str>, Option<&'a Change>) {
    let is_order = match comparison {
        Some(word) => word == "order",
        None => pair.is_order(),
    };
    match is_order {
        true => (Some("order"), pair.order.as_ref()),
        false => (Some("synergy"), pair.synergy.as_ref()),
    }
}

/// German and English names of all activities by their keys.
///
/// # Errors
/// As [`Db::rows`].
pub(crate) async fn activities(db: &Db) -> Result<HashMap<String, [String; 2]>> {
    let all = sql::activities(db).await?;
    let named = |one: sql::Activity| (one.key, [one.name_de, one.name_en]);
    Ok(all.into_iter().map(named).collect())
}

/// A pair in words; its key when a later program named it.
pub(crate) fn title(lang: Lang, names: &HashMap<String, [String; 2]>, key: &str) -> String {
    let name = |activity: &str| {
        let [de, en] = names.get(activity)?;
        Some(if lang == Lang::De { de } else { en }.clone())
    };
    let of = |key: &PairKey| {
        let pair = Pair {
            is_ordered: key.is_ordered(),
            lag: key.lag.key().to_owned(),
            ..Pair::default()
        };
        let outcome = ui::t(lang, &format!("contribution.outcome_{}", key.outcome.key()));
        let said = sentence(lang, &pair, (&name(&key.first)?, &name(&key.then)?));
        Some(format!("{outcome}: {said}"))
    };
    PairKey::parse(key)
        .as_ref()
        .and_then(of)
        .unwrap_or_else(|| key.to_owned())
}

/// The page of a pair.
pub(crate) fn address(key: &str) -> String {
    PairKey::parse(key).map_or_else(|| "/synergies".to_owned(), |key| key.address())
}
