//! Taking a change back: what the audit trail says was there before is written again.

use kernel::{Error, Id, Result};
use store::{Tx, params};

use super::super::Field;
use super::{edit::change, moves::move_to_stage};

/// Takes back what one change did to the fields and the stage of a deal. The undo is a change of
/// its own, with its own history.
///
/// # Errors
/// `NotFound` when there is no such change, else as the changes themselves.
pub async fn undo(tx: &mut Tx, id: Id, change_id: Id) -> Result<()> {
    let rows: Vec<(String, Option<String>)> = tx
        .rows(
            "select field, before from audit where change_id = $1 and record_kind = 'deal' and record_id = $2 \
             and field is not null order by id",
            params![change_id, id],
        )
        .await?;
    if rows.is_empty() {
        return Err(Error::not_found("change"));
    }
    let before = |name: &str| {
        rows.iter()
            .find(|(field, _)| field == name)
            .and_then(|(_, text)| text.clone())
    };
    if let Some(stage) = before("stage_id") {
        let reason = before(Field::LostReason.key());
        move_to_stage(tx, id, stage.parse()?, reason.as_deref(), None).await?;
        return Ok(());
    }
    let fields: Vec<(Field, Option<String>)> = rows
        .iter()
        .filter_map(|(field, before)| Some((Field::parse(field)?, before.clone())))
        .collect();
    change(tx, id, None, &fields).await?;
    Ok(())
}

/// The change that this transaction made, for the address of its undo.
pub(crate) fn last_change(tx: &Tx) -> Id {
    tx.change_id()
}
