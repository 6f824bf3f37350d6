//! Databases on the private PostgreSQL of a test run, each cloned from one migrated template.
//!
//! `tests/with-postgres` starts the server and names it in `UNISONO_TEST_POSTGRES`.

use std::sync::atomic::{AtomicU32, Ordering};

use store::Db;
use tokio_postgres::{Client, NoTls};

const TEMPLATE: &str = "unisono_template";
/// Key of the lock under which the template is made; tests may run in many processes.
const LOCK: i64 = 4_711;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The address of the server for tests, without a database.
pub(crate) fn server() -> Option<String> {
    let url = std::env::var("UNISONO_TEST_POSTGRES").ok()?;
    url.rsplit_once('/').map(|(server, _)| server.to_owned())
}

/// A database of this test alone; dropped with it.
pub(crate) struct Clone {
    server: String,
    name: String,
}

impl Clone {
    /// Clones the template, making it first if this is the first test of the run.
    pub(crate) async fn new() -> Self {
        let server = server().expect("UNISONO_TEST_POSTGRES names the server for tests");
        let admin = connect(&server, "postgres").await;
        run(&admin, &format!("select pg_advisory_lock({LOCK})")).await;
        let found = admin
            .query("select 1 from pg_database where datname = $1", &[&TEMPLATE])
            .await
            .expect("a list of databases");
        if found.is_empty() {
            make_template(&server, &admin).await;
        }
        run(&admin, &format!("select pg_advisory_unlock({LOCK})")).await;
        Self::made(server, &admin, TEMPLATE).await
    }

    /// A database without any table.
    pub(crate) async fn empty() -> Self {
        let server = server().expect("UNISONO_TEST_POSTGRES names the server for tests");
        let admin = connect(&server, "postgres").await;
        Self::made(server, &admin, "template0").await
    }

    async fn made(server: String, admin: &Client, template: &str) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("unisono_{}_{number}", std::process::id());
        run(admin, &format!("drop database if exists {name}")).await;
        run(
            admin,
            &format!("create database {name} template {template}"),
        )
        .await;
        Self { server, name }
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }
}

/// The database goes with its test, unless the test failed.
impl Drop for Clone {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let (server, name) = (self.server.clone(), self.name.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.expect("a runtime").block_on(async {
                let admin = connect(&server, "postgres").await;
                run(
                    &admin,
                    &format!("drop database if exists {name} with (force)"),
                )
                .await;
            });
        });
        let _ = dropped.join();
    }
}

async fn make_template(server: &str, admin: &Client) {
    let raw = format!("{TEMPLATE}_raw");
    run(
        admin,
        &format!("drop database if exists {raw} with (force)"),
    )
    .await;
    run(admin, &format!("create database {raw}")).await;
    let db = Db::postgres(&format!("{server}/{raw}")).expect("a database for the template");
    crate::database::prepare(&db).await;
    drop(db);
    let away =
        format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{raw}'");
    run(admin, &away).await;
    for _ in 0..100 {
        let others = format!("select 1 from pg_stat_activity where datname = '{raw}'");
        if admin
            .query(&others, &[])
            .await
            .is_ok_and(|rows| rows.is_empty())
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    run(admin, &format!("alter database {raw} rename to {TEMPLATE}")).await;
}

async fn connect(server: &str, database: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(&format!("{server}/{database}"), NoTls)
        .await
        .expect("the PostgreSQL for tests answers");
    tokio::spawn(connection);
    client
}

async fn run(client: &Client, sql: &str) {
    if let Err(error) = client.batch_execute(sql).await {
        panic!("{sql}: {error}");
    }
}
