//! How many events become durable: the release server over HTTP on loopback, beside the raw insert rate.
//!
//! `--seconds N` for each part (5), `--database URL` for PostgreSQL instead of the embedded database.
//! The generator runs on the same machine. Prints events a second in batches of 100 and singly, the
//! wait for an answer at 2 000 events a second, how long new people take to be found, memory and
//! losses under twice the load, and how fast one writer inserts the very same rows into the same disk.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kernel::{Ctx, IdGen, SystemClock};
use serde_json::json;
use store::{Db, Row, Value, params};
use testkit::{Program, Served};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const UNISONO: &str = env!("CARGO_BIN_EXE_unisono");
/// People whom the source knows; beside them every fiftieth event names somebody new.
const PEOPLE: u64 = 5_000;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let seconds = word("--seconds")
        .and_then(|n| n.parse().ok())
        .unwrap_or(5.0);
    let database = word("--database");
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let program = Program::new(UNISONO, &data, database.clone());
    let made = program.json(&["source", "create", "--name", "bench"]);
    let key = made["write_key"].as_str().unwrap().to_owned();
    let server = program.serve();
    let db = match &database {
        Some(url) => Db::postgres(url).unwrap(),
        None => Db::sqlite(&data.join("unisono.db")).unwrap(),
    };
    let bench = Bench::new(&server, key, db);
    println!("engine                    {:?}", bench.db.engine());
    bench.learn_people().await;

    let (rate, cpu) = bench.flooded(4, 100, seconds, &server).await;
    println!(
        "batches of 100            {rate:10.0} events/s   target 15000   ({cpu:.0} µs of processor each)"
    );
    println!(
        "  backlog gone after      {:10.1} s          target 10",
        bench.backlog().await
    );
    let (rate, cpu) = bench.flooded(64, 1, seconds, &server).await;
    println!(
        "single, 64 connections    {rate:10.0} events/s   target 8000    ({cpu:.0} µs of processor each)"
    );
    println!(
        "  backlog gone after      {:10.1} s          target 10",
        bench.backlog().await
    );
    bench.steady(2_000.0, seconds).await;
    bench.overload(seconds, &server).await;
    println!("  backlog gone after      {:10.1} s", bench.backlog().await);
    bench.nothing_lost().await;
    drop(server);
    raw_inserts(&bench.db, folder.path(), database.is_some()).await;
}

fn word(name: &str) -> Option<String> {
    let words: Vec<String> = std::env::args().collect();
    let at = words.iter().position(|w| w == name)?;
    words.get(at + 1).cloned()
}

struct Bench {
    address: String,
    key: String,
    db: Db,
    sent: AtomicU64,
    confirmed: AtomicU64,
    refused: AtomicU64,
}

impl Bench {
    fn new(server: &Served, key: String, db: Db) -> Arc<Self> {
        Arc::new(Self {
            address: server.address.clone(),
            key,
            db,
            sent: AtomicU64::new(0),
            confirmed: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        })
    }

    /// One event as a site sends it, about 500 bytes.
    fn event(&self, n: u64) -> serde_json::Value {
        let user = match n % 50 {
            0 => format!("new-{n}"),
            _ => format!("user-{}", (n * 7919) % PEOPLE),
        };
        json!({ "type": "track", "event": "Produkt angesehen", "messageId": format!("bench-{n}"), "userId": user,
            "properties": { "sku": format!("P-{}", n % 400), "price": 19.9, "path": format!("/produkte/{}", n % 400) },
            "context": { "page": { "url": "https://shop.example/produkte", "referrer": "https://suche.example/", "title": "Pumpen" },
                "userAgent": "Mozilla/5.0 (X11; Linux x86_64)", "locale": "de-DE",
                "library": { "name": "bench", "version": "1" } } })
    }

    fn body(&self, events: usize) -> (&'static str, String) {
        let first = self.sent.fetch_add(events as u64, Ordering::Relaxed);
        match events {
            1 => ("/v1/track", self.event(first).to_string()),
            _ => {
                let events = (first..first + events as u64).map(|n| self.event(n));
                (
                    "/v1/batch",
                    json!({ "batch": events.collect::<Vec<_>>() }).to_string(),
                )
            }
        }
    }

    async fn learn_people(self: &Arc<Self>) {
        let mut wire = Connection::open(self).await;
        for from in (0..PEOPLE).step_by(100) {
            let who = (from..from + 100).map(|n| {
                json!({ "type": "identify", "messageId": format!("who-{n}"), "userId": format!("user-{n}"),
                    "traits": { "firstName": "Person", "lastName": format!("{n}"), "email": format!("p{n}@firma{}.example", n % 500) } })
            });
            let body = json!({ "batch": who.collect::<Vec<_>>() }).to_string();
            assert_eq!(wire.post("/v1/batch", &body).await, 200);
        }
        println!("5000 people learned after {:10.1} s", self.backlog().await);
    }

