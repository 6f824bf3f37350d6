//! The one error type of requests: seven kinds, each named for what the person in front of the
//! screen can do next. Mapped to HTML, JSON and the command line in one place (`org::web`).

use std::fmt;
use std::panic::Location;

use serde::Serialize;

/// What the product's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something did not happen.
#[derive(Debug)]
pub enum Error {
    /// There is no such record (or not for you). Holds the word of the record, e.g. `deal`.
    NotFound(&'static str),
    /// The role does not allow it. Holds the permission that is missing, e.g. `member.write`.
    Forbidden(String),
    /// Not signed in, or the session has ended.
    SignedOut,
    /// Some fields need another value.
    Invalid(Fields),
    /// Someone or something else is in the way; the data names the way out.
    Conflict(Conflict),
    /// The contact policy holds the message back; the text key says why.
    Held(String),
    /// A source or the machine cannot answer now; try again after the seconds given.
    Unavailable {
        /// What is not available, as a text key.
        what: &'static str,
        /// Seconds after which to try again.
        retry_after: u32,
    },
    /// A fault of ours. Logged once with its cause; the client sees only the request id.
    Internal(Box<Report>),
}

/// One field and the text key of what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Name of the field as in the form and in the API.
    pub field: String,
    /// Text key, for example `error.required`.
    pub key: String,
    /// Values for the placeholders of the text.
    pub args: Vec<(String, String)>,
}

/// All fields that need another value.
pub type Fields = Vec<FieldError>;

/// What is in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Conflict {
    /// The record changed since it was read; `version` is the present one.
    Version {
        /// The present version of the record.
        version: i64,
    },
    /// Another record already has this value.
    Exists {
        /// The kind of the other record.
        record: String,
        /// Its id.
        id: String,
    },
    /// The state does not allow it; the text key says what to do instead.
    State {
        /// Text key of the explanation.
        key: String,
    },
}

/// The cause of an internal error, with the place where it came up.
#[derive(Debug)]
pub struct Report {
    /// What happened, for the log only.
    pub message: String,
    /// Where it came up.
    pub at: &'static Location<'static>,
}

impl Error {
    /// A record of this kind does not exist.
    #[must_use]
    pub fn not_found(what: &'static str) -> Self {
        Error::NotFound(what)
    }

    /// One field is wrong for the reason of the text key.
    #[must_use]
    pub fn field(field: &str, key: &str) -> Self {
        Error::Invalid(vec![FieldError::new(field, key)])
    }

    /// An internal fault with its message and the caller's place.
    #[track_caller]
    #[must_use]
    pub fn internal(message: impl fmt::Display) -> Self {
        Error::Internal(Box::new(Report {
            message: message.to_string(),
            at: Location::caller(),
        }))
    }

    /// The state does not allow it; the text key explains.
    #[must_use]
    pub fn state(key: &str) -> Self {
        Error::Conflict(Conflict::State {
            key: key.to_owned(),
        })
    }
}

impl FieldError {
    /// A field and the text key of what is wrong.
    #[must_use]
    pub fn new(field: &str, key: &str) -> Self {
        Self {
            field: field.to_owned(),
            key: key.to_owned(),
            args: Vec::new(),
        }
    }

    /// Adds a value for a placeholder of the text.
    #[must_use]
    pub fn arg(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFound(what) => write!(f, "not found: {what}"),
            Error::Forbidden(what) => write!(f, "not permitted: {what}"),
            Error::SignedOut => write!(f, "not signed in"),
            Error::Invalid(fields) => {
                let list: Vec<String> = fields
                    .iter()
                    .map(|e| format!("{}: {}", e.field, e.key))
                    .collect();
                write!(f, "invalid: {}", list.join(", "))
            }
            Error::Conflict(conflict) => write!(f, "conflict: {conflict:?}"),
            Error::Held(why) => write!(f, "held back: {why}"),
            Error::Unavailable { what, retry_after } => {
                write!(f, "not available: {what}, try again in {retry_after} s")
            }
            Error::Internal(report) => write!(f, "{} ({})", report.message, report.at),
        }
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    #[track_caller]
    fn from(error: std::io::Error) -> Self {
        Error::internal(error)
    }
}

impl From<serde_json::Error> for Error {
    #[track_caller]
    fn from(error: serde_json::Error) -> Self {
        Error::internal(error)
    }
}
