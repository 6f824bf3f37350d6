//! `unisono doctor`: looks for damage and for what is about to go wrong, changes nothing, and says in
//! a sentence what to do.

mod checks;
mod machine;

use clap::Args;
use kernel::{Error, Result};
use serde_json::{Value, json};
use store::Db;

use super::open::{connect, context, exists};
use super::{Data, say};

/// Examines the database, the background work and the machine. Ends with 1 when something is wrong.
#[derive(Args)]
#[command(after_help = "Example: unisono doctor --data ./data")]
pub(crate) struct Doctor {
    #[command(flatten)]
    data: Data,
    /// Free space on the disk below which it complains, in MB.
    #[arg(long, default_value_t = 1024)]
    least_free_mb: u64,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

/// Something that is wrong: which check found it, the values of its sentence, and details of the
/// engine for the one who repairs it.
pub(super) struct Finding {
    check: &'static str,
    args: Vec<(&'static str, String)>,
    details: Vec<String>,
}

impl Finding {
    fn new(check: &'static str, args: Vec<(&'static str, String)>) -> Self {
        Self {
            check,
            args,
            details: Vec::new(),
        }
    }

    /// The sentence of the finding or, with `_fix`, what to do.
    fn text(&self, ending: &str) -> String {
        let args: Vec<(&str, &dyn std::fmt::Display)> = self
            .args
            .iter()
            .map(|(name, value)| (*name, value as &dyn std::fmt::Display))
            .collect();
        let key = format!("doctor.{}{ending}", self.check);
        ui::tf(super::lang(), &key, &args)
    }
}

pub(crate) async fn run(command: Doctor) -> Result<()> {
    exists(&command.data)?;
    let db = connect(&command.data)?;
    let mut found = checks::schema(&db).await?;
    if found.is_empty() {
        found = examine(&db).await?;
    }
    let least = command.least_free_mb * 1024 * 1024;
    found.extend(machine::disk(&command.data.data, least)?);
    found.extend(machine::permissions(&command.data.data)?);
    say(command.json, &as_json(&found), &as_text(&found));
    match found.len() {
        0 => Ok(()),
        _ => Err(Error::state("doctor.ill")),
    }
}

async fn examine(db: &Db) -> Result<Vec<Finding>> {
    let ctx = context();
    let mut found = checks::integrity(db).await?;
    if !found.is_empty() {
        // What else would be counted in damaged pages is not worth saying.
        return Ok(found);
    }
    found.extend(checks::log(db).await?);
    found.extend(checks::events(db).await?);
    found.extend(checks::reactors(db, &ctx).await?);
    found.extend(checks::jobs(db, &ctx).await?);
    found.extend(checks::outbox(db, &ctx).await?);
    found.extend(checks::search(db).await?);
    Ok(found)
}

fn as_json(found: &[Finding]) -> Value {
    let list: Vec<Value> = found
        .iter()
        .map(|finding| {
            json!({
                "check": finding.check, "finding": finding.text(""), "fix": finding.text("_fix"),
                "details": finding.details,
            })
        })
        .collect();
    json!({ "healthy": found.is_empty(), "findings": list })
}

fn as_text(found: &[Finding]) -> String {
    if found.is_empty() {
        return ui::t(super::lang(), "doctor.healthy").to_owned();
    }
    let mut lines = Vec::new();
    for finding in found {
        lines.push(format!("• {}", finding.text("")));
        lines.push(format!("  → {}", finding.text("_fix")));
        lines.extend(
            finding
                .details
                .iter()
                .take(10)
                .map(|line| format!("    {line}")),
        );
    }
    lines.join("\n")
}
