//! Lists, the board, sums.

use kernel::{Ctx, Date, Error, Id, Millis, Result};
use store::{Db, Sql, params};

use super::super::model::{Filter, Row};
use crate::companies;
use crate::lists::{self, Cursor, Leaf, Order};

/// Lines of a page of the list.
pub(crate) const PAGE: usize = 50;
/// Cards of a column of the board at first, and with each further load.
pub(crate) const CARDS: usize = 5;
pub(crate) const MORE_CARDS: usize = 12;
/// Days that a won or lost deal stays on the board.
pub(crate) const CLOSED_DAYS: i64 = 90;

const SELECT: &str = "select d.id, d.name, c.id, c.name, d.stage_id, d.value_minor, d.currency, d.close_on, d.opened_at, \
     d.won_at, d.lost_at, d.next_step, d.next_step_on, m.name, o.colour, d.touched_at, cast(";
const FROM: &str = " as text), d.version from deal d left join company_record cr on cr.id = d.company_id left join company c on c.id = cr.company_id \
     left join member m on m.id = d.owner_member_id left join department o on o.id = m.department_id where 1 = 1";

/// The orders of the list; the first is the usual one.
const ORDERS: &[Order] = &[
    Order::by_number("touched", "coalesce(d.touched_at, 0)"),
    Order::by_text("name", "d.name_folded"),
    Order::by_number("value", "coalesce(d.value_minor, 0)"),
    Order::by_text("close", "coalesce(d.close_on, '9999-12-31')"),
    Order::by_number("opened", "d.opened_at"),
];

/// The conditions of a filter that were looked up before the statement: deals found by words.
pub(crate) struct Asked {
    found: Option<Vec<Id>>,
    owner: Option<Id>,
    stage: Option<Id>,
    /// All that stand for the company.
    company: Option<Vec<Id>>,
    state: String,
    closing: Option<(Option<Date>, Date)>,
    ended: Option<Millis>,
}

impl Asked {
    /// Looks up what the filter speaks of.
    pub(crate) async fn of(db: &Db, ctx: &Ctx, filter: &Filter) -> Result<Self> {
        let found = lists::found(db, &filter.q, "deal").await?;
        let owner = if filter.owner == "me" {
            ctx.member
        } else {
            filter.owner.parse().ok()
        };
        let company = match filter.company.parse::<Id>() {
            Ok(id) => Some(companies::members(db, id).await?),
            Err(_) => None,
        };
        Ok(Self {
            found,
            owner,
            stage: filter.stage.parse().ok(),
            company,
            state: filter.state.clone(),
            closing: closing(ctx.today(), &filter.closing),
            ended: match filter.ended.as_str() {
                // As the dashboard counts: the year of the company.
                "year" => {
                    let zone = org::settings::company(db).await?.timezone;
                    let today = ctx.now().date_in(&zone);
                    Some(Millis::start_of(today.first_of_year(), &zone))
                }
                "twelve" => Some(ctx.now().plus(-365 * Millis::DAY)),
                _ => None,
            },
        })
    }

    fn narrow(&self, sql: &mut Sql) {
        if let Some(ids) = &self.found {
            sql.push(" and d.id in ").bind_list(ids.iter().copied());
        }
        if let Some(owner) = self.owner {
            sql.push(" and d.owner_member_id = ").bind(owner);
        }
        if let Some(members) = &self.company {
            sql.push(" and d.company_id in ")
                .bind_list(members.iter().copied());
        }
        if let Some(stage) = self.stage {
            sql.push(" and d.stage_id = ").bind(stage);
        }
        match self.state.as_str() {
            "open" => sql.push(" and d.won_at is null and d.lost_at is null"),
            "won" => sql.push(" and d.won_at is not null"),
            "lost" => sql.push(" and d.lost_at is not null"),
            _ => sql,
        };
        if let Some(since) = self.ended {
            sql.push(" and (d.won_at >= ").bind(since);
            sql.push(" or d.lost_at >= ").bind(since).push(")");
        }
        if let Some((from, to)) = self.closing {
            if let Some(from) = from {
                sql.push(" and d.close_on >= ").bind(from);
            }
            sql.push(" and d.close_on < ")
                .bind(to)
                .push(" and d.won_at is null and d.lost_at is null");
        }
    }
}

/// First day and first day after it: overdue has no first day.
fn closing(today: Date, word: &str) -> Option<(Option<Date>, Date)> {
    let first = Date::new(today.year(), today.month(), 1).ok()?;
    let month_span = |first: Date, months: i32| {
        let end = first.checked_add(jiff::Span::new().months(months)).ok()?;
        Some((Some(first), end))
    };
    match word {
        "overdue" => Some((None, today)),
        "month" => month_span(first, 1),
        "quarter" => {
            let month = (today.month() - 1) / 3 * 3 + 1;
            month_span(Date::new(today.year(), month, 1).ok()?, 3)
        }
        _ => None,
    }
}

