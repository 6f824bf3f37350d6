//! A deal from its first entry to won or lost: board, history, undo, restricted margin.

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Client, TestApp, both_engines};

async fn stage(app: &TestApp, key: &str) -> String {
    let stages = customers::pipelines::stages(app.db()).await.unwrap();
    let found = stages.into_iter().find(|stage| stage.key == key);
    found.unwrap().id.to_string()
}

async fn new_deal(someone: &Client, fields: Value) -> Value {
    someone
        .post_json("/api/v1/deals", &fields)
        .await
        .assert_status(201)
        .value()
}

async fn a_card_moves_and_comes_back(app: TestApp) {
    let lena = app.sign_in(Role::Member, "sales").await;
    let deal = new_deal(
        &lena,
        json!({ "name": "Fräse Linz", "value_minor": 8_420_000 }),
    )
    .await;
    let (id, offer) = (deal["id"].as_str().unwrap(), stage(&app, "offer").await);
    lena.get("/deals")
        .await
        .assert_ok()
        .assert_has("Fräse Linz");
    let stage_path = format!("/deals/{id}/stage");
    let moved = lena
        .clone()
        .htmx()
        .post(&stage_path, &[("to", &offer), ("version", "1")])
        .await
        .assert_ok();
    let text = moved.text();
    assert!(
        text.contains(&format!("#card-{id}")) && text.contains("#sum-"),
        "{text}"
    );
    let stale = lena
        .clone()
        .htmx()
        .post(
            &stage_path,
            &[("to", &stage(&app, "needs").await), ("version", "1")],
        )
        .await;
    stale.assert_status(409);
    let undo = text
        .split("/undo/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    lena.post(&format!("/deals/{id}/undo/{undo}"), &[])
        .await
        .assert_status(303);
    let back = lena
        .get(&format!("/api/v1/deals/{id}"))
        .await
        .assert_ok()
        .value();
    assert_eq!(back["stage_id"], deal["stage_id"]);
    lena.get(&format!("/deals/{id}"))
        .await
        .assert_ok()
        .assert_has("Angebot");
}

async fn losing_needs_a_reason(app: TestApp) {
    let lena = app.sign_in(Role::Member, "sales").await;
    let deal = new_deal(&lena, json!({ "name": "Retrofit" })).await;
    let (id, lost) = (deal["id"].as_str().unwrap(), stage(&app, "lost").await);
    let asked = lena
        .clone()
        .htmx()
        .post(&format!("/deals/{id}/stage"), &[("to", &lost)])
        .await;
    assert_eq!(asked.header("hx-redirect"), format!("/deals/{id}/lose"));
    let lose = format!("/deals/{id}/lose");
    lena.post(&lose, &[("lost_reason", "")])
        .await
        .assert_status(422);
    lena.post(
        &lose,
        &[("lost_reason", "price"), ("revive_on", "01.03.2027")],
    )
    .await
    .assert_status(303);
    let after = lena.get(&format!("/api/v1/deals/{id}")).await.value();
    assert_eq!(
        (after["lost_reason"].as_str(), after["revive_on"].as_str()),
        (Some("price"), Some("2027-03-01"))
    );
    assert!(after["lost_at"].is_string());
}

async fn margins_are_not_for_everybody(app: TestApp) {
    let lena = app.sign_in(Role::Member, "sales").await;
    let deal = new_deal(
        &lena,
        json!({ "name": "Laserzelle", "value_minor": 100, "margin_minor": 4711 }),
    )
    .await;
    let id = deal["id"].as_str().unwrap();
    assert_eq!(deal["margin_minor"], 4711);
    let tom = app.sign_in(Role::Member, "marketing").await;
    let seen = tom.get(&format!("/api/v1/deals/{id}")).await.assert_ok();
    assert!(!seen.text().contains("margin_minor") && !seen.text().contains("4711"));
    assert!(
        !tom.get(&format!("/deals/{id}"))
            .await
            .assert_ok()
            .text()
            .contains("47,11")
    );
    tom.get(&format!("/deals/{id}/fields/margin_minor"))
        .await
        .assert_status(403);
    let change = json!({ "margin_minor": 1 });
    let any = tom.clone().header("if-match", "*");
    any.json(
        axum::http::Method::PATCH,
        &format!("/api/v1/deals/{id}"),
        &change,
    )
    .await
    .assert_status(403);
}

both_engines!(
    a_card_moves_and_comes_back,
    losing_needs_a_reason,
    margins_are_not_for_everybody
);
