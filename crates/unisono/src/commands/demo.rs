//! `unisono demo`: the invented company Musterwerk, from a seed.

use clap::Args;
use connect::demo::{self, Scale};
use kernel::{Date, Error, Result};

use super::open::open;
use super::{Data, say};

/// Makes the demo company in an empty data folder, with truth.json beside it.
///
/// Example: unisono demo --data ./demo-data --size s
#[derive(Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    data: Data,
    /// xs (for tests), s (650 000 touchpoints) or l (ten times as many).
    #[arg(long, default_value = "s")]
    size: String,
    /// The same seed makes the same company.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Last day of the 36 months.
    #[arg(long, default_value = "2026-11-01")]
    today: Date,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(command: Demo) -> Result<()> {
    let scale = Scale::parse(&command.size).ok_or_else(|| Error::field("size", "error.choice"))?;
    let (db, ctx) = open(&command.data).await?;
    let summary = demo::generate(
        &db,
        &ctx,
        &command.data.data,
        scale,
        command.seed,
        command.today,
    )
    .await?;
    let mut text = format!(
        "{} companies, {} people, {} deals, {} touchpoints\n",
        summary.companies, summary.people, summary.deals, summary.touchpoints
    );
    for sign_in in &summary.sign_ins {
        text.push_str(&format!(
            "{:<36} {}   {} {}\n",
            sign_in.email, sign_in.password, sign_in.role, sign_in.department
        ));
    }
    let json = serde_json::to_value(&summary)?;
    say(command.json, &json, text.trim_end());
    Ok(())
}
