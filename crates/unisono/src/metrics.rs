//! `/metrics`: how the server does, as Prometheus reads it. For programs on the same machine, or
//! with a token of the scope `metrics`.

use axum::extract::{FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::routing::get;
use kernel::{Error, Result};
use org::permissions::{Resource, Verb};
use org::web::{Answer, App, Caller, Fail, Routes};
use store::Db;

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Headers by which a proxy on this machine says that it asks for somebody else.
const PROXIED: &[&str] = &["forwarded", "x-forwarded-for", "x-real-ip", "via"];

pub(crate) fn routes() -> Routes {
    Routes::new().special(&["GET"], "/metrics", get(metrics))
}

/// A program on this machine, or someone with the permission to watch the operation.
pub(crate) struct Watcher;

impl FromRequestParts<App> for Watcher {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, Fail> {
        let proxied = PROXIED.iter().any(|name| parts.headers.contains_key(*name));
        let caller = Caller::from_request_parts(parts, app).await?;
        let local = caller
            .client
            .parse()
            .is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
        if local && !proxied {
            return Ok(Watcher);
        }
        let viewer = caller.viewer.ok_or(Error::SignedOut)?;
        match viewer.may(Resource::Operation, Verb::Read) {
            true => Ok(Watcher),
            false => Err(Error::Forbidden("operation.read".to_owned()).into()),
        }
    }
}

async fn metrics(State(app): State<App>, _watcher: Watcher) -> Answer<impl IntoResponse> {
    measure(&app).await?;
    Ok(([(header::CONTENT_TYPE, TEXT)], app.measures().text()))
}

/// Reads what only the database and the machine know.
async fn measure(app: &App) -> Result<()> {
    let (db, measures) = (app.db(), app.measures());
    let states = |rows: Vec<store::Count>| {
        rows.into_iter()
            .map(|row| (vec![("kind", row.kind), ("state", row.state)], row.n as f64))
            .collect()
    };
    let jobs = states(store::jobs::counts(db, app.system().now()).await?);
    measures.gauge("unisono_jobs", "Background jobs by kind and state.", jobs);
    let effects = states(store::outbox::counts(db).await?);
    measures.gauge(
        "unisono_outbox",
        "Messages to the outside by kind and state.",
        effects,
    );
    let (head, lags) = lags(db).await?;
    let help = "Touchpoints that a reactor has not handled yet.";
    measures.gauge("unisono_reactor_lag", help, lags);
    let help = "Position of the newest touchpoint.";
    measures.gauge("unisono_log_head", help, vec![(Vec::new(), head as f64)]);
    measures.total(
        "unisono_events_total",
        "Events by source and fate.",
        events(db).await?,
    );
    let bytes = db.size().await? as f64;
    let help = "Bytes that the database takes.";
    measures.gauge("unisono_database_bytes", help, vec![(Vec::new(), bytes)]);
    let help = "Resident memory in bytes.";
    let memory = resident().map(|bytes| (Vec::new(), bytes));
    measures.gauge(
        "process_resident_memory_bytes",
        help,
        memory.into_iter().collect(),
    );
    Ok(())
}

async fn lags(db: &Db) -> Result<(i64, Vec<(org::web::Labels, f64)>)> {
    let head = store::reactors::head(db).await?;
    let mut lags = Vec::new();
    for reactor in crate::reactors() {
        let at = store::reactors::cursor(db, reactor.name).await?;
        let labels = vec![("reactor", reactor.name.to_owned())];
        lags.push((labels, (head - at).max(0) as f64));
    }
    Ok((head, lags))
}

async fn events(db: &Db) -> Result<Vec<(org::web::Labels, u64)>> {
    let mut totals = Vec::new();
    for source in connect::sources::all(db).await? {
        for (fate, n) in [
            ("accepted", source.events),
            ("duplicate", source.duplicates),
            ("refused", source.rejected),
        ] {
            let labels = vec![("source", source.name.clone()), ("fate", fate.to_owned())];
            totals.push((labels, u64::try_from(n).unwrap_or(0)));
        }
    }
    Ok(totals)
}

/// Bytes of memory that this process really holds; only Linux tells.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes * 1024.0)
}
