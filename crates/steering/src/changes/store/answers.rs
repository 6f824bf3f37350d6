//! Inquiries of known people, and when a member first wrote or spoke to them.

use ::store::{Db, Sql};
use kernel::{Id, Millis, Result};

use super::counts::{Behind, Sides, Window};

/// Business minutes within which an inquiry is answered in time: one day of ten hours.
const IN_TIME: i64 = 600;
/// Days after which an answer is looked for no longer: a business day never takes longer.
const LOOKED: i64 = 14;

store::row! {
    struct Inquiry {
        id: Id,
        time: Millis,
        what: String,
        name: Option<String>,
        own: i64,
        answered: Option<Millis>,
    }
}

async fn inquiries(
    db: &Db,
    window: &Window<'_>,
    types: &'static [&'static str],
) -> Result<Vec<(Inquiry, bool)>> {
    let mut sql = Sql::new("select i.id, i.time, i.type, co.name, cast(");
    window.own(&mut sql, "i.department_id");
    sql.push(
        " as bigint), (select min(o.time) from touchpoint o join person_record r on r.id = o.record_id \
         where r.person_id = i.person_id and o.time > i.time and o.time < i.time + ",
    );
    sql.bind(LOOKED * Millis::DAY);
    sql.push(
        " and o.direction = 'outbound' and o.member_id is not null and o.is_machine = 0 \
         and o.retracted_by is null) from v_touchpoint i left join company_record c on c.id = i.company_id \
         left join v_company co on co.id = coalesce(c.company_id, i.company_id) \
         where i.person_id is not null and i.is_machine = 0 and ",
    );
    window.within(&mut sql, "i.time");
    sql.push(" and i.type in ").bind_list(types.iter().copied());
    sql.push(" order by i.time, i.id");
    let found: Vec<Inquiry> = db.query(sql).await?;
    let calendar = crate::questions::hours(window.zone);
    let in_time = |from: Millis, to: Millis| calendar.elapsed_minutes(from.0, to.0) <= IN_TIME;
    let judged = found.into_iter().filter_map(|inquiry| {
        match inquiry.answered {
            Some(at) => {
                let hit = in_time(inquiry.time, at);
                Some((inquiry, hit))
            }
            // Its day is not over: it can still be answered in time.
            None if in_time(inquiry.time, window.now) => None,
            None => Some((inquiry, false)),
        }
    });
    Ok(judged.collect())
}

pub(super) async fn counted(
    db: &Db,
    window: &Window<'_>,
    types: &'static [&'static str],
) -> Result<Sides> {
    let found = inquiries(db, window, types).await?;
    let side = |own: i64| {
        let those = found.iter().filter(|(i, _)| i.own == own);
        those.fold((0, 0), |(n, of), (_, hit)| (n + i64::from(*hit), of + 1))
    };
    Ok((side(1), side(0)))
}

pub(super) async fn records(
    db: &Db,
    window: &Window<'_>,
    types: &'static [&'static str],
    own: i64,
    (skip, take): (i64, i64),
) -> Result<Vec<Behind>> {
    let found = inquiries(db, window, types).await?;
    let those = found.into_iter().filter(|(i, _)| i.own == own);
    let shown = those.map(|(inquiry, hit)| Behind {
        id: inquiry.id,
        at: Some(inquiry.time),
        what: inquiry.what,
        name: inquiry.name,
        hits: i64::from(hit),
    });
    let (skip, take) = (skip as usize, take as usize);
    Ok(shown.skip(skip).take(take).collect())
}
