//! The questions behind credit: the deals won in a period and the touchpoints before them.

use kernel::{Error, Id, Millis, Result};
use org::departments::Department;
use store::{Db, Sql, params};

use analysis::attribution::Model;

use super::model::{
    Outcome, Share, Touch, WINDOW_DAYS, attributable, channels, is_free_of_order, model_of, shares,
    window_start,
};

/// Most touchpoints that are listed behind a bar.
const LISTED: i64 = 100;

/// Credit of a period.
#[derive(Clone, Debug)]
pub struct Period {
    /// Deals won.
    pub deals: usize,
    /// Their value in minor units of the currency.
    pub value_minor: i64,
    /// The currency of most of the deals; others are counted but not added.
    pub currency: String,
    /// Touchpoints that earned credit.
    pub touchpoints: i64,
    /// Per department, in the fixed order, unknown last.
    pub departments: Vec<Share>,
    /// Per channel, in the fixed order, unknown last.
    pub channels: Vec<Share>,
}

store::row! {
    struct Won {
        id: Id,
        value_minor: Option<i64>,
        currency: String,
    }
}

/// Credit of all deals won from an instant (included) to another (excluded).
///
/// # Errors
/// As [`Db::rows`].
pub async fn of_period(
    db: &Db,
    departments: &[Department],
    from: Millis,
    to: Millis,
    model: &str,
) -> Result<Period> {
    let won: Vec<Won> = db
        .rows(
            "select id, value_minor, currency from v_deal where won_at >= $1 and won_at < $2 order by id",
            params![from, to],
        )
        .await?;
    let model = model_of(model);
    let touches = db.query(touches_of_period(from, to, model)).await?;
    let house = org::settings::company(db).await?.currency;
    Ok(period(departments, &won, touches, model, &house))
}

/// The touchpoints behind the deals won in a period. Where their order does not matter, they are
/// counted by the database: one row per deal, department and channel instead of one per touchpoint.
fn touches_of_period(from: Millis, to: Millis, model: &Model) -> Sql {
    let counted = is_free_of_order(model);
    let mut sql = Sql::new("select d.id, t.department_id, t.channel, ");
    sql.push(if counted { "count(*)" } else { "1" }).push(
        " from deal d join company_record own on own.id = d.company_id \
         join company_record whole on whole.company_id = own.company_id \
         join touchpoint t on t.company_id = whole.id and t.time < d.won_at \
         and t.time >= d.opened_at - ",
    );
    sql.bind(WINDOW_DAYS * Millis::DAY)
        .push(" where d.won_at >= ")
        .bind(from)
        .push(" and d.won_at < ")
        .bind(to);
    sql.push(ATTRIBUTABLE).bind_list(attributable());
    sql.push(match counted {
        true => " group by d.id, t.department_id, t.channel",
        false => " order by d.id, t.time, t.id",
    });
    sql
}

/// What a touchpoint must be to earn credit; the types follow.
const ATTRIBUTABLE: &str = " and t.company_id is not null and t.direction <> 'internal' and t.is_machine = 0 \
     and t.retracted_by is null and t.channel is not null and t.type in ";

fn period(
    departments: &[Department],
    won: &[Won],
    touches: Vec<Touch>,
    model: &Model,
    house: &str,
) -> Period {
    let currency = main_currency(won, house);
    let outcomes: Vec<Outcome> = won
        .iter()
        .map(|d| Outcome {
            id: d.id,
            value_minor: if d.currency == currency {
                d.value_minor.unwrap_or(0)
            } else {
                0
            },
        })
        .collect();
    let keys: Vec<String> = departments.iter().map(|d| d.id.to_string()).collect();
    Period {
        deals: won.len(),
        value_minor: outcomes.iter().map(|o| o.value_minor).sum(),
        currency,
        touchpoints: touches.iter().map(|t| t.count).sum(),
        departments: shares(&outcomes, &touches, &keys, model, |t| {
            t.department_id.map(|id| id.to_string())
        }),
        channels: shares(&outcomes, &touches, &channels(), model, |t| {
            t.channel.clone()
        }),
    }
}

/// The currency that most deals have; the first in the alphabet on a tie; that of the company,
/// `house`, without deals.
fn main_currency(won: &[Won], house: &str) -> String {
    let mut counts = std::collections::BTreeMap::new();
    for deal in won {
        *counts.entry(deal.currency.as_str()).or_insert(0_usize) += 1;
    }
    let most = counts.values().max().copied().unwrap_or(0);
    let found = counts.iter().find(|(_, n)| **n == most);
    found.map_or(house, |(currency, _)| currency).to_owned()
}

store::row! {
    /// A deal as the credit page needs it.
    pub(crate) struct Deal {
        pub(crate) id: Id,
        pub(crate) name: String,
        pub(crate) company_id: Option<Id>,
        pub(crate) value_minor: Option<i64>,
        pub(crate) currency: String,
        pub(crate) opened_at: Millis,
        pub(crate) won_at: Option<Millis>,
        pub(crate) lost_at: Option<Millis>,
    }
}

pub(crate) async fn deal(db: &Db, id: Id) -> Result<Deal> {
    let found: Option<Deal> = db
        .row(
            "select id, name, company_id, value_minor, currency, opened_at, won_at, lost_at from v_deal where id = $1",
            params![id],
        )
        .await?;
    found.ok_or(Error::NotFound("deal"))
}

