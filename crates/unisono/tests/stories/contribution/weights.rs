//! From every number to its journeys and touchpoints, and the weights to take along.

use kernel::{Id, Role};
use serde_json::Value;
use store::params;
use testkit::TestApp;

use super::{touch, won};

async fn weights_add_up_to_the_value_and_can_be_taken_along(app: TestApp) {
    let case = won(&app).await;
    touch(&app, &case, "webinar.attended", "marketing", 9).await;
    touch(&app, &case, "phone.call.completed", "sales", 6).await;
    touch(&app, &case, "ticket.replied", "service", 3).await;
    let boss = app.sign_in(Role::Manager, "").await;
    for model in [
        "linear",
        "first",
        "last",
        "u",
        "w",
        "time-decay",
        "shapley",
        "ordered-shapley",
    ] {
        let path = format!("/api/v1/contribution/weights?period=year&model={model}");
        let answer = boss.get(&path).await.assert_ok().value();
        let lines = answer["data"].as_array().expect("weights");
        let sum = |key: &str| lines.iter().filter_map(|l| l[key].as_f64()).sum::<f64>();
        assert!(
            (sum("weight") - 1.0).abs() < 1e-9 && sum("value_minor") == 100_000.0,
            "{model}: {answer}"
        );
    }
    let csv = boss
        .get("/api/v1/contribution/weights?period=year&format=csv")
        .await
        .assert_ok();
    assert!(csv.header("content-type").starts_with("text/csv"));
    let lines: Vec<String> = csv.text().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(
        lines[0].starts_with("outcome_id,") && lines[1].contains(",marketing,"),
        "{lines:?}"
    );
    boss.get("/api/v1/contribution/weights?model=markov:1")
        .await
        .assert_status(422);
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.get("/api/v1/contribution/weights")
        .await
        .assert_status(403);
}

async fn a_number_opens_its_outcomes_and_they_open_their_touchpoints(app: TestApp) {
    let case = won(&app).await;
    touch(&app, &case, "webinar.attended", "marketing", 9).await;
    touch(&app, &case, "phone.call.completed", "sales", 6).await;
    let unknown = won(&app).await;
    let lena = app.sign_in(Role::Reader, "").await;
    let data = async |query: &str| -> Vec<Value> {
        let answer = lena
            .get(&format!("/api/v1/contribution/journeys?{query}"))
            .await
            .assert_ok()
            .value();
        answer["data"].as_array().expect("outcomes").clone()
    };
    let of_marketing = data("row=marketing").await;
    assert_eq!(
        (of_marketing.len(), of_marketing[0]["share"].as_f64()),
        (1, Some(0.5))
    );
    assert_eq!(of_marketing[0]["id"], case.deal.to_string());
    let of_unknown = data("row=").await;
    assert_eq!(
        (of_unknown.len(), of_unknown[0]["id"].clone()),
        (1, Value::from(unknown.deal.to_string()))
    );
    assert_eq!(data("").await.len(), 2);
    lena.get("/contribution/journeys?row=marketing")
        .await
        .assert_ok()
        .assert_has("Fräse")
        .assert_has("Müller AG");
    let page = lena
        .get(&format!("/contribution/journeys/{}", case.deal))
        .await
        .assert_ok();
    page.assert_has("Am Webinar teilgenommen")
        .assert_has("Anruf geführt")
        .assert_has("50,0");
    lena.get(&format!(
        "/contribution/journeys/{}?period=month&outcome=meetings",
        case.deal
    ))
    .await
    .assert_status(404);
}

/// Two companies that are one have one journey, and apart again two.
async fn companies_that_are_one_have_one_journey(app: TestApp) {
    let case = won(&app).await;
    let other = won(&app).await;
    touch(&app, &other, "webinar.attended", "marketing", 9).await;
    let lena = app.sign_in(Role::Reader, "").await;
    let credit = async || -> Vec<i64> {
        let deal = format!("/api/v1/deals/{}/contribution", case.deal);
        let period = "/api/v1/contribution?period=year";
        let (deal, period) = (
            lena.get(&deal).await.value(),
            lena.get(period).await.value(),
        );
        let of = |value: &Value| value.as_i64().expect("an amount");
        vec![
            of(&deal["departments"][0]["value_minor"]),
            of(&super::row(&period, "marketing")["credit"]["value_minor"]),
        ]
    };
    assert_eq!(credit().await, [0, 100_000]);
    belongs(&app, other.company, case.company, Some(case.company)).await;
    assert_eq!(credit().await, [100_000, 200_000]);
    belongs(&app, other.company, other.company, None).await;
    assert_eq!(credit().await, [0, 100_000]);
}

/// What merging writes: to whom a company belongs.
pub(super) async fn belongs(app: &TestApp, company: Id, to: Id, merged_into: Option<Id>) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.exec(
        "update company_record set company_id = $2 where id = $1",
        params![company, to],
    )
    .await
    .expect("a membership");
    tx.exec(
        "update company set merged_into_id = $2 where id = $1",
        params![company, merged_into],
    )
    .await
    .expect("a mark");
    tx.commit().await.expect("kept");
}

testkit::both_engines!(
    companies_that_are_one_have_one_journey,
    weights_add_up_to_the_value_and_can_be_taken_along,
    a_number_opens_its_outcomes_and_they_open_their_touchpoints,
);