    /// As fast as these connections can; answers confirmed events a second.
    async fn flood(self: &Arc<Self>, connections: usize, events: usize, seconds: f64) -> f64 {
        let (before, began) = (self.confirmed.load(Ordering::Relaxed), Instant::now());
        let until = began + Duration::from_secs_f64(seconds);
        let senders = (0..connections).map(|_| {
            let bench = self.clone();
            tokio::spawn(async move {
                let mut wire = Connection::open(&bench).await;
                while Instant::now() < until {
                    bench.send(&mut wire, events).await;
                }
            })
        });
        futures_util::future::join_all(senders.collect::<Vec<_>>()).await;
        let confirmed = self.confirmed.load(Ordering::Relaxed) - before;
        confirmed as f64 / began.elapsed().as_secs_f64()
    }

    /// As [`Bench::flood`], with the processor time of the server for each event in microseconds.
    async fn flooded(
        self: &Arc<Self>,
        connections: usize,
        events: usize,
        seconds: f64,
        server: &Served,
    ) -> (f64, f64) {
        let (cpu, confirmed) = (server.cpu_seconds(), self.confirmed.load(Ordering::Relaxed));
        let rate = self.flood(connections, events, seconds).await;
        let confirmed = self.confirmed.load(Ordering::Relaxed) - confirmed;
        let cpu = (server.cpu_seconds() - cpu) * 1_000_000.0 / confirmed.max(1) as f64;
        (rate, cpu)
    }

