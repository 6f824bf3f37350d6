//! `unisono demo`: the invented company Musterwerk, from a seed.

use std::sync::Arc;

use clap::Args;
use connect::demo::{self, Plan, Scale, Summary};
use kernel::{Date, Error, IdGen, Result, SystemClock};
use org::web::Config;
use store::Db;

use super::open::open;
use super::{Data, say};

/// Makes the demo company in an empty data folder, with truth.json beside it.
#[derive(Args)]
#[command(after_help = "Example: unisono demo --data ./demo-data --size s")]
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
    let plan = Plan {
        seed: command.seed,
        ..Plan::new(scale, command.today)
    };
    let summary = demo::generate(&db, &ctx, &command.data.data, &plan).await?;
    catch_up(&command.data, db).await?;
    let text = readable(&summary);
    std::fs::write(command.data.data.join("sign-ins.txt"), sign_ins(&summary))?;
    let json = serde_json::to_value(&summary)?;
    say(command.json, &json, &text);
    Ok(())
}

/// Lets everything that reacts to touchpoints read them now, so that the first start has nothing to do.
async fn catch_up(data: &Data, db: Db) -> Result<()> {
    let config = Config::local(data.data.clone());
    let (app, _) = unisono::assemble(db, Arc::new(SystemClock), Arc::new(IdGen::new(0)), config);
    for reactor in unisono::reactors() {
        org::work::catch_up(&app, &reactor).await?;
    }
    steering::effects::keep(&app).await
}

fn readable(summary: &Summary) -> String {
    format!(
        "Musterwerk Maschinenbau GmbH: {} companies, {} people, {} deals, {} touchpoints\n\n{}",
        summary.companies,
        summary.people,
        summary.deals,
        summary.touchpoints,
        sign_ins(summary).trim_end()
    )
}

/// Who can sign in, one line each.
fn sign_ins(summary: &Summary) -> String {
    let mut text = format!("Demo sign-ins, password for all: {}\n", demo::PASSWORD);
    for one in &summary.sign_ins {
        let line = format!(
            "  {:<38} {:<14} {:<12} {}",
            one.email, one.role, one.department, one.name
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
