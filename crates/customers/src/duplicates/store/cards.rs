//! Records as they are compared: what is written down about each; of people the employer with it.

use std::collections::HashMap;

use analysis::identity::{Column, Given, Record};
use kernel::{Id, Result};
use store::{Db, Sql, params};

use super::Reader;

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
        company_street: Option<String>,
        company_postal_code: Option<String>,
        company_city: Option<String>,
        company_country: Option<String>,
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
    /// Values by the columns of the comparison; where it has no address, that of its employer.
    pub values: Vec<(Column, String)>,
    /// Only what stands at the person or company itself: its keys depend on nothing else.
    own: Vec<(Column, String)>,
    is_company: bool,
}

/// The fields of a person that lead to it.
const OWN: &[(Column, &str)] = &[
    (Column::First, "first_name"),
    (Column::Last, "last_name"),
    (Column::Postal, "postal_code"),
    (Column::Country, "country"),
    (Column::Email, "emails"),
    (Column::Phone, "phones"),
];
/// Further fields that are compared.
const COMPARED: &[(Column, &str)] = &[(Column::Street, "street"), (Column::City, "city")];

impl Card {
    /// A card of the fields of a person, before there is a record of it.
    pub fn of_person(id: Id, value: impl Fn(&str) -> Option<String>) -> Self {
        let read = |list: &[(Column, &str)]| -> Vec<(Column, String)> {
            let filled = list
                .iter()
                .filter_map(|(column, field)| Some((*column, value(field)?)));
            filled.collect()
        };
        let own = read(OWN);
        let mut values = own.clone();
        values.extend(read(COMPARED));
        Self {
            id,
            root: id,
            employer: value("company_id").and_then(|id| id.parse().ok()),
            values,
            own,
            is_company: false,
        }
    }

    /// The card of a company: all values stand at itself.
    pub(super) fn of_values(id: Id, root: Id, values: Vec<(Column, String)>) -> Self {
        Self {
            id,
            root,
            employer: None,
            own: values.clone(),
            values,
            is_company: true,
        }
    }

    /// The first value of a column.
    #[must_use]
    pub fn value(&self, column: Column) -> Option<&str> {
        let mut values = self.values.iter();
        let found = values.find(|(known, _)| *known == column);
        found.map(|(_, value)| value.as_str())
    }

    /// In the spelling for comparing.
    #[must_use]
    pub fn record(&self) -> Record {
        read(&self.values)
    }

    /// The keys by which it is found.
    #[must_use]
    pub fn keys(&self) -> Vec<i64> {
        let employer = self.employer.map(|id| id.0.cast_unsigned());
        analysis::identity::lookup(&read(&self.own), employer, self.is_company)
    }

    /// Adds what is known about the employer of somebody who was only typed in.
    pub fn with_employer(&mut self, values: Vec<(Column, String)>) {
        for (column, value) in values {
            if !self.values.iter().any(|(known, _)| *known == column) {
                self.values.push((column, value));
            }
        }
    }
}

fn read(values: &[(Column, String)]) -> Record {
    let values = values
        .iter()
        .map(|(column, value)| (*column, value.as_str()));
    Record::read(&Given {
        values: values.collect(),
    })
}

/// How many parameters one `in (…)` takes.
pub(crate) const IDS: usize = 500;

const PEOPLE: &str = "select p.id, p.merged_into_id, p.first_name, p.last_name, p.company_id, c.name, \
     coalesce(c.website, c.domain), p.street, p.postal_code, p.city, p.country, \
     c.street, c.postal_code, c.city, c.country \
     from person p left join company_record cr on cr.id = p.company_id \
     left join company c on c.id = cr.company_id where p.erased_at is null and p.id in ";
const EMAILS: &str = "select person_id, email from person_email where person_id in ";
const PHONES: &str = "select person_id, phone from person_phone where person_id in ";
const LOGINS: &str =
    "select record_id, value from identity_edge where kind = 'user_id' and record_id in ";

