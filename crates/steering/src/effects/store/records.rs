//! Deals, their buyers, and what is known about companies.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use ::store::{Db, Sql, params};
use kernel::{Id, Result};

use super::super::model::{Facts, Log};

/// Persons of the buying groups with the words of their roles, by deal.
type Buyers = HashMap<Id, Vec<(i64, String)>>;

::store::row! {
    struct Company {
        id: Id,
        size: Option<String>,
        industry: Option<String>,
        country: Option<String>,
        customer_since: Option<String>,
    }
}

/// These companies and all that stand for them.
pub(super) async fn all_of(db: &Db, companies: &BTreeSet<Id>) -> Result<BTreeSet<Id>> {
    let mut all = companies.clone();
    let asked: Vec<Id> = companies.iter().copied().collect();
    for some in asked.chunks(super::COMPANIES) {
        let mut sql = Sql::new("select id from company_record where company_id in ");
        sql.bind_list(some.iter().copied());
        let found: Vec<(Id,)> = db.query(sql).await?;
        all.extend(found.into_iter().map(|(id,)| id));
    }
    Ok(all)
}

/// What is known about every company.
pub(super) async fn facts(db: &Db) -> Result<Arc<HashMap<Id, Facts>>> {
    let all: Vec<Company> = db
        .rows(
            "select id, segment_size, industry, country, is_customer_since from company where merged_into_id is null",
            params![],
        )
        .await?;
    let fact = |c: Company| {
        let facts = Facts {
            size: c.size,
            industry: c.industry,
            country: c.country,
            customer_since: c.customer_since,
        };
        (c.id, facts)
    };
    Ok(Arc::new(all.into_iter().map(fact).collect()))
}

/// The log with all deals and their buyers.
pub(super) async fn with(db: &Db, mut log: Log) -> Result<Log> {
    let deals = "select d.id, coalesce(c.company_id, d.company_id), d.value_minor, d.margin_minor, d.currency, d.opened_at, \
         d.won_at, d.lost_at from deal d left join company_record c on c.id = d.company_id order by d.id";
    log.deals = db.rows(deals, params![]).await?.into();
    let all = "select distinct g.deal_id, r.person_id, g.role from deal_person g join person_record r on r.id = g.person_id \
         order by g.deal_id, r.person_id, g.role";
    log.buyers = Arc::new(groups(db.rows(all, params![]).await?));
    Ok(log)
}

/// The buyers of the deals of one company.
pub(super) async fn buyers_of(db: &Db, company: Id) -> Result<Arc<Buyers>> {
    let rows = db
        .rows(
            "select distinct g.deal_id, r.person_id, g.role from deal_person g \
             join person_record r on r.id = g.person_id join deal d on d.id = g.deal_id \
             where d.company_id = $1 or d.company_id in (select id from company_record where company_id = $1) \
             order by g.deal_id, r.person_id, g.role",
            params![company],
        )
        .await?;
    Ok(Arc::new(groups(rows)))
}

fn groups(rows: Vec<(Id, Id, Option<String>)>) -> Buyers {
    let mut buyers = Buyers::new();
    for (deal, person, role) in rows {
        let role = role.unwrap_or_default();
        buyers.entry(deal).or_default().push((person.0, role));
    }
    buyers
}
