//! What was spent stands beside what came of it: to the cent, and only against what is proven.

use kernel::{Id, Millis, Role, Touchpoint};
use serde_json::Value;
use testkit::TestApp;

use super::planted::plant;
use super::{row, won};

/// A touchpoint of a department (empty: none) that cost something some days ago.
async fn spend(
    app: &TestApp,
    (type_key, department): (&str, &str),
    (minor, currency): (i64, Option<&str>),
    days_ago: i64,
) -> Id {
    let mut touchpoint = Touchpoint::new(type_key, app.ctx().now().plus(-days_ago * Millis::DAY));
    touchpoint.department_id = match department {
        "" => None,
        key => org::departments::by_key(app.db(), key)
            .await
            .expect("departments"),
    };
    touchpoint.cost_minor = Some(minor);
    touchpoint.currency = currency.map(str::to_owned);
    touchpoint.object_name = Some("Fertigungstage".to_owned());
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let id = tx.record(touchpoint).await.expect("recorded").expect("new");
    tx.commit().await.expect("kept");
    id
}

fn sum(answer: &Value, key: &str) -> i64 {
    let rows = answer["rows"].as_array().expect("rows");
    rows.iter().filter_map(|r| r["cost"][key].as_i64()).sum()
}

async fn costs_of_all_rows_are_the_total_to_the_cent(app: TestApp) {
    won(&app).await;
    let euro = Some("EUR");
    spend(&app, ("webinar.registered", "marketing"), (1_234, euro), 20).await;
    spend(&app, ("visit.held", "sales"), (8_641, None), 19).await;
    spend(&app, ("fair.lead_scanned", "marketing"), (33, euro), 400).await;
    spend(&app, ("ad.click.tracked", ""), (507, euro), 3).await;
    spend(
        &app,
        ("ad.click.tracked", "marketing"),
        (999, Some("USD")),
        3,
    )
    .await;
    let wrong = spend(&app, ("letter.posted", "pr"), (70_000, euro), 2).await;
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.retract(wrong, "paid by somebody else")
        .await
        .expect("taken back");
    tx.commit().await.expect("kept");
    let boss = app.sign_in(Role::Owner, "").await;
    for by in ["department", "activity", "channel", "campaign"] {
        let path = format!("/api/v1/contribution?period=twelve&by={by}");
        let answer = boss.get(&path).await.assert_ok().value();
        assert_eq!(sum(&answer, "minor"), 1_234 + 8_641 + 507, "{by}");
        assert_eq!(sum(&answer, "touchpoints"), 3, "{by}");
        assert_eq!(answer["cost"]["minor"], 1_234 + 8_641 + 507);
        assert_eq!(answer["costs_in_other_currencies"], 1);
        boss.get(&format!("/contribution?period=twelve&by={by}"))
            .await
            .assert_ok()
            .assert_has("in einer anderen Währung");
    }
    let answer = boss.get("/api/v1/contribution").await.value();
    let cost = |key: &str| row(&answer, key)["cost"]["minor"].as_i64();
    assert_eq!(
        (cost("marketing"), cost("sales")),
        (Some(1_234), Some(8_641))
    );
    assert_eq!(
        (cost(""), cost("pr")),
        (Some(507), None),
        "not known is not nothing"
    );
    let longer = boss.get("/api/v1/contribution?period=three").await.value();
    assert_eq!(row(&longer, "marketing")["cost"]["minor"], 1_234 + 33);
}

/// A touchpoint of a company with a title and perhaps a tag, that cost so much yesterday.
async fn spend_on(app: &TestApp, company: Id, (title, tag): (&str, Option<&str>), minor: i64) {
    let at = app.ctx().now().plus(-Millis::DAY);
    let mut touchpoint = Touchpoint::new("webinar.registered", at);
    touchpoint.company_id = Some(company);
    touchpoint.cost_minor = Some(minor);
    touchpoint.object_name = Some(title.to_owned());
    if let Some(tag) = tag {
        let properties = &mut touchpoint.properties;
        properties.insert("utm_campaign".to_owned(), tag.into());
    }
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.record(touchpoint).await.expect("recorded").expect("new");
    tx.commit().await.expect("kept");
}

