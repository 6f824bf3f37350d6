//! Writing the records of a chunk and what the undo needs.

use kernel::{Error, Id, Result};
use store::{Tx, Value, params};

use super::super::super::model::fields::Kind;
use super::super::super::model::mapping::Reference;
use super::super::super::model::spell::{Spelled, differing, hash, spell};
use super::super::super::model::{Before, Run};
use super::super::super::store as sql;
use super::super::kinds::{self, Fore, Ready};
use super::super::resolve::Resolver;
use super::effects::{before_of, note, note_others};
use super::fates::Fate;
use super::{Item, Work};

/// How many rows made, changed or left their record.
#[derive(Default)]
pub(super) struct Done {
    pub created: u64,
    pub changed: u64,
    pub unchanged: u64,
}

/// Counts what would happen, and remembers what would be there.
pub(super) fn pretend(work: &Work, resolver: &mut Resolver, items: &[Item]) -> Done {
    let mut done = Done::default();
    for item in items {
        match &item.fate {
            Fate::New => done.created += 1,
            Fate::Changed(_, before) => {
                let new = differing(before.as_ref().map(|(_, s)| s), &item.ready.spelled);
                match new.is_empty() {
                    true => done.unchanged += 1,
                    false => done.changed += 1,
                }
            }
            Fate::Same | Fate::Met(_) => done.unchanged += 1,
            Fate::Duplicate(_) | Fate::Refused => continue,
        }
        if !work.is_named {
            continue;
        }
        let name = item.ready.spelled.get("name").map(String::as_str);
        resolver.learn(work.plan.kind, Id(0), &item.ready.key, name);
    }
    done
}

/// Writes records, effects and the imported state.
pub(super) async fn write(
    tx: &mut Tx,
    work: &Work,
    resolver: &mut Resolver,
    run: &mut Run,
    items: &mut [Item],
    made: &[(Kind, Id, String)],
    added: &[(&'static str, Id)],
) -> Result<Done> {
    let mut done = Done::default();
    let mut written: Vec<(usize, Id)> = create(tx, work, resolver, items).await?;
    done.created = written.len() as u64;
    let mut effects: Vec<(Id, Before, bool)> = written
        .iter()
        .map(|(at, id)| (*id, before_of(work, &items[*at], Fore::new(), None), true))
        .collect();
    for (at, item) in items.iter().enumerate() {
        match &item.fate {
            Fate::Changed(id, before) => {
                written.push((at, *id));
                // Who was merged is remembered as what the source knows; the survivor is changed.
                let id = kinds::current(tx, work.plan.kind, *id).await?;
                let fore = change(tx, work, run, item, id, before.as_ref().map(|(_, s)| s)).await?;
                match fore {
                    Some(fore) => {
                        done.changed += 1;
                        effects.push((id, before_of(work, item, fore, before.as_ref()), false));
                    }
                    None => done.unchanged += 1,
                }
            }
            Fate::Met(id) => {
                written.push((at, *id));
                done.unchanged += 1;
            }
            Fate::Same => done.unchanged += 1,
            Fate::New | Fate::Duplicate(_) | Fate::Refused => {}
        }
    }
    note(tx, work.author.import, work.plan.kind, effects).await?;
    note_others(tx, work, made, added).await?;
    remember(tx, work, items, &written).await?;
    pending(tx, work, resolver, items, &written).await?;
    Ok(done)
}

/// Makes the new records, those first that others of the chunk belong to.
async fn create(
    tx: &mut Tx,
    work: &Work,
    resolver: &mut Resolver,
    items: &mut [Item],
) -> Result<Vec<(usize, Id)>> {
    let kind = work.plan.kind;
    let mut written = Vec::new();
    let is_new = |item: &Item| matches!(item.fate, Fate::New);
    let mut rest: Vec<usize> = (0..items.len()).filter(|at| is_new(&items[*at])).collect();
    while !rest.is_empty() {
        let names: Vec<(String, Option<String>)> = rest
            .iter()
            .map(|at| {
                (
                    items[*at].ready.key.clone(),
                    items[*at].ready.spelled.get("name").cloned(),
                )
            })
            .collect();
        let waits = |at: &usize| {
            open_links(work, resolver, &items[*at])
                .any(|link| names.iter().any(|n| is_named(link, n)))
        };
        let (later, mut now): (Vec<usize>, Vec<usize>) = rest.iter().partition(|at| waits(at));
        rest = if now.is_empty() {
            Vec::new()
        } else {
            later.clone()
        };
        if now.is_empty() {
            now = later;
        }
        let ready: Vec<&Ready> = now.iter().map(|at| &items[*at].ready).collect();
        let ids = kinds::create(tx, kind, &work.author, &ready).await?;
        for (at, id) in now.iter().zip(&ids) {
            let name = items[*at].ready.spelled.get("name").map(String::as_str);
            resolver.learn(kind, *id, &items[*at].ready.key, name);
            written.push((*at, *id));
        }
        for at in &rest {
            respell(work, resolver, &mut items[*at]);
        }
    }
    Ok(written)
}

/// Links to the same kind that lead nowhere yet.
fn open_links<'a>(
    work: &'a Work,
    resolver: &'a Resolver,
    item: &'a Item,
) -> impl Iterator<Item = &'a Reference> {
    let kind = work.plan.kind;
    item.row
        .references
        .iter()
        .filter(move |l| l.kind == kind && resolver.target(l).id().is_none())
}

