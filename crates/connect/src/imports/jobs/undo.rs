//! Taking an import back: records it made go, values it changed come back, touchpoints are retracted.
//! What someone else has touched since stays and is named.

use std::collections::HashSet;

use kernel::{Ctx, Error, Id, Result};
use store::{Db, Tx};

use super::super::model::fields::Kind;
use super::super::model::{Before, State, Step, Undone};
use super::super::store::{self as sql, Effect};
use super::follow::{Follow, Handled, Telling};
use super::kinds;

/// Records per transaction.
const PART: i64 = 500;

/// Takes an import back. Interrupted, it is finished by calling it again.
///
/// # Errors
/// `NotFound`; `Conflict` when it is undone already or has not ended.
pub async fn undo(db: &Db, ctx: &Ctx, id: Id) -> Result<Undone> {
    undo_followed(db, ctx, id, &mut Telling(&mut |_| {})).await
}

/// Takes an import back; `follow` hears how many records are done.
pub(super) async fn undo_followed(
    db: &Db,
    ctx: &Ctx,
    id: Id,
    follow: &mut dyn Follow,
) -> Result<Undone> {
    let run = sql::get(db, id).await?;
    let mut tx = db.begin(ctx).await?;
    if !sql::set_state(&mut tx, id, UNDOABLE, State::Undoing).await? {
        return Err(Error::state("imports.not_undoable"));
    }
    let records = sql::count_effects(&mut tx, id).await?;
    tx.commit().await?;
    let source = run
        .jobs
        .first()
        .map(|job| job.mapping.source.clone())
        .unwrap_or_default();
    // What an interrupted undo did counts; what it kept is looked at again.
    let mut undone = run.undone.unwrap_or_default();
    undone.kept.clear();
    let mut undoing = Undoing {
        import: (id, &source),
        begun: undone.removed + undone.restored,
        records,
        kept: HashSet::new(),
        undone,
        follow,
    };
    for kind in Kind::ALL.into_iter().rev() {
        take_back(db, ctx, kind, &mut undoing).await?;
    }
    let Undoing {
        kept, mut undone, ..
    } = undoing;
    for kind in ["stage", "pipeline"] {
        remove_stages(db, ctx, (id, &source), kind, &mut undone).await?;
    }
    undone.retracted += retract(db, ctx, id, &kept).await?;
    let mut tx = db.begin(ctx).await?;
    sql::save_undone(&mut tx, id, &undone).await?;
    sql::set_state(&mut tx, id, &[State::Undoing], State::Undone).await?;
    tx.commit().await?;
    Ok(undone)
}

/// The states from which an import can be taken back.
pub(super) const UNDOABLE: &[State] = &[
    State::Done,
    State::Failed,
    State::Running,
    State::Stopped,
    State::Undoing,
];

/// An undo under way.
struct Undoing<'a> {
    /// The import and its source.
    import: (Id, &'a str),
    /// Records that an interrupted attempt had done.
    begun: u64,
    /// Records to take back.
    records: u64,
    /// Records that stay.
    kept: HashSet<Id>,
    undone: Undone,
    follow: &'a mut dyn Follow,
}

impl Undoing<'_> {
    fn handled(&self) -> Handled {
        Handled {
            step: Step {
                file: String::new(),
                done: (self.undone.removed + self.undone.restored).saturating_sub(self.begun),
                rows: self.records,
            },
            refused: Vec::new(),
        }
    }
}

/// Goes through the records of a kind, newest first; those that others of the kind hang on are tried
/// again as long as something goes.
async fn take_back(db: &Db, ctx: &Ctx, kind: Kind, undoing: &mut Undoing<'_>) -> Result<()> {
    let (import, source) = undoing.import;
    loop {
        let mut below = Id(i64::MAX);
        let mut stuck = Vec::new();
        let mut progress = false;
        loop {
            let mut tx = db.begin(ctx).await?;
            tx.belongs_to_import(import, source);
            let effects = sql::effects_before(&mut tx, import, kind.key(), below, PART).await?;
            let Some(last) = effects.last() else { break };
            below = last.record_id;
            let fresh: Vec<Effect> = effects
                .into_iter()
                .filter(|e| !undoing.kept.contains(&e.record_id))
                .collect();
            let left = part(&mut tx, import, kind, &fresh, &mut undoing.undone).await?;
            sql::save_undone(&mut tx, import, &undoing.undone).await?;
            tx.commit().await?;
            undoing.follow.hear(undoing.handled()).await?;
            progress |= left.len() < fresh.len();
            stuck.extend(left);
        }
        if stuck.is_empty() || !progress {
            undoing.kept.extend(&stuck);
            undoing
                .undone
                .kept
                .extend(stuck.into_iter().map(|id| (kind.key().to_owned(), id)));
            return Ok(());
        }
    }
}

