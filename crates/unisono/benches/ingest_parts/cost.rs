//! What a stretch of time cost the server and the generator.

use store::{Db, Engine, params};
use testkit::{Served, cpu_seconds};

pub struct Meter {
    cpu: f64,
    database: f64,
    switches: u64,
    generator: f64,
}

impl Meter {
    pub async fn start(server: &Served, db: &Db) -> Self {
        Self {
            cpu: server.cpu_seconds(),
            database: of_database(db).await,
            switches: server.switches(),
            generator: own_cpu(),
        }
    }

    /// Processor seconds of the generator since the start.
    pub fn generator(&self) -> f64 {
        own_cpu() - self.generator
    }

    /// What each event cost.
    pub async fn told(&self, server: &Served, db: &Db, events: u64, generator: f64) -> String {
        let events = events.max(1) as f64;
        let micros = |seconds: f64| seconds * 1_000_000.0 / events;
        format!(
            "an event costs          {:10.1} µs of processor and {:.1} of the database's, {:.2} task switches; the generator {:.1} µs",
            micros(server.cpu_seconds() - self.cpu),
            micros(of_database(db).await - self.database),
            (server.switches().saturating_sub(self.switches)) as f64 / events,
            micros(generator),
        )
    }
}

/// Processor seconds of the connections of PostgreSQL; the embedded engine is part of the server.
async fn of_database(db: &Db) -> f64 {
    if db.engine() == Engine::Sqlite {
        return 0.0;
    }
    let sql = "select pid from pg_stat_activity where datname = current_database()";
    let processes: Vec<(i64,)> = db.rows(sql, params![]).await.unwrap();
    let processes = processes.into_iter().map(|(process,)| process as u32);
    processes.map(cpu_seconds).sum()
}

fn own_cpu() -> f64 {
    cpu_seconds(std::process::id())
}
