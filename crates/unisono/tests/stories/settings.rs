//! What is set for the company is used: currency, time zone, and the share of the customer data that
//! every department reads.

use kernel::{Millis, Role};
use serde_json::json;
use store::params;
use testkit::{Client, TestApp, both_engines};

async fn set(boss: &Client, currency: &str, zone: &str) {
    let given = [
        ("name", "Musterwerk"),
        ("currency", currency),
        ("timezone", zone),
    ];
    boss.post("/settings", &given).await.assert_status(303);
}

async fn new_amounts_are_in_the_currency_of_the_company(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "sales").await;
    set(&boss, "CHF", "Europe/Zurich").await;
    let given = json!({ "name": "A", "value_minor": 500 });
    let deal = boss.post_json("/api/v1/deals", &given).await;
    assert_eq!(deal.assert_status(201).value()["currency"], "CHF");
    let form = boss.get("/deals/new").await.assert_ok();
    form.assert_has("<option value=\"CHF\" selected>");
    let form = [("name", "B"), ("value", "1.250,50")];
    let made = boss.post("/deals", &form).await.assert_status(303);
    let made = boss
        .get(&format!("/api/v1{}", made.location()))
        .await
        .value();
    assert_eq!(
        (&made["currency"], &made["value_minor"]),
        (&json!("CHF"), &json!(125_050))
    );
    let company = app.company("Nord AG").build().await;
    let path = format!("/companies/{company}/fields/revenue_minor");
    let given = [("value", "2.000.000"), ("version", "1")];
    let saved = boss.clone().htmx().post(&path, &given).await.assert_ok();
    saved.assert_has("2.000.000,00\u{a0}CHF");
    let goal = boss.post("/dashboard/goal", &[("target", "3.000")]).await;
    goal.assert_status(303);
    for path in ["/dashboard", "/deals"] {
        boss.get(path).await.assert_has("CHF").assert_lacks("€");
    }
}

async fn new_members_live_in_the_zone_of_the_company(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    set(&boss, "USD", "America/New_York").await;
    let given = json!({ "name": "Ann Lee", "email": "ann@example.com", "roles": ["member"] });
    let made = boss.post_json("/api/v1/members", &given).await;
    assert_eq!(
        made.assert_status(201).value()["timezone"],
        "America/New_York"
    );
}

/// 1 January 2027, 02:00 in Berlin: still New Year's Eve in New York.
const NEW_YEAR: &str = "2027-01-01T01:00:00Z";

async fn a_year_begins_where_the_company_is(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "sales").await;
    set(&boss, "EUR", "Europe/Berlin").await;
    let new_year = Millis::parse(NEW_YEAR).unwrap();
    app.clock().advance(new_year.0 - app.ctx().now().0);
    let boss = app.sign_in(Role::Owner, "sales").await;
    let from = async |period: &str| {
        let path = format!("/api/v1/contribution?period={period}");
        let seen = boss.get(&path).await.assert_ok().value();
        seen["from"].as_str().unwrap().to_owned()
    };
    assert_eq!(from("year").await, "2026-12-31T23:00:00.000Z");
    boss.get("/dashboard").await.assert_has("2027");
    set(&boss, "EUR", "America/New_York").await;
    assert_eq!(from("year").await, "2026-01-01T05:00:00.000Z");
    assert_eq!(from("month").await, "2026-12-01T05:00:00.000Z");
    boss.get("/dashboard").await.assert_lacks("2027");
}

/// How many columns the export of a kind has, and how many records there are.
async fn columns_and_records(app: &TestApp, boss: &Client, kind: &str) -> (i64, i64) {
    let csv = boss.get(&format!("/exports/{kind}.csv")).await.assert_ok();
    let columns = csv.text().lines().next().unwrap().split(',').count();
    let sql = match kind {
        "touchpoint" => "select seq from log_head where id = 1".to_owned(),
        kind => format!("select count(*) from {kind}"),
    };
    let (records,): (i64,) = app.db().one(&sql, params![]).await.unwrap();
    (columns as i64, records)
}

async fn the_visible_share_follows_from_the_table_and_the_data(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let page = boss.get("/settings/permissions").await.assert_ok();
    page.assert_has("Noch gibt es keine Kundendaten");
    app.person("Katrin Vogel").at("Nord AG").build().await;
    for name in ["A", "B", "C"] {
        let given = json!({ "name": name });
        let deal = boss.post_json("/api/v1/deals", &given).await;
        deal.assert_status(201);
    }
    let (mut fields, mut all) = (0, 0);
    for kind in ["company", "person", "deal", "file", "touchpoint"] {
        let (columns, records) = columns_and_records(&app, &boss, kind).await;
        fields += columns * records;
        all += records;
    }
    let (_, deals) = columns_and_records(&app, &boss, "deal").await;
    let (_, touchpoints) = columns_and_records(&app, &boss, "touchpoint").await;
    // Margin and discount of every deal, the member of every touchpoint.
    let readable = fields - 2 * deals - touchpoints;
    let share = readable * 10_000 / fields;
    let page = boss.get("/settings/permissions").await.assert_ok();
    let n = format!("{readable} von {fields} Feldern in {all} Datensätzen");
    page.assert_has(&n)
        .assert_has(&format!("{},{:02}\u{a0}%", share / 100, share % 100))
        .assert_has("href=\"#exceptions\"")
        .assert_has("3 Ausnahmen ansehen")
        .assert_has("Vertrieb, Buchhaltung")
        .assert_lacks("100\u{a0}%");
}

both_engines!(
    new_amounts_are_in_the_currency_of_the_company,
    new_members_live_in_the_zone_of_the_company,
    a_year_begins_where_the_company_is,
    the_visible_share_follows_from_the_table_and_the_data,
);
