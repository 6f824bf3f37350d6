//! Every statement about counted page views.

use kernel::{Id, Millis, Result};
use store::{Db, Tx, params};

use super::model::{SMALLEST, View};

/// Different rows that a source may make in an hour; what comes after is counted as "other", so that
/// invented addresses cannot fill the database.
const ROWS_PER_HOUR: i64 = 2_000;
const OTHER: &str = "/…";

/// Counts a view.
pub(crate) async fn add(tx: &mut Tx, source: Id, view: &View) -> Result<()> {
    if again(tx, source, view).await? {
        return Ok(());
    }
    let rows: Option<(i64,)> = tx
        .row(
            "select count(*) from visit_hour where source_id = $1 and hour = $2",
            params![source, view.hour],
        )
        .await?;
    let mut view = view.clone();
    if rows.is_some_and(|(n,)| n >= ROWS_PER_HOUR) {
        view.path = OTHER.to_owned();
        for tag in [
            &mut view.utm_source,
            &mut view.utm_medium,
            &mut view.utm_campaign,
        ] {
            tag.clear();
        }
    }
    tx.exec(
        "insert into visit_hour (source_id, hour, path, referrer, utm_source, utm_medium, utm_campaign, is_machine, views) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1) \
         on conflict (source_id, hour, path, referrer, utm_source, utm_medium, utm_campaign, is_machine) \
         do update set views = visit_hour.views + 1",
        params![
            source, view.hour, &view.path, view.referrer, &view.utm_source, &view.utm_medium,
            &view.utm_campaign, view.is_machine
        ],
    )
    .await?;
    Ok(())
}

/// Counts a view whose row is there; answers whether it was.
async fn again(tx: &mut Tx, source: Id, view: &View) -> Result<bool> {
    let counted = tx
        .exec(
            "update visit_hour set views = views + 1 where source_id = $1 and hour = $2 and path = $3 \
             and referrer = $4 and utm_source = $5 and utm_medium = $6 and utm_campaign = $7 and is_machine = $8",
            params![
                source, view.hour, &view.path, view.referrer, &view.utm_source, &view.utm_medium,
                &view.utm_campaign, view.is_machine
            ],
        )
        .await?;
    Ok(counted > 0)
}

/// Views per hour in a period, without machines.
pub(crate) async fn per_hour(db: &Db, from: Millis) -> Result<Vec<(Millis, i64)>> {
    db.rows(
        "select hour, cast(sum(views) as bigint) from visit_hour where hour >= $1 and is_machine = 0 \
         group by hour order by hour",
        params![from],
    )
    .await
}

/// All views of a period: of people, and of machines.
pub(crate) async fn totals(db: &Db, from: Millis) -> Result<(i64, i64)> {
    db.one(
        "select cast(coalesce(sum(case when is_machine = 0 then views else 0 end), 0) as bigint), \
                cast(coalesce(sum(case when is_machine = 1 then views else 0 end), 0) as bigint) \
         from visit_hour where hour >= $1",
        params![from],
    )
    .await
}

/// The most viewed pages of a period; what stays below the smallest count is left out.
pub(crate) async fn pages(db: &Db, from: Millis, limit: i64) -> Result<Vec<(String, i64)>> {
    db.rows(
        "select path, cast(sum(views) as bigint) as n from visit_hour where hour >= $1 and is_machine = 0 \
         group by path having cast(sum(views) as bigint) >= $2 order by n desc, path limit $3",
        params![from, SMALLEST, limit],
    )
    .await
}

/// Views by the class of the referrer.
pub(crate) async fn referrers(db: &Db, from: Millis) -> Result<Vec<(String, i64)>> {
    db.rows(
        "select referrer, cast(sum(views) as bigint) from visit_hour where hour >= $1 and is_machine = 0 \
         group by referrer having cast(sum(views) as bigint) >= $2",
        params![from, SMALLEST],
    )
    .await
}

/// Views by campaign tag.
pub(crate) async fn campaigns(db: &Db, from: Millis) -> Result<Vec<(String, String, i64)>> {
    db.rows(
        "select utm_campaign, utm_source, cast(sum(views) as bigint) as n from visit_hour \
         where hour >= $1 and is_machine = 0 and utm_campaign <> '' \
         group by utm_campaign, utm_source having cast(sum(views) as bigint) >= $2 order by n desc, utm_campaign, utm_source limit 50",
        params![from, SMALLEST],
    )
    .await
}

store::row! {
    /// What came of the inquiries made on one page.
    pub(crate) struct Inquiries {
        pub(crate) path: String,
        pub(crate) inquiries: i64,
        pub(crate) won: i64,
    }
}

/// Inquiries (forms sent) of a period by the page they were made on, and how many of their companies
/// won a deal afterwards. The page is the object that the touchpoint carries.
pub(crate) async fn inquiries(db: &Db, from: Millis) -> Result<Vec<Inquiries>> {
    db.rows(
        "select t.object_id, count(*), \
                cast(sum(case when exists (select 1 from v_deal d where d.company_id = t.company_id \
                  and d.won_at > t.time) then 1 else 0 end) as bigint) \
         from touchpoint t where t.time >= $1 and t.type = 'web.form.submitted' and t.object_type = 'page' \
         and t.retracted_by is null and t.is_machine = 0 group by t.object_id",
        params![from],
    )
    .await
}