fn is_named(link: &Reference, (key, name): &(String, Option<String>)) -> bool {
    let folded = store::fold_name(&link.value);
    link.value == *key
        || name
            .as_deref()
            .is_some_and(|n| store::fold_name(n) == folded)
}

/// Links of a row that were settled by what the chunk made.
fn respell(work: &Work, resolver: &Resolver, item: &mut Item) {
    let again = spell(work.plan.kind, &item.row, |link| resolver.target(link).id());
    for (field, value) in again {
        item.ready.spelled.entry(field).or_insert(value);
    }
    item.hash = hash(&item.ready.spelled);
}

/// Changes one record; `None` when it has these values already or is gone.
async fn change(
    tx: &mut Tx,
    work: &Work,
    run: &mut Run,
    item: &Item,
    id: Id,
    before: Option<&Spelled>,
) -> Result<Option<Fore>> {
    let new = differing(before, &item.ready.spelled);
    match kinds::change(tx, work.plan.kind, id, &new, &item.ready.spelled).await {
        Ok(fore) => Ok((!fore.is_empty()).then_some(fore)),
        Err(Error::NotFound(_) | Error::Conflict(_)) => {
            let file = run
                .files
                .get(work.file)
                .map(|f| f.file.clone())
                .unwrap_or_default();
            run.findings.add("gone", &file, "", &item.ready.key, "", 1);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn remember(tx: &mut Tx, work: &Work, items: &[Item], written: &[(usize, Id)]) -> Result<()> {
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(written.len());
    for (at, id) in written {
        let item = &items[*at];
        rows.push(params![
            work.plan.kind.key(),
            &work.author.source,
            &item.ready.key,
            *id,
            &item.hash,
            serde_json::to_string(&item.ready.spelled)?,
            work.author.import,
            work.file,
            item.row.row as i64
        ]);
    }
    sql::write(tx, rows).await
}

/// Keeps the links that may lead to a later row of the file.
async fn pending(
    tx: &mut Tx,
    work: &Work,
    resolver: &Resolver,
    items: &[Item],
    written: &[(usize, Id)],
) -> Result<()> {
    let mut rows = Vec::new();
    for (at, id) in written {
        let item = &items[*at];
        for link in open_links(work, resolver, item) {
            let kept = serde_json::to_string(&(&item.ready.key, link))?;
            let row = item.row.row as i64;
            rows.push(params![
                work.author.import,
                work.file,
                row,
                work.plan.kind.key(),
                *id,
                kept
            ]);
        }
    }
    sql::add_pending(tx, rows).await
}
