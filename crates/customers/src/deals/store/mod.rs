//! Every statement about deals.

mod add;
mod edit;
mod group;
mod imported;
mod list;
mod made;
mod moves;
mod read;
mod touched;

pub use add::{create, create_many};
pub use edit::change;
pub use group::{add_line, buyers, lines, remove_line, remove_person, set_person};
pub use imported::{
    Standing, find_by_sources, lines_in, move_at, people_in, put_back, remove_imported, standing,
};
pub(crate) use list::{Asked, CARDS, CLOSED_DAYS, MORE_CARDS, PAGE, Total, cards, page, totals};
pub use list::{any, by_ids, of_company, of_owner, of_person, of_product};
pub use moves::{lose, move_to_stage, reopen, win};
pub use read::{get, get_in, stage_log};
pub use touched::{touched, touched_again};

use kernel::{Id, Result};
use store::{Doc, Tx, params};

use super::Deal;

/// A touchpoint about a deal, as far as the deal itself says it.
fn touchpoint(deal: &Deal, type_key: &str, at: kernel::Millis) -> kernel::Touchpoint {
    let mut touchpoint = kernel::Touchpoint::new(type_key, at);
    touchpoint.company_id = deal.company_id;
    touchpoint.deal_id = Some(deal.id);
    touchpoint.object_type = Some("deal".to_owned());
    touchpoint.object_id = Some(deal.id.to_string());
    touchpoint.object_name = Some(deal.name.clone());
    touchpoint.value_minor = deal.value_minor;
    touchpoint.currency = Some(deal.currency.clone());
    touchpoint
}

/// What search finds about deals, read back after the change.
async fn index(tx: &mut Tx, ids: &[Id]) -> Result<()> {
    let mut docs = Vec::with_capacity(ids.len());
    for part in ids.chunks(500) {
        let mut sql = store::Sql::new(
            "select d.id, d.name, coalesce(c.name, '') from deal d \
             left join company_record cr on cr.id = d.company_id left join company c on c.id = cr.company_id \
             where d.id in ",
        );
        sql.bind_list(part.iter().copied());
        let found: Vec<(Id, String, String)> = tx.query(sql).await?;
        docs.extend(found.into_iter().map(|(id, title, subtitle)| Doc {
            id,
            kind: "deal",
            title,
            subtitle,
            words: String::new(),
        }));
    }
    tx.index(docs).await
}

/// Notes that something happened with the deal now.
async fn touch(tx: &mut Tx, id: Id) -> Result<()> {
    let now = tx.ctx().now();
    tx.exec(
        "update deal set touched_at = $1 where id = $2 and coalesce(touched_at, 0) < $1",
        params![now, id],
    )
    .await?;
    Ok(())
}
