//! `unisono analyze duplicates`: which rows of one or two files are the same person or company.

mod answer;
mod rows;

use std::path::PathBuf;

use analysis::identity::Shape;
use analysis::identity::batch::{self, Options, TrueEntities};
use answer::{Summary, answer, line, write};
use clap::Args;
use kernel::{Clock as _, Lang, Result, SystemClock};
use rows::Rows;
use serde_json::Value;

use super::super::say;

/// Finds the rows that are the same person (or company), and says what it would merge without asking.
///
/// Columns are recognised by their headers: names, company, e-mail, phone, address, date of birth,
/// identifiers. docs/duplicates.md lists them. With two files only pairs across them are looked for.
///
/// Example: unisono analyze duplicates contacts.csv --truth ent_id --json
#[derive(Args)]
pub(crate) struct Duplicates {
    /// The file (CSV with a header).
    file: PathBuf,
    /// A second file: pairs are looked for across the two only.
    second: Option<PathBuf>,
    /// Column with the true entity: measures the result and is never evidence.
    #[arg(long, value_name = "COLUMN")]
    truth: Option<String>,
    /// Writes the cluster of every row into this file as CSV.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Language of the answer: de or en; else that of the terminal.
    #[arg(long)]
    pub(super) language: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(command: &Duplicates, lang: Lang) -> Result<()> {
    let start = SystemClock.now();
    let seconds = || (SystemClock.now().0 - start.0) as f64 / 1000.0;
    let mut rows = Rows::default();
    for (side, path) in (0..).zip(std::iter::once(&command.file).chain(&command.second)) {
        rows.read(path, side, command.truth.as_deref(), lang)?;
    }
    if seconds() > 1.0 {
        let count = rows.table.rows.len();
        eprintln!("{}", ui::tn(lang, "duplicates.read", count as i64, &[]));
    }
    let sides = command.second.as_ref().map(|_| rows.sides.as_slice());
    let names = rows.truth.iter().map(String::as_str);
    let truth = command
        .truth
        .as_ref()
        .map(|_| TrueEntities::new(names, sides));
    let options = Options {
        sides,
        truth: truth.as_ref(),
        ..Options::default()
    };
    let outcome = batch::run(&rows.table, Shape::of(&rows.columns), &options);
    let figures = truth.as_ref().map(|truth| truth.figures(&outcome));
    if let Some(path) = &command.out {
        write(path, &rows, &outcome)?;
    }
    let summary = Summary::of(&outcome, seconds());
    let data = if command.json {
        answer(&rows, &outcome, figures, &summary)
    } else {
        Value::Null
    };
    say(command.json, &data, &line(lang, &rows, figures, &summary));
    Ok(())
}
