//! The whole application for one test.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::connect_info::MockConnectInfo;
use kernel::{Ctx, FixedClock, Id, IdGen, Millis, Role};
use org::web::{App, Config, Intake};
use store::{Db, Engine, params};

use crate::Client;
use crate::database::Database;

/// When every test begins: Wednesday, 25 November 2026, 09:00 in Berlin.
pub const START: Millis = Millis(1_795_593_600_000);

/// The application on a database of its own, with a clock that stands until it is moved.
pub struct TestApp {
    app: App,
    router: Router,
    clock: Arc<FixedClock>,
    ids: Arc<IdGen>,
    // The handle goes before the folder and the clone of the database, in this order.
    database: Database,
}

/// A database of its own beside that of a test; dropped with it.
pub struct Spare(crate::postgres::Clone);

impl Spare {
    /// Its address.
    pub fn url(&self) -> String {
        self.0.url()
    }
}

impl TestApp {
    /// On the embedded engine.
    pub async fn new() -> Self {
        Self::over(Database::embedded().await)
    }

    /// On the PostgreSQL for tests.
    pub async fn on_postgres() -> Self {
        Self::over(Database::postgres().await)
    }

    fn over(database: Database) -> Self {
        let clock = Arc::new(FixedClock::at(START));
        // A full disk of the machine that runs the tests is not what they are about.
        let intake = Intake {
            free_disk: 0.0,
            ..Intake::default()
        };
        Self::with(database, clock, Arc::new(IdGen::new(0)), intake)
    }

    /// The same database and clock behind an application with other limits.
    pub fn limited(self, intake: Intake) -> Self {
        let Self {
            database,
            clock,
            ids,
            ..
        } = self;
        Self::with(database, clock, ids, intake)
    }

    fn with(database: Database, clock: Arc<FixedClock>, ids: Arc<IdGen>, intake: Intake) -> Self {
        let mut config = Config::local(database.folder.path().to_owned());
        config.show_permissions = true;
        config.intake = intake;
        let db = database.db.clone();
        let (app, router) = unisono::assemble(db, clock.clone(), ids.clone(), config);
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], 40_000));
        let router = router.layer(MockConnectInfo(address));
        Self {
            app,
            router,
            clock,
            ids,
            database,
        }
    }

    /// The engine that this test runs on.
    pub fn engine(&self) -> Engine {
        self.app.db().engine()
    }

    /// The database, to look at what was written.
    pub fn db(&self) -> &Db {
        self.app.db()
    }

    /// The address of the database, for a server or command started beside; embedded: none.
    pub fn database_url(&self) -> Option<String> {
        self.database
            .clone
            .as_ref()
            .map(crate::postgres::Clone::url)
    }

    /// A further database without any table, on the engine of the test; embedded: none is needed.
    pub async fn spare_database(&self) -> Option<Spare> {
        match self.engine() {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Spare(crate::postgres::Clone::empty().await)),
        }
    }

    /// The data folder of the test.
    pub fn folder(&self) -> &Path {
        self.database.folder.path()
    }

    /// The state that handlers share.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The router with every route, for requests that need more than a [`Client`] can say.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The clock; it stands until the test moves it.
    pub fn clock(&self) -> &FixedClock {
        &self.clock
    }

    /// A context of the system, for calling functions of slices directly.
    pub fn ctx(&self) -> Ctx {
        self.app.system()
    }

    /// Someone who is not signed in.
    pub fn anyone(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// A new member with the role in the department (its key; empty: none), signed in.
    pub async fn sign_in(&self, role: Role, department: &str) -> Client {
        let (member, session, csrf) = self.member(role, department).await;
        self.anyone().signed_in(member, &session, &csrf)
    }

    /// Someone who carries a new API token with the role.
    pub async fn with_token(&self, role: Role) -> Client {
        let mut tx = self.db().begin(&self.ctx()).await.expect("a transaction");
        let (_, token) = org::tokens::create(&mut tx, "test", role, None)
            .await
            .expect("a token");
        tx.commit().await.expect("the token is kept");
        self.anyone().with_bearer(&token)
    }

    /// Lets every reactor read to the end of the timeline and every waiting job run.
    pub async fn settle(&self) {
        for reactor in unisono::reactors() {
            org::work::catch_up(&self.app, &reactor)
                .await
                .expect("the reactor catches up");
        }
        let handlers = unisono::job_handlers();
        while let Some(job) = store::jobs::claim(self.db(), &self.ctx(), "test")
            .await
            .expect("a look at the jobs")
        {
            org::work::run_job(&self.app, &handlers, job).await;
        }
    }

    async fn member(&self, role: Role, department: &str) -> (Id, String, String) {
        let department = match department {
            "" => None,
            key => {
                let found = org::departments::by_key(self.db(), key)
                    .await
                    .expect("departments");
                Some(found.unwrap_or_else(|| panic!("there is no department {key}")))
            }
        };
        let mut tx = self.db().begin(&self.ctx()).await.expect("a transaction");
        let (id, now) = (tx.ctx().id(), tx.ctx().now());
        let name = format!("{} {id}", role.key());
        let email = format!("{id}@example.test").to_lowercase();
        tx.exec(
            "insert into member (id, name, email, email_folded, department_id, created_at, updated_at) \
             values ($1, $2, $3, $3, $4, $5, $5)",
            params![id, name, email, department, now],
        )
        .await
        .expect("a member");
        tx.exec(
            "insert into member_role (member_id, role) values ($1, $2)",
            params![id, role.key()],
        )
        .await
        .expect("the role of the member");
        let session = org::sign_in::open_session(&mut tx, id, None)
            .await
            .expect("a session");
        let hash = org::web::sha256_hex(&session);
        let csrf: Vec<(String,)> = tx
            .rows("select csrf from session where id_hash = $1", params![hash])
            .await
            .expect("the session");
        tx.commit().await.expect("the member is kept");
        (id, session, csrf[0].0.clone())
    }
}
