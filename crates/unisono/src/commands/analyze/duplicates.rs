//! `unisono analyze duplicates`: which rows of one or two files are the same person or company.

use std::path::{Path, PathBuf};

use analysis::identity::batch::{self, Figures, Options, Outcome, TrueEntities};
use analysis::identity::{Column, Given, Shape, Table, columns};
use clap::Args;
use connect::imports::model::reader::{self, Layout, Line};
use connect::imports::model::{FileProblem, Reason};
use kernel::{Clock as _, Error, FieldError, Lang, Result, SystemClock};
use serde_json::{Value, json};

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

/// Rows are normalised in parts of this size, on all cores.
const PART: usize = 20_000;

/// All rows of the files.
#[derive(Default)]
struct Rows {
    table: Table,
    truth: Vec<String>,
    /// The file of each row.
    sides: Vec<u8>,
    columns: Vec<Column>,
    used: Vec<String>,
    ignored: Vec<String>,
    /// Lines that could not be read: they count as rows without any value.
    broken: usize,
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

impl Rows {
    fn read(&mut self, path: &Path, side: u8, truth: Option<&str>, lang: Lang) -> Result<()> {
        let layout = reader::look(path).map_err(|problem| unreadable(path, problem, lang))?;
        let columns = columns::of_headers(layout.headers.iter().map(String::as_str), truth);
        let truth = truth.map(|name| truth_column(&layout, name)).transpose()?;
        for (column, header) in columns.iter().zip(&layout.headers) {
            let list = if column.is_some() {
                &mut self.used
            } else {
                &mut self.ignored
            };
            if !list.contains(header) {
                list.push(header.clone());
            }
        }
        if columns.iter().all(Option::is_none) {
            let headers = layout.headers.join(", ");
            return Err(about(path, "duplicates.error.no_evidence")
                .arg("columns", headers)
                .into_error());
        }
        self.columns.extend(columns.iter().flatten());
        let mut reader = layout
            .open(path)
            .map_err(|error| Error::internal(format!("{}: {error}", path.display())))?;
        let mut part: Vec<reader::Record> = Vec::with_capacity(PART);
        loop {
            let mut record = reader::Record::default();
            match reader.next(&mut record)? {
                Some(Line::Row) => part.push(record),
                Some(Line::Blank) => continue,
                Some(Line::Broken(..)) => {
                    self.broken += 1;
                    part.push(reader::Record::default());
                }
                None => break,
            }
            if part.len() == PART {
                self.take(&mut part, &columns, truth);
            }
        }
        self.take(&mut part, &columns, truth);
        self.sides.resize(self.table.rows.len(), side);
        Ok(())
    }

