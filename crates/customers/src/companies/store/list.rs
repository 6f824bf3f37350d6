//! The list of companies: filtered, sorted and leafed in SQL, one range of one index a page.

use kernel::{Id, Millis, Result};
use store::{Db, Sql, params};

use crate::lists::{self, Ask, Cursor, Leaf, Order};
use crate::records::Listed;

/// The orders of the list; the first is the usual one.
const ORDERS: &[Order] = &[
    Order::by_text("name", "c.name_folded"),
    Order::by_number("touched", "coalesce(c.touched_at, 0)"),
    Order::by_number("created", "c.created_at"),
    Order::by_text("city", "coalesce(c.city, '')"),
];

store::row! {
    /// A row of the list.
    #[derive(Debug, Clone)]
    pub struct Line {
        /// The company.
        pub id: Id,
        /// Its name.
        pub name: String,
        name_folded: String,
        /// Domain.
        pub domain: Option<String>,
        /// What it does.
        pub industry: Option<String>,
        /// City.
        pub city: Option<String>,
        /// Country.
        pub country: Option<String>,
        /// Phase 1 to 9.
        pub phase: Option<i64>,
        /// Who takes care.
        pub owner: Option<String>,
        /// Last touchpoint.
        pub touched_at: Option<Millis>,
        /// When it came into being.
        pub created_at: Millis,
    }
}

impl Line {
    fn cursor(&self, sort: &str) -> Cursor {
        let value = match sort {
            "touched" => self.touched_at.unwrap_or_default().0.to_string(),
            "created" => self.created_at.0.to_string(),
            "city" => self.city.clone().unwrap_or_default(),
            _ => self.name_folded.clone(),
        };
        Cursor { value, id: self.id }
    }
}

const COLUMNS: &str = "select c.id, c.name, c.name_folded, c.domain, c.industry, c.city, c.country, c.phase, \
     (select m.name from member m where m.id = c.owner_member_id), c.touched_at, c.created_at from company c ";

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
    let found = lists::found(db, &ask.q, "company").await?;
    let leaf = Leaf {
        order,
        falls,
        after: after.as_ref(),
        limit: limit + 1,
    };
    let mut lines: Vec<Line> = db.query(statement(ask, found.as_deref(), &leaf)?).await?;
    let next = lists::cut(&mut lines, limit, |line| line.cursor(order.name));
    Ok((lines, next))
}

fn statement(ask: &Ask, found: Option<&[Id]>, leaf: &Leaf<'_>) -> Result<Sql> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("where c.merged_into_id is null");
    if let Some(ids) = found {
        sql.push(" and c.id in ").bind_list(ids.iter().copied());
    }
    if let Some(id) = ask.id("owner")? {
        sql.push(" and c.owner_member_id = ").bind(id);
    }
    if let Some(phase) = ask.phase()? {
        sql.push(" and c.phase = ").bind(phase);
    }
    if !ask.country.is_empty() {
        sql.push(" and c.country = ")
            .bind(ask.country.to_uppercase());
    }
    leaf.end(&mut sql, "c.id");
    Ok(sql)
}

/// Companies whose name begins with a text, for a picker; bounded.
///
/// # Errors
/// As [`Db::rows`].
pub async fn pick(db: &Db, text: &str, limit: usize) -> Result<Vec<(Id, String, Option<String>)>> {
    let begin = store::fold_name(text);
    let end = format!("{begin}\u{10FFFF}");
    db.rows(
        "select id, name, city from company where name_folded >= $1 and name_folded < $2 \
         and merged_into_id is null order by name_folded, id limit $3",
        params![begin, end, limit],
    )
    .await
}
