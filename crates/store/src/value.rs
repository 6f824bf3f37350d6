//! The values that cross the border to the database.

use kernel::{Id, Millis};

/// One value: integers for ids, instants and money, text for everything written.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// Ids, instants, money, counts, facts (0 or 1).
    Int(i64),
    /// Rates and positions; never money.
    Real(f64),
    /// Text, dates, JSON.
    Text(String),
    /// Contents of files.
    Blob(Vec<u8>),
    /// Values of one kind as one parameter; only PostgreSQL knows arrays.
    List(Vec<Value>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}
impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Value::Int(i64::from(value))
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Value::Int(i64::from(value))
    }
}
impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Int(i64::from(value))
    }
}
impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Real(value)
    }
}
impl From<Id> for Value {
    fn from(value: Id) -> Self {
        Value::Int(value.0)
    }
}
impl From<Millis> for Value {
    fn from(value: Millis) -> Self {
        Value::Int(value.0)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::from(value.to_owned())
    }
}
impl From<String> for Value {
    /// PostgreSQL knows no zero character in texts, so neither engine keeps one.
    fn from(value: String) -> Self {
        match value.contains('\0') {
            true => Value::Text(value.replace('\0', "\u{FFFD}")),
            false => Value::Text(value),
        }
    }
}
impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Value::from(value.clone())
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Value::Blob(value)
    }
}
impl From<kernel::Date> for Value {
    fn from(value: kernel::Date) -> Self {
        Value::Text(value.to_string())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
impl<T: Clone + Into<Value>> From<&Option<T>> for Value {
    fn from(value: &Option<T>) -> Self {
        value.clone().map_or(Value::Null, Into::into)
    }
}
impl From<&Value> for Value {
    fn from(value: &Value) -> Self {
        value.clone()
    }
}

/// Builds the parameters of a statement: `params![id, name, None::<i64>]`.
#[macro_export]
macro_rules! params {
    () => { Vec::<$crate::Value>::new() };
    ($($value:expr),+ $(,)?) => { vec![$($crate::Value::from($value)),+] };
}
