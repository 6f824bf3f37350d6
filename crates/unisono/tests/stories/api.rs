//! What every route of the API keeps: it is described, it refuses what it does not know in one form,
//! changes name the version they start from, and the same request twice is done once.

use std::collections::BTreeSet;

use axum::http::Method;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

async fn every_route_is_described(app: TestApp) {
    let document = app
        .anyone()
        .get("/api/openapi.json")
        .await
        .assert_ok()
        .value();
    assert_eq!(document["openapi"], "3.1.0");
    let routes: BTreeSet<String> = unisono::routes()
        .list()
        .iter()
        .filter(|route| route.path.starts_with("/api/v1/"))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let paths = document["paths"].as_object().expect("paths");
    let described: BTreeSet<String> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("methods").keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    assert!(routes.len() > 30);
    assert_eq!(
        routes, described,
        "routes on the left, description on the right"
    );
    let mut ids = BTreeSet::new();
    for operation in paths
        .values()
        .flat_map(|item| item.as_object().expect("methods").values())
    {
        let id = operation["operationId"].as_str().expect("an id");
        assert!(ids.insert(id.to_owned()), "{id} stands twice");
        for code in ["401", "403"] {
            assert!(operation["responses"][code].is_object(), "{id} {code}");
        }
    }
}

fn problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    let kind = answer
        .headers
        .get("content-type")
        .and_then(|v| v.to_str().ok());
    assert_eq!(kind, Some("application/problem+json"));
    let body = answer.value();
    assert_eq!(body["status"], status);
    assert_eq!(body["code"], code, "{body}");
    for member in ["type", "title", "detail", "instance"] {
        assert!(
            body[member].as_str().is_some_and(|text| !text.is_empty()),
            "{member}"
        );
    }
}

async fn what_cannot_be_read_is_refused_with_a_problem(app: TestApp) {
    let owner = app.with_token(Role::Owner).await;
    problem(&app.anyone().get("/api/v1/people").await, 401, "signed_out");
    problem(&owner.get("/api/v1/nothing").await, 404, "not_found");
    problem(
        &owner.get("/api/v1/people/0000000000001").await,
        404,
        "not_found",
    );
    problem(&owner.get("/api/v1/people/@").await, 400, "unreadable");
    problem(
        &owner.get("/api/v1/people?colour=red").await,
        422,
        "invalid",
    );
    problem(
        &owner.get("/api/v1/people?limit=5&limit=6").await,
        422,
        "invalid",
    );
    problem(
        &owner.get("/api/v1/people?limit=99999999999999999999").await,
        422,
        "invalid",
    );
    let trace = owner
        .json(Method::TRACE, "/api/v1/people", &Value::Null)
        .await;
    problem(&trace, 405, "method");
    let allow = trace.headers.get("allow").and_then(|v| v.to_str().ok());
    let allowed: BTreeSet<&str> = allow.unwrap_or("").split(',').map(str::trim).collect();
    assert_eq!(allowed, BTreeSet::from(["GET", "HEAD", "POST"]));
    let form = owner.post("/api/v1/people", &[("last_name", "Weiß")]).await;
    problem(&form, 415, "media_type");
    let broken = owner
        .send(
            Method::POST,
            "/api/v1/people",
            Some("application/json"),
            "{\"last_name\": ".into(),
        )
        .await;
    problem(&broken, 400, "unreadable");
    let list = owner.post_json("/api/v1/people", &json!(["Weiß"])).await;
    problem(&list, 422, "invalid");
    let unknown = owner
        .post_json("/api/v1/people", &json!({ "colour": "red" }))
        .await;
    problem(&unknown, 422, "invalid");
    let large = json!({ "last_name": "x".repeat(3_000_000) });
    problem(
        &owner.post_json("/api/v1/people", &large).await,
        413,
        "too_large",
    );
}

async fn a_change_names_the_version_it_starts_from(app: TestApp) {
    let owner = app.with_token(Role::Owner).await;
    let made = owner
        .post_json("/api/v1/people", &json!({ "last_name": "Weiß" }))
        .await;
    let path = format!(
        "/api/v1/people/{}",
        made.value()["id"].as_str().expect("an id")
    );
    let read = owner.get(&path).await.assert_ok();
    let tag = read
        .headers
        .get("etag")
        .and_then(|v| v.to_str().ok())
        .expect("a tag")
        .to_owned();
    let known = owner.clone().header("if-none-match", &tag).get(&path).await;
    assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
    let change = json!({ "last_name": "Weiss" });
    problem(
        &owner.json(Method::PATCH, &path, &change).await,
        428,
        "version_needed",
    );
    let odd = owner.clone().header("if-match", "yesterday");
    problem(
        &odd.json(Method::PATCH, &path, &change).await,
        400,
        "unreadable",
    );
    let first = owner.clone().header("if-match", &tag);
    first.json(Method::PATCH, &path, &change).await.assert_ok();
    problem(
        &first.json(Method::PATCH, &path, &change).await,
        412,
        "changed",
    );
    let fresh = owner.clone().header("if-none-match", &tag).get(&path).await;
    assert_eq!(fresh.value()["last_name"], "Weiss");
    let whatever = owner.clone().header("if-match", "*");
    whatever
        .json(Method::PATCH, &path, &json!({ "last_name": "W" }))
        .await
        .assert_ok();
}

