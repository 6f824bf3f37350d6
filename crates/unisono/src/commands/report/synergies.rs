//! `unisono report synergies`: looks for what works together and prints what the page shows.

use clap::Args;
use kernel::Result;
use serde_json::Value;

use crate::commands::open::open;
use crate::commands::{Data, lang, say};

/// Searches now and keeps the answers.
#[derive(Args)]
#[command(after_help = "Example: unisono report synergies --data ./demo-data --json")]
pub(crate) struct Synergies {
    #[command(flatten)]
    data: Data,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(command: Synergies) -> Result<()> {
    let (db, ctx) = open(&command.data).await?;
    let told = steering::synergies::report(&db, &ctx).await?;
    let outcomes = told["outcomes"].as_array().into_iter().flatten();
    let lines: Vec<String> = outcomes.flat_map(lines).collect();
    say(command.json, &told, &lines.join("\n"));
    Ok(())
}

/// The outcome with its counts, then one line for each pair that was found.
fn lines(outcome: &Value) -> Vec<String> {
    let lang = lang();
    let word = outcome["outcome"].as_str().unwrap_or("");
    let number = |name: &str| outcome[name].as_i64().unwrap_or(0);
    let pairs = || outcome["pairs"].as_array().into_iter().flatten();
    let head = format!(
        "{}: {}",
        ui::t(lang, &format!("contribution.outcome_{word}")),
        ui::tf(
            lang,
            match outcome["beyond_freshness"] == true {
                true => "synergies.counts_of_both",
                false => "synergies.counts",
            },
            &[
                ("cases", &number("cases")),
                (
                    "share",
                    &ui::fmt::percent(lang, outcome["mean"].as_f64().unwrap_or(0.0), 1)
                ),
                ("tested", &number("tested")),
                ("untested", &number("untested")),
                ("least", &number("least")),
            ],
        )
    );
    let found = pairs().filter(|pair| pair["unproven"] == false).map(line);
    [head].into_iter().chain(found).collect()
}

fn line(pair: &Value) -> String {
    let text = |name: &str| pair[name].as_str().unwrap_or("").to_owned();
    let q = |name: &str| pair[name]["q"].as_f64().unwrap_or(1.0);
    let change = match q("order") < q("synergy") {
        true => &pair["order"],
        false => &pair["synergy"],
    };
    let points = |value: &Value| ui::fmt::decimal(lang(), value.as_f64().unwrap_or(0.0) * 100.0, 1);
    format!(
        "  {}: {} {} {} ({}): {} ({} … {}), q {}, {}, n {}",
        ui::t(lang(), &format!("questions.verdict.{}", text("verdict"))),
        text("first"),
        if pair["is_ordered"] == true { ">" } else { "+" },
        text("then"),
        text("lag"),
        points(&change["value"]),
        points(&change["ci"][0]),
        points(&change["ci"][1]),
        ui::fmt::decimal(lang(), change["q"].as_f64().unwrap_or(1.0), 3),
        text("grade"),
        pair["n"]
    )
}
