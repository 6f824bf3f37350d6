//! An import in one call, as the command line makes it: look, refuse or run, report.

use std::path::PathBuf;

use kernel::{Ctx, Id, Lang, Result};
use serde_json::{Value, json};
use store::Db;

use super::super::model::reader::header_fingerprint;
use super::super::model::{FileJob, FileOutcome, Findings, Problem, Run, Step};
use super::super::store::remember_mapping;
use super::opening::{Opened, Pick, open};
use super::prepare::{Given, Looked, Wishes, look_at};
use super::run::{dry_run, start, work_off};
use super::uploads::{clean, folder_in};

/// What an import in one call did.
#[derive(Debug)]
pub struct Report {
    /// The run, unless nothing was begun.
    pub run: Option<Run>,
    /// Every file and what became of it.
    pub files: Vec<FileOutcome>,
    /// What to know.
    pub findings: Findings,
    /// Nothing was written: a dry run, or a file that could not be taken.
    pub refused: bool,
}

impl Report {
    /// The report for machines.
    #[must_use]
    pub fn json(&self, lang: Lang) -> Value {
        let run = self.run.as_ref();
        json!({
            "import_id": run.map(|r| r.id),
            "files": self.files.iter().map(|f| file_json(f, lang)).collect::<Vec<_>>(),
            "findings": findings_json(&self.findings, lang),
        })
    }
}

/// One file as the command line and the API say it.
#[must_use]
pub fn file_json(file: &FileOutcome, lang: Lang) -> Value {
    json!({
        "file": file.file,
        "format": file.format,
        "rows": file.rows,
        "created": file.created,
        "changed": file.changed,
        "unchanged": file.unchanged,
        "rejected": file.rejected,
        "skipped": file.skipped,
        "problems": file.problems.iter().map(|p| p.json(lang)).collect::<Vec<_>>(),
    })
}

/// The findings as the command line and the API say them.
#[must_use]
pub fn findings_json(findings: &Findings, lang: Lang) -> Vec<Value> {
    let one = |f: &super::super::model::Finding| {
        json!({
            "kind": f.kind,
            "file": f.file,
            "column": f.column,
            "value": f.value,
            "taken": f.taken,
            "rows": f.rows,
            "text": f.text(lang),
        })
    };
    findings.0.iter().map(one).collect()
}

/// Files in their folder under their names.
#[must_use]
pub fn given(paths: &[PathBuf]) -> Vec<Given> {
    let name = |path: &PathBuf| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    paths
        .iter()
        .map(|path| Given {
            name: name(path),
            path: path.clone(),
        })
        .collect()
}

/// Imports the files. When one of them cannot be taken or asks something, nothing is imported.
///
/// # Errors
/// As the slices.
pub async fn import(
    db: &Db,
    ctx: &Ctx,
    files: &[Given],
    wishes: &Wishes,
    dry: bool,
    progress: &mut (dyn FnMut(Step) + Send),
) -> Result<Report> {
    let id = ctx.id();
    let report = import_as(id, db, ctx, files, wishes, dry, progress).await?;
    clean(&data_of(wishes)?, id);
    Ok(report)
}

async fn import_as(
    id: Id,
    db: &Db,
    ctx: &Ctx,
    files: &[Given],
    wishes: &Wishes,
    dry: bool,
    progress: &mut (dyn FnMut(Step) + Send),
) -> Result<Report> {
    let files = opened(id, files, wishes).await?;
    let looked = look_at(db, &files, wishes).await?;
    let mut findings = Findings::default();
    let mut outcomes = Vec::new();
    let mut jobs = Vec::new();
    for (file, looked) in files.iter().zip(looked) {
        findings.take(file.notes.clone());
        outcomes.push(outcome(&file.given, &looked));
        if let Looked::Ready(job, unused) = looked {
            note_layout(&mut findings, &job, &unused);
            jobs.push(*job);
        }
    }
    if jobs.len() < files.len() {
        return Ok(Report {
            run: None,
            files: outcomes,
            findings,
            refused: true,
        });
    }
    let run = match dry {
        true => dry_run(db, ctx, jobs, findings, progress).await?,
        false => {
            remember(db, ctx, &jobs, wishes).await?;
            start(db, ctx, id, jobs, findings).await?;
            work_off(db, ctx, id, progress).await?
        }
    };
    let findings = run.findings.clone();
    let files = in_order(&files, &run.files);
    Ok(Report {
        run: (!dry).then_some(run),
        files,
        findings,
        refused: false,
    })
}

/// The files with the tables that are taken out of them.
async fn opened(id: Id, files: &[Given], wishes: &Wishes) -> Result<Vec<Opened>> {
    let data = data_of(wishes)?;
    let pick = Pick::Named(wishes.sheets.clone());
    open(files.to_vec(), folder_in(&data, id), pick).await
}

/// The data folder in full: an import may go on from another folder.
fn data_of(wishes: &Wishes) -> Result<PathBuf> {
    match &wishes.data {
        Some(data) => Ok(std::path::absolute(data)?),
        None => Ok(std::env::temp_dir()),
    }
}

/// A mapping that was given is remembered for files with the same columns.
async fn remember(db: &Db, ctx: &Ctx, jobs: &[FileJob], wishes: &Wishes) -> Result<()> {
    if wishes.mapping.is_none() {
        return Ok(());
    }
    let mut tx = db.begin(ctx).await?;
    for job in jobs {
        let columns = header_fingerprint(&job.layout.headers);
        remember_mapping(&mut tx, &columns, &job.format, &job.mapping.to_toml()?).await?;
    }
    tx.commit().await
}

/// What became of the files, in the order in which they were given.
fn in_order(files: &[Opened], outcomes: &[FileOutcome]) -> Vec<FileOutcome> {
    let place = |o: &FileOutcome| files.iter().position(|f| f.given.name == o.file);
    let mut sorted = outcomes.to_vec();
    sorted.sort_by_key(place);
    sorted
}

fn outcome(file: &Given, looked: &Looked) -> FileOutcome {
    let refused = |reason| FileOutcome::refused(&file.name, reason);
    match looked {
        Looked::Refused(reason) => refused(reason.clone()),
        Looked::Unknown => refused(super::super::model::Reason::new("not_recognised")),
        Looked::Ready(job, _) => known(file, job),
        Looked::Asks(job, questions) => {
            let mut outcome = known(file, job);
            let problem = |q: &super::super::model::Question| Problem {
                row: 0,
                column: Some(q.column.clone()),
                reason: q.reason(),
            };
            outcome.problems = questions.iter().map(problem).collect();
            outcome
        }
    }
}

fn known(file: &Given, job: &super::super::model::FileJob) -> FileOutcome {
    FileOutcome {
        file: file.name.clone(),
        format: Some(job.format.clone()),
        rows: job.rows,
        ..FileOutcome::default()
    }
}

/// Columns that are not taken and lines before the header are worth knowing.
pub(in super::super) fn note_layout(
    findings: &mut Findings,
    job: &super::super::model::FileJob,
    unused: &[String],
) {
    for column in unused {
        findings.add("column_left_out", &job.name, column, "", "", job.rows);
    }
    if job.layout.header_row > 1 {
        findings.add("preamble", &job.name, "", "", "", job.layout.header_row - 1);
    }
}
