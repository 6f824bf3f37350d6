//! What someone wants to write into a record.

use kernel::{Error, FieldError, Fields, Id, Millis, Result};

use super::super::{Field, find};

/// New values by the names of their fields, unchecked.
///
/// ```
/// use customers::fields::Edits;
/// let edits = Edits::new().set("first_name", "Katrin").set("emails", "katrin@beispiel.de").clear("city");
/// assert_eq!(edits.value("first_name"), Some("Katrin"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Edits {
    values: Vec<(String, Option<String>)>,
}

/// Where a new record comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The system that had it before, e.g. `hubspot`; unique together with `source_id`.
    pub source_system: Option<String>,
    /// Its id there.
    pub source_id: Option<String>,
    /// The import that brought it.
    pub import_id: Option<Id>,
    /// When it came into being, if not now.
    pub created_at: Option<Millis>,
}

impl Edits {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a field; an empty text empties it.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.push((name.into(), Some(value.into())));
        self
    }

    /// Sets a field when there is a value.
    #[must_use]
    pub fn set_opt(self, name: impl Into<String>, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// Empties a field.
    #[must_use]
    pub fn clear(mut self, name: impl Into<String>) -> Self {
        self.values.push((name.into(), None));
        self
    }

    /// The value that was set last for a name, as it was given.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.values.iter().rev().find(|(n, _)| n == name)?;
        found.1.as_deref()
    }

    /// Every name that was set, with its value as it was given.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_deref()))
    }

    /// Whether nothing is to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Brings every value into its spelling; the last value of a field counts.
    ///
    /// # Errors
    /// `Invalid` with every field that is unknown or cannot take its value.
    pub fn read(&self, fields: &'static [Field]) -> Result<Spelled> {
        let mut spelled = Spelled::default();
        let mut wrong = Fields::new();
        for (name, value) in &self.values {
            let Some(field) = find(fields, name) else {
                wrong.push(FieldError::new(name, "error.unknown_field"));
                continue;
            };
            match field.read(value.as_deref().unwrap_or("")) {
                Ok(value) => spelled.put(field, value),
                Err(error) => wrong.push(error),
            }
        }
        if wrong.is_empty() {
            Ok(spelled)
        } else {
            Err(Error::Invalid(wrong))
        }
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Edits {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        pairs
            .into_iter()
            .fold(Self::new(), |edits, (name, value)| edits.set(name, value))
    }
}

/// Checked values in their spelling.
#[derive(Clone, Debug, Default)]
pub struct Spelled {
    values: Vec<(&'static Field, Option<String>)>,
}

impl Spelled {
    /// Puts the spelling of a field.
    pub fn put(&mut self, field: &'static Field, value: Option<String>) {
        self.values.retain(|(f, _)| f.name != field.name);
        self.values.push((field, value));
    }

    /// The spelling of a field, `None` when it is empty or was not given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.values.iter().find(|(f, _)| f.name == name)?;
        found.1.as_deref()
    }

    /// Whether the field was given, empty or not.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(f, _)| f.name == name)
    }

    /// All fields that were given.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Field, Option<&str>)> {
        self.values.iter().map(|(f, v)| (*f, v.as_deref()))
    }

    /// Keeps the fields whose value differs from the present one; answers them with both.
    #[must_use]
    pub fn differing(self, now: impl Fn(&Field) -> Option<String>) -> Vec<Changed> {
        self.values
            .into_iter()
            .map(|(field, after)| Changed {
                before: now(field),
                after,
                field,
            })
            .filter(|changed| changed.before != changed.after)
            .collect()
    }
}

/// A field that gets another value.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The field.
    pub field: &'static Field,
    /// The spelling before.
    pub before: Option<String>,
    /// The spelling after.
    pub after: Option<String>,
}
