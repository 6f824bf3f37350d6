//! The touchpoints of the demo company, month by month.

use std::collections::HashMap;

use ::store::{Db, params};
use kernel::{Ctx, Id, Result, Touchpoint};

use super::super::model::{Made, World};

/// Ids that touchpoints name: departments in their order, activities by key.
pub(super) struct Places {
    departments: Vec<Id>,
    activities: HashMap<String, Id>,
}

impl Places {
    pub(super) async fn load(db: &Db, departments: Vec<Id>) -> Result<Self> {
        let found: Vec<(String, Id)> = db.rows("select key, id from v_activity", params![]).await?;
        Ok(Self {
            departments,
            activities: found.into_iter().collect(),
        })
    }
}

pub(super) async fn load_month(
    db: &Db,
    ctx: &Ctx,
    world: &World,
    month: usize,
    places: &Places,
) -> Result<u64> {
    let mut tx = db.begin(ctx).await?;
    let made = world.month(month);
    let touchpoints: Vec<Touchpoint> = made.into_iter().map(|m| resolved(m, places)).collect();
    let written = tx.record_all(touchpoints).await?;
    tx.commit().await?;
    tracing::debug!(month = month + 1, touchpoints = written, "demo");
    Ok(written)
}

fn resolved(made: Made, places: &Places) -> Touchpoint {
    let mut touchpoint = made.touchpoint;
    touchpoint.activity_id = made
        .activity
        .and_then(|key| places.activities.get(key).copied());
    touchpoint.department_id = Some(places.departments[made.department]);
    touchpoint.to_department_id = made.to.map(|d| places.departments[d]);
    touchpoint
}

/// What reactors would make of all that, done at once; then their cursors stand at the end.
pub(super) async fn finish(db: &Db, ctx: &Ctx) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    for sql in [
        "update company set touched_at = (select max(t.time) from touchpoint t where t.company_id = company.id \
         and t.channel is not null and t.is_machine = 0 and t.retracted_by is null)",
        "update person set touched_at = (select max(t.time) from touchpoint t where t.record_id = person.id \
         and t.channel is not null and t.is_machine = 0 and t.retracted_by is null)",
        "update deal set touched_at = (select max(t.time) from touchpoint t where t.deal_id = deal.id)",
    ] {
        tx.exec(sql, params![]).await?;
    }
    // What the loader wrote has its people and companies: nobody is to be learned from it.
    let head = ::store::reactors::head(db).await?;
    customers::timeline::note_deliveries(&mut tx, 0, head).await?;
    for reactor in ["touched", "deliveries", "duplicates", org::work::LEADER] {
        ::store::reactors::advance(&mut tx, reactor, head).await?;
    }
    tx.commit().await
}
