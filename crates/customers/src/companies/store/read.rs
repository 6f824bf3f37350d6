//! Finding companies and reading them.

use std::collections::HashMap;

use kernel::{Error, Id, Result};
use store::{Db, Sql, Tx, params};

use super::super::model::{Company, bare_name, legal_form_of};

const SELECT: &str = "select id, version, name, legal_form, domain, vat_id, register_number, industry, employees, \
     revenue_minor, street, postal_code, city, region, country, phone, website, segment_size, \
     parent_company_id, parent_kind, is_customer_since, is_target_market, phase, owner_member_id, description, \
     touched_at, merged_into_id, source_system, source_id, created_at, updated_at from company where id in ";

fn by_ids(ids: &[Id]) -> Sql {
    let mut sql = Sql::new(SELECT);
    sql.bind_list(ids.iter().copied());
    sql
}

/// A company by id.
///
/// # Errors
/// `NotFound`, else as [`Db::rows`].
pub async fn get(db: &Db, id: Id) -> Result<Company> {
    let found = many(db, &[id]).await?.pop();
    found.ok_or_else(|| Error::not_found("company"))
}

/// Companies by their ids, in no particular order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn many(db: &Db, ids: &[Id]) -> Result<Vec<Company>> {
    db.query(by_ids(ids)).await
}

/// A company by id, within a transaction.
///
/// # Errors
/// As [`get`].
pub async fn get_in(tx: &mut Tx, id: Id) -> Result<Company> {
    let found = tx.query(by_ids(&[id])).await?.pop();
    found.ok_or_else(|| Error::not_found("company"))
}

/// The company of a name: spelling, umlauts and legal form may differ (`Mueller` finds `Müller
/// GmbH`), but a `Müller AG` is not the `Müller GmbH`.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Option<Id>> {
    let found: Vec<(Id, String)> = tx
        .rows(
            "select r.company_id, c.name from company c join company_record r on r.id = c.id \
             where c.name_folded = $1 order by c.id limit 50",
            params![bare_name(name)],
        )
        .await?;
    let wanted = legal_form_of(name);
    let same = found.iter().find(|(_, n)| legal_form_of(n) == wanted);
    let open = |n: &str| wanted.is_none() || legal_form_of(n).is_none();
    let alike = same.or_else(|| found.iter().find(|(_, n)| open(n)));
    Ok(alike.map(|(id, _)| *id))
}

/// The oldest company with a domain.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn find_by_domain(tx: &mut Tx, domain: &str) -> Result<Option<Id>> {
    let Some(domain) = crate::fields::clean_domain(domain) else {
        return Ok(None);
    };
    let found: Option<(Id,)> = tx
        .row(
            "select r.company_id from company c join company_record r on r.id = c.id where c.domain = $1 \
             order by c.id limit 1",
            params![domain],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Names of companies by their ids; of one that was merged, that of the one which stands for it.
///
/// # Errors
/// As [`Db::rows`].
pub async fn names(db: &Db, ids: &[Id]) -> Result<HashMap<Id, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(
        "select r.id, c.name from company_record r join company c on c.id = r.company_id where r.id in ",
    );
    sql.bind_list(ids.iter().copied());
    let rows: Vec<(Id, String)> = db.query(sql).await?;
    Ok(rows.into_iter().collect())
}

/// The name of a company; of one that was merged, that of the one which stands for it.
///
/// # Errors
/// `NotFound`, else as [`Db::rows`].
pub async fn name(db: &Db, id: Id) -> Result<String> {
    let found = names(db, &[id]).await?.remove(&id);
    found.ok_or_else(|| Error::not_found("company"))
}

/// Companies whose name begins like this one, for somebody who is still typing; at most eight.
///
/// # Errors
/// As [`Db::rows`].
pub async fn begin_alike(db: &Db, name: &str) -> Result<Vec<Id>> {
    let begin = bare_name(name);
    if begin.chars().count() < 3 {
        return Ok(Vec::new());
    }
    let end = format!("{begin}\u{10FFFF}");
    let rows: Vec<(Id,)> = db
        .rows(
            "select id from company where name_folded >= $1 and name_folded < $2 and merged_into_id is null \
             order by name_folded, id limit 8",
            params![begin, end],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
