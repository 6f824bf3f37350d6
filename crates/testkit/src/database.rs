//! A database for each test: a copy of one that was migrated and seeded once per process.

use std::path::Path;
use std::sync::Arc;

use kernel::{Ctx, FixedClock, IdGen, Millis};
use store::Db;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::app::START;
use crate::postgres::Clone;

static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// A database of one test, with what must live as long as it.
pub(crate) struct Database {
    pub(crate) db: Db,
    /// The data folder of the test.
    pub(crate) folder: TempDir,
    /// Dropped after the handle to it.
    pub(crate) clone: Option<Clone>,
}

impl Database {
    pub(crate) async fn embedded() -> Self {
        let bytes = TEMPLATE.get_or_init(template).await;
        let folder = folder();
        let file = folder.path().join("unisono.db");
        std::fs::write(&file, bytes).expect("a copy of the template");
        let db = Db::sqlite(&file).expect("the copy opens");
        Self {
            db,
            folder,
            clone: None,
        }
    }

    pub(crate) async fn postgres() -> Self {
        let clone = Clone::new().await;
        let db = Db::postgres(&clone.url()).expect("the clone opens");
        Self {
            db,
            folder: folder(),
            clone: Some(clone),
        }
    }
}

/// Schema and seeds, a day before the tests begin, so that no id of a test is one of a seed.
pub(crate) async fn prepare(db: &Db) {
    let clock = Arc::new(FixedClock::at(START.plus(-Millis::DAY)));
    let ctx = Ctx::system(clock, Arc::new(IdGen::new(0)));
    unisono::prepare(db, &ctx)
        .await
        .expect("migrations and seeds");
}

async fn template() -> Vec<u8> {
    let folder = folder();
    let (file, copy) = (
        folder.path().join("template.db"),
        folder.path().join("copy.db"),
    );
    let db = Db::sqlite(&file).expect("a database for the template");
    prepare(&db).await;
    db.backup(&copy).await.expect("a copy of the template");
    std::fs::read(&copy).expect("the copy of the template")
}

/// A folder in memory where there is one: tests wait for no disk.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    made.or_else(|_| tempfile::tempdir())
        .expect("a folder for the test")
}