/// A page of the list and, if there is more, where the next one begins.
pub(crate) async fn page(
    db: &Db,
    ctx: &Ctx,
    filter: &Filter,
) -> Result<(Vec<Row>, Option<String>)> {
    let asked = Asked::of(db, ctx, filter).await?;
    let (falls, word) = match filter.sort.strip_prefix('-') {
        Some(word) => (true, word),
        None => (filter.sort.is_empty(), filter.sort.as_str()),
    };
    let order = ORDERS.iter().find(|order| order.name == word);
    let order = *order.unwrap_or(&ORDERS[0]);
    let after = Cursor::read(&filter.after)?;
    let mut sql = Sql::new(SELECT);
    sql.push(order.key).push(FROM);
    asked.narrow(&mut sql);
    let leaf = Leaf {
        order,
        falls,
        after: after.as_ref(),
        limit: PAGE + 1,
    };
    leaf.end(&mut sql, "d.id");
    let mut rows: Vec<Row> = db.query(sql).await?;
    let next = lists::cut(&mut rows, PAGE, |row| Cursor {
        value: row.sort_value.clone(),
        id: row.id,
    });
    Ok((rows, next))
}

/// `limit` cards of a column behind a cursor: those that entered it last come first. One more than
/// that tells whether there is more.
pub(crate) async fn cards(
    db: &Db,
    asked: &Asked,
    (stage, since): (Id, Millis),
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Row>> {
    let mut sql = Sql::new(SELECT);
    sql.push("d.board_position").push(FROM);
    sql.push(" and d.stage_id = ").bind(stage);
    sql.push(" and coalesce(d.won_at, d.lost_at, ")
        .bind(i64::MAX)
        .push(") >= ")
        .bind(since);
    asked.narrow(&mut sql);
    if let Some(cursor) = after {
        let position: f64 = cursor
            .value
            .parse()
            .map_err(|_| Error::field("after", "error.choice"))?;
        sql.push(" and (d.board_position, d.id) > (").bind(position);
        sql.push(", ").bind(cursor.id).push(")");
    }
    sql.push(" order by d.board_position, d.id limit ")
        .bind(limit + 1);
    db.query(sql).await
}

store::row! {
    /// How many deals of a stage in a currency, with their sum.
    #[derive(Debug, Clone)]
    pub(crate) struct Total {
        pub(crate) stage_id: Id,
        pub(crate) currency: String,
        pub(crate) count: i64,
        pub(crate) sum_minor: i64,
    }
}

/// Counts and sums of the columns: open deals, and those won or lost since the instant.
pub(crate) async fn totals(
    db: &Db,
    asked: &Asked,
    pipeline: Id,
    since: Millis,
) -> Result<Vec<Total>> {
    let mut all = Vec::new();
    for part in 0..3 {
        let mut sql = Sql::new(
            "select d.stage_id, d.currency, count(*), cast(coalesce(sum(d.value_minor), 0) as bigint) \
             from deal d where d.pipeline_id = ",
        );
        sql.bind(pipeline);
        match part {
            0 => sql.push(" and d.won_at is null and d.lost_at is null"),
            1 => sql.push(" and d.won_at >= ").bind(since),
            _ => sql.push(" and d.lost_at >= ").bind(since),
        };
        asked.narrow(&mut sql);
        sql.push(" group by d.stage_id, d.currency");
        all.extend(db.query::<Total>(sql).await?);
    }
    Ok(all)
}

/// The newest deals of a company.
///
/// # Errors
/// As [`Db::rows`].
pub async fn of_company(db: &Db, company: Id) -> Result<Vec<Row>> {
    let mut sql = Sql::new(SELECT);
    sql.push("d.opened_at")
        .push(FROM)
        .push(" and d.company_id in ")
        .bind_list(companies::members(db, company).await?);
    sql.push(" order by d.id desc limit 8");
    db.query(sql).await
}

/// The newest deals in whose buying group someone is.
///
/// # Errors
/// As [`Db::rows`].
pub async fn of_person(db: &Db, person: Id) -> Result<Vec<Row>> {
    let mut sql = Sql::new(SELECT);
    sql.push("d.opened_at").push(FROM);
    sql.push(" and d.id in (select deal_id from deal_person dp join person_record r on r.id = dp.person_id where r.person_id = ")
        .bind(person);
    sql.push(") order by d.id desc limit 8");
    db.query(sql).await
}

/// The newest deals about a product; at most fifty.
///
/// # Errors
/// As [`Db::rows`].
pub async fn of_product(db: &Db, product: Id) -> Result<Vec<Row>> {
    let mut sql = Sql::new(SELECT);
    sql.push("d.opened_at").push(FROM);
    sql.push(" and d.id in (select deal_id from deal_line where product_id = ")
        .bind(product);
    sql.push(") order by d.id desc limit ").bind(PAGE);
    db.query(sql).await
}

/// The open deals of a member, those with the next step due first.
///
/// # Errors
/// As [`Db::rows`].
pub async fn of_owner(db: &Db, member: Id, limit: i64) -> Result<Vec<Row>> {
    let mut sql = Sql::new(SELECT);
    sql.push("d.opened_at")
        .push(FROM)
        .push(" and d.owner_member_id = ")
        .bind(member);
    sql.push(" and d.won_at is null and d.lost_at is null order by coalesce(d.next_step_on, '9999-12-31'), d.id limit ");
    sql.bind(limit);
    db.query(sql).await
}

/// Deals by their ids, in no particular order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn by_ids(db: &Db, ids: &[Id]) -> Result<Vec<Row>> {
    let mut sql = Sql::new(SELECT);
    sql.push("d.opened_at")
        .push(FROM)
        .push(" and d.id in ")
        .bind_list(ids.iter().copied());
    db.query(sql).await
}

/// Whether there is any deal at all.
///
/// # Errors
/// As [`Db::rows`].
pub async fn any(db: &Db) -> Result<bool> {
    let found: Option<(Id,)> = db.row("select id from deal limit 1", params![]).await?;
    Ok(found.is_some())
}
