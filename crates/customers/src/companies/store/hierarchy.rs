//! Groups, their subsidiaries and sites: who stands above whom, how much happened below.

use std::collections::{HashMap, HashSet};

use kernel::{Error, Id, Result};
use store::{Db, Sql, Tx, params};

use super::super::model::{Place, SITE, SUBSIDIARY};
use super::{current_in, members, members_in};
use crate::fields::Changed;

/// How many levels of companies there can be.
pub(crate) const LEVELS: usize = 12;
/// So many companies below one are read at most.
pub(crate) const MOST_BELOW: usize = 500;

/// The company above a company: of the one that stands for it, to the one that stands for that.
const PARENT: &str = "select r.company_id from company_record m join company c on c.id = m.company_id \
     join company_record r on r.id = c.parent_company_id where m.id = $1";

async fn parent_of(tx: &mut Tx, id: Id) -> Result<Option<Id>> {
    let found: Option<(Id,)> = tx.row(PARENT, params![id]).await?;
    Ok(found.map(|(parent,)| parent))
}

/// The companies above a company, the next one first.
pub(crate) async fn above_in(tx: &mut Tx, id: Id) -> Result<Vec<Id>> {
    let mut above = Vec::new();
    let mut at = parent_of(tx, id).await?;
    while let Some(company) = at.filter(|company| !above.contains(company)) {
        above.push(company);
        if above.len() > 2 * LEVELS {
            break;
        }
        at = parent_of(tx, company).await?;
    }
    Ok(above)
}

/// The companies above a company with their names, the next one first.
///
/// # Errors
/// As [`Db::rows`].
pub async fn above(db: &Db, id: Id) -> Result<Vec<(Id, String)>> {
    let mut above: Vec<(Id, String)> = Vec::new();
    let sql = format!(
        "select p.id, p.name from company p where p.id = ({PARENT}) and p.merged_into_id is null"
    );
    let mut at = id;
    while above.len() < 2 * LEVELS {
        let found: Option<(Id, String)> = db.row(&sql, params![at]).await?;
        let Some(parent) = found
            .filter(|(parent, _)| *parent != id && !above.iter().any(|(known, _)| known == parent))
        else {
            break;
        };
        at = parent.0;
        above.push(parent);
    }
    Ok(above)
}

