//! `unisono routes`: every route with its method, for tests and for the curious.

use clap::Args;
use kernel::Result;

use super::say;

/// Prints every route.
#[derive(Args)]
pub(crate) struct Routes {
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(command: &Routes) -> Result<()> {
    let routes = unisono::routes();
    let list: Vec<_> = routes
        .list()
        .iter()
        .map(|route| serde_json::json!({ "method": route.method, "path": route.path }))
        .collect();
    let lines: Vec<String> = routes
        .list()
        .iter()
        .map(|route| format!("{:7} {}", route.method, route.path))
        .collect();
    say(
        command.json,
        &serde_json::Value::Array(list),
        &lines.join("\n"),
    );
    Ok(())
}
