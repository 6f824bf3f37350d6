//! `unisono replay`: makes everything again that is computed from the timeline.

use std::sync::Arc;

use clap::Args;
use kernel::{Error, IdGen, Result, SystemClock};
use org::web::Config;
use serde_json::json;

use super::open::open;
use super::{Data, say};

/// Makes again what is computed from the timeline and the events, without any effect on the outside.
/// Works beside a running server.
#[derive(Args)]
#[command(after_help = "Example: unisono replay --data ./data --only touched")]
pub(crate) struct Replay {
    #[command(flatten)]
    data: Data,
    /// Only this one, e.g. touched; without it all of them.
    #[arg(long)]
    only: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(command: Replay) -> Result<()> {
    let (db, _) = open(&command.data).await?;
    let config = Config::local(command.data.data.clone());
    let ids = Arc::new(IdGen::new(super::open::own_node()));
    let (app, _) = unisono::assemble(db, Arc::new(SystemClock), ids, config);
    let mut reactors = unisono::reactors();
    reactors.retain(|reactor| reactor.name != org::work::LEADER);
    if let Some(only) = &command.only {
        reactors.retain(|reactor| reactor.name == only);
        if reactors.is_empty() {
            return Err(Error::field("only", "error.choice"));
        }
    }
    let names: Vec<&str> = reactors.iter().map(|reactor| reactor.name).collect();
    tracing::info!("reading the timeline again for {}", names.join(", "));
    let read = org::work::replay(&app, &reactors).await?;
    say(
        command.json,
        &json!({ "projections": names, "positions": read }),
        &format!("{}: {read}", names.join(", ")),
    );
    Ok(())
}
