//! What a slice says about its records.

use std::future::Future;

use ::store::{Db, Tx};
use kernel::{Id, Millis, Result};

use crate::fields::{Changed, Edits, Field, Origin, Spelled};
use crate::lists::Ask;

/// A row of a list.
pub trait Listed: Send + Sync + 'static {
    /// The record.
    fn id(&self) -> Id;
    /// Phase 1 to 9.
    fn phase(&self) -> Option<i64>;
    /// Name of the member who takes care.
    fn owner(&self) -> Option<&str>;
    /// Last touchpoint.
    fn touched_at(&self) -> Option<Millis>;
    /// When it came into being.
    fn created_at(&self) -> Millis;
}

/// What every record carries beside its fields.
#[derive(Clone, Copy, Debug)]
pub struct Stamps<'a> {
    /// When it came into being here.
    pub created_at: Millis,
    /// Last change.
    pub updated_at: Millis,
    /// Last touchpoint.
    pub touched_at: Option<Millis>,
    /// The system that had it before.
    pub source_system: Option<&'a str>,
    /// Its id there.
    pub source_id: Option<&'a str>,
}

/// A new record ready to be written.
pub struct New {
    /// Its id.
    pub id: Id,
    /// Its values.
    pub values: Spelled,
    /// Where it comes from.
    pub origin: Origin,
}

/// A kind of record that is listed, entered, edited field by field and offered to programs.
pub trait Record: Sized + Send + Sync + 'static {
    /// A row of its list.
    type Line: Listed;
    /// Its word in the audit trail, the search index and links; its table.
    const KIND: &'static str;
    /// Path of its pages, e.g. `/people`.
    const PATH: &'static str;
    /// Slice whose texts name its fields, e.g. `people`.
    const TEXTS: &'static str;
    /// Its fields.
    const FIELDS: &'static [Field];

    /// Its id.
    fn id(&self) -> Id;
    /// Counts up with every change.
    fn version(&self) -> i64;
    /// What it is called.
    fn title(&self) -> String;
    /// The spelling of a field.
    fn value(&self, field: &str) -> Option<String>;
    /// Dates and origin.
    fn stamps(&self) -> Stamps<'_>;
    /// Whether it can still be changed.
    fn is_kept(&self) -> bool {
        true
    }

    /// A page of its list and where the next one begins.
    fn list(
        db: &Db,
        ask: &Ask,
        limit: usize,
    ) -> impl Future<Output = Result<(Vec<Self::Line>, Option<String>)>> + Send;
    /// Whom an id stands for today: itself, unless it was merged into another.
    fn current(db: &Db, id: Id) -> impl Future<Output = Result<Id>> + Send {
        let _ = db;
        std::future::ready(Ok(id))
    }
    /// One of them.
    fn get(db: &Db, id: Id) -> impl Future<Output = Result<Self>> + Send;
    /// One of them, within a transaction.
    fn get_in(tx: &mut Tx, id: Id) -> impl Future<Output = Result<Self>> + Send;
    /// Many of them in a fixed number of statements, in no particular order.
    fn many(db: &Db, ids: &[Id]) -> impl Future<Output = Result<Vec<Self>>> + Send;
    /// Whether one could be made of this.
    ///
    /// # Errors
    /// `Invalid` with the fields that need another value.
    fn check(edits: &Edits) -> Result<()>;
    /// Writes new ones with audit trail, timeline and search index; answers their ids in the same
    /// order.
    fn write_new(
        tx: &mut Tx,
        new: Vec<(Spelled, Origin)>,
    ) -> impl Future<Output = Result<Vec<Id>>> + Send;
    /// Changes fields; answers the record afterwards and what changed.
    fn change(
        tx: &mut Tx,
        id: Id,
        expected: Option<i64>,
        edits: &Edits,
        import_id: Option<Id>,
    ) -> impl Future<Output = Result<(Self, Vec<Changed>)>> + Send;
}
