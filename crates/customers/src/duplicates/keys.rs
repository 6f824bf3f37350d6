//! Keys of records, written in the transaction that changes the record.

use analysis::identity::LOOKUP_VERSION;
use kernel::{Ctx, Id, Result};
use store::{Db, Tx};

use super::jobs::ask_for_search;
use super::store as sql;
use super::twin::{Kind, Twin, of_kind};

/// Writes the keys of new records.
///
/// # Errors
/// As [`Tx::insert_many`].
pub async fn keep_new<'a, T: Twin>(
    tx: &mut Tx,
    new: impl Iterator<Item = (Id, &'a crate::fields::Spelled)>,
) -> Result<()> {
    let mut rows = Vec::new();
    for (id, values) in new {
        let card = T::card(id, |field| values.get(field).map(str::to_owned));
        rows.extend(card.keys().into_iter().map(|key| (key, id)));
    }
    sql::write_keys(tx, rows).await
}

/// Puts the keys of a changed record in the place of those it had.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn keep_changed<T: Twin>(
    tx: &mut Tx,
    id: Id,
    before: impl Fn(&str) -> Option<String>,
    after: impl Fn(&str) -> Option<String>,
) -> Result<()> {
    let old = T::card(id, before).keys();
    let new = T::card(id, after).keys();
    let gone: Vec<i64> = old
        .iter()
        .filter(|key| !new.contains(key))
        .copied()
        .collect();
    sql::drop_keys(tx, id, &gone).await?;
    let come = new.into_iter().filter(|key| !old.contains(key));
    sql::write_keys(tx, come.map(|key| (key, id)).collect()).await
}

/// At the start of the program: where records were written by an older one, or by nobody's rules, their
/// keys are made in the background.
///
/// # Errors
/// As the database.
pub async fn prepare(db: &Db, ctx: &Ctx) -> Result<()> {
    for kind in Kind::ALL {
        of_kind!(kind, T => prepare_of::<T>(db, ctx).await)?;
    }
    Ok(())
}

async fn prepare_of<T: Twin>(db: &Db, ctx: &Ctx) -> Result<()> {
    if db.setting::<u32>(T::KEYS).await? == Some(LOOKUP_VERSION) {
        return Ok(());
    }
    let nobody = T::after(db, Id(0), 1).await?.is_empty();
    let mut tx = db.begin(ctx).await?;
    match nobody {
        true => tx.note_setting(T::KEYS, &LOOKUP_VERSION).await.map(drop)?,
        false => ask_for_search(&mut tx, ctx.now()).await?,
    }
    tx.commit().await
}

/// After records were written past this slice (the demo company): makes all keys, and compares everybody.
///
/// # Errors
/// As the database.
pub async fn search_anew(db: &Db, ctx: &Ctx) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    for kind in Kind::ALL {
        of_kind!(kind, T => tx.note_setting(T::KEYS, &0).await)?;
    }
    ask_for_search(&mut tx, ctx.now()).await?;
    tx.commit().await
}
