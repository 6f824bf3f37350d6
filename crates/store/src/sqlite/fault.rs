//! What the embedded engine reports, as an error of the product.

use std::collections::HashMap;

use kernel::{Conflict, Error};

pub(super) fn gone() -> Error {
    Error::internal("the writer of the database has ended")
}

pub(super) fn busy() -> Error {
    Error::Unavailable {
        what: "error.database_busy",
        retry_after: 5,
    }
}

#[track_caller]
pub(super) fn fault_in(
    error: &rusqlite::Error,
    names: &HashMap<String, String>,
    sql: &str,
) -> Error {
    match fault(error, names) {
        Error::Internal(mut report) => {
            report.message = format!("{} in: {sql}", report.message);
            Error::Internal(report)
        }
        other => other,
    }
}

#[track_caller]
pub(super) fn fault(error: &rusqlite::Error, names: &HashMap<String, String>) -> Error {
    use rusqlite::ErrorCode::{ConstraintViolation, DatabaseBusy, DatabaseLocked, DiskFull};
    match error.sqlite_error_code() {
        Some(ConstraintViolation) => constraint(&error.to_string(), names),
        Some(DatabaseBusy | DatabaseLocked) => busy(),
        Some(DiskFull) => Error::Unavailable {
            what: "error.disk_full",
            retry_after: 60,
        },
        _ => Error::internal(error),
    }
}

/// "UNIQUE constraint failed: member.email_folded" → the constraint's name in the migrations.
#[track_caller]
fn constraint(message: &str, names: &HashMap<String, String>) -> Error {
    let Some(columns) = message.strip_prefix("UNIQUE constraint failed: ") else {
        return Error::internal(message);
    };
    match names.get(columns) {
        Some(name) => Error::Conflict(Conflict::Exists {
            record: name.clone(),
            id: String::new(),
        }),
        None => Error::internal(message),
    }
}
