//! People and companies as they are compared: what is written down about each, the employer with it.

use std::collections::HashMap;

use analysis::identity::{Column, Given, Record};
use kernel::{Id, Result};
use store::{Db, Sql, Tx, params};

store::row! {
    #[derive(Debug, Clone)]
    struct Line {
        id: Id,
        root: Option<Id>,
        first_name: Option<String>,
        last_name: Option<String>,
        employer: Option<Id>,
        company: Option<String>,
        website: Option<String>,
        street: Option<String>,
        postal_code: Option<String>,
        city: Option<String>,
        country: Option<String>,
    }
}

/// What is compared of a person or a company.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// Its id.
    pub id: Id,
    /// Who stands for it; itself unless it was merged.
    pub root: Id,
    /// The company that a person belongs to.
    pub employer: Option<Id>,
    /// Values by the columns of the comparison.
    pub values: Vec<(Column, String)>,
}

impl Card {
    /// In the spelling for comparing.
    #[must_use]
    pub fn record(&self) -> Record {
        let values = self.values.iter().map(|(column, value)| (*column, value.as_str()));
        Record::read(&Given {
            values: values.collect(),
        })
    }

    /// The keys by which it is found; they depend on its own values alone, not on those of its employer.
    #[must_use]
    pub fn keys(&self, is_company: bool) -> Vec<i64> {
        let of_employer = |column: Column| !is_company && EMPLOYER.contains(&column);
        let own = self.values.iter().filter(|(column, _)| !of_employer(*column));
        let record = Record::read(&Given {
            values: own.map(|(column, value)| (*column, value.as_str())).collect(),
        });
        let employer = self.employer.map(|id| id.0.cast_unsigned());
        analysis::identity::lookup(&record, employer, is_company)
    }
}

/// What a person's card has from its employer.
const EMPLOYER: &[Column] = &[Column::Company, Column::Website];

/// How many parameters one `in (…)` takes.
pub(crate) const IDS: usize = 500;

const PEOPLE: &str = "select p.id, p.merged_into_id, p.first_name, p.last_name, p.company_id, c.name, \
     coalesce(c.website, c.domain), \
     case when p.street is null and p.postal_code is null then c.street else p.street end, \
     case when p.street is null and p.postal_code is null then c.postal_code else p.postal_code end, \
     coalesce(p.city, c.city), coalesce(p.country, c.country) \
     from person p left join company c on c.id = p.company_id where p.erased_at is null and p.id in ";
const EMAILS: &str = "select person_id, email from person_email where person_id in ";
const PHONES: &str = "select person_id, phone from person_phone where person_id in ";
const LOGINS: &str = "select record_id, value from identity_edge where kind = 'user_id' and record_id in ";

/// The cards of people; those that were erased are left out.
///
/// # Errors
/// As [`Db::rows`].
pub async fn people_cards(db: &Db, ids: &[Id]) -> Result<Vec<Card>> {
    let mut cards = Vec::with_capacity(ids.len());
    for part in ids.chunks(IDS) {
        let ask = |text: &'static str| {
            let mut sql = Sql::new(text);
            sql.bind_list(part.iter().copied());
            sql
        };
        let lines: Vec<Line> = db.query(ask(PEOPLE)).await?;
        let mut lists = Vec::new();
        for (text, order) in [
            (EMAILS, " order by person_id, position, id"),
            (PHONES, " order by person_id, position, id"),
            (LOGINS, " order by record_id, value"),
        ] {
            let mut sql = ask(text);
            sql.push(order);
            lists.push(by_id(db.query(sql).await?));
        }
        cards.extend(lines.into_iter().map(|line| card(line, &lists)));
    }
    Ok(cards)
}

fn by_id(rows: Vec<(Id, String)>) -> HashMap<Id, Vec<String>> {
    let mut found: HashMap<Id, Vec<String>> = HashMap::new();
    for (id, value) in rows {
        found.entry(id).or_default().push(value);
    }
    found
}

fn card(line: Line, lists: &[HashMap<Id, Vec<String>>]) -> Card {
    let mut values: Vec<(Column, String)> = Vec::new();
    for (column, value) in [
        (Column::First, line.first_name),
        (Column::Last, line.last_name),
        (Column::Company, line.company),
        (Column::Website, line.website),
        (Column::Street, line.street),
        (Column::Postal, line.postal_code),
        (Column::City, line.city),
        (Column::Country, line.country),
    ] {
        values.extend(value.map(|value| (column, value)));
    }
    for (column, list) in [Column::Email, Column::Phone].into_iter().zip(lists) {
        let found = list.get(&line.id).into_iter().flatten();
        values.extend(found.map(|value| (column, value.clone())));
    }
    // An address as login is an address; several logins say that the record was filled by several systems.
    let logins = lists.get(2).and_then(|list| list.get(&line.id));
    if let Some([login]) = logins.map(Vec::as_slice)
        && !login.contains('@')
    {
        values.push((Column::Account, login.clone()));
    }
    Card {
        id: line.id,
        root: line.root.unwrap_or(line.id),
        employer: line.employer,
        values,
    }
}

/// The ids of people behind one of them, in their order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn people_after(db: &Db, after: Id, limit: usize) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = db
        .rows(
            "select id from person where id > $1 and erased_at is null order by id limit $2",
            params![after, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Records with one of the keys: of each key at most `most`, all together at most `limit`. One range of
/// the primary key for each.
///
/// # Errors
/// As [`Db::rows`].
pub async fn with_keys(db: &Db, keys: &[i64], most: usize, limit: usize) -> Result<Vec<Id>> {
    let mut found: Vec<Id> = Vec::new();
    for key in keys {
        let rows: Vec<(Id,)> = db.rows(BY_KEY, params![*key, most]).await?;
        for (id,) in rows {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        if found.len() >= limit {
            break;
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// Who has a key.
pub(crate) const BY_KEY: &str =
    "select record_id from duplicate_key where key = $1 order by record_id limit $2";

/// Writes the keys of a record in the place of those it had.
///
/// # Errors
/// As [`Tx::insert_many`].
pub async fn write_keys(tx: &mut Tx, rows: Vec<(i64, Id)>) -> Result<()> {
    let rows = rows.into_iter().map(|(key, id)| params![key, id]).collect();
    let once = "on conflict (key, record_id) do nothing";
    tx.insert_many("duplicate_key", &["key", "record_id"], rows, once)
        .await?;
    Ok(())
}

/// Takes keys from a record.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn drop_keys(tx: &mut Tx, id: Id, keys: &[i64]) -> Result<()> {
    for key in keys {
        tx.exec(
            "delete from duplicate_key where key = $1 and record_id = $2",
            params![*key, id],
        )
        .await?;
    }
    Ok(())
}
