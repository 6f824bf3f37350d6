//! Looking at files before anything is written: format, mapping, questions.

use std::path::PathBuf;

use ::store::Db;
use kernel::Result;
use org::settings::Company;

use super::super::formats;
use super::super::model::mapping::{Defaults, Mapping, bind, parse};
use super::super::model::reader::{Layout, header_fingerprint, look};
use super::super::model::{Answers, FileJob, FileProblem, Question, Reason, survey};
use super::super::store;
use super::opening::Opened;

/// A file as it was given.
#[derive(Clone, Debug)]
pub struct Given {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is called.
    pub name: String,
}

/// How the files are to be read.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Name of the format, for all files.
    pub format: Option<String>,
    /// A mapping for the files.
    pub mapping: Option<Mapping>,
    /// Answers given in advance.
    pub answers: Answers,
    /// Names of the sheets to take of a workbook; without any its first one with values.
    pub sheets: Vec<String>,
    /// The data folder: what is taken out of workbooks and contact cards lies in it until the import is done.
    pub data: Option<PathBuf>,
}

/// What a look at a file said.
#[derive(Debug)]
pub enum Looked {
    /// It can be imported.
    Ready(Box<FileJob>, Vec<String>),
    /// It can be imported when the questions are answered.
    Asks(Box<FileJob>, Vec<Question>),
    /// Its format is not known: a mapping is needed.
    Unknown,
    /// It cannot be taken.
    Refused(Reason),
}

/// Looks at every file, in the order given.
///
/// # Errors
/// As [`Db::rows`].
pub async fn look_at(db: &Db, files: &[Opened], wishes: &Wishes) -> Result<Vec<Looked>> {
    let house = org::settings::company(db).await?;
    let mut looked = Vec::with_capacity(files.len());
    for Opened {
        given: file,
        refused,
        ..
    } in files
    {
        if let Some(reason) = refused {
            looked.push(Looked::Refused(reason.clone()));
            continue;
        }
        let path = file.path.clone();
        let layout = tokio::task::spawn_blocking(move || look(&path)).await;
        let layout = match layout.map_err(kernel::Error::internal)? {
            Ok(layout) => layout,
            Err(problem) => {
                looked.push(Looked::Refused(problem.reason()));
                continue;
            }
        };
        let remembered = match wishes.mapping.is_none() && wishes.format.is_none() {
            true => store::mapping_of(db, &header_fingerprint(&layout.headers)).await?,
            false => None,
        };
        let (file, wishes, house) = (file.clone(), wishes.clone(), house.clone());
        let task = move || look_closer(&file, layout, &wishes, remembered, &house);
        let task = tokio::task::spawn_blocking(task).await;
        looked.push(task.map_err(kernel::Error::internal)?);
    }
    Ok(looked)
}

/// What amounts without a currency and times without an offset are in.
pub(super) fn usual(house: &Company) -> Defaults<'_> {
    Defaults {
        zone: &house.timezone,
        currency: &house.currency,
    }
}

/// Which mapping a file is read with, and which part of it.
pub(super) struct Choice {
    pub format: String,
    pub mapping: Mapping,
    pub part: usize,
    pub strict: bool,
}

fn look_closer(
    file: &Given,
    layout: Layout,
    wishes: &Wishes,
    remembered: Option<String>,
    house: &Company,
) -> Looked {
    let choice = match choose(&file.name, &layout, wishes, remembered) {
        Ok(Some(choice)) => choice,
        Ok(None) => return Looked::Unknown,
        Err(reason) => return Looked::Refused(reason),
    };
    match survey_with(file, layout, choice, &wishes.answers, house) {
        Ok(looked) => looked,
        Err(problem) => Looked::Refused(problem.reason()),
    }
}

fn choose(
    name: &str,
    layout: &Layout,
    wishes: &Wishes,
    remembered: Option<String>,
) -> std::result::Result<Option<Choice>, Reason> {
    if let Some(mapping) = &wishes.mapping {
        return from_mapping(mapping, layout, name).map(Some);
    }
    if let Some(wished) = &wishes.format {
        let format =
            formats::find(wished).ok_or_else(|| Reason::of_value("format_unknown", wished))?;
        return Ok(Some(shipped(format)));
    }
    if let Some(mapping) = remembered.and_then(|text| parse(&text).ok()) {
        return from_mapping(&mapping, layout, name).map(Some);
    }
    Ok(formats::recognise(layout).map(shipped))
}

pub(super) fn shipped(format: &formats::Format) -> Choice {
    Choice {
        format: format.name.to_owned(),
        mapping: format.mapping.clone(),
        part: 0,
        strict: false,
    }
}

pub(super) fn from_mapping(
    mapping: &Mapping,
    layout: &Layout,
    name: &str,
) -> std::result::Result<Choice, Reason> {
    let part = match mapping.files.as_slice() {
        [_] => Some(0),
        files => formats::recognise_file(mapping, layout)
            .and_then(|found| files.iter().position(|file| std::ptr::eq(file, found))),
    };
    let part = part.ok_or_else(|| Reason::of_value("mapping_no_file", name))?;
    Ok(Choice {
        format: mapping.title.clone(),
        mapping: mapping.clone(),
        part,
        strict: true,
    })
}

fn survey_with(
    file: &Given,
    layout: Layout,
    choice: Choice,
    answers: &Answers,
    house: &Company,
) -> std::result::Result<Looked, FileProblem> {
    let defaults = usual(house);
    let Choice {
        format,
        mapping,
        part,
        strict,
    } = choice;
    let Some(map) = mapping.files.get(part) else {
        return Err(FileProblem::refused("mapping_wrong"));
    };
    let plan = bind(&mapping, map, &layout, strict, &defaults)?;
    if !plan.is_useful() {
        return Err(Reason::of_value("format_does_not_fit", &format).into());
    }
    let found = survey(&file.path, &layout, &plan, answers)?;
    let unused = plan.unused.clone();
    let job = FileJob {
        path: file.path.clone(),
        name: file.name.clone(),
        format,
        mapping,
        part,
        strict,
        layout,
        conventions: found.conventions,
        rows: found.rows,
    };
    Ok(match found.questions.is_empty() {
        true => Looked::Ready(Box::new(job), unused),
        false => Looked::Asks(Box::new(job), found.questions),
    })
}

/// The plan of a job, with everything that is known about its columns.
///
/// # Errors
/// The reason, when the file no longer fits.
pub(super) fn plan_of(
    job: &FileJob,
    house: &Company,
) -> std::result::Result<super::super::model::mapping::Plan, Reason> {
    let defaults = usual(house);
    let map = job
        .mapping
        .files
        .get(job.part)
        .ok_or_else(|| Reason::new("mapping_wrong"))?;
    let mut plan = bind(&job.mapping, map, &job.layout, job.strict, &defaults)?;
    plan.adopt(&job.conventions);
    Ok(plan)
}
