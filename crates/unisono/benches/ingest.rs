//! How many events become durable: the release server over HTTP on loopback, beside the raw insert rate.
//!
//! `--seconds N` for each part (5), `--overload N` for the seconds under twice the load (5; 300 shows
//! that memory stays bounded), `--only batches,single,steady,overload` for some of the parts,
//! `./bench ingest --postgres` (or `--database URL`) for PostgreSQL instead of the embedded database,
//! `--server FILE` for another build of the program. The generator runs on the same machine, on one thread, with bodies made before.
//! Beside each rate stands what an event costs the server, measured until every reactor has read it:
//! microseconds of processor and task switches; and what it costs the generator.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[path = "ingest_parts/bodies.rs"]
mod bodies;
#[path = "ingest_parts/cost.rs"]
mod cost;
#[path = "ingest_parts/load.rs"]
mod load;
#[path = "ingest_parts/raw.rs"]
mod raw;
#[path = "ingest_parts/wire.rs"]
mod wire;

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::{Ctx, IdGen, SystemClock};
use store::{Db, Engine, params};
use testkit::{Program, Served};

use crate::bodies::Bodies;
use crate::cost::Meter;
use crate::load::Load;

const UNISONO: &str = env!("CARGO_BIN_EXE_unisono");

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let database = word("--database");
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = word("--server").map_or(UNISONO, |file| &*file.leak());
    let program = Program::new(server, &data, database.clone());
    let made = program.json(&["source", "create", "--name", "bench"]);
    let key = made["write_key"].as_str().unwrap();
    let server = program.serve();
    let db = match &database {
        Some(url) => Db::postgres(url).unwrap(),
        None => Db::sqlite(&data.join("unisono.db")).unwrap(),
    };
    let load = Load::new(Bodies::new(&server.address, key));
    let bench = Bench { load, db, server };
    println!("engine                    {:?}", bench.db.engine());
    bench.run().await;
    let Bench { db, server, .. } = bench;
    drop(server);
    raw::inserts(&db, folder.path(), database.is_some()).await;
}

fn word(name: &str) -> Option<String> {
    let words: Vec<String> = std::env::args().collect();
    let at = words.iter().position(|w| w == name)?;
    words.get(at + 1).cloned()
}

fn number(name: &str) -> f64 {
    word(name).and_then(|n| n.parse().ok()).unwrap_or(5.0)
}

struct Bench {
    load: Rc<Load>,
    db: Db,
    server: Served,
}

impl Bench {
    async fn run(&self) {
        let parts = word("--only");
        let wanted = |part: &str| {
            let only = parts.as_deref();
            only.is_none_or(|only| only.split(',').any(|p| p == part))
        };
        self.load.learn_people().await;
        println!(
            "{} people learned after {:10.1} s",
            bodies::PEOPLE,
            self.backlog().await
        );
        self.settle().await;
        let seconds = number("--seconds");
        let mut rate = 15_000.0;
        if wanted("batches") {
            rate = self
                .flood("batches of 100, 16 conn.", 16, 100, seconds, 15_000)
                .await;
        }
        if wanted("single") {
            self.flood("single, 64 connections", 64, 1, seconds, 8_000)
                .await;
        }
        if wanted("steady") {
            self.steady(seconds).await;
        }
        if wanted("overload") {
            self.overload(2.0 * rate, number("--overload")).await;
        }
        self.nothing_lost().await;
    }

