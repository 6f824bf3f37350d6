//! Which departments brought a deal: one deal is 1.0 credit, departments stand in their fixed order.

mod costs;
mod kept;
mod live;
mod paid;
mod planted;
mod renewed;
mod runs;
mod small;
mod smallest;
mod weights;

use kernel::{Id, Millis, Role, Touchpoint};
use serde_json::Value;
use store::params;
use testkit::TestApp;

pub(super) struct Case {
    deal: Id,
    company: Id,
}

/// The row of a key.
fn row<'a>(answer: &'a Value, key: &str) -> &'a Value {
    let rows = answer["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["key"] == key).expect("a row")
}

/// A deal of 1 000 euro, opened 30 days ago, won now, in a company with large departments.
async fn won(app: &TestApp) -> Case {
    app.full_house().await;
    won_by_few(app).await
}

/// The same, whoever works here.
async fn won_by_few(app: &TestApp) -> Case {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let (company, deal, now) = (tx.ctx().id(), tx.ctx().id(), tx.ctx().now());
    tx.exec(
        "insert into company (id, name, name_folded, created_at, updated_at) values ($1, 'Müller AG', 'muller ag', $2, $2)",
        params![company, now],
    )
    .await
    .expect("a company");
    tx.exec(
        "insert into company_record (id, company_id) values ($1, $1)",
        params![company],
    )
    .await
    .expect("its membership");
    tx.exec(
        "insert into deal (id, name, name_folded, company_id, pipeline_id, stage_id, stage_since, value_minor, opened_at, won_at, created_at, updated_at) \
         select $1, 'Fräse', 'frase', $2, s.pipeline_id, s.id, $3, 100000, $4, $3, $3, $3 from stage s where s.key = 'won'",
        params![deal, company, now, now.plus(-30 * Millis::DAY)],
    )
    .await
    .expect("a deal");
    tx.commit().await.expect("both");
    Case { deal, company }
}

async fn touch(app: &TestApp, case: &Case, type_key: &str, department: &str, days_ago: i64) {
    let mut touchpoint = Touchpoint::new(type_key, app.ctx().now().plus(-days_ago * Millis::DAY));
    touchpoint.company_id = Some(case.company);
    touchpoint.department_id = org::departments::by_key(app.db(), department)
        .await
        .expect("departments");
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.record(touchpoint).await.expect("a touchpoint");
    tx.commit().await.expect("kept");
}

async fn a_won_deal_shows_what_brought_it(app: TestApp) {
    let case = won(&app).await;
    touch(&app, &case, "web.form.submitted", "marketing", 20).await;
    touch(&app, &case, "phone.call.completed", "sales", 10).await;
    touch(&app, &case, "phone.call.completed", "sales", 5).await;
    touch(&app, &case, "ticket.replied", "service", 4).await;
    touch(&app, &case, "score.changed", "marketing", 3).await;
    touch(&app, &case, "phone.call.completed", "sales", 4_000).await;
    enter_late(&app, &case).await;
    let lena = app.sign_in(Role::Member, "marketing").await;
    let credit = lena
        .get(&format!("/api/v1/deals/{}/contribution", case.deal))
        .await
        .assert_ok()
        .value();
    assert_eq!(credit["touchpoints"], 4);
    assert_eq!(
        credit["entered_late"], 1,
        "what is entered days after the win earns nothing"
    );
    let models = credit["models"].as_array().expect("models");
    assert!(models.iter().any(|m| m["model"] == "first") && models.len() >= 8);
    for model in models {
        let rows = model["departments"].as_array().expect("departments");
        let sum: i64 = rows.iter().filter_map(|r| r["value_minor"].as_i64()).sum();
        assert_eq!(sum, 100_000, "{model}");
    }
    let shares = credit["departments"].as_array().expect("shares");
    let total: i64 = shares
        .iter()
        .filter_map(|s| s["value_minor"].as_i64())
        .sum();
    assert_eq!(total, 100_000, "the shares are the value to the cent");
    let credit_sum: f64 = shares.iter().filter_map(|s| s["deals"].as_f64()).sum();
    assert!((credit_sum - 1.0).abs() < 1e-9);
    let page = lena
        .get(&format!(
            "/deals/{}/contribution?department=service",
            case.deal
        ))
        .await
        .assert_ok();
    let text = page
        .assert_has("Ticket beantwortet")
        .assert_lacks("Formular abgesendet</a>")
        .text();
    let order: Vec<usize> = [
        "department=marketing",
        "department=sales",
        "department=service",
    ]
    .iter()
    .map(|link| text.find(link).expect("a bar"))
    .collect();
    assert!(
        order.is_sorted(),
        "departments stand in their fixed order, not by share"
    );
}

