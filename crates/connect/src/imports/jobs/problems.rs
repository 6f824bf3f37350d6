//! The rows that were not taken, as a CSV with the reason beside each.

use kernel::{Lang, Result};
use store::Db;

use super::super::model::{Reason, Run};
use super::super::store::problems_of;

const AT_ONCE: i64 = 1_000;

/// File, row, column and reason of every problem of a run.
///
/// # Errors
/// As the store.
pub async fn problems_csv(db: &Db, run: &Run, lang: Lang) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let heads =
        ["file", "row", "column", "reason"].map(|key| ui::t(lang, &format!("imports.csv.{key}")));
    csv.write_record(heads).map_err(kernel::Error::internal)?;
    for (at, file) in run.files.iter().enumerate() {
        let mut after = 0;
        loop {
            let kept = problems_of(db, run.id, at, after, AT_ONCE).await?;
            let Some(last) = kept.last() else { break };
            after = last.row;
            for problem in &kept {
                let row = problem.row.to_string();
                let column = crate::exports::disarm(problem.header.as_deref().unwrap_or(""));
                let reason = serde_json::from_str::<Reason>(&problem.reason)?.text(lang);
                csv.write_record([file.file.as_str(), &row, &column, &reason])
                    .map_err(kernel::Error::internal)?;
            }
        }
    }
    csv.into_inner()
        .map_err(|error| kernel::Error::internal(error.to_string()))
}
