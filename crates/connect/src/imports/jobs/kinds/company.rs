//! Companies of an import.

use customers::companies;
use kernel::{Id, Result};
use store::Tx;

use super::{Author, Ready, edits, origin};

pub(super) async fn create(tx: &mut Tx, by: &Author, rows: &[&Ready]) -> Result<Vec<Id>> {
    let new = rows
        .iter()
        .map(|r| (edits(&r.spelled), origin(by, r)))
        .collect();
    companies::create_many(tx, new).await
}
