//! `unisono report questions`: asks all questions about effect and prints what the page shows.

use clap::Args;
use kernel::Result;
use serde_json::Value;

use crate::commands::open::open;
use crate::commands::{Data, lang, say};

/// Asks all questions now and keeps the answers.
#[derive(Args)]
#[command(after_help = "Example: unisono report questions --data ./demo-data --json")]
pub(crate) struct Questions {
    #[command(flatten)]
    data: Data,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(command: Questions) -> Result<()> {
    let (db, ctx) = open(&command.data).await?;
    let told = steering::questions::report(&db, &ctx).await?;
    let lines: Vec<String> = told["questions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(line)
        .collect();
    say(command.json, &told, &lines.join("\n"));
    Ok(())
}

fn line(one: &Value) -> String {
    let text = |name: &str| one[name].as_str().unwrap_or("").to_owned();
    let title = ui::t(lang(), &format!("questions.{}.title", text("question"))).to_owned();
    let verdict = ui::t(lang(), &format!("questions.verdict.{}", text("verdict"))).to_owned();
    let adjusted = &one["answer"]["adjusted"];
    let number = |value: &Value| {
        value
            .as_f64()
            .map_or("–".to_owned(), |v| ui::fmt::decimal(lang(), v, 2))
    };
    let (sign, value, ci) = match text("measure").as_str() {
        "points" => ("", &adjusted["difference"], &adjusted["ci"]),
        _ => ("× ", &adjusted["ratio"], &adjusted["ratio_ci"]),
    };
    let unproven = match one["unproven"].as_bool() {
        Some(true) => format!(", {}", ui::t(lang(), "questions.unproven")),
        _ => String::new(),
    };
    format!(
        "{verdict}: {title}: {sign}{} ({} … {}), {}, n {}{unproven}",
        number(value),
        number(&ci[0]),
        number(&ci[1]),
        text("grade"),
        one["answer"]["cases"]
    )
}