/// The companies below a company, level by level: parents come before their parts. Where
/// there are very many, the deepest are left out.
///
/// # Errors
/// As [`Db::rows`].
pub async fn below(db: &Db, id: Id) -> Result<Vec<Place>> {
    let mut found: Vec<Place> = Vec::new();
    let mut seen = HashSet::from([id]);
    let mut level = vec![id];
    for depth in 1..=2 * LEVELS {
        let mut sql = Sql::new(
            "select c.id, r.company_id, c.name, c.city, c.parent_kind from company_record r \
             join company c on c.parent_company_id = r.id where c.merged_into_id is null and r.company_id in ",
        );
        sql.bind_list(level.iter().copied());
        sql.push(" order by c.name_folded, c.id limit ")
            .bind(MOST_BELOW);
        type Row = (Id, Id, String, Option<String>, Option<String>);
        let rows: Vec<Row> = db.query(sql).await?;
        level.clear();
        for (part, parent, name, city, kind) in rows {
            if found.len() < MOST_BELOW && seen.insert(part) {
                level.push(part);
                found.push(Place {
                    id: part,
                    parent,
                    name,
                    city,
                    kind,
                    depth,
                });
            }
        }
        if level.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// Whether there is a company below a company.
///
/// # Errors
/// As [`Db::rows`].
pub async fn has_below(db: &Db, id: Id) -> Result<bool> {
    let found: Option<(i64,)> = db
        .row(
            "select 1 from company_record m join company_record r on r.company_id = m.company_id \
             join company c on c.parent_company_id = r.id where m.id = $1 and c.merged_into_id is null limit 1",
            params![id],
        )
        .await?;
    Ok(found.is_some())
}

/// All ids that stand for a company and for the companies below it.
///
/// # Errors
/// As [`Db::rows`].
pub async fn members_with_below(db: &Db, id: Id) -> Result<Vec<Id>> {
    let mut all = members(db, id).await?;
    let below: Vec<Id> = below(db, id).await?.iter().map(|place| place.id).collect();
    if below.is_empty() {
        return Ok(all);
    }
    let mut sql = Sql::new("select id from company_record where company_id in ");
    sql.bind_list(below).push(" order by id");
    let rows: Vec<(Id,)> = db.query(sql).await?;
    all.extend(rows.into_iter().map(|(id,)| id));
    Ok(all)
}

/// How many people, deals and touchpoints companies have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// People.
    pub people: i64,
    /// Deals.
    pub deals: i64,
    /// Touchpoints that were not taken back.
    pub touchpoints: i64,
}

/// The sums of some companies, each through all that stand for it.
///
/// # Errors
/// As [`Db::rows`].
pub async fn sums(db: &Db, ids: &[Id]) -> Result<HashMap<Id, Sums>> {
    let mut sums: HashMap<Id, Sums> = HashMap::new();
    if ids.is_empty() {
        return Ok(sums);
    }
    for (at, counted) in [
        "join person x on x.company_id = r.id where x.erased_at is null and x.merged_into_id is null",
        "join deal x on x.company_id = r.id where true",
        "join touchpoint x on x.company_id = r.id where x.retracted_by is null",
    ]
    .into_iter()
    .enumerate()
    {
        let mut sql = Sql::new("select r.company_id, count(*) from company_record r ");
        sql.push(counted)
            .push(" and r.company_id in ")
            .bind_list(ids.iter().copied());
        sql.push(" group by r.company_id");
        for (company, n) in db.query::<(Id, i64)>(sql).await? {
            let sum = sums.entry(company).or_default();
            match at {
                0 => sum.people = n,
                1 => sum.deals = n,
                _ => sum.touchpoints = n,
            }
        }
    }
    Ok(sums)
}

/// Checks a new place in the hierarchy: no circle, not too deep, and nothing but sites below a site.
///
/// # Errors
/// `Invalid` with the field.
pub(crate) async fn require_place(tx: &mut Tx, id: Id, changed: &[Changed]) -> Result<()> {
    let of = |name: &str| changed.iter().find(|c| c.field.name == name);
    let (parent, kind) = (of("parent_company_id"), of("parent_kind"));
    if parent.is_none() && kind.is_none() {
        return Ok(());
    }
    let company = super::get_in(tx, id).await?;
    let parent = match parent {
        Some(change) => change.after.as_deref().and_then(|id| id.parse().ok()),
        None => company.parent_company_id,
    };
    let kind = match kind {
        Some(change) => change.after.clone(),
        None => company.parent_kind.clone(),
    };
    let wrong = |field, text| Err(Error::field(field, text));
    let Some(parent) = parent else {
        return match kind {
            Some(_) => wrong("parent_kind", "companies.error.kind_of_nothing"),
            None => Ok(()),
        };
    };
    let top = current_in(tx, parent).await?;
    let mut above = vec![top];
    above.extend(above_in(tx, top).await?);
    let own = members_in(tx, id).await?;
    if above.iter().any(|company| own.contains(company)) {
        return wrong("parent_company_id", "companies.error.circle");
    }
    if above.len() + depth_below(tx, id).await? >= LEVELS {
        return wrong("parent_company_id", "companies.error.deep");
    }
    let is_site = super::get_in(tx, top).await?.parent_kind.as_deref() == Some(SITE);
    if is_site && kind.as_deref() == Some(SUBSIDIARY) {
        return wrong("parent_kind", "companies.error.below_site");
    }
    if kind.as_deref() == Some(SITE) && has_subsidiaries(tx, id).await? {
        return wrong("parent_kind", "companies.error.has_subsidiaries");
    }
    Ok(())
}

async fn has_subsidiaries(tx: &mut Tx, id: Id) -> Result<bool> {
    let mut sql = Sql::new(
        "select 1 from company where merged_into_id is null and parent_kind = 'subsidiary' and parent_company_id in ",
    );
    sql.bind_list(members_in(tx, id).await?).push(" limit 1");
    Ok(!tx.query::<(i64,)>(sql).await?.is_empty())
}

/// How many levels there are below a company.
async fn depth_below(tx: &mut Tx, id: Id) -> Result<usize> {
    let mut level = vec![id];
    for depth in 0..=LEVELS {
        let mut sql = Sql::new(
            "select c.id from company_record r join company c on c.parent_company_id = r.id \
             where c.merged_into_id is null and r.company_id in ",
        );
        sql.bind_list(level.iter().copied())
            .push(" limit ")
            .bind(MOST_BELOW);
        let rows: Vec<(Id,)> = tx.query(sql).await?;
        if rows.is_empty() {
            return Ok(depth);
        }
        level = rows.into_iter().map(|(id,)| id).collect();
    }
    Ok(LEVELS)
}

/// Every company that has one above it, with that one; both as they stand today.
///
/// # Errors
/// As [`Db::rows`].
pub async fn parents(db: &Db) -> Result<Vec<(Id, Id)>> {
    db.rows(
        "select c.id, r.company_id from company c join company_record r on r.id = c.parent_company_id \
         where c.merged_into_id is null and r.company_id <> c.id",
        params![],
    )
    .await
}