/// Takes back some effects; answers the records that stay for now.
async fn part(
    tx: &mut Tx,
    import: Id,
    kind: Kind,
    effects: &[Effect],
    undone: &mut Undone,
) -> Result<Vec<Id>> {
    let ids: Vec<Id> = effects.iter().map(|e| e.record_id).collect();
    let versions = sql::versions(tx, kind, &ids).await?;
    let untouched = |e: &&Effect| versions.get(&e.record_id) == Some(&e.after_version);
    let gone = |e: &&Effect| !versions.contains_key(&e.record_id);
    let made: Vec<Id> = effects
        .iter()
        .filter(|e| e.action == "created")
        .filter(untouched)
        .map(|e| e.record_id)
        .collect();
    let used = kinds::remove(tx, kind, import, &made).await?;
    let mut left = Vec::new();
    let mut over = Vec::new();
    for effect in effects {
        let before: Before = match &effect.before {
            Some(text) => serde_json::from_str(text)?,
            None => Before::default(),
        };
        let id = effect.record_id;
        if gone(&effect) {
            over.push(id);
        } else if !untouched(&effect) || used.contains(&id) {
            left.push(id);
            continue;
        } else if effect.action == "created" {
            undone.removed += 1;
            over.push(id);
        } else {
            kinds::put_back(tx, kind, id, &before.fields).await?;
            undone.restored += 1;
            over.push(id);
        }
        forget(tx, kind, &before).await?;
    }
    sql::drop_effects(tx, import, kind.key(), &over).await?;
    Ok(left)
}

/// The imported state is what it was before.
async fn forget(tx: &mut Tx, kind: Kind, before: &Before) -> Result<()> {
    match &before.imported {
        Some((hash, spelled)) => {
            sql::restore(
                tx,
                kind.key(),
                &before.source,
                &before.source_id,
                hash,
                spelled,
            )
            .await
        }
        None => sql::forget(tx, kind.key(), &before.source, &before.source_id).await,
    }
}

async fn remove_stages(
    db: &Db,
    ctx: &Ctx,
    (import, source): (Id, &str),
    kind: &'static str,
    undone: &mut Undone,
) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    tx.belongs_to_import(import, source);
    let effects = sql::effects_before(&mut tx, import, kind, Id(i64::MAX), 10_000).await?;
    for effect in effects {
        let went = match kind {
            "stage" => customers::pipelines::remove_stage(&mut tx, effect.record_id).await?,
            _ => customers::pipelines::remove(&mut tx, effect.record_id).await?,
        };
        if went {
            undone.removed += 1;
            sql::drop_effects(&mut tx, import, kind, &[effect.record_id]).await?;
        } else {
            undone.kept.push((kind.to_owned(), effect.record_id));
        }
    }
    tx.commit().await
}

/// Retracts the touchpoints of the import, except those of records that stay.
async fn retract(db: &Db, ctx: &Ctx, import: Id, kept: &HashSet<Id>) -> Result<u64> {
    let mut retracted = 0;
    let mut after = Id(0);
    loop {
        let mut tx = db.begin(ctx).await?;
        let found = sql::touchpoints_of(&mut tx, import, after, PART).await?;
        let Some((last, ..)) = found.last() else {
            return Ok(retracted);
        };
        after = *last;
        let stays = |of: &[Option<Id>]| {
            of.iter()
                .flatten()
                .next()
                .is_some_and(|id| kept.contains(id))
        };
        let ids = found
            .into_iter()
            .filter(|(_, deal, record, company)| !stays(&[*deal, *record, *company]));
        for (id, ..) in ids {
            tx.retract(id, "import").await?;
            retracted += 1;
        }
        tx.commit().await?;
    }
}
