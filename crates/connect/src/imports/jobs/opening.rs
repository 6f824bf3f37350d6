//! Opening files: a workbook or a file of contact cards becomes one file of values per table, a text stays
//! as it is.

use std::path::{Path, PathBuf};

use kernel::{Error, Result};

use super::super::model::tables::{Unfolded, holder, unfold};
use super::super::model::{FileProblem, Findings, Reason};
use super::prepare::Given;

/// Which tables of a workbook are taken.
#[derive(Clone, Debug)]
pub(super) enum Pick {
    /// All of them: a person sees them and removes what is not wanted.
    Every,
    /// Those of these names; without any the first one of each file.
    Named(Vec<String>),
}

/// A file of values, or the reason why it is none.
#[derive(Debug)]
pub(super) struct Opened {
    /// Where it lies and what it is called.
    pub given: Given,
    /// What to know of it beforehand.
    pub notes: Findings,
    /// Why nothing can be read of it.
    pub refused: Option<Reason>,
}

impl Opened {
    fn text(given: Given) -> Self {
        Self {
            given,
            notes: Findings::default(),
            refused: None,
        }
    }

    fn refused(given: Given, problem: &FileProblem) -> Self {
        Self {
            refused: Some(problem.reason()),
            ..Self::text(given)
        }
    }
}

/// Opens files in their order. What is taken out of them lies in the place, under the numbers behind those
/// of the files.
///
/// # Errors
/// Only when the work itself fails; what is wrong with a file is said of it.
pub(super) async fn open(files: Vec<Given>, place: PathBuf, pick: Pick) -> Result<Vec<Opened>> {
    let work = move || open_all(files, &place, &pick);
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)
}

fn open_all(files: Vec<Given>, place: &Path, pick: &Pick) -> Vec<Opened> {
    let mut number = files.len();
    let mut next = || {
        number += 1;
        place.join((number - 1).to_string())
    };
    let mut opened = Vec::new();
    for given in files {
        match tables_of(&given, place, &mut next) {
            Ok(None) => opened.push(Opened::text(given)),
            Ok(Some(unfolded)) => opened.extend(picked(&given, unfolded, pick)),
            Err(problem) => opened.push(Opened::refused(given, &problem)),
        }
    }
    opened
}

fn tables_of(
    given: &Given,
    place: &Path,
    next: &mut dyn FnMut() -> PathBuf,
) -> std::result::Result<Option<Unfolded>, FileProblem> {
    let Some(holder) = holder(&given.path)? else {
        return Ok(None);
    };
    std::fs::create_dir_all(place)?;
    unfold(&given.path, holder, next).map(Some)
}

/// The tables that are taken of a file, and on the first of them what was left out.
fn picked(given: &Given, unfolded: Unfolded, pick: &Pick) -> Vec<Opened> {
    let several = unfolded.tables.len() > 1;
    let mut left_out = unfolded.left_out;
    let mut opened: Vec<Opened> = Vec::new();
    for (at, table) in unfolded.tables.into_iter().enumerate() {
        let is_wanted = match pick {
            Pick::Every => true,
            Pick::Named(names) if names.is_empty() => at == 0 || !unfolded.are_sheets,
            Pick::Named(names) => !unfolded.are_sheets || names.contains(&table.name),
        };
        if !is_wanted {
            left_out.push(table.name);
            continue;
        }
        let name = match several && !table.name.is_empty() {
            true => format!("{} – {}", given.name, table.name),
            false => given.name.clone(),
        };
        let mut notes = table.findings;
        for note in &mut notes.0 {
            note.file.clone_from(&name);
        }
        let path = table.path;
        opened.push(Opened {
            notes,
            ..Opened::text(Given { path, name })
        });
    }
    match opened.first_mut() {
        Some(first) => left_out_of(first, &left_out),
        None => {
            let reason = Reason::of_value("sheet_missing", &left_out.join(", "));
            opened.push(Opened::refused(given.clone(), &reason.into()));
        }
    }
    opened
}

fn left_out_of(first: &mut Opened, names: &[String]) {
    for name in names {
        let file = first.given.name.clone();
        first.notes.add("sheet_left_out", &file, "", name, "", 1);
    }
}
