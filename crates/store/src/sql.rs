//! Composes a statement from fixed pieces: filters and orders that a list may or may not have.
//! Only text written in the source can enter; input travels as parameters.

use std::ops::Range;

use crate::{Engine, Value};

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
    lists: Vec<List>,
}

/// A list of values within a statement: where it stands in the text and among the parameters.
#[derive(Debug, Clone)]
struct List {
    text: Range<usize>,
    params: Range<usize>,
}

impl Sql {
    /// Begins with a fixed piece without parameters.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            params: Vec::new(),
            lists: Vec::new(),
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
        let (text, params) = (self.text.len(), self.params.len());
        self.push("(");
        let mut any = false;
        for value in values {
            if any {
                self.push(", ");
            }
            self.bind(value);
            any = true;
        }
        self.push(if any { ")" } else { "null)" });
        self.lists.push(List {
            text: text..self.text.len(),
            params: params..self.params.len(),
        });
        self
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

    /// Text and parameters for an engine. PostgreSQL gets each list as one array: for a list of many
    /// parameters it would build the array anew for every row that it looks at, and each length would
    /// be another statement.
    pub(crate) fn into_parts_for(self, engine: Engine) -> (String, Vec<Value>) {
        if engine == Engine::Sqlite || self.lists.is_empty() {
            return self.into_parts();
        }
        let mut out = (String::with_capacity(self.text.len()), Vec::new());
        // Parameters keep their order; those behind a list get smaller numbers.
        let (mut at, mut params) = (0, self.params.into_iter());
        let mut taken = 0;
        for list in self.lists {
            let before = list.params.start - taken;
            renumbered(&self.text[at..list.text.start], taken, &mut out);
            out.1.extend(params.by_ref().take(before));
            let values: Vec<Value> = params.by_ref().take(list.params.len()).collect();
            array(
                values,
                &self.text[list.text.clone()],
                list.params.start,
                &mut out,
            );
            (at, taken) = (list.text.end, list.params.end);
        }
        renumbered(&self.text[at..], taken, &mut out);
        out.1.extend(params);
        out
    }
}

/// Appends a piece of text whose parameters begin behind the first `before`; in the statement that is
/// made they begin behind those it has.
fn renumbered(piece: &str, before: usize, (text, params): &mut (String, Vec<Value>)) {
    let mut rest = piece;
    while let Some(at) = rest.find('$') {
        let end = at
            + 1
            + rest[at + 1..]
                .bytes()
                .take_while(u8::is_ascii_digit)
                .count();
        text.push_str(&rest[..at]);
        match rest[at + 1..end].parse::<usize>() {
            Ok(number) if number > before => {
                text.push_str(&format!("${}", number - before + params.len()));
            }
            _ => text.push_str(&rest[at..end]),
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
}

/// Appends a list as an array, or as it is when its values are of several kinds.
fn array(values: Vec<Value>, piece: &str, before: usize, out: &mut (String, Vec<Value>)) {
    let kind = match values.first() {
        Some(Value::Int(_)) => "bigint",
        Some(Value::Text(_)) => "text",
        _ => "",
    };
    let alike = values
        .windows(2)
        .all(|pair| std::mem::discriminant(&pair[0]) == std::mem::discriminant(&pair[1]));
    if kind.is_empty() || !alike {
        renumbered(piece, before, out);
        out.1.extend(values);
        return;
    }
    out.1.push(Value::List(values));
    let array = format!("(${}::{kind}[])", out.1.len());
    // An index answers `= any`; for a subquery the engine may read the whole table instead.
    for (word, instead) in [(" not in ", " <> all "), (" in ", " = any ")] {
        if out.0.ends_with(word) {
            out.0.truncate(out.0.len() - word.len());
            out.0.push_str(instead);
            out.0.push_str(&array);
            return;
        }
    }
    out.0.push_str(&format!("(select unnest{array})"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_an_array_where_the_engine_wants_one() {
        let mut sql = Sql::new("select id from deal where stage = ");
        sql.bind("won").push(" and id in ").bind_list([7_i64, 8, 9]);
        sql.push(" and name not in ").bind_list(["a", "b"]);
        sql.push(" and '$1' <> '' limit ").bind(5_i64);
        let (text, params) = sql.clone().into_parts_for(Engine::Sqlite);
        assert_eq!(
            text,
            "select id from deal where stage = $1 and id in ($2, $3, $4) and name not in ($5, $6) \
             and '$1' <> '' limit $7"
        );
        assert_eq!(params.len(), 7);
        let (text, params) = sql.into_parts_for(Engine::Postgres);
        assert_eq!(
            text,
            "select id from deal where stage = $1 and id = any ($2::bigint[]) \
             and name <> all ($3::text[]) and '$1' <> '' limit $4"
        );
        let ids = Value::List(vec![7_i64.into(), 8_i64.into(), 9_i64.into()]);
        let names = Value::List(vec!["a".into(), "b".into()]);
        assert_eq!(params, vec!["won".into(), ids, names, 5_i64.into()]);
    }

    #[test]
    fn lists_that_are_empty_or_of_several_kinds_stay_lists() {
        let mut sql = Sql::new("select 1 where 1 in ");
        sql.bind_list(Vec::<i64>::new()).push(" or 2 in ");
        sql.bind_list([Value::Int(1), Value::Null]).push(" or 3 = ");
        let (text, params) = sql.bind(3_i64).clone().into_parts_for(Engine::Postgres);
        assert_eq!(
            text,
            "select 1 where 1 in (null) or 2 in ($1, $2) or 3 = $3"
        );
        assert_eq!(params.len(), 3);
    }
}
