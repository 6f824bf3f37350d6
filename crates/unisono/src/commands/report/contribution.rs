//! `unisono report contribution` and `unisono report effects`: what the page of contribution shows.

use clap::Args;
use kernel::Result;
use serde_json::Value;
use steering::contribution::{self as slice, Wanted};

use crate::commands::open::open;
use crate::commands::{Data, lang, say};

/// Contribution of departments, activities, channels or campaigns to an outcome.
#[derive(Args)]
#[command(
    after_help = "Example: unisono report contribution --data ./demo-data --outcome revenue --by activity --from 2025-11-01 --to 2026-10-31 --json"
)]
pub(crate) struct Contribution {
    #[command(flatten)]
    data: Data,
    /// revenue, margin, meetings, deals, renewals or referrals.
    #[arg(long, default_value = "revenue")]
    outcome: String,
    /// department, activity, channel or campaign.
    #[arg(long, default_value = "department")]
    by: String,
    /// company or person: whose touchpoints make a journey.
    #[arg(long, default_value = "company")]
    level: String,
    /// The model of credit, for example linear, first, u or markov:2.
    #[arg(long, default_value = "linear")]
    model: String,
    /// month, quarter, year, twelve or three (years), where no days are given.
    #[arg(long, default_value = "twelve")]
    period: String,
    /// First day.
    #[arg(long, default_value = "", requires = "to")]
    from: String,
    /// Last day.
    #[arg(long, default_value = "", requires = "from")]
    to: String,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

impl Contribution {
    fn wanted(&self) -> Wanted {
        Wanted {
            outcome: self.outcome.clone(),
            by: self.by.clone(),
            level: self.level.clone(),
            model: self.model.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            period: self.period.clone(),
        }
    }
}

pub(super) async fn contribution(command: Contribution) -> Result<()> {
    let (db, ctx) = open(&command.data).await?;
    let told = slice::contribution(&db, &ctx, &command.wanted()).await?;
    say(command.json, &told, &line(&told));
    Ok(())
}

pub(super) async fn effects(command: Contribution) -> Result<()> {
    let (db, ctx) = open(&command.data).await?;
    let told = slice::effects(&db, &ctx, &command.wanted()).await?;
    say(command.json, &told, &line(&told));
    Ok(())
}

/// The total in one line, as people read it.
fn line(told: &Value) -> String {
    let text = |key: &str| told[key].as_str().unwrap_or("").to_owned();
    let amount = |value: &Value| match (value.as_f64(), told["currency"].as_str()) {
        (Some(value), Some(currency)) => ui::fmt::money(lang(), value.round() as i64, currency),
        (Some(value), None) => ui::fmt::decimal(lang(), value, 1),
        (None, _) => ui::t(lang(), "contribution.cannot_tell").to_owned(),
    };
    let day = |key: &str| text(key).get(..10).unwrap_or("").to_owned();
    let outcome = ui::t(lang(), &format!("contribution.outcome_{}", text("outcome")));
    let words: [(&str, &dyn std::fmt::Display); 6] = [
        ("outcome", &outcome),
        ("from", &day("from")),
        ("to", &day("to")),
        ("total", &amount(&told["total"])),
        ("baseline", &amount(&told["baseline"]["value"])),
        ("apart", &amount(&told["apart"])),
    ];
    ui::tf(lang(), "contribution.report", &words)
}
