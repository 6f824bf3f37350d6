//! Composes a statement from fixed pieces: filters and orders that a list may or may not have.
//! Only text written in the source can enter; input travels as parameters.

use crate::Value;

/// A statement under construction, with its parameters.
///
/// ```
/// let mut sql = store::Sql::new("select id from deal where won_at is null");
/// sql.push(" and stage_id = ").bind(7_i64).push(" order by id limit ").bind(51_i64);
/// assert_eq!(sql.text(), "select id from deal where won_at is null and stage_id = $1 order by id limit $2");
/// ```
#[derive(Debug, Clone)]
pub struct Sql {
    text: String,
    params: Vec<Value>,
}

impl Sql {
    /// Begins with a fixed piece without parameters.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            params: Vec::new(),
        }
    }

    /// Adds a fixed piece.
    pub fn push(&mut self, piece: &'static str) -> &mut Self {
        self.text.push_str(piece);
        self
    }

    /// Adds a parameter at this place.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.params.push(value.into());
        self.text.push_str(&format!("${}", self.params.len()));
        self
    }

    /// Adds `(p1, p2, …)` for an `in`; an empty list matches nothing.
    pub fn bind_list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.push("(");
        let mut any = false;
        for value in values {
            if any {
                self.push(", ");
            }
            self.bind(value);
            any = true;
        }
        self.push(if any { ")" } else { "null)" })
    }

    /// As [`Sql::bind_list`] for lists of every length that come again and again: the last value is
    /// repeated up to the next power of two, so that the engine meets few different statements.
    pub fn bind_padded_list<V: Into<Value> + Clone>(
        &mut self,
        values: impl IntoIterator<Item = V>,
    ) -> &mut Self {
        let mut values: Vec<V> = values.into_iter().collect();
        if let Some(last) = values.last().cloned() {
            values.resize(values.len().next_power_of_two(), last);
        }
        self.bind_list(values)
    }

    /// The text of the statement.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Text and parameters.
    #[must_use]
    pub fn into_parts(self) -> (String, Vec<Value>) {
        (self.text, self.params)
    }
}