    async fn send(&self, wire: &mut Connection, events: usize) -> f64 {
        let (path, body) = self.body(events);
        let began = Instant::now();
        match wire.post(path, &body).await {
            200 => self.confirmed.fetch_add(events as u64, Ordering::Relaxed),
            429 | 503 => {
                self.refused.fetch_add(events as u64, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(100)).await;
                0
            }
            other => panic!("answered {other}"),
        };
        began.elapsed().as_secs_f64() * 1000.0
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

    /// Single events at a steady rate, sent when it is their time whatever the server does; the wait
    /// for each answer, and for new people to be found.
    async fn steady(self: &Arc<Self>, rate: f64, seconds: f64) {
        let connections = 64;
        let began = Instant::now();
        let lag = tokio::spawn(lag(self.clone(), seconds));
        let senders = (0..connections).map(|sender| {
            let bench = self.clone();
            tokio::spawn(async move {
                let mut wire = Connection::open(&bench).await;
                let mut waits = Vec::new();
                for n in 0.. {
                    let due = (sender as f64 + n as f64 * connections as f64) / rate;
                    if due > seconds {
                        return waits;
                    }
                    tokio::time::sleep_until((began + Duration::from_secs_f64(due)).into()).await;
                    bench.send(&mut wire, 1).await;
                    waits.push((began.elapsed().as_secs_f64() - due) * 1000.0);
                }
                waits
            })
        });
        let waits = futures_util::future::join_all(senders.collect::<Vec<_>>()).await;
        let mut waits: Vec<f64> = waits.into_iter().flat_map(Result::unwrap).collect();
        waits.sort_by(f64::total_cmp);
        let part = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
        let (p50, p99, max) = (part(0.5), part(0.99), part(1.0));
        println!(
            "2000 events/s             p50 {p50:.1} ms, p99 {p99:.1} ms, max {max:.1} ms   target p99 50"
        );
        let mut lags = lag.await.unwrap();
        lags.sort_by(f64::total_cmp);
        let worst = lags
            .get((lags.len() * 99 / 100).saturating_sub(1))
            .copied()
            .unwrap_or(0.0);
        println!("  new people found        p99 {worst:.0} ms   target 1000");
    }

    /// Twice what was possible before: many connections with large batches.
    async fn overload(self: &Arc<Self>, seconds: f64, server: &Served) {
        let refused = self.refused.load(Ordering::Relaxed);
        let before = server.resident_mb();
        let rate = tokio::spawn({
            let bench = self.clone();
            async move { bench.flood(256, 200, seconds).await }
        });
        let mut most = before;
        while !rate.is_finished() {
            most = most.max(server.resident_mb());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let refused = self.refused.load(Ordering::Relaxed) - refused;
        println!(
            "256 connections at once   {:10.0} events/s, {refused} events turned away with 429 or 503",
            rate.await.unwrap()
        );
        println!("  memory                  {before:10.0} MB before, {most:.0} MB at most");
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
        let confirmed = self.confirmed.load(Ordering::Relaxed) as i64;
        println!("confirmed {confirmed}, raw events {events}, touchpoints {touchpoints}");
        assert!(
            events >= confirmed && events == touchpoints,
            "something was lost"
        );
    }
}

/// How long new people wait for their record: the age of the oldest that waits, seen again and again.
async fn lag(bench: Arc<Bench>, seconds: f64) -> Vec<f64> {
    let (began, mut lags) = (Instant::now(), Vec::new());
    while began.elapsed().as_secs_f64() < seconds {
        let (oldest,): (Option<i64>,) = bench
            .db
            .one(
                "select min(t.recorded_at) from lesson l join touchpoint t on t.id = l.touchpoint_id \
                 where l.seq > (select seq from consumer_cursor where name = 'identity')",
                params![],
            )
            .await
            .unwrap();
        let now = kernel::Clock::now(&SystemClock).0;
        lags.push(oldest.map_or(0.0, |at| (now - at) as f64));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    lags
}

/// A connection that stays open and sends bytes that were made before.
struct Connection {
    stream: TcpStream,
    head: String,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(bench: &Bench) -> Self {
        use base64::Engine as _;
        let stream = TcpStream::connect(&bench.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let basic = base64::engine::general_purpose::STANDARD.encode(format!("{}:", bench.key));
        let head = format!(
            "host: {}\r\nauthorization: Basic {basic}\r\ncontent-type: application/json\r\n",
            bench.address
        );
        Self {
            stream,
            head,
            buffer: Vec::with_capacity(4096),
        }
    }

    async fn post(&mut self, path: &str, body: &str) -> u16 {
        let request = format!(
            "POST {path} HTTP/1.1\r\n{}content-length: {}\r\n\r\n{body}",
            self.head,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.buffer.clear();
        loop {
            assert!(
                self.stream.read_buf(&mut self.buffer).await.unwrap() > 0,
                "the server hung up"
            );
            let text = String::from_utf8_lossy(&self.buffer);
            let Some((head, rest)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head
                .lines()
                .find_map(|l| l.strip_prefix("content-length: "));
            let length: usize = length.and_then(|n| n.parse().ok()).unwrap_or(0);
            if rest.len() >= length {
                return head.split(' ').nth(1).unwrap().parse().unwrap();
            }
        }
    }
}

const EVENT: &[&str] = &[
    "id",
    "source",
    "event_id",
    "id_quality",
    "fingerprint",
    "type",
    "name",
    "user_id",
    "anonymous_id",
    "time",
    "received_at",
    "payload",
];
const TOUCHPOINT: &[&str] = &[
    "id",
    "seq",
    "source",
    "event_id",
    "type",
    "channel",
    "direction",
    "record_id",
    "object_name",
    "time",
    "recorded_at",
    "timestamp_quality",
    "properties",
];

/// The same rows once more, in transactions of 1 000 by one writer, into a fresh database on the same
/// disk: what the engine itself can do.
async fn raw_inserts(from: &Db, folder: &std::path::Path, is_postgres: bool) {
    const ROWS: i64 = 50_000;
    let events = rows(from, "select id, source, event_id, id_quality, fingerprint, type, name, user_id, anonymous_id, time, received_at, payload from event order by id desc limit $1", ROWS, EVENT.len()).await;
    let touchpoints = rows(from, "select id, seq, source, event_id, type, channel, direction, record_id, object_name, time, recorded_at, timestamp_quality, properties from touchpoint where source = 'bench' order by id desc limit $1", ROWS, TOUCHPOINT.len()).await;
    let ctx = Ctx::system(Arc::new(SystemClock), Arc::new(IdGen::new(1)));
    let db = match is_postgres {
        // The rows go out and come in again: a second database is not ours to make.
        true => {
            let mut tx = from.begin(&ctx).await.unwrap();
            tx.exec("delete from touchpoint", params![]).await.unwrap();
            tx.exec("delete from event", params![]).await.unwrap();
            tx.commit().await.unwrap();
            from.clone()
        }
        false => {
            let db = Db::sqlite(&folder.join("raw.db")).unwrap();
            unisono::prepare(&db, &ctx).await.unwrap();
            db
        }
    };
    let count = events.len().min(touchpoints.len());
    let began = Instant::now();
    for (events, touchpoints) in events.chunks(1_000).zip(touchpoints.chunks(1_000)) {
        let mut tx = db.begin(&ctx).await.unwrap();
        tx.insert_many("event", EVENT, events.to_vec(), "")
            .await
            .unwrap();
        tx.insert_many("touchpoint", TOUCHPOINT, touchpoints.to_vec(), "")
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let rate = count as f64 / began.elapsed().as_secs_f64();
    println!(
        "raw inserts, one writer   {rate:10.0} events/s (event and touchpoint, 1000 a transaction)"
    );
}

async fn rows(db: &Db, sql: &str, limit: i64, columns: usize) -> Vec<Vec<Value>> {
    let rows: Vec<Row> = db.rows(sql, params![limit]).await.unwrap();
    rows.into_iter()
        .map(|mut row| (0..columns).map(|_| row.next::<Value>().unwrap()).collect())
        .collect()
}
