//! The list of people: filtered, sorted and leafed in SQL, one range of one index a page.

use kernel::{Id, Millis, Result};
use store::{Db, Sql};

use super::super::model::full_name;
use crate::lists::{Ask, Cursor, MATCHES};

/// The orders of the list; the first is the usual one.
pub const SORTS: &[&str] = &["name", "touched", "created", "company"];

store::row! {
    /// A row of the list.
    #[derive(Debug, Clone)]
    pub struct Line {
        /// The person.
        pub id: Id,
        degree: Option<String>,
        first: Option<String>,
        last: Option<String>,
        suffix: Option<String>,
        /// Main e-mail address.
        pub email: Option<String>,
        source_id: Option<String>,
        /// What the person does.
        pub job_title: Option<String>,
        /// The company.
        pub company_id: Option<Id>,
        /// Its name.
        pub company: Option<String>,
        company_folded: Option<String>,
        /// City.
        pub city: Option<String>,
        /// Phase 1 to 9.
        pub phase: Option<i64>,
        /// Who takes care.
        pub owner: Option<String>,
        /// When the person objected.
        pub objection_at: Option<Millis>,
        /// Last touchpoint.
        pub touched_at: Option<Millis>,
        /// When it came into being.
        pub created_at: Millis,
        name_folded: String,
    }
}

impl Line {
    /// What the person is called.
    #[must_use]
    pub fn name(&self) -> String {
        let full = full_name(
            self.degree.as_deref(),
            self.first.as_deref(),
            self.last.as_deref(),
            self.suffix.as_deref(),
        );
        let other = full
            .or_else(|| self.email.clone())
            .or_else(|| self.source_id.clone());
        other.unwrap_or_else(|| self.id.to_string())
    }

    /// First and last name without degrees, for initials.
    #[must_use]
    pub fn bare_name(&self) -> String {
        let bare = full_name(None, self.first.as_deref(), self.last.as_deref(), None);
        bare.unwrap_or_else(|| self.name())
    }

    fn cursor(&self, sort: &str) -> Cursor {
        let value = match sort {
            "touched" => self.touched_at.unwrap_or_default().0.to_string(),
            "created" => self.created_at.0.to_string(),
            "company" => match (&self.company_folded, self.company_id) {
                (Some(folded), Some(id)) => format!("{folded}\n{id}\n{}", self.name_folded),
                _ => format!("\n\n{}", self.name_folded),
            },
            _ => self.name_folded.clone(),
        };
        Cursor { value, id: self.id }
    }
}

const COLUMNS: &str = "select p.id, p.academic_degree, p.first_name, p.last_name, p.degree_suffix, \
     (select e.email from person_email e where e.person_id = p.id order by e.position limit 1), \
     p.source_id, p.job_title, p.company_id, c.name, c.name_folded, p.city, p.lifecycle_phase, \
     (select m.name from member m where m.id = p.owner_member_id), p.objection_at, p.touched_at, \
     p.created_at, p.name_folded ";

/// A page of the list and where the next one begins.
///
/// # Errors
/// `Invalid` on a filter or order that does not exist, else as [`Db::rows`].
pub async fn list(db: &Db, ask: &Ask, limit: usize) -> Result<(Vec<Line>, Option<String>)> {
    let (sort, falls) = ask.order(SORTS)?;
    let after = Cursor::read(&ask.after)?;
    let found = matches(db, ask).await?;
    if found.as_ref().is_some_and(Vec::is_empty) {
        return Ok((Vec::new(), None));
    }
    let wanted = limit + 1;
    let mut lines: Vec<Line> = if sort == "company" {
        by_company(db, ask, found.as_deref(), after.as_ref(), falls, wanted).await?
    } else {
        db.query(plain(
            ask,
            found.as_deref(),
            sort,
            falls,
            after.as_ref(),
            wanted,
        )?)
        .await?
    };
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|line| line.cursor(sort).text());
    Ok((lines, next))
}

/// The people that a search finds; `None` when nothing is searched for.
async fn matches(db: &Db, ask: &Ask) -> Result<Option<Vec<Id>>> {
    if ask.q.trim().is_empty() {
        return Ok(None);
    }
    let found = db.search(&ask.q, Some("person"), MATCHES).await?;
    Ok(Some(found.into_iter().map(|f| f.id).collect()))
}

fn filters(sql: &mut Sql, ask: &Ask, found: Option<&[Id]>) -> Result<()> {
    if let Some(ids) = found {
        sql.push(" and p.id in ").bind_list(ids.iter().copied());
    }
    if let Some(id) = ask.id("owner")? {
        sql.push(" and p.owner_member_id = ").bind(id);
    }
    if let Some(id) = ask.id("department")? {
        sql.push(" and p.owner_department_id = ").bind(id);
    }
    if let Some(id) = ask.id("company")? {
        sql.push(" and p.company_id = ").bind(id);
    }
    if let Some(phase) = ask.phase()? {
        sql.push(" and p.lifecycle_phase = ").bind(phase);
    }
    if !ask.country.is_empty() {
        sql.push(" and p.country = ")
            .bind(ask.country.to_uppercase());
    }
    Ok(())
}

