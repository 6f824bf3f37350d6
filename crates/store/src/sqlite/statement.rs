//! One statement on a connection, and the values that go in and come out.

use std::collections::HashMap;

use kernel::Result;
use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};

use super::fault::fault_in;
use crate::{Row, Value};

/// What a statement answers: its rows and how many rows it changed.
pub(crate) type Answer = (Vec<Row>, u64);

pub(super) fn run(
    connection: &Connection,
    sql: &str,
    params: &[Value],
    names: &HashMap<String, String>,
) -> Result<Answer> {
    let explain = |error: rusqlite::Error| fault_in(&error, names, sql);
    let mut statement = connection.prepare_cached(&numbered(sql)).map_err(explain)?;
    let columns = statement.column_count();
    let before = connection.total_changes();
    let mut answer = Vec::new();
    let mut rows = statement
        .query(rusqlite::params_from_iter(params))
        .map_err(explain)?;
    while let Some(row) = rows.next().map_err(explain)? {
        let values: rusqlite::Result<Vec<Value>> =
            (0..columns).map(|i| row.get_ref(i).map(from_ref)).collect();
        answer.push(Row::new(values.map_err(explain)?));
    }
    Ok((answer, connection.total_changes() - before))
}

pub(super) fn run_many(
    connection: &Connection,
    sql: &str,
    rows: &[Vec<Value>],
    names: &HashMap<String, String>,
) -> Result<u64> {
    let explain = |error: rusqlite::Error| fault_in(&error, names, sql);
    let mut statement = connection.prepare_cached(sql).map_err(explain)?;
    let mut changed = 0;
    for row in rows {
        changed += statement
            .execute(rusqlite::params_from_iter(row))
            .map_err(explain)? as u64;
    }
    Ok(changed)
}

/// `$1` is a name for SQLite and a number for PostgreSQL; `?1` is the number.
pub(crate) fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut quoted = false;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        quoted ^= c == '\'';
        let is_number = !quoted && c == '$' && chars.peek().is_some_and(char::is_ascii_digit);
        text.push(if is_number { '?' } else { c });
    }
    text
}

fn from_ref(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(n) => Value::Real(n),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Real(n) => ValueRef::Real(*n),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
            Value::List(_) => {
                let error = "the embedded engine knows no arrays".into();
                return Err(rusqlite::Error::ToSqlConversionFailure(error));
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn parameters_become_numbers_outside_of_quotes() {
        assert_eq!(
            numbered("select '$1', $12 where a = $2"),
            "select '$1', ?12 where a = ?2"
        );
    }
}
