//! Loads the demo company: bulk inserts table by table, touchpoints month by month.

use std::collections::HashMap;
use std::sync::Arc;

use ::store::{Db, Doc, Tx, Value, fold, fold_name, params};
use kernel::{Ctx, Error, FixedClock, Id, IdGen, Lang, Millis, Result, Touchpoint};

use super::model::{Company, DEPARTMENTS, Deal, Made, Person, SIGN_INS, STAGES, World, words};
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

async fn companies(tx: &mut Tx, world: &World) -> Result<()> {
    let rows = world
        .companies
        .iter()
        .enumerate()
        .map(|(n, c)| {
            params![
                c.id,
                &c.name,
                fold_name(&c.name),
                &c.legal_form,
                &c.domain,
                &c.industry,
                c.employees,
                &c.street,
                &c.postal_code,
                &c.city,
                c.country,
                format!("https://www.{}", c.domain),
                c.size,
                c.customer_since,
                1,
                if c.customer_since.is_some() { 7 } else { 2 },
                "demo",
                format!("c{n}"),
                c.created_at,
                c.created_at
            ]
        })
        .collect();
    let columns = &[
        "id",
        "name",
        "name_folded",
        "legal_form",
        "domain",
        "industry",
        "employees",
        "street",
        "postal_code",
        "city",
        "country",
        "website",
        "segment_size",
        "is_customer_since",
        "is_target_market",
        "phase",
        "source_system",
        "source_id",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("company", columns, rows, "").await?;
    Ok(())
}

async fn people(tx: &mut Tx, world: &World) -> Result<()> {
    let rows = world
        .people
        .iter()
        .enumerate()
        .map(|(n, p)| person_row(world, n, p))
        .collect();
    let columns = &[
        "id",
        "salutation",
        "academic_degree",
        "first_name",
        "last_name",
        "name_folded",
        "job_title",
        "language",
        "company_id",
        "lifecycle_phase",
        "owner_member_id",
        "objection_at",
        "city",
        "country",
        "source_system",
        "source_id",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("person", columns, rows, "").await?;
    let records = world
        .people
        .iter()
        .map(|p| params![p.id, p.id, "demo", p.created_at])
        .collect();
    tx.insert_many(
        "person_record",
        &["id", "person_id", "source", "created_at"],
        records,
        "",
    )
    .await?;
    let (mut mails, mut phones, mut edges) = (Vec::new(), Vec::new(), Vec::new());
    for person in &world.people {
        if let Some(email) = &person.email {
            let id = tx.ctx().id();
            mails.push(params![id, person.id, email, fold(email), 0]);
            edges.push(params![
                id,
                person.id,
                "email",
                fold(email),
                person.created_at,
                person.created_at
            ]);
        }
        if let Some(phone) = &person.phone {
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            phones.push(params![tx.ctx().id(), person.id, phone, digits, 0]);
        }
    }
    tx.insert_many(
        "person_email",
        &["id", "person_id", "email", "email_folded", "position"],
        mails,
        "",
    )
    .await?;
    tx.insert_many(
        "person_phone",
        &["id", "person_id", "phone", "phone_digits", "position"],
        phones,
        "",
    )
    .await?;
    let columns = &[
        "id",
        "record_id",
        "kind",
        "value",
        "first_seen_at",
        "last_seen_at",
    ];
    tx.insert_many("identity_edge", columns, edges, "on conflict do nothing")
        .await?;
    Ok(())
}

fn person_row(world: &World, n: usize, p: &Person) -> Vec<Value> {
    let company = &world.companies[p.company];
    params![
        p.id,
        p.salutation,
        p.degree.clone(),
        &p.first,
        &p.last,
        fold_name(&format!("{} {}", p.last, p.first)),
        (!p.job.is_empty()).then(|| p.job.clone()),
        "de",
        company.id,
        p.phase,
        p.owner,
        p.objection_at,
        &company.city,
        company.country,
        "demo",
        format!("p{n}"),
        p.created_at,
        p.created_at
    ]
}

async fn products(tx: &mut Tx) -> Result<()> {
    let prices: [i64; 7] = [
        21_000_000, 16_000_000, 9_500_000, 3_800_000, 800_000, 1_900_000, 45_000,
    ];
    let (ctx, now) = (tx.ctx().clone(), tx.ctx().now());
    let rows = words()
        .products
        .iter()
        .zip(prices)
        .map(|(name, price)| {
            params![
                ctx.id(),
                name,
                fold_name(name),
                "Musterwerk",
                price,
                now,
                now
            ]
        })
        .collect();
    let columns = &[
        "id",
        "name",
        "name_folded",
        "family",
        "list_price_minor",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("product", columns, rows, "on conflict do nothing")
        .await?;
    Ok(())
}

async fn deals(tx: &mut Tx, world: &World, departments: &[Id]) -> Result<()> {
    let found: Vec<(String, Id, Id)> = tx
        .rows(
            "select key, id, pipeline_id from stage order by position",
            params![],
        )
        .await?;
    let stages: HashMap<&str, (Id, Id)> = found
        .iter()
        .map(|(key, id, pipeline)| (key.as_str(), (*id, *pipeline)))
        .collect();
    let stage = |n: usize| {
        stages
            .get(STAGES[n])
            .copied()
            .ok_or_else(|| Error::internal("no default pipeline"))
    };
    let products: Vec<(String, Id)> = tx.rows("select name, id from product", params![]).await?;
    let (mut rows, mut log, mut group, mut lines) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (n, deal) in world.deals.iter().enumerate() {
        rows.push(deal_row(
            n,
            deal,
            stage(deal.stage())?,
            &world.companies[deal.company],
            departments,
        ));
        let mut before: Option<(usize, Millis)> = None;
        for (entered, at) in &deal.entered {
            let from = before.map(|(s, _)| stage(s)).transpose()?.map(|(id, _)| id);
            let seconds = before.map(|(_, since)| (at.0 - since.0) / 1000);
            log.push(params![
                tx.ctx().id(),
                deal.id,
                from,
                stage(*entered)?.0,
                *at,
                deal.owner,
                seconds
            ]);
            before = Some((*entered, *at));
        }
        for (position, person) in deal.people.iter().enumerate() {
            let role = ["entscheider", "einkauf", "technik", "nutzer"][position % 4];
            group.push(params![
                deal.id,
                world.people[*person].id,
                role,
                (position as i64) - 1,
                3
            ]);
        }
        if let Some((_, product)) = products
            .iter()
            .find(|(name, _)| *name == words().products[deal.product])
        {
            lines.push(params![
                tx.ctx().id(),
                deal.id,
                *product,
                1,
                deal.value_minor,
                0
            ]);
        }
    }
    tx.insert_many("deal", DEAL, rows, "").await?;
    let columns = &[
        "id",
        "deal_id",
        "from_stage_id",
        "to_stage_id",
        "at",
        "by_member_id",
        "seconds_in_stage",
    ];
    tx.insert_many("deal_stage_log", columns, log, "").await?;
    tx.insert_many(
        "deal_person",
        &["deal_id", "person_id", "role", "stance", "influence"],
        group,
        "on conflict do nothing",
    )
    .await?;
    tx.insert_many(
        "deal_line",
        &[
            "id",
            "deal_id",
            "product_id",
            "quantity",
            "price_minor",
            "position",
        ],
        lines,
        "",
    )
    .await?;
    Ok(())
}

const DEAL: &[&str] = &[
    "id",
    "name",
    "name_folded",
    "company_id",
    "pipeline_id",
    "stage_id",
    "stage_since",
    "board_position",
    "value_minor",
    "margin_minor",
    "close_on",
    "opened_at",
    "won_at",
    "lost_at",
    "lost_reason",
    "next_step",
    "next_step_on",
    "owner_member_id",
    "source_department_id",
    "source_system",
    "source_id",
    "created_at",
    "updated_at",
];

fn deal_row(
    n: usize,
    deal: &Deal,
    (stage, pipeline): (Id, Id),
    company: &Company,
    departments: &[Id],
) -> Vec<Value> {
    let open = deal.ended_at().is_none();
    let step = (open && deal.next_step).then_some("Angebot nachfassen");
    let since = deal.entered.last().map_or(deal.opened_at, |(_, at)| *at);
    params![
        deal.id,
        format!("{} · {}", deal.name, company.industry),
        fold_name(&deal.name),
        company.id,
        pipeline,
        stage,
        since,
        -(since.0 as f64),
        deal.value_minor,
        deal.margin_minor,
        deal.close_on,
        deal.opened_at,
        deal.won_at(),
        deal.lost_at(),
        deal.lost_reason.clone(),
        step,
        step.and(deal.close_on),
        deal.owner,
        departments[n % 3 % 2 * 2],
        "demo",
        format!("d{n}"),
        deal.opened_at,
        since
    ]
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
