//! The parts of a statement that every list has: where the page goes on, its order, its end.

use ::store::{Db, Sql, Value};
use kernel::{Id, Result};

use super::{Cursor, MATCHES};

/// An order of a list: one expression that an index begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its word in the address.
    pub name: &'static str,
    /// What is sorted by, never null.
    pub key: &'static str,
    /// Whether that is a number; else it is a text.
    pub is_number: bool,
}

impl Order {
    /// Sorted by a text.
    #[must_use]
    pub const fn by_text(name: &'static str, key: &'static str) -> Self {
        Self {
            name,
            key,
            is_number: false,
        }
    }

    /// Sorted by a number.
    #[must_use]
    pub const fn by_number(name: &'static str, key: &'static str) -> Self {
        Self {
            name,
            key,
            is_number: true,
        }
    }
}

/// Which page of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'a> {
    /// The order.
    pub order: Order,
    /// Whether it falls.
    pub falls: bool,
    /// The last row of the page before.
    pub after: Option<&'a Cursor>,
    /// How many rows are read.
    pub limit: usize,
}

impl Leaf<'_> {
    /// At or behind a value, and behind it, in the direction of the order.
    #[must_use]
    pub fn beyond(&self) -> (&'static str, &'static str) {
        match self.falls {
            true => (" <= ", " < "),
            false => (" >= ", " > "),
        }
    }

    /// Ends a statement that has its conditions: those of the page, its order, its limit. `id` is the
    /// column of the id. The first condition alone is a range of the index in both engines.
    pub fn end(&self, sql: &mut Sql, id: &'static str) {
        let key = self.order.key;
        if let Some(cursor) = self.after {
            let value = match self.order.is_number {
                true => Value::from(cursor.value.parse::<i64>().unwrap_or(0)),
                false => Value::from(&cursor.value),
            };
            let (at, beyond) = self.beyond();
            sql.push(" and ").push(key).push(at).bind(value.clone());
            sql.push(" and (").push(key).push(beyond).bind(value);
            sql.push(" or ").push(id).push(beyond);
            sql.bind(cursor.id).push(")");
        }
        let way = if self.falls { " desc" } else { "" };
        sql.push(" order by ").push(key).push(way);
        sql.push(", ").push(id).push(way);
        sql.push(" limit ").bind(self.limit);
    }
}

/// The records of a kind that a search finds; `None` when nothing is searched for.
///
/// # Errors
/// As [`Db::rows`].
pub async fn found(db: &Db, words: &str, kind: &str) -> Result<Option<Vec<Id>>> {
    if words.trim().is_empty() {
        return Ok(None);
    }
    let hits = db.search(words, Some(kind), MATCHES).await?;
    Ok(Some(hits.into_iter().map(|hit| hit.id).collect()))
}
