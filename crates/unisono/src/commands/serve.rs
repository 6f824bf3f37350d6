//! `unisono serve`: the server.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use kernel::{Error, IdGen, Result, SystemClock};
use org::web::Config;

use super::Data;
use super::open::open;

/// Runs the server.
#[derive(Args)]
#[command(after_help = "Example: unisono serve --data ./data --listen 127.0.0.1:8080")]
pub(crate) struct Serve {
    #[command(flatten)]
    data: Data,
    /// Address and port to listen on.
    #[arg(long, env = "UNISONO_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Address under which people reach it, for links: https://unisono.example
    #[arg(long, env = "UNISONO_URL")]
    url: Option<String>,
    /// Largest file that may be uploaded, in MB.
    #[arg(long, env = "UNISONO_UPLOAD_MB", default_value_t = 64)]
    upload_mb: u64,
    /// Events a second that one source may send in the long run; twice as many at once.
    #[arg(long, env = "UNISONO_SOURCE_RATE", default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1..))]
    source_rate: u32,
    /// Share of the disk in percent that stays free: below it no events are taken in.
    #[arg(long, env = "UNISONO_FREE_DISK", default_value_t = 10.0)]
    free_disk: f64,
}

pub(crate) async fn run(command: Serve) -> Result<()> {
    let (db, _) = open(&command.data).await?;
    let listener = tokio::net::TcpListener::bind(command.listen).await?;
    let listens = listener.local_addr()?;
    let mut config = Config::local(command.data.data.clone());
    config.public_url = command.url.unwrap_or_else(|| format!("http://{listens}"));
    config.secure_cookies = !listens.ip().is_loopback();
    config.upload_limit = command.upload_mb * 1024 * 1024;
    config.intake.rate = f64::from(command.source_rate);
    config.intake.burst = (2.0 * config.intake.rate).max(LARGEST_BATCH);
    config.intake.free_disk = command.free_disk;
    config.demo = connect::demo::is_loaded(&db).await?;
    let (app, router) =
        unisono::assemble(db, Arc::new(SystemClock), Arc::new(IdGen::new(0)), config);
    let mut tx = app.db().begin(&app.system()).await?;
    steering::questions::ensure(&mut tx).await?;
    steering::synergies::ensure(&mut tx).await?;
    tx.commit().await?;
    org::work::start(&app, unisono::reactors(), unisono::job_handlers());
    steering::effects::read_ahead(&app);
    tracing::info!("listening on http://{listens}");
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(stopped());
    // Live connections never end by themselves, so the rest gets a moment and no more.
    tokio::select! {
        ended = server => ended.map_err(Error::internal),
        () = stopped_for(GRACE) => Ok(()),
    }
}

/// A source that may send little may still send the largest batch that the tracking API has.
const LARGEST_BATCH: f64 = 2_500.0;
const GRACE: std::time::Duration = std::time::Duration::from_secs(2);

async fn stopped_for(grace: std::time::Duration) {
    stopped().await;
    tokio::time::sleep(grace).await;
}

/// Ends with Ctrl-C or the terminate signal.
async fn stopped() {
    let interrupted = async { drop(tokio::signal::ctrl_c().await) };
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