/// Credit of one deal; while it is open, up to now.
pub(crate) async fn of_deal(
    db: &Db,
    departments: &[Department],
    deal: &Deal,
    now: Millis,
    model: &str,
) -> Result<Period> {
    let until = deal.won_at.or(deal.lost_at).unwrap_or(now);
    let mut sql = Sql::new(
        "select d.id, t.department_id, t.channel, 1 from deal d \
         join company_record own on own.id = d.company_id \
         join company_record whole on whole.company_id = own.company_id \
         join touchpoint t on t.company_id = whole.id and t.time < ",
    );
    sql.bind(until)
        .push(" and t.time >= ")
        .bind(window_start(deal.opened_at));
    sql.push(" where d.id = ").bind(deal.id);
    sql.push(ATTRIBUTABLE).bind_list(attributable());
    sql.push(" order by t.time, t.id");
    let touches = db.query(sql).await?;
    let won = Won {
        id: deal.id,
        value_minor: deal.value_minor,
        currency: deal.currency.clone(),
    };
    let model = model_of(model);
    Ok(period(departments, &[won], touches, model, &deal.currency))
}

store::row! {
    /// A touchpoint behind a bar.
    pub(crate) struct Behind {
        pub(crate) id: Id,
        pub(crate) type_key: String,
        pub(crate) department_id: Option<Id>,
        pub(crate) object_name: Option<String>,
        pub(crate) time: Millis,
        pub(crate) first_name: Option<String>,
        pub(crate) last_name: Option<String>,
    }
}

/// The touchpoints of a deal that earn credit, newest first, of one department or channel.
pub(crate) async fn behind(
    db: &Db,
    deal: &Deal,
    now: Millis,
    department: Option<Id>,
    channel: &str,
) -> Result<Vec<Behind>> {
    let until = deal.won_at.or(deal.lost_at).unwrap_or(now);
    let mut found: Vec<Behind> = db
        .rows(
            "select t.id, t.type, t.department_id, t.object_name, t.time, p.first_name, p.last_name from v_touchpoint t \
             left join v_person p on p.id = t.person_id \
             where t.company_id in (select whole.id from company_record own join company_record whole \
             on whole.company_id = own.company_id where own.id = $1) and t.time < $2 and t.time >= $3 and t.channel is not null and t.is_machine = 0 \
             and (cast($4 as bigint) is null or t.department_id = $4) and ($5 = '' or t.channel = $5) \
             order by t.time desc, t.id desc limit $6",
            params![deal.company_id, until, window_start(deal.opened_at), department, channel, LISTED],
        )
        .await?;
    found.retain(|t| super::model::earns_credit(&t.type_key));
    Ok(found)
}

store::row! {
    /// A won deal with the part of it that a department or channel is credited with.
    pub(crate) struct Part {
        pub(crate) id: Id,
        pub(crate) name: String,
        pub(crate) company: Option<String>,
        pub(crate) won_at: Millis,
        pub(crate) value_minor: Option<i64>,
        pub(crate) currency: String,
        pub(crate) own: i64,
        pub(crate) all: i64,
    }
}

/// The deals won in a period, newest win first, each with how many of its touchpoints are of a
/// department or channel; without either, every deal.
pub(crate) async fn parts(
    db: &Db,
    (from, to): (Millis, Millis),
    department: Option<Id>,
    channel: &str,
) -> Result<Vec<Part>> {
    let mut sql = Sql::new(
        "select d.id, d.name, c.name, d.won_at, d.value_minor, d.currency, coalesce(s.own, 0), coalesce(s.every, 0) from deal d left join company_record cr on cr.id = d.company_id left join company c on c.id = cr.company_id left join (select w.id, count(*) as every, cast(sum(case when (cast(",
    );
    sql.bind(department)
        .push(" as bigint) is null or t.department_id = ")
        .bind(department);
    sql.push(") and (")
        .bind(channel)
        .push(" = '' or t.channel = ")
        .bind(channel);
    sql.push(") then 1 else 0 end) as bigint) as own from deal w join company_record own on own.id = w.company_id join company_record whole on whole.company_id = own.company_id join touchpoint t on t.company_id = whole.id and t.time < w.won_at and t.time >= w.opened_at - ");
    sql.bind(WINDOW_DAYS * Millis::DAY)
        .push(" where w.won_at >= ")
        .bind(from)
        .push(" and w.won_at < ")
        .bind(to);
    sql.push(ATTRIBUTABLE).bind_list(attributable());
    sql.push(" group by w.id) s on s.id = d.id where d.won_at >= ")
        .bind(from)
        .push(" and d.won_at < ")
        .bind(to);
    if department.is_some() || !channel.is_empty() {
        sql.push(" and s.own > 0");
    }
    sql.push(" order by d.won_at desc, d.id desc limit ")
        .bind(LISTED);
    db.query(sql).await
}

/// How many touchpoints of each department earned credit for each of these deals, up to its end or
/// now: deal, department, count. One statement for all of them.
pub(crate) async fn taking_part(
    db: &Db,
    deals: Vec<Id>,
    now: Millis,
) -> Result<Vec<(Id, Option<Id>, i64)>> {
    let mut sql = Sql::new(
        "select d.id, t.department_id, count(*) from deal d join company_record own on own.id = d.company_id \
         join company_record whole on whole.company_id = own.company_id join touchpoint t on t.company_id = whole.id \
         and t.time < coalesce(d.won_at, d.lost_at, ",
    );
    sql.bind(now).push(") and t.time >= d.opened_at - ");
    sql.bind(WINDOW_DAYS * Millis::DAY).push(" where d.id in ");
    sql.bind_list(deals);
    sql.push(ATTRIBUTABLE).bind_list(attributable());
    sql.push(" group by d.id, t.department_id");
    db.query(sql).await
}
