//! The list of people: filtered, sorted and leafed in SQL, one range of one index a page.

use kernel::{Id, Millis, Result};
use store::{Db, Sql};

use super::super::model::full_name;
use crate::lists::{self, Ask, Cursor, Leaf, Order};
use crate::records::Listed;

/// The orders of the list; the first is the usual one.
const ORDERS: &[Order] = &[
    Order::by_text("name", "p.name_folded"),
    Order::by_number("touched", "coalesce(p.touched_at, 0)"),
    Order::by_number("created", "p.created_at"),
    Order::by_text("company", "c.name_folded"),
];

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
     p.source_id, p.job_title, p.company_id, coalesce(w.name, c.name), c.name_folded, p.city, p.lifecycle_phase, \
     (select m.name from member m where m.id = p.owner_member_id), p.objection_at, p.touched_at, \
     p.created_at, p.name_folded ";

impl Listed for Line {
    fn id(&self) -> Id {
        self.id
    }
    fn phase(&self) -> Option<i64> {
        self.phase
    }
    fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }
    fn touched_at(&self) -> Option<Millis> {
        self.touched_at
    }
    fn created_at(&self) -> Millis {
        self.created_at
    }
}

/// A page of the list and where the next one begins.
///
/// # Errors
/// `Invalid` on a filter or order that does not exist, else as [`Db::rows`].
pub async fn list(db: &Db, ask: &Ask, limit: usize) -> Result<(Vec<Line>, Option<String>)> {
    let (order, falls) = ask.order(ORDERS)?;
    let after = Cursor::read(&ask.after)?;
    let found = lists::found(db, &ask.q, "person").await?;
    let employer = match ask.id("company")? {
        Some(id) => Some(crate::companies::members(db, id).await?),
        None => None,
    };
    let only = Only {
        ask,
        found: found.as_deref(),
        employer: employer.as_deref(),
    };
    let leaf = Leaf {
        order,
        falls,
        after: after.as_ref(),
        limit: limit + 1,
    };
    let mut lines: Vec<Line> = if order.name == "company" {
        by_company(db, &only, &leaf).await?
    } else {
        db.query(plain(&only, &leaf)?).await?
    };
    let next = lists::cut(&mut lines, limit, |line| line.cursor(order.name));
    Ok((lines, next))
}

/// What the list is narrowed to: the words of the address, and what was looked up for them.
struct Only<'a> {
    ask: &'a Ask,
    found: Option<&'a [Id]>,
    /// All that stand for the company.
    employer: Option<&'a [Id]>,
}

fn filters(sql: &mut Sql, only: &Only<'_>) -> Result<()> {
    let ask = only.ask;
    if let Some(ids) = only.found {
        sql.push(" and p.id in ").bind_list(ids.iter().copied());
    }
    if let Some(id) = ask.id("owner")? {
        sql.push(" and p.owner_member_id = ").bind(id);
    }
    if let Some(id) = ask.id("department")? {
        sql.push(" and p.owner_department_id = ").bind(id);
    }
    match only.employer {
        None => {}
        Some([one]) => {
            sql.push(" and p.company_id = ").bind(*one);
        }
        Some(several) => {
            sql.push(" and p.company_id in ")
                .bind_list(several.iter().copied());
        }
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
fn plain(only: &Only<'_>, leaf: &Leaf<'_>) -> Result<Sql> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("from person p left join company c on c.id = p.company_id left join company w on w.id = c.merged_into_id where p.erased_at is null and p.merged_into_id is null");
    filters(&mut sql, only)?;
    leaf.end(&mut sql, "p.id");
    Ok(sql)
}

/// Where the walk from company to company goes on.
struct Step<'a> {
    folded: &'a str,
    company: Id,
    name: &'a str,
    person: Id,
}

impl<'a> Step<'a> {
    /// The last row of the page before; without a company its folded name and id are empty.
    fn of(cursor: &'a Cursor) -> Self {
        let mut parts = cursor.value.split('\n');
        let mut next = || parts.next().unwrap_or_default();
        Self {
            folded: next(),
            company: next().parse().unwrap_or_default(),
            name: next(),
            person: cursor.id,
        }
    }

    fn is_alone(&self) -> bool {
        self.company == Id::default()
    }
}

/// Sorted by company, then by name; people without a company stand last, by name.
async fn by_company(db: &Db, only: &Only<'_>, leaf: &Leaf<'_>) -> Result<Vec<Line>> {
    let step = leaf.after.map(Step::of);
    let alone = step.as_ref().filter(|step| step.is_alone());
    let mut lines: Vec<Line> = match alone {
        Some(_) => Vec::new(),
        None => db.query(at_companies(only, step.as_ref(), leaf)?).await?,
    };
    if lines.len() < leaf.limit {
        let after = alone.map(|step| Cursor {
            value: step.name.to_owned(),
            id: step.person,
        });
        let rest = Leaf {
            order: ORDERS[0],
            falls: false,
            after: after.as_ref(),
            limit: leaf.limit - lines.len(),
        };
        lines.extend(db.query::<Line>(without_company(only, &rest)?).await?);
    }
    Ok(lines)
}

fn without_company(only: &Only<'_>, leaf: &Leaf<'_>) -> Result<Sql> {
    let mut sql = Sql::new(COLUMNS);
    sql.push(
        "from person p left join company c on c.id = p.company_id left join company w on w.id = c.merged_into_id \
         where p.company_id is null and p.erased_at is null and p.merged_into_id is null",
    );
    filters(&mut sql, only)?;
    leaf.end(&mut sql, "p.id");
    Ok(sql)
}

/// People with a company, walked company by company.
fn at_companies(only: &Only<'_>, step: Option<&Step<'_>>, leaf: &Leaf<'_>) -> Result<Sql> {
    let mut sql = Sql::new(COLUMNS);
    // `cross join` keeps the order of the tables, so that the walk follows the names of companies.
    sql.push(
        "from company c cross join person p left join company w on w.id = c.merged_into_id where p.company_id = c.id and p.erased_at is null and p.merged_into_id is null",
    );
    filters(&mut sql, only)?;
    if let Some(step) = step {
        let (at, beyond) = leaf.beyond();
        sql.push(" and c.name_folded").push(at).bind(step.folded);
        sql.push(" and (c.name_folded")
            .push(beyond)
            .bind(step.folded);
        sql.push(" or c.id").push(beyond).bind(step.company);
        sql.push(" or (c.id = ").bind(step.company);
        sql.push(" and (p.name_folded").push(beyond).bind(step.name);
        sql.push(" or (p.name_folded = ").bind(step.name);
        sql.push(" and p.id")
            .push(beyond)
            .bind(step.person)
            .push("))))");
    }
    let order = if leaf.falls {
        " order by c.name_folded desc, c.id desc, p.name_folded desc, p.id desc limit "
    } else {
        " order by c.name_folded, c.id, p.name_folded, p.id limit "
    };
    sql.push(order).bind(leaf.limit);
    Ok(sql)
}
