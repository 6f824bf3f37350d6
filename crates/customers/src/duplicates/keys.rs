//! Keys of people, written in the transaction that changes the person.

use analysis::identity::LOOKUP_VERSION;
use kernel::{Ctx, Id, Result};
use store::{Db, Tx};

use super::jobs::{KEYS, ask_for_search};
use super::store::{self as sql, Card};

/// Writes the keys of new people; `value` reads a field of the person at a place.
///
/// # Errors
/// As [`Tx::insert_many`].
pub async fn keep_new<'a>(
    tx: &mut Tx,
    people: impl Iterator<Item = (Id, &'a crate::fields::Spelled)>,
) -> Result<()> {
    let mut rows = Vec::new();
    for (id, values) in people {
        let card = Card::of_fields(id, |field| values.get(field).map(str::to_owned));
        rows.extend(card.keys(false).into_iter().map(|key| (key, id)));
    }
    sql::write_keys(tx, rows).await
}

/// Puts the keys of a changed person in the place of those it had.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn keep_changed(
    tx: &mut Tx,
    id: Id,
    before: impl Fn(&str) -> Option<String>,
    after: impl Fn(&str) -> Option<String>,
) -> Result<()> {
    let old = Card::of_fields(id, before).keys(false);
    let new = Card::of_fields(id, after).keys(false);
    let gone: Vec<i64> = old
        .iter()
        .filter(|key| !new.contains(key))
        .copied()
        .collect();
    sql::drop_keys(tx, id, &gone).await?;
    let come = new.into_iter().filter(|key| !old.contains(key));
    sql::write_keys(tx, come.map(|key| (key, id)).collect()).await
}

/// At the start of the program: where people were written by an older one, or by nobody's rules, their
/// keys are made in the background.
///
/// # Errors
/// As the database.
pub async fn prepare(db: &Db, ctx: &Ctx) -> Result<()> {
    if db.setting::<u32>(KEYS).await? == Some(LOOKUP_VERSION) {
        return Ok(());
    }
    let nobody = sql::people_after(db, Id(0), 1).await?.is_empty();
    let mut tx = db.begin(ctx).await?;
    match nobody {
        true => tx.note_setting(KEYS, &LOOKUP_VERSION).await.map(drop)?,
        false => ask_for_search(&mut tx, ctx.now()).await?,
    }
    tx.commit().await
}

/// After people were written past this slice (the demo company): makes all keys, and compares everybody.
///
/// # Errors
/// As the database.
pub async fn search_anew(db: &Db, ctx: &Ctx) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    tx.note_setting(KEYS, &0).await?;
    ask_for_search(&mut tx, ctx.now()).await?;
    tx.commit().await
}
