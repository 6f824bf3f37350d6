//! Rows as they come back, and how they become types.

use kernel::{Date, Error, Id, Millis, Result};

use crate::Value;

/// One row; values are taken in the order of the select.
#[derive(Debug, Clone)]
pub struct Row {
    values: std::vec::IntoIter<Value>,
}

impl Row {
    /// A row of values in the order of the select.
    #[must_use]
    pub fn new(values: Vec<Value>) -> Self {
        Self {
            values: values.into_iter(),
        }
    }

    /// The values that were not taken yet.
    #[must_use]
    pub fn into_values(self) -> Vec<Value> {
        self.values.collect()
    }

    /// The next column as a type.
    ///
    /// # Errors
    /// `Internal` when the row has no further column or the value has another type.
    #[allow(clippy::should_implement_trait)] // reads one column; it is no iterator over one type
    #[track_caller]
    pub fn next<T: FromValue>(&mut self) -> Result<T> {
        let value = self
            .values
            .next()
            .ok_or_else(|| Error::internal("the row has fewer columns than the type"))?;
        T::from_value(value)
    }
}

/// A type that one column can hold.
pub trait FromValue: Sized {
    /// Turns the value into the type.
    ///
    /// # Errors
    /// `Internal` when the value has another type.
    fn from_value(value: Value) -> Result<Self>;
}

#[track_caller]
fn mismatch<T>(value: &Value, wanted: &str) -> Result<T> {
    Err(Error::internal(format!(
        "{wanted} expected, found {value:?}"
    )))
}

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Self> {
        Ok(value)
    }
}
impl FromValue for i64 {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Int(n) => Ok(n),
            other => mismatch(&other, "an integer"),
        }
    }
}
impl FromValue for f64 {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Real(n) => Ok(n),
            Value::Int(n) => Ok(n as f64),
            other => mismatch(&other, "a number"),
        }
    }
}
impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self> {
        i64::from_value(value).map(|n| n != 0)
    }
}
impl FromValue for String {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Text(text) => Ok(text),
            other => mismatch(&other, "a text"),
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Blob(bytes) => Ok(bytes),
            other => mismatch(&other, "bytes"),
        }
    }
}
impl FromValue for Id {
    fn from_value(value: Value) -> Result<Self> {
        i64::from_value(value).map(Id)
    }
}
impl FromValue for Millis {
    fn from_value(value: Value) -> Result<Self> {
        i64::from_value(value).map(Millis)
    }
}
impl FromValue for Date {
    fn from_value(value: Value) -> Result<Self> {
        let text = String::from_value(value)?;
        text.parse()
            .map_err(|_| Error::internal(format!("a date expected, found {text}")))
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// A type made of the columns of a row, in order.
pub trait FromRow: Sized {
    /// Reads the columns in the order of the select.
    ///
    /// # Errors
    /// `Internal` when number or types of the columns differ.
    fn from_row(row: &mut Row) -> Result<Self>;
}

impl FromRow for Row {
    fn from_row(row: &mut Row) -> Result<Self> {
        Ok(row.clone())
    }
}

macro_rules! tuple_from_row {
    ($($name:ident),+) => {
        impl<$($name: FromValue),+> FromRow for ($($name,)+) {
            fn from_row(row: &mut Row) -> Result<Self> {
                Ok(($(row.next::<$name>()?,)+))
            }
        }
    };
}
tuple_from_row!(A);
tuple_from_row!(A, B);
tuple_from_row!(A, B, C);
tuple_from_row!(A, B, C, D);
tuple_from_row!(A, B, C, D, E);
tuple_from_row!(A, B, C, D, E, F);
tuple_from_row!(A, B, C, D, E, F, G);
tuple_from_row!(A, B, C, D, E, F, G, H);

/// Declares a struct whose fields are the columns of a select, in this order:
///
/// ```
/// store::row! {
///     /// A stage of a pipeline.
///     #[derive(Debug)]
///     pub struct Stage {
///         /// Its id.
///         pub id: kernel::Id,
///         /// Its word.
///         pub key: String,
///     }
/// }
/// ```
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident : $ty:ty),+ $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $ty),+ }
        impl $crate::FromRow for $name {
            fn from_row(row: &mut $crate::Row) -> kernel::Result<Self> {
                Ok(Self { $($field: row.next()?),+ })
            }
        }
    };
}
