//! `unisono import`: files of other systems into records, and an import taken back.

use std::path::PathBuf;

use clap::Args;
use connect::imports::model::mapping::{Mapping, parse};
use connect::imports::model::values::{DateOrder, Decimal};
use connect::imports::model::{Answers, Reason};
use connect::imports::{self, Report, Step, Wishes};
use kernel::{Ctx, Error, Id, Lang, Result};
use store::Db;

use super::open::open;
use super::words::lang;
use super::{Data, say};

/// Imports files of other systems (CSV, Excel, OpenDocument, contact cards): recognised by their columns, read by a format or a mapping.
#[derive(Args)]
#[command(
    after_help = "Example: unisono import --data ./data hubspot-contacts.csv hubspot-deals.csv --dry-run"
)]
pub(crate) struct Import {
    #[command(flatten)]
    data: Data,
    /// The files; in one call they may refer to each other.
    files: Vec<PathBuf>,
    /// Name of a sheet to take of a workbook, also several times; without it, the first one with values.
    #[arg(long = "sheet", value_name = "NAME")]
    sheets: Vec<String>,
    /// Name of the format, when the columns do not tell.
    #[arg(long = "as", value_name = "FORMAT")]
    format: Option<String>,
    /// A mapping of columns to fields.
    #[arg(long, value_name = "FILE.toml")]
    map: Option<PathBuf>,
    /// Says what would happen and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Order of day and month where the values do not tell: dmy or mdy.
    #[arg(long, value_name = "ORDER")]
    date_order: Option<String>,
    /// Decimal mark where the values do not tell: point or comma.
    #[arg(long, value_name = "MARK")]
    decimal: Option<String>,
    /// Takes an import back.
    #[arg(long, value_name = "ID", conflicts_with_all = ["files", "resume"])]
    undo: Option<String>,
    /// Goes on with an import that was interrupted.
    #[arg(long, value_name = "ID", conflicts_with = "files")]
    resume: Option<String>,
    /// Language of the reasons: de or en; without it, that of the terminal.
    #[arg(long)]
    language: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    /// The language that was asked for.
    pub(crate) fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }
}

pub(crate) async fn run(command: Import) -> Result<()> {
    let wishes = wishes(&command)?;
    let (db, mut ctx) = open(&command.data).await?;
    ctx.lang = command
        .language()
        .and_then(Lang::parse)
        .unwrap_or_else(lang);
    if let Some(id) = &command.undo {
        let id = id.parse()?;
        undo(&db, &ctx, id, command.json).await?;
        imports::clean(&command.data.data, id);
        return Ok(());
    }
    let mut progress = progress(ctx.clone());
    if let Some(id) = &command.resume {
        let run = imports::work_off(&db, &ctx, id.parse()?, &mut progress).await?;
        imports::clean(&command.data.data, run.id);
        let (files, findings) = (run.files.clone(), run.findings.clone());
        return answer(
            &Report {
                run: Some(run),
                files,
                findings,
                refused: false,
            },
            &ctx,
            command.json,
        );
    }
    if command.files.is_empty() {
        return Err(Error::field("FILE", "error.required"));
    }
    let files = imports::given(&command.files);
    let report =
        imports::import(&db, &ctx, &files, &wishes, command.dry_run, &mut progress).await?;
    answer(&report, &ctx, command.json)
}

fn wishes(command: &Import) -> Result<Wishes> {
    let choice = |field: &str| Error::field(field, "error.choice");
    let date_order = match command.date_order.as_deref() {
        None => None,
        Some("dmy") => Some(DateOrder::Dmy),
        Some("mdy") => Some(DateOrder::Mdy),
        Some(_) => return Err(choice("date-order")),
    };
    let decimal = match command.decimal.as_deref() {
        None => None,
        Some("point" | ".") => Some(Decimal::Point),
        Some("comma" | ",") => Some(Decimal::Comma),
        Some(_) => return Err(choice("decimal")),
    };
    Ok(Wishes {
        format: command.format.clone(),
        mapping: command.map.as_ref().map(mapping).transpose()?,
        sheets: command.sheets.clone(),
        data: Some(command.data.data.clone()),
        answers: Answers {
            date_order,
            decimal,
            ..Answers::default()
        },
    })
}

fn mapping(path: &PathBuf) -> Result<Mapping> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::internal(format!("{}: {error}", path.display())))?;
    let said =
        |reason: Reason| Error::internal(format!("{}: {}", path.display(), reason.text(Lang::En)));
    parse(&text).map_err(said)
}

/// A line on standard error when it lasts: at most one a second.
fn progress(ctx: Ctx) -> impl FnMut(Step) + Send {
    let mut last = ctx.now();
    move |step: Step| {
        if ctx.now().0 - last.0 >= 1000 {
            last = ctx.now();
            eprintln!("{}: {} / {}", step.file, step.done, step.rows);
        }
    }
}

fn answer(report: &Report, ctx: &Ctx, json: bool) -> Result<()> {
    say(json, &report.json(ctx.lang), &lines(report, ctx.lang));
    match report.refused {
        true => Err(Error::state("imports.refused")),
        false => Ok(()),
    }
}

/// The report for people: a line per file, its first problems, the findings, the id for an undo.
fn lines(report: &Report, lang: Lang) -> String {
    let mut out = Vec::new();
    for file in &report.files {
        let counts = [
            ("created", file.created),
            ("changed", file.changed),
            ("unchanged", file.unchanged),
            ("rejected", file.rejected),
            ("skipped", file.skipped),
        ];
        let counts: Vec<String> = counts
            .iter()
            .map(|(key, n)| format!("{} {n}", ui::t(lang, &format!("imports.count.{key}"))))
            .collect();
        let format = file.format.as_deref().unwrap_or("?");
        out.push(format!("{} ({format}): {}", file.file, counts.join(", ")));
        for problem in &file.problems {
            let row = if problem.row > 0 {
                problem.row.to_string()
            } else {
                String::new()
            };
            let column = problem.column.as_deref().unwrap_or("");
            out.push(format!("  {row} {column} {}", problem.reason.text(lang)));
        }
    }
    for finding in &report.findings.0 {
        out.push(format!("  {} ({})", finding.text(lang), finding.rows));
    }
    if let Some(run) = &report.run {
        out.push(format!("{} {}", ui::t(lang, "imports.title"), run.id));
    }
    out.join("\n")
}

async fn undo(db: &Db, ctx: &Ctx, id: Id, json: bool) -> Result<()> {
    let undone = imports::undo(db, ctx, id).await?;
    let line = ui::tf(
        ctx.lang,
        "imports.undone_line",
        &[
            ("removed", &undone.removed),
            ("restored", &undone.restored),
            ("retracted", &undone.retracted),
            ("kept", &undone.kept.len()),
        ],
    );
    let mut data = serde_json::to_value(&undone)?;
    data["import_id"] = serde_json::json!(id);
    say(json, &data, &line);
    Ok(())
}