    /// What PostgreSQL does by itself within a minute: it counts its rows, and plans with what it counted.
    async fn settle(&self) {
        if self.db.engine() == Engine::Postgres {
            let ctx = Ctx::system(Arc::new(SystemClock), Arc::new(IdGen::new(2)));
            let mut tx = self.db.begin(&ctx).await.unwrap();
            tx.exec("analyze", params![]).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    /// As fast as these connections can, one request after the other on each.
    async fn flood(
        &self,
        name: &str,
        connections: usize,
        events: u64,
        seconds: f64,
        target: u32,
    ) -> f64 {
        let (before, began) = (self.load.counts(), Instant::now());
        let meter = Meter::start(&self.server, &self.db).await;
        self.load.flood(connections, events, seconds).await;
        let confirmed = self.load.counts().confirmed - before.confirmed;
        let rate = confirmed as f64 / began.elapsed().as_secs_f64();
        let generator = meter.generator();
        let backlog = self.backlog().await;
        println!("{name:<25} {rate:10.0} events/s   target {target}");
        println!(
            "  {}",
            meter
                .told(&self.server, &self.db, confirmed, generator)
                .await
        );
        println!("  backlog gone after      {backlog:10.1} s          target 10");
        rate
    }

    /// Single events at a steady rate: the wait for each answer, and for new people to be found.
    async fn steady(&self, seconds: f64) {
        let before = self.load.counts();
        let meter = Meter::start(&self.server, &self.db).await;
        let steady = self.load.clone().steady(64, 2_000.0, seconds);
        let (waits, lags) = tokio::join!(steady, self.lag(seconds));
        let confirmed = self.load.counts().confirmed - before.confirmed;
        let generator = meter.generator();
        self.backlog().await;
        let part = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
        let (p50, p99, max) = (part(0.5), part(0.99), part(1.0));
        println!(
            "2000 events/s             p50 {p50:.1} ms, p99 {p99:.1} ms, max {max:.1} ms   target p99 50"
        );
        println!(
            "  {}",
            meter
                .told(&self.server, &self.db, confirmed, generator)
                .await
        );
        let worst = lags[(lags.len() - 1) * 99 / 100];
        println!("  new people found        p99 {worst:.0} ms   target 1000");
    }

    /// Batches at twice the rate that was possible before, whatever the server does.
    async fn overload(&self, rate: f64, seconds: f64) {
        let before = self.load.counts();
        let (meter, memory) = (
            Meter::start(&self.server, &self.db).await,
            self.server.resident_mb(),
        );
        let load = self.load.clone().overload(256, 100, rate, seconds);
        let mut load = std::pin::pin!(load);
        let mut most = memory;
        loop {
            tokio::select! {
                () = &mut load => break,
                () = tokio::time::sleep(Duration::from_millis(100)) => {
                    most = most.max(self.server.resident_mb());
                }
            }
        }
        let after = self.load.counts();
        let confirmed = after.confirmed - before.confirmed;
        let generator = meter.generator();
        let backlog = self.backlog().await;
        println!(
            "overload, {rate:.0}/s for {seconds:.0} s: {:.0} events/s confirmed, {} turned away with 429 or 503, {} connections lost",
            confirmed as f64 / seconds,
            after.refused - before.refused,
            after.hung_up - before.hung_up,
        );
        println!(
            "  {}",
            meter
                .told(&self.server, &self.db, confirmed, generator)
                .await
        );
        println!("  memory                  {memory:10.0} MB before, {most:.0} MB at most");
        println!("  backlog gone after      {backlog:10.1} s          target 10");
    }

    /// Seconds until every reactor has read everything.
    async fn backlog(&self) -> f64 {
        let began = Instant::now();
        loop {
            let (behind,): (i64,) = self
                .db
                .one(
                    "select coalesce(max(h.seq - c.seq), 0) from log_head h cross join consumer_cursor c",
                    params![],
                )
                .await
                .unwrap();
            if behind <= 0 || began.elapsed().as_secs() > 120 {
                return began.elapsed().as_secs_f64();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// How long new people wait for their record: the age of the oldest that waits, seen again and
    /// again, in rising order.
    async fn lag(&self, seconds: f64) -> Vec<f64> {
        let (began, mut lags) = (Instant::now(), Vec::new());
        while began.elapsed().as_secs_f64() < seconds {
            let (oldest,): (Option<i64>,) = self
                .db
                .one(
                    "select min(recorded_at) from touchpoint where id = (\
                       select touchpoint_id from lesson where seq > (\
                         select seq from consumer_cursor where name = 'identity') order by seq limit 1)",
                    params![],
                )
                .await
                .unwrap();
            let now = kernel::Clock::now(&kernel::SystemClock).0;
            lags.push(oldest.map_or(0.0, |at| (now - at) as f64));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        lags.sort_by(f64::total_cmp);
        lags
    }

    async fn nothing_lost(&self) {
        let (events, touchpoints): (i64, i64) = self
            .db
            .one(
                "select (select count(*) from event where event_id like 'bench-%'), \
                 (select count(*) from touchpoint where source = 'bench' and event_id like 'bench-%')",
                params![],
            )
            .await
            .unwrap();
        let confirmed = self.load.counts().confirmed as i64;
        println!("confirmed {confirmed}, raw events {events}, touchpoints {touchpoints}");
        assert!(
            events >= confirmed && events == touchpoints,
            "something was lost"
        );
    }
}
