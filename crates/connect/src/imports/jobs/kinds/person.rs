//! People of an import.

use customers::people;
use kernel::{Id, Result};
use store::Tx;

use super::{Author, Ready, edits, origin};

pub(super) async fn create(tx: &mut Tx, by: &Author, rows: &[&Ready]) -> Result<Vec<Id>> {
    let new = rows
        .iter()
        .map(|r| (edits(&r.spelled), origin(by, r)))
        .collect();
    people::create_many(tx, new).await
}