/// Sorted by one value of the person.
pub(in crate::people) fn plain(
    ask: &Ask,
    found: Option<&[Id]>,
    sort: &str,
    falls: bool,
    after: Option<&Cursor>,
    limit: usize,
) -> Result<Sql> {
    let key = match sort {
        "touched" => "coalesce(p.touched_at, 0)",
        "created" => "p.created_at",
        _ => "p.name_folded",
    };
    let mut sql = Sql::new(COLUMNS);
    sql.push("from person p left join company c on c.id = p.company_id where p.erased_at is null");
    filters(&mut sql, ask, found)?;
    if let Some(cursor) = after {
        let value = match sort {
            "name" => store::Value::from(&cursor.value),
            _ => store::Value::from(cursor.value.parse::<i64>().unwrap_or(0)),
        };
        let (at, beyond) = if falls {
            (" <= ", " < ")
        } else {
            (" >= ", " > ")
        };
        sql.push(" and ").push(key).push(at).bind(value.clone());
        sql.push(" and (").push(key).push(beyond).bind(value);
        sql.push(" or p.id").push(beyond).bind(cursor.id).push(")");
    }
    let way = if falls { " desc" } else { "" };
    sql.push(" order by ")
        .push(key)
        .push(way)
        .push(", p.id")
        .push(way);
    sql.push(" limit ").bind(limit);
    Ok(sql)
}

/// Sorted by company, then by name; people without a company stand last, by name.
async fn by_company(
    db: &Db,
    ask: &Ask,
    found: Option<&[Id]>,
    after: Option<&Cursor>,
    falls: bool,
    limit: usize,
) -> Result<Vec<Line>> {
    let parts: Option<(String, String, String)> = after.map(|cursor| {
        let mut parts = cursor.value.split('\n').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        (next(), next(), next())
    });
    let alone = parts
        .as_ref()
        .is_some_and(|(_, company, _)| company.is_empty());
    let mut lines = Vec::new();
    if !alone {
        lines = db
            .query(at_companies(
                ask,
                found,
                after.zip(parts.as_ref()),
                falls,
                limit,
            )?)
            .await?;
    }
    if lines.len() < limit {
        let after = after.filter(|_| alone).zip(parts.as_ref());
        let mut sql = Sql::new(COLUMNS);
        sql.push("from person p left join company c on c.id = p.company_id where p.company_id is null and p.erased_at is null");
        filters(&mut sql, ask, found)?;
        if let Some((cursor, (_, _, name))) = after {
            sql.push(" and p.name_folded >= ")
                .bind(name)
                .push(" and (p.name_folded > ")
                .bind(name);
            sql.push(" or p.id > ").bind(cursor.id).push(")");
        }
        sql.push(" order by p.name_folded, p.id limit ")
            .bind(limit - lines.len());
        lines.extend(db.query::<Line>(sql).await?);
    }
    Ok(lines)
}

/// People with a company, walked company by company.
pub(in crate::people) fn at_companies(
    ask: &Ask,
    found: Option<&[Id]>,
    after: Option<(&Cursor, &(String, String, String))>,
    falls: bool,
    limit: usize,
) -> Result<Sql> {
    let mut sql = Sql::new(COLUMNS);
    // `cross join` keeps the order of the tables, so that the walk follows the names of companies.
    sql.push(
        "from company c cross join person p where p.company_id = c.id and p.erased_at is null",
    );
    filters(&mut sql, ask, found)?;
    let (at, beyond) = if falls {
        (" <= ", " < ")
    } else {
        (" >= ", " > ")
    };
    if let Some((cursor, (folded, company, name))) = after {
        let company: Id = company.parse().unwrap_or_default();
        sql.push(" and c.name_folded").push(at).bind(folded);
        sql.push(" and (c.name_folded").push(beyond).bind(folded);
        sql.push(" or c.id").push(beyond).bind(company);
        sql.push(" or (c.id = ").bind(company);
        sql.push(" and (p.name_folded").push(beyond).bind(name);
        sql.push(" or (p.name_folded = ").bind(name);
        sql.push(" and p.id")
            .push(beyond)
            .bind(cursor.id)
            .push("))))");
    }
    let order = if falls {
        " order by c.name_folded desc, c.id desc, p.name_folded desc, p.id desc limit "
    } else {
        " order by c.name_folded, c.id, p.name_folded, p.id limit "
    };
    sql.push(order).bind(limit);
    Ok(sql)
}
