//! The context of one request, job or command: who asks, when, in which language.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use crate::{Id, IdGen, Lang, Millis};

/// The only source of time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Millis;

    /// Nanoseconds on a scale of its own that only goes forward: for measuring how long something
    /// takes, never for saying when it was.
    fn nanos(&self) -> u64 {
        u64::try_from(self.now().0).unwrap_or(0) * 1_000_000
    }
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        Millis(jiff::Timestamp::now().as_millisecond())
    }

    fn nanos(&self) -> u64 {
        static BEGIN: OnceLock<Instant> = OnceLock::new();
        let passed = BEGIN.get_or_init(Instant::now).elapsed();
        u64::try_from(passed.as_nanos()).unwrap_or(u64::MAX)
    }
}

/// A clock that stands until it is moved: for tests and for the demo company.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock standing at the instant.
    #[must_use]
    pub fn at(now: Millis) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves the clock by milliseconds.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

/// Who asks, when and in which language. Cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    clock: Arc<dyn Clock>,
    ids: Arc<IdGen>,
    /// The acting member; `None` for the system itself and for anonymous sources.
    pub member: Option<Id>,
    /// The department of the acting member or token.
    pub department: Option<Id>,
    /// The API token through which the request came, if any.
    pub token: Option<Id>,
    /// The language of the answer.
    pub lang: Lang,
    /// The IANA zone in which dates are shown.
    pub zone: String,
    /// Identifies the request in logs and in the audit trail.
    pub request_id: Id,
}

impl Ctx {
    /// The context of the system itself (jobs, commands).
    #[must_use]
    pub fn system(clock: Arc<dyn Clock>, ids: Arc<IdGen>) -> Self {
        let request_id = ids.next(clock.now());
        Self {
            clock,
            ids,
            member: None,
            department: None,
            token: None,
            lang: Lang::De,
            zone: "Europe/Berlin".to_owned(),
            request_id,
        }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Nanoseconds of the clock that only goes forward; see [`Clock::nanos`].
    #[must_use]
    pub fn nanos(&self) -> u64 {
        self.clock.nanos()
    }

    /// A new id.
    #[must_use]
    pub fn id(&self) -> Id {
        self.ids.next(self.clock.now())
    }

    /// Today's date in the zone of the context.
    #[must_use]
    pub fn today(&self) -> crate::Date {
        self.now().date_in(&self.zone)
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx")
            .field("member", &self.member)
            .field("lang", &self.lang)
            .field("request_id", &self.request_id)
            .finish()
    }
}
