//! The violation of a named constraint as an error that a person understands.

use kernel::{Conflict, Error, Result};

/// Turns the violation of a named unique constraint into another error.
pub trait OnConstraint<T> {
    /// `error()` instead of the conflict when the named constraint was violated.
    ///
    /// # Errors
    /// The given error, or the one that was there.
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T>;
}

impl<T> OnConstraint<T> for Result<T> {
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T> {
        match self {
            Err(Error::Conflict(Conflict::Exists { record, .. })) if record == name => Err(error()),
            other => other,
        }
    }
}
