//! One chunk of a file: which rows are new, changed, the same or not to be taken, and writing them.

mod effects;
mod fates;
mod findings;
mod write;

pub(super) use effects::note;

use kernel::{Id, Result};
use org::departments::Department;
use store::{Tx, Value, fold_name, params};

use super::super::model::mapping::{Missing, Plan, Reference, Row};
use super::super::model::spell::{Spelled, created_at, hash, spell};
use super::super::model::{Problem, Run};
use super::feed::Chunk;
use super::kinds::{Author, Ready, Stages};
use super::resolve::Resolver;

use fates::Fate;

/// What the rows of a file are written with.
pub(super) struct Work {
    /// How rows become records.
    pub plan: std::sync::Arc<Plan>,
    /// Number of the file in the run.
    pub file: usize,
    /// Which import writes.
    pub author: Author,
    /// Nothing is kept.
    pub dry: bool,
    /// Records of this file are named in it or in a later one.
    pub is_named: bool,
    /// The departments, for members.
    pub departments: Vec<Department>,
}

/// A row on its way.
struct Item {
    row: Row,
    cells: Vec<String>,
    ready: Ready,
    hash: String,
    fate: Fate,
}

/// Handles one chunk within the transaction; the run's counts and findings grow. Answers the rows that
/// were refused, for the table of problems.
pub(super) async fn handle(
    tx: &mut Tx,
    work: &Work,
    resolver: &mut Resolver,
    run: &mut Run,
    chunk: Chunk,
) -> Result<Vec<Vec<Value>>> {
    let mut rejected = chunk.rejected;
    resolver.refresh();
    let mut stages = Stages::load(tx).await?;
    let mut items = settle(tx, work, resolver, &mut stages, chunk.rows).await?;
    findings::note(work, resolver, &items, run);
    fates::decide(tx, work, run.id, &mut items).await?;
    fates::refuse(work, &mut items, &mut rejected);
    let made = std::mem::take(&mut resolver.made);
    findings::note_made(work, &made, run);
    if work.dry {
        findings::note_known(tx, work, &items, run).await?;
    }
    let done = match work.dry {
        true => write::pretend(work, resolver, &items),
        false => write::write(tx, work, resolver, run, &mut items, &made, &stages.added).await?,
    };
    if let Some(outcome) = run.files.get_mut(work.file) {
        outcome.created += done.created;
        outcome.changed += done.changed;
        outcome.unchanged += done.unchanged;
        outcome.rejected += rejected.len() as u64;
        outcome.skipped += chunk.skipped;
        for (problems, _) in &rejected {
            outcome.note(problems);
        }
    }
    run.stands_at.file = work.file;
    run.stands_at.row = chunk.last;
    problem_rows(run.id, work.file, &rejected)
}

/// Finds what the rows name and brings them into the spelling of their slice.
async fn settle(
    tx: &mut Tx,
    work: &Work,
    resolver: &mut Resolver,
    stages: &mut Stages,
    rows: Vec<(Row, Vec<String>)>,
) -> Result<Vec<Item>> {
    let kind = work.plan.kind;
    let mut links: Vec<Reference> = rows
        .iter()
        .flat_map(|(row, _)| row.references.clone())
        .collect();
    // A link to the same kind may lead to a later row: nothing is made for it before the file has ended.
    for link in links.iter_mut().filter(|l| l.kind == kind) {
        link.missing = Missing::Report;
    }
    let links: Vec<&Reference> = links.iter().collect();
    resolver.look_for(tx, &links).await?;
    let mut items = Vec::with_capacity(rows.len());
    for (row, cells) in rows {
        let mut spelled = spell(kind, &row, |link| resolver.target(link).id());
        if spelled.contains_key("state") {
            stages.place(tx, &mut spelled, &work.plan.stages).await?;
        }
        department(work, &mut spelled);
        let ready = Ready {
            key: row.key.clone(),
            created_at: created_at(&row),
            spelled,
        };
        let hash = hash(&ready.spelled);
        items.push(Item {
            row,
            cells,
            ready,
            hash,
            fate: Fate::Same,
        });
    }
    Ok(items)
}

/// A department by its key or one of its names.
fn department(work: &Work, spelled: &mut Spelled) {
    let Some(name) = spelled.remove("department") else {
        return;
    };
    let folded = fold_name(&name);
    let fits = |d: &&Department| {
        [&d.key, &d.name_de, &d.name_en]
            .iter()
            .any(|n| fold_name(n) == folded)
    };
    if let Some(found) = work.departments.iter().find(fits) {
        spelled.insert("department_id".to_owned(), found.id.to_string());
    }
}

fn problem_rows(
    import: Id,
    file: usize,
    rejected: &[(Vec<Problem>, Vec<String>)],
) -> Result<Vec<Vec<Value>>> {
    let mut rows = Vec::with_capacity(rejected.len());
    for (problems, cells) in rejected {
        for (problem, position) in problems.iter().zip(0_i64..) {
            let cells = match position {
                0 => Some(serde_json::to_string(cells)?),
                _ => None,
            };
            rows.push(params![
                import,
                file,
                problem.row as i64,
                position,
                problem.column.clone(),
                serde_json::to_string(&problem.reason)?,
                cells
            ]);
        }
    }
    Ok(rows)
}
