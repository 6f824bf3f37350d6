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
    lena.post(&undo_in(&text), &[]).await.assert_status(303);
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

/// The address that takes back what an answer says was done.
fn undo_in(text: &str) -> String {
    let rest = text.split("/history/").nth(1).unwrap();
    format!("/history/{}", rest.split('"').next().unwrap())
}

async fn the_history_of_a_deal_is_one_of_all(app: TestApp) {
    let lena = app.sign_in(Role::Member, "sales").await;
    let given = json!({ "name": "Fräse Linz", "value_minor": 8_420_000, "currency": "CHF" });
    let deal = new_deal(&lena, given).await;
    let id = deal["id"].as_str().unwrap();
    let save = async |field: &str, value: &str| {
        let path = format!("/deals/{id}/fields/{field}");
        let saved = lena.clone().htmx().post(&path, &[("value", value)]).await;
        undo_in(&saved.assert_ok().text())
    };
    let value = save("value_minor", "90.000").await;
    let margin = save("margin_minor", "12.000").await;
    let given = [("lost_reason", "price"), ("competitor", "Dreher AG")];
    let lost = lena.post(&format!("/deals/{id}/lose"), &given).await;
    lost.assert_status(303);
    let history = format!("/history/deal/{id}");
    let seen = lena.get(&history).await.assert_ok();
    seen.assert_has("90.000,00\u{a0}CHF")
        .assert_has("12.000,00\u{a0}CHF")
        .assert_has("Preis")
        .assert_has("Verloren")
        .assert_has("Dreher AG");
    let tom = app.sign_in(Role::Member, "marketing").await;
    let seen = tom.get(&history).await.assert_ok();
    seen.assert_has("90.000,00").assert_lacks("12.000,00");
    tom.post(&margin, &[]).await.assert_status(403);
    lena.post(&value, &[]).await.assert_status(303);
    lena.post(&value, &[]).await.assert_status(409);
    lena.post(&margin, &[]).await.assert_status(303);
    let last = lena.get(&history).await.text();
    let lost = last.split("Dreher AG").nth(1).unwrap();
    lena.post(&undo_in(lost), &[]).await.assert_status(303);
    let back = lena.get(&format!("/api/v1/deals/{id}")).await.value();
    assert_eq!(back["value_minor"], 8_420_000);
    assert_eq!(back["stage_id"], deal["stage_id"], "the stage is back too");
    for field in ["margin_minor", "lost_reason", "competitor"] {
        assert_eq!(back[field], Value::Null, "{field}");
    }
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
    the_history_of_a_deal_is_one_of_all,
    a_card_moves_and_comes_back,
    losing_needs_a_reason,
    margins_are_not_for_everybody
);
