//! The answer to whether a change works: counted month by month, kept as long as nothing behind it changes.

use std::collections::HashMap;
use std::sync::Arc;

use ::store::Db;
use kernel::{Date, Id, Millis, Result};
use org::web::App;
use tokio::sync::Mutex;

use super::model::{Answer, Change, Counted, first_after, spans};
use super::store::{Window, counted};
use crate::effects::{Version, version};

/// Answers that are kept.
const MOST_KEPT: usize = 200;

/// What an answer was made from: equal grounds have equal answers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ground {
    data: Version,
    change: i64,
    today: Date,
    zone: String,
    departments: Vec<Id>,
}

/// Answers in memory, one for each change.
#[derive(Default)]
pub(crate) struct Kept {
    answers: Mutex<HashMap<Id, (Ground, Arc<Answer>)>>,
}

/// The answer as it is now; worked out when something behind it changed.
pub(crate) async fn kept(app: &App, change: &Change, now: Millis) -> Result<Arc<Answer>> {
    let zone = org::settings::company(app.db()).await?.timezone;
    let ground = Ground {
        data: version(app.db()).await?,
        change: change.version,
        today: now.date_in(&zone),
        zone,
        departments: counted_as(app.db(), change).await?,
    };
    let kept = app.plugged::<Kept>();
    if let Some(kept) = &kept
        && let Some((of, found)) = kept.answers.lock().await.get(&change.id)
        && *of == ground
    {
        return Ok(found.clone());
    }
    let found = Arc::new(answer(app.db(), now, (&ground.zone, &ground.departments), change).await?);
    if let Some(kept) = kept {
        let mut answers = kept.answers.lock().await;
        if answers.len() >= MOST_KEPT {
            answers.clear();
        }
        answers.insert(change.id, (ground, found.clone()));
    }
    Ok(found)
}

/// The departments whose months are counted: those that changed. When one of them is too small to be shown
/// alone, all that are shown together with it are counted too, so that no two changes give it away.
pub(crate) async fn counted_as(db: &Db, change: &Change) -> Result<Vec<Id>> {
    let house = org::settings::company(db).await?;
    let together = org::departments::together(db, &house).await?;
    let mut counted = change.draft.departments.clone();
    if counted.iter().any(|id| together.holds(Some(*id))) {
        counted.extend(together.departments);
        counted.sort_unstable();
        counted.dedup();
    }
    Ok(counted)
}

/// Counts the months around a change and compares them.
pub(crate) async fn answer(
    db: &Db,
    now: Millis,
    (zone, departments): (&str, &[Id]),
    change: &Change,
) -> Result<Answer> {
    let about = change.about()?;
    let compares = about.compares && !departments.is_empty();
    let mut months = Vec::new();
    for span in spans(change.draft.day, now, zone) {
        let window = Window {
            from: span.from,
            until: span.until,
            departments,
            now,
            zone,
        };
        let (own, others) = counted(db, about.reads, &window).await?;
        months.push(Counted {
            span,
            own,
            others: compares.then_some(others),
        });
    }
    Ok(Answer::of(about, months, first_after(change.draft.day)))
}
