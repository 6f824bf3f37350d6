//! What all kinds of records share, for companies.

use ::store::{Db, Tx};
use kernel::{Id, Result};

use super as store;
use super::super::model::{Company, FIELDS};
use super::Line;
use crate::fields::{Changed, Edits, Field, Origin, Spelled};
use crate::lists::Ask;
use crate::records::{Record, Stamps};

impl Record for Company {
    type Line = Line;
    const KIND: &'static str = "company";
    const PATH: &'static str = "/companies";
    const TEXTS: &'static str = "companies";
    const FIELDS: &'static [Field] = FIELDS;

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn value(&self, field: &str) -> Option<String> {
        self.value(field)
    }

    fn stamps(&self) -> Stamps<'_> {
        Stamps {
            created_at: self.created_at,
            updated_at: self.updated_at,
            touched_at: self.touched_at,
            source_system: self.source_system.as_deref(),
            source_id: self.source_id.as_deref(),
        }
    }

    fn is_kept(&self) -> bool {
        self.merged_into_id.is_none()
    }

    async fn current(db: &Db, id: Id) -> Result<Id> {
        store::current(db, id).await
    }

    async fn list(db: &Db, ask: &Ask, limit: usize) -> Result<(Vec<Line>, Option<String>)> {
        store::list(db, ask, limit).await
    }

    async fn get(db: &Db, id: Id) -> Result<Self> {
        store::get(db, id).await
    }

    async fn get_in(tx: &mut Tx, id: Id) -> Result<Self> {
        store::get_in(tx, id).await
    }

    async fn many(db: &Db, ids: &[Id]) -> Result<Vec<Self>> {
        store::many(db, ids).await
    }

    fn check(edits: &Edits) -> Result<()> {
        store::check(edits)
    }

    async fn write_new(tx: &mut Tx, new: Vec<(Spelled, Origin)>) -> Result<Vec<Id>> {
        store::write_new(tx, new).await
    }

    async fn change(
        tx: &mut Tx,
        id: Id,
        expected: Option<i64>,
        edits: &Edits,
        import_id: Option<Id>,
    ) -> Result<(Self, Vec<Changed>)> {
        store::change(tx, id, expected, edits, import_id).await
    }
}
