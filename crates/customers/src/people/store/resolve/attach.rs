//! An identifier by somebody's hand, and what it brings: earlier touchpoints of a device.

use ::store::Tx;
use kernel::{Id, Result, Touchpoint};

use super::super as store;
use super::super::ties::WRITTEN;
use super::DEVICE;

/// Attaches an identifier to a record, unless another record has it. Touchpoints that only carry the
/// anonymous id are given to the record, and the timeline says so.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn attach(
    tx: &mut Tx,
    record: Id,
    kind: &'static str,
    value: &str,
    company: Option<Id>,
) -> Result<bool> {
    if store::is_taken(tx, kind, value).await? {
        return Ok(false);
    }
    let row = store::edge_row(tx.ctx(), record, (kind, value), WRITTEN);
    store::insert_edges(tx, vec![row]).await?;
    if kind == DEVICE && tx.adopt_anonymous(value, record, company).await? > 0 {
        let mut touchpoint = Touchpoint::new("identity.linked", tx.ctx().now());
        touchpoint.record_id = Some(record);
        touchpoint.company_id = company;
        tx.record(touchpoint).await?;
    }
    Ok(true)
}
