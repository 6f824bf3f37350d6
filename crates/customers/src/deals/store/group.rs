//! The buying group and the lines of products.

use std::collections::HashSet;

use kernel::{Error, Id, Result};
use store::{Change, Db, Tx, params};

use super::super::{Buyer, BuyerRole, Line, NewLine};
use super::{read::get_in, touch, touchpoint};

/// The people of the buying side: those with most influence first.
///
/// # Errors
/// As [`Db::rows`].
pub async fn buyers(db: &Db, deal: Id) -> Result<Vec<Buyer>> {
    let mut buyers: Vec<Buyer> = db.rows(
        "select p.id, p.first_name, p.last_name, p.job_title, dp.role, dp.stance, dp.influence \
         from deal_person dp join person_record r on r.id = dp.person_id join person p on p.id = r.person_id where dp.deal_id = $1 \
         order by coalesce(dp.influence, 0) desc, p.name_folded limit 100",
        params![deal],
    )
    .await?;
    // Two people of the group who turned out to be one stand in it once.
    let mut seen = HashSet::new();
    buyers.retain(|buyer| seen.insert(buyer.person_id));
    Ok(buyers)
}

/// Adds someone to the buying group or changes what they are in it.
///
/// # Errors
/// `Invalid` when stance or influence are out of range or the person does not exist.
pub async fn set_person(
    tx: &mut Tx,
    deal: Id,
    person: Id,
    role: Option<BuyerRole>,
    stance: Option<i64>,
    influence: Option<i64>,
) -> Result<()> {
    if stance.is_some_and(|n| !(-2..=2).contains(&n)) {
        return Err(Error::field("stance", "error.choice"));
    }
    if influence.is_some_and(|n| !(1..=5).contains(&n)) {
        return Err(Error::field("influence", "error.choice"));
    }
    let found: Option<(Id,)> = tx
        .row("select id from person where id = $1", params![person])
        .await?;
    if found.is_none() {
        return Err(Error::field("person_id", "error.unknown_reference"));
    }
    tx.exec(
        "insert into deal_person (deal_id, person_id, role, stance, influence) values ($1, $2, $3, $4, $5) \
         on conflict (deal_id, person_id) do update set role = excluded.role, stance = excluded.stance, \
         influence = excluded.influence",
        params![deal, person, role.map(BuyerRole::key), stance, influence],
    )
    .await?;
    changed(tx, deal, "people", None, Some(person.to_string())).await
}

/// Takes someone out of the buying group.
///
/// # Errors
/// `NotFound` when the deal is.
pub async fn remove_person(tx: &mut Tx, deal: Id, person: Id) -> Result<()> {
    tx.exec(
        "delete from deal_person where deal_id = $1 and person_id in \
         (select id from person_record where person_id = $2)",
        params![deal, person],
    )
    .await?;
    changed(tx, deal, "people", Some(person.to_string()), None).await
}

/// The lines of products in their order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn lines(db: &Db, deal: Id) -> Result<Vec<Line>> {
    db.rows(
        "select l.id, l.product_id, p.name, l.quantity, l.price_minor from deal_line l \
         join product p on p.id = l.product_id where l.deal_id = $1 order by l.position, l.id limit 200",
        params![deal],
    )
    .await
}

/// Adds a line; without a price the list price of the product is taken.
///
/// # Errors
/// `Invalid` on a quantity below 1 or an unknown product.
pub async fn add_line(tx: &mut Tx, deal: Id, line: NewLine) -> Result<Id> {
    if line.quantity < 1 {
        return Err(Error::field("quantity", "error.not_a_number"));
    }
    let product: Option<(String, Option<i64>)> = tx
        .row(
            "select name, list_price_minor from product where id = $1",
            params![line.product_id],
        )
        .await?;
    let Some((name, list_price)) = product else {
        return Err(Error::field("product_id", "error.unknown_reference"));
    };
    let id = tx.ctx().id();
    tx.exec(
        "insert into deal_line (id, deal_id, product_id, quantity, price_minor, position) \
         select $1, $2, $3, $4, $5, coalesce(max(position), 0) + 1 from deal_line where deal_id = $2",
        params![id, deal, line.product_id, line.quantity, line.price_minor.or(list_price)],
    )
    .await?;
    changed(
        tx,
        deal,
        "products",
        None,
        Some(format!("{} × {name}", line.quantity)),
    )
    .await?;
    Ok(id)
}

/// Takes a line out.
///
/// # Errors
/// `NotFound` when the deal is.
pub async fn remove_line(tx: &mut Tx, deal: Id, line: Id) -> Result<()> {
    let gone: Option<(i64, Id)> = tx
        .row(
            "delete from deal_line where id = $1 and deal_id = $2 returning quantity, product_id",
            params![line, deal],
        )
        .await?;
    let Some((quantity, product)) = gone else {
        return Err(Error::not_found("line"));
    };
    let name: Option<(String,)> = tx
        .row("select name from product where id = $1", params![product])
        .await?;
    let before = format!("{quantity} × {}", name.map(|(n,)| n).unwrap_or_default());
    changed(tx, deal, "products", Some(before), None).await
}

async fn changed(
    tx: &mut Tx,
    id: Id,
    what: &str,
    before: Option<String>,
    after: Option<String>,
) -> Result<()> {
    let now = tx.ctx().now();
    tx.exec(
        "update deal set version = version + 1, updated_at = $2 where id = $1",
        params![id, now],
    )
    .await?;
    let deal = get_in(tx, id).await?;
    tx.audit(vec![Change::field("deal", id, what, before, after)])
        .await?;
    let mut happened = touchpoint(&deal, "deal.changed", now);
    happened.member_id = tx.ctx().member;
    happened.properties.insert("fields".to_owned(), what.into());
    tx.record(happened).await?;
    touch(tx, id).await
}