/// The cards of people; those that were erased are left out.
///
/// # Errors
/// As [`Db::rows`].
pub async fn people_cards(from: impl Into<Reader<'_>>, ids: &[Id]) -> Result<Vec<Card>> {
    let mut from = from.into();
    let mut cards = Vec::with_capacity(ids.len());
    for part in ids.chunks(IDS) {
        let ask = |text: &'static str| {
            let mut sql = Sql::new(text);
            sql.bind_list(part.iter().copied());
            sql
        };
        let lines: Vec<Line> = from.query(ask(PEOPLE)).await?;
        let mut lists = Vec::new();
        for (text, order) in [
            (EMAILS, " order by person_id, position, id"),
            (PHONES, " order by person_id, position, id"),
            (LOGINS, " order by record_id, value"),
        ] {
            let mut sql = ask(text);
            sql.push(order);
            lists.push(by_id(from.query(sql).await?));
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
    let list = |at: usize| lists.get(at).and_then(|list| list.get(&line.id));
    let lines = |at: usize| list(at).map(|values| values.join("\n"));
    let own: Vec<(Column, String)> = [
        (Column::First, line.first_name.clone()),
        (Column::Last, line.last_name.clone()),
        (Column::Postal, line.postal_code.clone()),
        (Column::Country, line.country.clone()),
        (Column::Email, lines(0)),
        (Column::Phone, lines(1)),
    ]
    .into_iter()
    .filter_map(|(column, value)| Some((column, value?)))
    .collect();
    let moved = line.street.is_some() || line.postal_code.is_some();
    let address = match moved {
        true => (line.street.clone(), None, line.city.clone()),
        false => (
            line.company_street.clone(),
            line.company_postal_code.clone(),
            line.city.clone().or(line.company_city.clone()),
        ),
    };
    let mut values = own.clone();
    // An address as login is an address; several logins say that several systems filled the record.
    let login = match list(2).map(Vec::as_slice) {
        Some([login]) if !login.contains('@') => Some(login.clone()),
        _ => None,
    };
    for (column, value) in [
        (Column::Street, address.0),
        (Column::Postal, address.1),
        (Column::City, address.2),
        (Column::Company, line.company.clone()),
        (Column::Website, line.website.clone()),
        (Column::Account, login),
    ] {
        values.extend(value.map(|value| (column, value)));
    }
    if line.country.is_none() {
        values.extend(
            line.company_country
                .clone()
                .map(|country| (Column::Country, country)),
        );
    }
    Card {
        id: line.id,
        root: line.root.unwrap_or(line.id),
        employer: line.employer,
        values,
        own,
        is_company: false,
    }
}

/// What is compared of a company as the employer of somebody.
///
/// # Errors
/// As [`Db::rows`].
pub async fn employer(from: impl Into<Reader<'_>>, company: Id) -> Result<Vec<(Column, String)>> {
    type Found = (
        String,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let mut sql = Sql::new(
        "select c.name, coalesce(c.website, c.domain), c.street, c.postal_code, c.city \
         from company_record r join company c on c.id = r.company_id where r.id = ",
    );
    sql.bind(company);
    let row: Option<Found> = from.into().query(sql).await?.into_iter().next();
    let Some((name, website, street, postal, city)) = row else {
        return Ok(Vec::new());
    };
    let values = [
        (Column::Company, Some(name)),
        (Column::Website, website),
        (Column::Street, street),
        (Column::Postal, postal),
        (Column::City, city),
    ];
    Ok(values
        .into_iter()
        .filter_map(|(column, value)| Some((column, value?)))
        .collect())
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

/// How many people there are, merged ones included.
///
/// # Errors
/// As [`Db::rows`].
pub async fn count_people(db: &Db) -> Result<usize> {
    let (n,): (i64,) = db
        .one(
            "select count(*) from person where erased_at is null",
            params![],
        )
        .await?;
    Ok(usize::try_from(n).unwrap_or_default())
}
