//! Finding people and reading them.

use std::collections::HashMap;

use kernel::{Error, Id, Result};
use store::{Db, Sql, Tx, params};

use super::super::model::{Person, Row, full_name};

const SELECT: &str = "select id, version, salutation, academic_degree, first_name, last_name, degree_suffix, \
     job_title, language, timezone, address_mode, company_id, lifecycle_phase, owner_member_id, \
     owner_department_id, preferred_member_id, objection_at, audience_only, street, postal_code, city, \
     country, description, lead_state, lead_source, touched_at, erased_at, source_system, source_id, \
     created_at, updated_at from person where id = $1";
const EMAILS: &str = "select email from person_email where person_id = $1 order by position, id";
const PHONES: &str = "select phone from person_phone where person_id = $1 order by position, id";

/// A person by id.
///
/// # Errors
/// `NotFound`, else as [`Db::rows`].
pub async fn get(db: &Db, id: Id) -> Result<Person> {
    let row: Option<Row> = db.row(SELECT, params![id]).await?;
    let row = row.ok_or_else(|| Error::not_found("person"))?;
    let emails: Vec<(String,)> = db.rows(EMAILS, params![id]).await?;
    let phones: Vec<(String,)> = db.rows(PHONES, params![id]).await?;
    Ok(Person {
        row,
        emails: emails.into_iter().map(|(e,)| e).collect(),
        phones: phones.into_iter().map(|(p,)| p).collect(),
    })
}

/// A person by id, within a transaction.
///
/// # Errors
/// As [`get`].
pub async fn get_in(tx: &mut Tx, id: Id) -> Result<Person> {
    let row: Option<Row> = tx.row(SELECT, params![id]).await?;
    let row = row.ok_or_else(|| Error::not_found("person"))?;
    let emails: Vec<(String,)> = tx.rows(EMAILS, params![id]).await?;
    let phones: Vec<(String,)> = tx.rows(PHONES, params![id]).await?;
    Ok(Person {
        row,
        emails: emails.into_iter().map(|(e,)| e).collect(),
        phones: phones.into_iter().map(|(p,)| p).collect(),
    })
}

/// The person with an e-mail address: first by identity, then the oldest that has it written down.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn find_by_email(tx: &mut Tx, email: &str) -> Result<Option<Id>> {
    let folded = email.trim().to_lowercase();
    let by_identity: Option<(Id,)> = tx
        .row(
            "select r.person_id from identity_edge e join person_record r on r.id = e.record_id \
             where e.kind = 'email' and e.collection = '' and e.value = $1",
            params![&folded],
        )
        .await?;
    if let Some((id,)) = by_identity {
        return Ok(Some(id));
    }
    let written: Option<(Id,)> = tx
        .row(
            "select person_id from person_email where email_folded = $1 order by person_id limit 1",
            params![folded],
        )
        .await?;
    Ok(written.map(|(id,)| id))
}

/// The person that a system knows under its id.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn find_by_source(tx: &mut Tx, system: &str, id: &str) -> Result<Option<Id>> {
    let found: Option<(Id,)> = tx
        .row(
            "select id from person where source_system = $1 and source_id = $2",
            params![system, id],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

store::row! {
    struct Named {
        id: Id,
        degree: Option<String>,
        first: Option<String>,
        last: Option<String>,
        suffix: Option<String>,
        email: Option<String>,
        source_id: Option<String>,
    }
}

/// What people are called, by their ids.
///
/// # Errors
/// As [`Db::rows`].
pub async fn names(db: &Db, ids: &[Id]) -> Result<HashMap<Id, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(
        "select p.id, p.academic_degree, p.first_name, p.last_name, p.degree_suffix, \
         (select e.email from person_email e where e.person_id = p.id order by e.position limit 1), \
         p.source_id from person p where p.id in ",
    );
    sql.bind_list(ids.iter().copied());
    let rows: Vec<Named> = db.query(sql).await?;
    Ok(rows.into_iter().map(Named::pair).collect())
}

impl Named {
    fn pair(self) -> (Id, String) {
        let full = full_name(
            self.degree.as_deref(),
            self.first.as_deref(),
            self.last.as_deref(),
            self.suffix.as_deref(),
        );
        let name = full.or(self.email).or(self.source_id);
        (self.id, name.unwrap_or_else(|| self.id.to_string()))
    }
}

/// The records of a person: its touchpoints carry one of them.
///
/// # Errors
/// As [`Db::rows`].
pub async fn records(db: &Db, id: Id) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = db
        .rows(
            "select id from person_record where person_id = $1 order by id",
            params![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

store::row! {
    /// A person that may be the same as a new one.
    #[derive(Debug, Clone)]
    pub struct Similar {
        /// The person.
        pub id: Id,
        /// Same e-mail address (else only the name is alike).
        pub same_email: bool,
    }
}

/// People who have one of the addresses or whose name begins alike; at most eight.
///
/// # Errors
/// As [`Db::rows`].
pub async fn similar(db: &Db, emails: &[String], sort_name: &str) -> Result<Vec<Similar>> {
    let mut found: Vec<Similar> = Vec::new();
    if !emails.is_empty() {
        let mut sql =
            Sql::new("select distinct person_id, 1 from person_email where email_folded in ");
        sql.bind_list(emails.iter().map(|e| e.to_lowercase()));
        sql.push(" limit 8");
        found = db.query(sql).await?;
    }
    if sort_name.chars().count() >= 3 {
        let end = format!("{sort_name}\u{10FFFF}");
        let alike: Vec<Similar> = db
            .rows(
                "select id, 0 from person where name_folded >= $1 and name_folded < $2 and erased_at is null \
                 order by name_folded, id limit 8",
                params![sort_name, end],
            )
            .await?;
        let new = |s: &Similar| !found.iter().any(|f| f.id == s.id);
        let fresh: Vec<Similar> = alike.into_iter().filter(new).collect();
        found.extend(fresh);
    }
    found.truncate(8);
    Ok(found)
}
