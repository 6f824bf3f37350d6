//! A first look at the values of a file.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Layout, Line, Record};
use crate::imports::model::FileProblem;
use crate::imports::model::values::tidy;

/// Different values shown of each column.
const SHOWN: usize = 3;
/// Rows that are looked at for them.
const ROWS: usize = 500;
/// Characters of a value that are shown.
const LENGTH: usize = 60;

/// The first different values of each column.
///
/// # Errors
/// When the file cannot be read.
pub fn samples(path: &Path, layout: &Layout) -> Result<Vec<Vec<String>>, FileProblem> {
    let mut found: Vec<Vec<String>> = vec![Vec::new(); layout.headers.len()];
    each_row(path, layout, ROWS, |record| {
        for (at, values) in found.iter_mut().enumerate() {
            let short: String = tidy(record.get(at)).chars().take(LENGTH).collect();
            if values.len() < SHOWN && !short.is_empty() && !values.contains(&short) {
                values.push(short);
            }
        }
        true
    })?;
    Ok(found)
}

/// The different values of a column in the order in which they come, at most `limit`.
///
/// # Errors
/// When the file cannot be read.
pub fn distinct(
    path: &Path,
    layout: &Layout,
    column: usize,
    limit: usize,
) -> Result<Vec<String>, FileProblem> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    each_row(path, layout, usize::MAX, |record| {
        let value = tidy(record.get(column));
        if !value.is_empty() && seen.insert(value.to_lowercase()) {
            found.push(value.chars().take(LENGTH * 2).collect());
        }
        found.len() < limit
    })?;
    Ok(found)
}

/// Calls for each row until it answers `false`.
fn each_row(
    path: &Path,
    layout: &Layout,
    limit: usize,
    mut see: impl FnMut(&Record) -> bool,
) -> Result<(), FileProblem> {
    let mut reader = layout.open(path)?;
    let mut record = Record::default();
    let mut rows = 0;
    while let Some(line) = reader.next(&mut record)? {
        if line != Line::Row {
            continue;
        }
        rows += 1;
        if !see(&record) || rows >= limit {
            break;
        }
    }
    Ok(())
}
