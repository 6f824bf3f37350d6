//! Finding companies and reading them.

use std::collections::HashMap;

use kernel::{Error, Id, Result};
use store::{Db, Sql, Tx, params};

use super::super::model::{Company, bare_name, legal_form_of};

const SELECT: &str = "select id, version, name, legal_form, domain, vat_id, register_number, industry, employees, \
     revenue_minor, street, postal_code, city, region, country, phone, website, segment_size, \
     parent_company_id, is_customer_since, is_target_market, phase, owner_member_id, description, \
     touched_at, source_system, source_id, created_at, updated_at from company where id in ";

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
            "select id, name from company where name_folded = $1 order by id limit 50",
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
            "select id from company where domain = $1 order by id limit 1",
            params![domain],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Names of companies by their ids.
///
/// # Errors
/// As [`Db::rows`].
pub async fn names(db: &Db, ids: &[Id]) -> Result<HashMap<Id, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("select id, name from company where id in ");
    sql.bind_list(ids.iter().copied());
    let rows: Vec<(Id, String)> = db.query(sql).await?;
    Ok(rows.into_iter().collect())
}

store::row! {
    /// A company that may be the same as a new one.
    #[derive(Debug, Clone)]
    pub struct Similar {
        /// The company.
        pub id: Id,
        /// Its name.
        pub name: String,
        /// Its city.
        pub city: Option<String>,
        /// Same domain (else only the name is alike).
        pub same_domain: bool,
    }
}

/// Companies with the domain or a name that begins alike; at most eight.
///
/// # Errors
/// As [`Db::rows`].
pub async fn similar(db: &Db, name: &str, domain: Option<&str>) -> Result<Vec<Similar>> {
    let mut found: Vec<Similar> = Vec::new();
    if let Some(domain) = domain {
        found = db
            .rows(
                "select id, name, city, 1 from company where domain = $1 limit 8",
                params![domain],
            )
            .await?;
    }
    let begin = bare_name(name);
    if begin.chars().count() >= 3 {
        let end = format!("{begin}\u{10FFFF}");
        let alike: Vec<Similar> = db
            .rows(
                "select id, name, city, 0 from company where name_folded >= $1 and name_folded < $2 \
                 order by name_folded, id limit 8",
                params![begin, end],
            )
            .await?;
        let new = |s: &Similar| !found.iter().any(|f| f.id == s.id);
        let fresh: Vec<Similar> = alike.into_iter().filter(new).collect();
        found.extend(fresh);
    }
    found.truncate(8);
    Ok(found)
}
