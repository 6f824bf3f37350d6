//! Nothing lost, nobody twice: limits, dead letters, CloudEvents, values by the time of their event.

mod cloud;
mod contradictions;
mod crowds;
mod dead_letters;
mod hands;
mod known;
mod limits;
mod order;
mod permutation;
mod replay;

use axum::body::Body;
use axum::http::Method;
use base64::Engine as _;
use connect::sources::{self, Kind};
use serde_json::Value;
use testkit::{Answer, Client, TestApp};

/// Someone who sends with the key of a new source of this name.
pub(super) async fn sender(app: &TestApp, name: &str, kind: Kind) -> Client {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let created = sources::create(&mut tx, name, kind, None)
        .await
        .expect("a source");
    tx.commit().await.expect("kept");
    let key = format!("{}:", created.write_key);
    let basic = base64::engine::general_purpose::STANDARD.encode(key);
    app.anyone()
        .header("authorization", &format!("Basic {basic}"))
}

pub(super) async fn send(client: &Client, path: &str, body: &Value) -> Answer {
    let body = Body::from(body.to_string());
    client
        .send(Method::POST, path, Some("application/json"), body)
        .await
}

fn code(answer: Answer) -> String {
    answer.value()["code"].as_str().unwrap_or("").to_owned()
}