    fn take(
        &mut self,
        part: &mut Vec<reader::Record>,
        columns: &[Option<Column>],
        truth: Option<usize>,
    ) {
        let given: Vec<Given<'_>> = part
            .iter()
            .map(|record| Given {
                values: columns
                    .iter()
                    .zip(record.iter())
                    .filter_map(|(c, v)| Some(((*c)?, v)))
                    .collect(),
            })
            .collect();
        self.table.extend(&given);
        if let Some(at) = truth {
            self.truth
                .extend(part.iter().map(|record| entity(record.get(at))));
        }
        part.clear();
    }
}

/// The entity that a value of the truth column names. Record ids in the form of FEBRL (`rec-12-org`,
/// `rec-12-dup-3`) name the entity `rec-12`.
fn entity(value: &str) -> String {
    let value = value.trim();
    let febrl = value
        .strip_prefix("rec-")
        .and_then(|rest| rest.split_once('-'));
    match febrl {
        Some((number, kind)) if kind == "org" || kind.starts_with("dup-") => {
            format!("rec-{number}")
        }
        _ => value.to_owned(),
    }
}

fn truth_column(layout: &Layout, name: &str) -> Result<usize> {
    layout.column(name).ok_or_else(|| {
        FieldError::new("truth", "duplicates.error.truth")
            .arg("column", name)
            .arg("columns", layout.headers.join(", "))
            .into_error()
    })
}

fn about(path: &Path, key: &str) -> FieldError {
    FieldError::new(&path.display().to_string(), key)
}

/// A field error as an error.
trait IntoError {
    fn into_error(self) -> Error;
}

impl IntoError for FieldError {
    fn into_error(self) -> Error {
        Error::Invalid(vec![self])
    }
}

fn unreadable(path: &Path, problem: FileProblem, lang: Lang) -> Error {
    let cause = match problem {
        FileProblem::Refused(reason) => Reason::text(&reason, lang),
        FileProblem::Io(error) => error.to_string(),
    };
    about(path, "duplicates.error.file")
        .arg("cause", cause)
        .into_error()
}

/// What is counted for people and machines alike.
struct Summary {
    clusters: usize,
    largest: usize,
    /// Rows that are in a cluster with another row.
    doubled: usize,
    seconds: f64,
}

impl Summary {
    fn of(outcome: &Outcome, seconds: f64) -> Self {
        let clusters = outcome
            .clusters
            .iter()
            .max()
            .map_or(0, |last| *last as usize + 1);
        let mut sizes = vec![0_usize; clusters];
        outcome
            .clusters
            .iter()
            .for_each(|cluster| sizes[*cluster as usize] += 1);
        Self {
            clusters,
            largest: sizes.iter().copied().max().unwrap_or(0),
            doubled: sizes.iter().filter(|size| **size > 1).sum(),
            seconds,
        }
    }
}

fn answer(rows: &Rows, outcome: &Outcome, figures: Option<Figures>, summary: &Summary) -> Value {
    let members: Vec<Value> = (1..)
        .zip(&outcome.clusters)
        .map(|(row, cluster): (u64, &u32)| json!({ "row": row, "cluster": cluster }))
        .collect();
    let passes: Vec<Value> = outcome
        .passes
        .iter()
        .map(|pass| {
            json!({
                "pass": pass.key, "pairs": pass.pairs, "new_pairs": pass.new_pairs,
                "new_links": pass.new_links, "left_out": pass.left_out, "recall": pass.recall,
            })
        })
        .collect();
    let mut data = json!({
        "records": rows.table.rows.len(),
        "clusters": summary.clusters,
        "largest_cluster": summary.largest,
        "seconds": summary.seconds,
        "shape": outcome.model.shape.key(),
        "columns": rows.used,
        "ignored_columns": rows.ignored,
        "broken_lines": rows.broken,
        "review_pairs": outcome.reviews.len(),
        "blocking": passes,
        "members": members,
    });
    if let Some(figures) = figures {
        data["precision"] = json!(figures.precision);
        data["recall"] = json!(figures.recall);
        data["f1"] = json!(figures.f1);
        data["review_recall"] = json!(figures.review_recall);
        data["blocking_recall"] = json!(outcome.blocking_recall);
    }
    data
}

fn line(lang: Lang, rows: &Rows, figures: Option<Figures>, summary: &Summary) -> String {
    let mut text = ui::tf(
        lang,
        "duplicates.line",
        &[
            ("records", &rows.table.rows.len()),
            ("clusters", &summary.clusters),
            ("doubled", &summary.doubled),
            ("largest", &summary.largest),
        ],
    );
    if let Some(figures) = figures {
        let share = |value: f64| format!("{value:.4}");
        text.push('\n');
        text.push_str(&ui::tf(
            lang,
            "duplicates.figures",
            &[
                ("precision", &share(figures.precision)),
                ("recall", &share(figures.recall)),
                ("f1", &share(figures.f1)),
                ("review", &share(figures.review_recall)),
            ],
        ));
    }
    text
}

/// The cluster of every row, as CSV.
fn write(path: &Path, rows: &Rows, outcome: &Outcome) -> Result<()> {
    use std::fmt::Write as _;
    let mut text = String::from("file,row,cluster\n");
    for (at, cluster) in outcome.clusters.iter().enumerate() {
        let _ = writeln!(text, "{},{},{cluster}", rows.sides[at] + 1, at + 1);
    }
    std::fs::write(path, text).map_err(|error| {
        about(path, "duplicates.error.write")
            .arg("cause", error)
            .into_error()
    })
}