async fn a_campaign_costs_what_its_title_or_its_tag_says(app: TestApp) {
    let case = won(&app).await;
    let long = "Sehr langer Titel ".repeat(20);
    spend_on(&app, case.company, ("Rüstzeiten senken", None), 100).await;
    spend_on(&app, case.company, ("Rüstzeiten senken", None), 20).await;
    spend_on(&app, case.company, ("Rüstzeiten senken", Some("herbst")), 3).await;
    spend_on(&app, case.company, (&long, None), 4_000).await;
    let boss = app.sign_in(Role::Owner, "").await;
    let answer = boss.get("/api/v1/contribution?by=campaign").await.value();
    let cost = |key: &str| row(&answer, key)["cost"]["minor"].as_i64();
    assert_eq!(cost("Rüstzeiten senken"), Some(120));
    assert_eq!(cost("herbst"), Some(3), "the tag of an address says more");
    assert_eq!(cost(&long), Some(4_000));
    assert_eq!(answer["cost"]["minor"], 4_123);
}

async fn a_changed_cost_changes_the_answer_and_not_the_estimate(app: TestApp) {
    plant(&app).await;
    let boss = app.sign_in(Role::Manager, "").await;
    let ask = async || boss.get("/api/v1/contribution").await.assert_ok().value();
    let before = ask().await;
    spend(
        &app,
        ("webinar.invited", "marketing"),
        (50_000, Some("EUR")),
        20,
    )
    .await;
    let after = ask().await;
    assert_ne!(before["run"]["data_hash"], after["run"]["data_hash"]);
    assert_eq!(before["run"]["study_hash"], after["run"]["study_hash"]);
    assert_eq!(before["baseline"], after["baseline"], "the same cases");
    assert_eq!(before["cost"], Value::Null);
    assert_eq!(after["cost"]["minor"], 50_000);
    spend(&app, ("webinar.invited", "marketing"), (1, Some("EUR")), 19).await;
    assert_eq!(
        ask().await["cost"]["minor"],
        50_001,
        "asked again, told anew"
    );
}

async fn money_is_set_against_what_is_proven_only(app: TestApp) {
    plant(&app).await;
    for department in ["marketing", "service"] {
        spend(
            &app,
            ("letter.posted", department),
            (1_000_000, Some("EUR")),
            9,
        )
        .await;
    }
    let boss = app.sign_in(Role::Manager, "").await;
    let answer = boss.get("/api/v1/contribution").await.assert_ok().value();
    let number = |value: &Value| value.as_f64().expect("a number");
    let marketing = row(&answer, "marketing");
    let (told, all) = (&marketing["return"], &marketing["effect"]["contribution"]);
    assert_eq!(answer["return_unit"], "value_per_cost");
    assert!(
        (number(&told["value"]) - number(&all["value"]) / 1e6).abs() < 1e-9,
        "{told}"
    );
    for side in 0..2 {
        let (told, all) = (number(&told["ci"][side]), number(&all["ci"][side]));
        assert!((told - all / 1e6).abs() < 1e-9);
    }
    for (key, why) in [("sales", "not_collected"), ("service", "not_proven")] {
        let one = row(&answer, key);
        assert_eq!(
            (&one["return"], &one["return_cannot"]),
            (&Value::Null, &Value::from(why))
        );
    }
    let page = boss.get("/contribution").await.assert_ok();
    page.assert_has("Beitrag je EUR")
        .assert_has(">nicht erhoben<")
        .assert_has("Gehälter");
    // What is counted has a cost of each.
    let deals = boss.get("/api/v1/contribution?outcome=deals").await.value();
    assert_eq!(deals["return_unit"], "cost_minor_per_outcome");
    boss.get("/contribution?outcome=deals")
        .await
        .assert_ok()
        .assert_has("Kosten je Ergebnis");
}

testkit::both_engines!(
    costs_of_all_rows_are_the_total_to_the_cent,
    a_campaign_costs_what_its_title_or_its_tag_says,
    a_changed_cost_changes_the_answer_and_not_the_estimate,
    money_is_set_against_what_is_proven_only,
);