async fn the_same_request_twice_is_done_once(app: TestApp) {
    let owner = app.with_token(Role::Owner).await;
    let count = |client: Client| async move {
        let page = client
            .get("/api/v1/people?limit=200")
            .await
            .assert_ok()
            .value();
        page["data"].as_array().map_or(0, Vec::len)
    };
    let keyed = owner.clone().header("idempotency-key", "order-1");
    let weiss = json!({ "last_name": "Weiß" });
    let first = keyed
        .post_json("/api/v1/people", &weiss)
        .await
        .assert_status(201);
    let second = keyed
        .post_json("/api/v1/people", &weiss)
        .await
        .assert_status(201);
    assert_eq!(first.value(), second.value());
    assert_eq!(first.headers.get("etag"), second.headers.get("etag"));
    assert!(second.headers.contains_key("idempotency-replayed"));
    assert_eq!(count(owner.clone()).await, 1);
    let other = keyed
        .post_json("/api/v1/people", &json!({ "last_name": "Rot" }))
        .await;
    problem(&other, 422, "key_reused");
    let somebody = app
        .with_token(Role::Owner)
        .await
        .header("idempotency-key", "order-1");
    somebody
        .post_json("/api/v1/people", &weiss)
        .await
        .assert_status(201);
    assert_eq!(
        count(owner.clone()).await,
        2,
        "keys belong to who sends them"
    );
    let empty = owner.clone().header("idempotency-key", "a b");
    problem(
        &empty.post_json("/api/v1/people", &weiss).await,
        400,
        "key_unreadable",
    );

    let wrong = owner.clone().header("idempotency-key", "order-2");
    let unknown = wrong
        .post_json("/api/v1/people", &json!({ "colour": "red" }))
        .await;
    problem(&unknown, 422, "invalid");
    wrong
        .post_json("/api/v1/people", &weiss)
        .await
        .assert_status(201);

    app.clock().advance(25 * 3_600_000);
    keyed
        .post_json("/api/v1/people", &json!({ "last_name": "Rot" }))
        .await
        .assert_status(201);
}

async fn a_request_at_work_is_not_done_beside_itself(app: TestApp) {
    let owner = app
        .with_token(Role::Owner)
        .await
        .header("idempotency-key", "order-1");
    let weiss = json!({ "last_name": "Weiß" });
    owner
        .post_json("/api/v1/people", &weiss)
        .await
        .assert_status(201);
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let working = "update api_answer set status = null, body = null";
    assert_eq!(
        tx.exec(working, store::params![]).await.expect("changed"),
        1
    );
    tx.commit().await.expect("kept");
    problem(
        &owner.post_json("/api/v1/people", &weiss).await,
        409,
        "key_busy",
    );
    app.clock().advance(61_000);
    let taken_over = owner.post_json("/api/v1/people", &weiss).await;
    taken_over.assert_status(201);
}

async fn a_secret_is_shown_once_also_under_a_key(app: TestApp) {
    let owner = app
        .with_token(Role::Owner)
        .await
        .header("idempotency-key", "token-1");
    let new = json!({ "name": "reports", "role": "reader" });
    let first = owner
        .post_json("/api/v1/tokens", &new)
        .await
        .assert_status(201)
        .value();
    let second = owner
        .post_json("/api/v1/tokens", &new)
        .await
        .assert_status(201)
        .value();
    let secret = first["token"].as_str().expect("the secret");
    assert_eq!(second["id"], first["id"]);
    assert!(second["token"].is_null());
    let kept: Vec<(String,)> = app
        .db()
        .rows("select body from api_answer", store::params![])
        .await
        .expect("kept answers");
    assert!(kept.iter().all(|(body,)| !body.contains(secret)));
}

testkit::both_engines!(
    every_route_is_described,
    what_cannot_be_read_is_refused_with_a_problem,
    a_change_names_the_version_it_starts_from,
    the_same_request_twice_is_done_once,
    a_request_at_work_is_not_done_beside_itself,
    a_secret_is_shown_once_also_under_a_key,
);
