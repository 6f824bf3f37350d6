//! Puts the objects of touchpoints (tickets, invoices, offers …) into the index of the search.

use futures_util::future::BoxFuture;
use kernel::Result;
use org::work::{LEADER, Pace, Reactor};
use store::{Doc, Tx};

use super::model::OBJECTS;
use super::store::{self as sql, Object};

/// The reactor that indexes objects.
#[must_use]
pub fn objects() -> Reactor {
    Reactor {
        name: "search_objects",
        follows: Some(LEADER),
        pace: Pace::Prompt,
        react,
        clear,
    }
}

fn clear(tx: &mut Tx) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        for kind in OBJECTS {
            tx.unindex_kind(kind).await?;
        }
        Ok(())
    })
}

fn react(tx: &mut Tx, after: i64, up_to: i64) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        for id in sql::retracted(tx, after, up_to).await? {
            tx.unindex(id).await?;
        }
        let found = sql::objects(tx, after, up_to).await?;
        tx.index(found.into_iter().filter_map(doc).collect()).await
    })
}

/// An object stands in the index under the id of its first touchpoint, which its hit opens.
fn doc(object: Object) -> Option<Doc> {
    let kind = OBJECTS.iter().find(|kind| **kind == object.kind)?;
    let named = object.name.filter(|name| *name != object.number);
    let company = object.company.unwrap_or_default();
    let (title, subtitle) = match named {
        Some(name) if company.is_empty() => (name, object.number.clone()),
        Some(name) => (name, format!("{} · {company}", object.number)),
        None => (object.number.clone(), company),
    };
    Some(Doc {
        id: object.first,
        kind,
        title,
        subtitle,
        words: object.number,
    })
}
