//! The questions of the start page.

use kernel::{Id, Result};
use store::{Db, params};

store::row! {
    /// An open deal of a member.
    pub(crate) struct Mine {
        pub(crate) id: Id,
        pub(crate) name: String,
        pub(crate) company: Option<String>,
        pub(crate) value_minor: Option<i64>,
        pub(crate) currency: String,
        pub(crate) next_step: Option<String>,
        pub(crate) next_step_on: Option<kernel::Date>,
    }
}

/// The open deals of a member, those with the next due step first.
pub(crate) async fn my_deals(db: &Db, member: Id) -> Result<Vec<Mine>> {
    db.rows(
        "select d.id, d.name, c.name, d.value_minor, d.currency, d.next_step, d.next_step_on from deal d \
         left join company_record r on r.id = d.company_id left join v_company c on c.id = r.company_id \
         where d.owner_member_id = $1 and d.won_at is null and d.lost_at is null \
         order by case when d.next_step_on is null then 1 else 0 end, d.next_step_on, d.id limit 8",
        params![member],
    )
    .await
}

/// Whether there is any customer yet.
pub(crate) async fn is_empty(db: &Db) -> Result<bool> {
    let found: Option<(Id,)> = db
        .row("select id from v_company limit 1", params![])
        .await?;
    Ok(found.is_none())
}
