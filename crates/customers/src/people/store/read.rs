//! Finding people and reading them.

use std::collections::HashMap;

use kernel::{Error, Id, Result};
use store::{Db, Sql, Tx, params};

use super::super::model::{Person, Row, full_name};

const SELECT: &str = "select id, version, salutation, academic_degree, first_name, last_name, degree_suffix, \
     job_title, language, timezone, address_mode, company_id, lifecycle_phase, owner_member_id, \
     owner_department_id, preferred_member_id, objection_at, audience_only, street, postal_code, city, \
     country, description, lead_state, lead_source, touched_at, erased_at, merged_into_id, source_system, source_id, \
     created_at, updated_at from person where id in ";
const EMAILS: &str = "select person_id, email from person_email where person_id in ";
const PHONES: &str = "select person_id, phone from person_phone where person_id in ";

/// The three statements about people by their ids: rows, addresses, numbers.
fn by_ids(ids: &[Id]) -> [Sql; 3] {
    [(SELECT, ""), (EMAILS, LINES), (PHONES, LINES)].map(|(text, order)| {
        let mut sql = Sql::new(text);
        sql.bind_list(ids.iter().copied()).push(order);
        sql
    })
}
const LINES: &str = " order by person_id, position, id";

/// Gives each person its addresses and numbers.
fn gathered(rows: Vec<Row>, emails: Vec<(Id, String)>, phones: Vec<(Id, String)>) -> Vec<Person> {
    let by_person = |lines: Vec<(Id, String)>| {
        let mut found: HashMap<Id, Vec<String>> = HashMap::new();
        for (id, line) in lines {
            found.entry(id).or_default().push(line);
        }
        found
    };
    let (mut emails, mut phones) = (by_person(emails), by_person(phones));
    rows.into_iter()
        .map(|row| Person {
            emails: emails.remove(&row.id).unwrap_or_default(),
            phones: phones.remove(&row.id).unwrap_or_default(),
            row,
        })
        .collect()
}

/// A person by id.
///
/// # Errors
/// `NotFound`, else as [`Db::rows`].
pub async fn get(db: &Db, id: Id) -> Result<Person> {
    let found = many(db, &[id]).await?.pop();
    found.ok_or_else(|| Error::not_found("person"))
}

/// People by their ids, in no particular order, with all addresses and numbers: three statements.
///
/// # Errors
/// As [`Db::rows`].
pub async fn many(db: &Db, ids: &[Id]) -> Result<Vec<Person>> {
    let [rows, emails, phones] = by_ids(ids);
    let rows = db.query(rows).await?;
    Ok(gathered(
        rows,
        db.query(emails).await?,
        db.query(phones).await?,
    ))
}

/// A person by id, within a transaction.
///
/// # Errors
/// As [`get`].
pub async fn get_in(tx: &mut Tx, id: Id) -> Result<Person> {
    let [rows, emails, phones] = by_ids(&[id]);
    let rows = tx.query(rows).await?;
    let found = gathered(rows, tx.query(emails).await?, tx.query(phones).await?).pop();
    found.ok_or_else(|| Error::not_found("person"))
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
            "select r.person_id from person_email e join person_record r on r.id = e.person_id \
             where e.email_folded = $1 order by e.person_id limit 1",
            params![folded],
        )
        .await?;
    Ok(written.map(|(id,)| id))
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

/// The records of a person, within a transaction.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn records_in(tx: &mut Tx, id: Id) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = tx
        .rows(
            "select id from person_record where person_id = $1 order by id",
            params![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