/// A call that is said to have been before the win, but was entered three days after it.
async fn enter_late(app: &TestApp, case: &Case) {
    let mut call = Touchpoint::new(
        "phone.call.completed",
        app.ctx().now().plus(-2 * Millis::DAY),
    );
    call.company_id = Some(case.company);
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let id = tx
        .record(call)
        .await
        .expect("a touchpoint")
        .expect("a new one");
    let later = app.ctx().now().plus(3 * Millis::DAY);
    tx.exec(
        "update touchpoint set recorded_at = $2 where id = $1",
        params![id, later],
    )
    .await
    .expect("entered later");
    tx.commit().await.expect("kept");
}

async fn a_period_sums_to_the_deals_won_and_unknown_is_a_row(app: TestApp) {
    let case = won(&app).await;
    let other = won(&app).await;
    touch(&app, &case, "webinar.attended", "marketing", 3).await;
    let lena = app.sign_in(Role::Reader, "sales").await;
    let period = lena
        .get("/api/v1/contribution?period=year")
        .await
        .assert_ok()
        .value();
    assert_eq!(
        (period["outcomes"].as_i64(), period["value_minor"].as_i64()),
        (Some(2), Some(200_000))
    );
    let credit = |key: &str| row(&period, key)["credit"]["outcomes"].as_f64();
    assert_eq!(
        (credit(""), credit("marketing"), credit("sales")),
        (Some(1.0), Some(1.0), Some(0.0))
    );
    assert_ne!(other.deal, case.deal);
    lena.get("/contribution?period=year")
        .await
        .assert_ok()
        .assert_has("2.000");
    lena.get("/dashboard")
        .await
        .assert_ok()
        .assert_has("noch kein gemeinsames Ziel");
}

async fn the_goal_comes_first_and_only_owners_set_it(app: TestApp) {
    won(&app).await;
    let owner = app.sign_in(Role::Owner, "").await;
    owner
        .post("/dashboard/goal", &[("target", "4.000")])
        .await
        .assert_status(303);
    owner
        .get("/dashboard")
        .await
        .assert_ok()
        .assert_lacks("noch kein gemeinsames Ziel");
    owner
        .post("/dashboard/goal", &[("target", "viel")])
        .await
        .assert_status(422);
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.post("/dashboard/goal", &[("target", "1")])
        .await
        .assert_status(403);
    lena.get("/")
        .await
        .assert_ok()
        .assert_has("Meine offenen Verkaufschancen");
}

async fn the_activity_map_is_seeded_and_edited(app: TestApp) {
    let boss = app.sign_in(Role::Manager, "marketing").await;
    boss.get("/activities")
        .await
        .assert_ok()
        .assert_has("Newsletter")
        .assert_has("Unsere Vorlage");
    let map = boss.get("/api/v1/activities").await.assert_ok().value();
    let activity = map["data"]
        .as_array()
        .and_then(|a| a.iter().find(|a| a["key"] == "newsletter"))
        .expect("seeded");
    let id = activity["id"].as_str().expect("an id").to_owned();
    let sales = org::departments::by_key(app.db(), "sales")
        .await
        .expect("departments")
        .expect("sales");
    let marketing = org::departments::by_key(app.db(), "marketing")
        .await
        .expect("departments")
        .expect("marketing");
    let (a, b) = (format!("role-{sales}"), format!("role-{marketing}"));
    let form = |first: &'static str| {
        vec![
            ("name_de", "Rundbrief"),
            ("name_en", "Newsletter"),
            ("phase", "2"),
            ("version", "1"),
            (a.as_str(), first),
            (b.as_str(), "A"),
        ]
    };
    boss.post(&format!("/activities/{id}"), &form("A"))
        .await
        .assert_status(422)
        .assert_has("Nur eine Abteilung");
    boss.post(&format!("/activities/{id}"), &form("R"))
        .await
        .assert_status(303);
    boss.post(&format!("/activities/{id}"), &form("R"))
        .await
        .assert_status(409);
    boss.get("/activities").await.assert_has("Rundbrief");
}

testkit::both_engines!(
    a_won_deal_shows_what_brought_it,
    a_period_sums_to_the_deals_won_and_unknown_is_a_row,
    the_goal_comes_first_and_only_owners_set_it,
    the_activity_map_is_seeded_and_edited,
);
