//! Loads the demo company: bulk inserts table by table, touchpoints month by month.

mod customers;
mod deals;
mod people;

use std::sync::Arc;

use ::store::{Db, Doc, Tx, fold, params};
use kernel::{Ctx, Error, FixedClock, Id, IdGen, Lang, Result, Touchpoint};

use self::customers::companies;
use self::deals::{deals, products};
use self::people::people;

use super::model::{DEPARTMENTS, Made, SIGN_INS, World};
use super::{PASSWORD, SignIn, Summary};

/// Months of the window.
const MONTHS: usize = 36;

/// Refuses a database in which somebody already works.
pub(super) async fn refuse_data(db: &Db) -> Result<()> {
    let (rows,): (i64,) = db
        .one(
            "select (select count(*) from (select 1 from company limit 1) c) + \
             (select count(*) from (select 1 from member limit 1) m) + (select count(*) from (select 1 from touchpoint limit 1) t)",
            params![],
        )
        .await?;
    if rows > 0 {
        return Err(Error::state("error.data_exists"));
    }
    Ok(())
}

/// Loads everything; the clock stands at the end of the window, so that the rows depend on it alone.
pub(super) async fn load(db: &Db, _ctx: &Ctx, world: &World) -> Result<Summary> {
    let clock = Arc::new(FixedClock::at(world.calendar.end));
    let ctx = Ctx::system(clock, Arc::new(IdGen::new(201)));
    let departments = department_ids(db).await?;
    let mut tx = db.begin(&ctx).await?;
    members(&mut tx, world, &departments).await?;
    companies(&mut tx, world).await?;
    people(&mut tx, world).await?;
    products(&mut tx).await?;
    deals(&mut tx, world, &departments).await?;
    index(&mut tx, world).await?;
    tx.set_setting(
        "company",
        &serde_json::json!({ "name": "Musterwerk Maschinenbau GmbH" }),
    )
    .await?;
    tx.set_setting("demo", &true).await?;
    tx.commit().await?;
    let mut touchpoints = 0;
    for month in 0..MONTHS {
        touchpoints += load_month(db, &ctx, world, month, &departments).await?;
    }
    finish(db, &ctx).await?;
    Ok(Summary {
        companies: world.companies.len(),
        people: world.people.len(),
        deals: world.deals.len(),
        touchpoints,
        sign_ins: sign_ins(world),
    })
}

fn sign_ins(world: &World) -> Vec<SignIn> {
    SIGN_INS
        .iter()
        .zip(&world.members)
        .map(|((_, department, role), member)| SignIn {
            email: member.email.clone(),
            password: PASSWORD,
            role: role.key(),
            department: department.map_or("", |d| DEPARTMENTS[d]),
        })
        .collect()
}

async fn department_ids(db: &Db) -> Result<Vec<Id>> {
    let all = org::departments::all(db).await?;
    let id_of = |key: &&str| all.iter().find(|d| d.key == **key).map(|d| d.id);
    let ids: Option<Vec<Id>> = DEPARTMENTS.iter().map(|key| id_of(key)).collect();
    ids.ok_or_else(|| Error::internal("the nine departments are not seeded"))
}

async fn members(tx: &mut Tx, world: &World, departments: &[Id]) -> Result<()> {
    let hash = org::sign_in::hash_password(PASSWORD).await?;
    let at = world.calendar.start;
    let rows = world
        .members
        .iter()
        .map(|m| {
            let secret = m.signs_in.then(|| hash.clone());
            let department = m.department.map(|d| departments[d]);
            params![
                m.id,
                &m.name,
                &m.email,
                fold(&m.email),
                secret,
                department,
                Lang::De.code(),
                at,
                at
            ]
        })
        .collect();
    let columns = &[
        "id",
        "name",
        "email",
        "email_folded",
        "password_hash",
        "department_id",
        "language",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("member", columns, rows, "").await?;
    let roles = world
        .members
        .iter()
        .map(|m| params![m.id, m.role.key()])
        .collect();
    tx.insert_many("member_role", &["member_id", "role"], roles, "")
        .await?;
    Ok(())
}

async fn index(tx: &mut Tx, world: &World) -> Result<()> {
    let mut docs = Vec::new();
    for company in &world.companies {
        docs.push(doc(
            company.id,
            "company",
            &company.name,
            &company.city,
            &company.domain,
        ));
    }
    for person in &world.people {
        let name = format!("{} {}", person.first, person.last);
        let words = format!(
            "{} {}",
            person.email.as_deref().unwrap_or(""),
            person.phone.as_deref().unwrap_or("")
        );
        docs.push(doc(
            person.id,
            "person",
            &name,
            &world.companies[person.company].name,
            &words,
        ));
    }
    for deal in &world.deals {
        docs.push(doc(
            deal.id,
            "deal",
            &deal.name,
            &world.companies[deal.company].name,
            "",
        ));
    }
    tx.index_new(docs).await
}

fn doc(id: Id, kind: &'static str, title: &str, subtitle: &str, words: &str) -> Doc {
    Doc {
        id,
        kind,
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        words: words.to_owned(),
    }
}

async fn load_month(
    db: &Db,
    ctx: &Ctx,
    world: &World,
    month: usize,
    departments: &[Id],
) -> Result<u64> {
    let mut tx = db.begin(ctx).await?;
    let made = world.month(month);
    let touchpoints: Vec<Touchpoint> = made.into_iter().map(|m| resolved(m, departments)).collect();
    let written = tx.record_all(touchpoints).await?;
    tx.commit().await?;
    tracing::info!(month = month + 1, touchpoints = written, "demo");
    Ok(written)
}

fn resolved(made: Made, departments: &[Id]) -> Touchpoint {
    let mut touchpoint = made.touchpoint;
    touchpoint.department_id = Some(departments[made.department]);
    touchpoint.to_department_id = made.to.map(|d| departments[d]);
    touchpoint
}

/// What reactors would make of all that, done at once; then their cursors stand at the end.
async fn finish(db: &Db, ctx: &Ctx) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    for sql in [
        "update company set touched_at = (select max(t.time) from touchpoint t where t.company_id = company.id)",
        "update person set touched_at = (select max(t.time) from touchpoint t where t.record_id = person.id)",
        "update deal set touched_at = (select max(t.time) from touchpoint t where t.deal_id = deal.id)",
    ] {
        tx.exec(sql, params![]).await?;
    }
    tx.commit().await
}
