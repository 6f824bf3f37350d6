//! A token and what it may do.

use kernel::{Id, Millis};

/// How far a token reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Reads, whatever its role may change.
    Read,
    /// All that its role may.
    Write,
    /// Only how the server does, whatever its role may.
    Metrics,
}

impl Scope {
    /// The stored word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Write => "write",
            Scope::Metrics => "metrics",
        }
    }

    /// The scope of a stored word; without a word, all that the role may.
    #[must_use]
    pub fn parse(key: &str) -> Self {
        match key {
            "read" => Scope::Read,
            "metrics" => Scope::Metrics,
            _ => Scope::Write,
        }
    }
}

store::row! {
    /// A token as the list shows it; the secret is not stored.
    #[derive(Debug, Clone)]
    pub struct Token {
        /// Its id.
        pub id: Id,
        /// What it is for.
        pub name: String,
        /// Its role.
        pub role: String,
        /// The department it acts for.
        pub department_id: Option<Id>,
        /// `read` or `write`.
        pub scopes: String,
        /// The last characters of the secret.
        pub hint: String,
        /// When it was made.
        pub created_at: Millis,
        /// When it was last used, to the hour.
        pub used_at: Option<Millis>,
        /// When it ended.
        pub revoked_at: Option<Millis>,
    }
}
