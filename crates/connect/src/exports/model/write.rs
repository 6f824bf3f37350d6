//! Rows as CSV or JSON.

use kernel::{Error, Id, Millis, Result};
use serde_json::Value as Json;
use store::Value;

use super::{Column, Holds};

/// How a sheet is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8, one header line.
    Csv,
    /// A JSON array with one object a line.
    Json,
}

impl Format {
    /// Both formats.
    pub const ALL: [Format; 2] = [Format::Csv, Format::Json];

    /// The ending of the file.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Json => "application/json",
        }
    }
}

pub use ui::fmt::disarm;

/// Writes rows of values; `first` says whether they begin the file.
///
/// # Errors
/// `Internal` when a value does not fit its column.
pub fn encode(
    format: Format,
    columns: &[&Column],
    rows: &[Vec<Value>],
    first: bool,
) -> Result<Vec<u8>> {
    match format {
        Format::Csv => csv_rows(columns, rows, first),
        Format::Json => json_rows(columns, rows, first),
    }
}

fn csv_rows(columns: &[&Column], rows: &[Vec<Value>], first: bool) -> Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    if first {
        out.write_record(columns.iter().map(|c| c.name))
            .map_err(Error::internal)?;
    }
    for row in rows {
        let cells: Result<Vec<String>> = columns
            .iter()
            .zip(row)
            .map(|(c, v)| Ok(cell(c.holds, &json(c.holds, v)?)))
            .collect();
        out.write_record(cells?).map_err(Error::internal)?;
    }
    out.into_inner().map_err(Error::internal)
}

fn cell(holds: Holds, value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) if matches!(holds, Holds::Text) => disarm(text),
        Json::String(text) => text.clone(),
        Json::Array(items) => {
            let words: Vec<&str> = items.iter().filter_map(Json::as_str).collect();
            disarm(&words.join("; "))
        }
        other => other.to_string(),
    }
}

fn json_rows(columns: &[&Column], rows: &[Vec<Value>], first: bool) -> Result<Vec<u8>> {
    let mut out = String::new();
    for (row, place) in rows.iter().zip(0..) {
        out.push_str(if first && place == 0 { "[\n" } else { ",\n" });
        out.push('{');
        for ((column, value), place) in columns.iter().zip(row).zip(0..) {
            let comma = if place == 0 { "" } else { "," };
            out.push_str(&format!(
                "{comma}\"{}\":{}",
                column.name,
                json(column.holds, value)?
            ));
        }
        out.push('}');
    }
    Ok(out.into_bytes())
}

/// A value in the form that both formats share.
fn json(holds: Holds, value: &Value) -> Result<Json> {
    Ok(match (holds, value) {
        (Holds::List, Value::Null) => Json::Array(Vec::new()),
        (_, Value::Null) => Json::Null,
        (Holds::Id, Value::Int(id)) => Id(*id).to_string().into(),
        (Holds::Time, Value::Int(at)) => Millis(*at).rfc3339().into(),
        (Holds::Fact, Value::Int(fact)) => (*fact != 0).into(),
        (Holds::Whole, Value::Int(n)) => (*n).into(),
        (Holds::Real, Value::Real(n)) => (*n).into(),
        (Holds::Real, Value::Int(n)) => (*n).into(),
        (Holds::Text, Value::Text(text)) => text.clone().into(),
        (Holds::Json, Value::Text(text)) => serde_json::from_str(text)?,
        (Holds::List, Value::Text(lines)) => lines.lines().collect::<Vec<_>>().into(),
        (holds, value) => {
            return Err(Error::internal(format!(
                "{holds:?} expected, found {value:?}"
            )));
        }
    })
}
