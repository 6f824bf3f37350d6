//! A source and how fresh it is.

use kernel::{Id, Millis};
use serde::Serialize;

/// Where the events of a source are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// On our own or a partner's server: the key is secret.
    Server,
    /// In the visitor's browser: the key is public.
    Browser,
}

impl Kind {
    /// The stored word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Kind::Server => "server",
            Kind::Browser => "browser",
        }
    }

    /// The kind of a stored word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Kind::Server, Kind::Browser]
            .into_iter()
            .find(|k| k.key() == key)
    }
}

store::row! {
    /// A source of events.
    #[derive(Clone, Debug, Serialize)]
    pub struct Source {
        /// Its id.
        pub id: Id,
        /// Its name, also the `source` of its touchpoints.
        pub name: String,
        /// `server` or `browser`.
        pub kind: String,
        /// The department whose touchpoints it delivers.
        pub department_id: Option<Id>,
        /// The public key of a browser source.
        pub key_text: Option<String>,
        /// The last characters of the key.
        pub hint: Option<String>,
        /// When it was made.
        pub created_at: Millis,
        /// When it last delivered.
        pub delivered_at: Option<Millis>,
        /// Events kept.
        pub events: i64,
        /// Events that came again.
        pub duplicates: i64,
        /// Events refused or parked.
        pub rejected: i64,
        /// When its key was revoked.
        pub revoked_at: Option<Millis>,
    }
}

/// What a source delivered in one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The source.
    pub source: Id,
    /// Events kept.
    pub events: i64,
    /// Events that came again.
    pub duplicates: i64,
    /// Events that went to the dead letters.
    pub rejected: i64,
}

impl Delivered {
    /// Nothing yet.
    #[must_use]
    pub fn of(source: Id) -> Self {
        Self {
            source,
            events: 0,
            duplicates: 0,
            rejected: 0,
        }
    }
}

/// A source that was just made, with its key, which is shown this once.
#[derive(Clone, Debug)]
pub struct Created {
    /// Its id.
    pub id: Id,
    /// The key.
    pub write_key: String,
}

/// How fresh a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// Nothing came yet.
    Never,
    /// Something came within a day.
    Fresh,
    /// Nothing for more than a day.
    Stale,
    /// Its key does not work any more.
    Revoked,
}

impl Source {
    /// Whether a server holds its key; that of a browser is public.
    #[must_use]
    pub fn is_server(&self) -> bool {
        self.kind == Kind::Server.key()
    }

    /// Fresh while something came within a day (our convention for every kind of source).
    pub(crate) fn freshness(&self, now: Millis) -> Freshness {
        match (self.revoked_at, self.delivered_at) {
            (Some(_), _) => Freshness::Revoked,
            (None, None) => Freshness::Never,
            (None, Some(at)) if now.0 - at.0 <= Millis::DAY => Freshness::Fresh,
            _ => Freshness::Stale,
        }
    }
}
