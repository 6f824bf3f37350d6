//! The questions behind contribution: names of rows, kept runs, touchpoints of one journey.

mod costs;
mod rows;
mod run;
mod shown;

use ::store::Db;
use kernel::{Id, Result};

use crate::effects::{Dimension, Log};

pub use costs::costs;
pub(crate) use costs::{Paid, paid};
pub use rows::places;
pub use run::{Run, keep, kept, known, runs};
pub(crate) use shown::{Shown, deal, names, taking_part, touchpoints};

/// The keys of each department code of the log and of those that it continues; nothing for other
/// dimensions.
///
/// # Errors
/// As [`Db::rows`].
pub async fn lines_of_departments(
    db: &Db,
    log: &Log,
    dimension: Dimension,
) -> Result<Vec<Vec<String>>> {
    if dimension != Dimension::Department {
        return Ok(Vec::new());
    }
    let lines = org::departments::lineages(db).await?;
    let line = |id: &Id| lines.get(id).cloned().unwrap_or_default();
    Ok(log.names.departments.iter().map(line).collect())
}
