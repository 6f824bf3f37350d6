//! Website measurement: views are counted without knowing who looked.

use axum::body::Body;
use axum::http::Method;
use connect::sources::{self, Kind};
use kernel::Role;
use serde_json::{Value, json};
use store::params;
use testkit::{Answer, TestApp};

const PERSON: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0 Safari/537.36";

async fn key(app: &TestApp) -> String {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let created = sources::create(&mut tx, "Website", Kind::Browser, None)
        .await
        .expect("a source");
    tx.commit().await.expect("kept");
    created.write_key
}

async fn send(app: &TestApp, agent: &str, path: &str, body: &Value) -> Answer {
    let client = app.anyone().header("user-agent", agent);
    client
        .send(
            Method::POST,
            path,
            Some("text/plain"),
            Body::from(body.to_string()),
        )
        .await
}

async fn views_are_counted_without_anything_that_tells_who_it_was(app: TestApp) {
    let key = key(&app).await;
    let view = json!({ "key": key, "path": "/preise?email=katrin@mueller.example", "host": "www.musterwerk.example",
        "referrer": "https://www.google.de", "search": "utm_campaign=Herbst" });
    for _ in 0..6 {
        let answer = send(&app, PERSON, "/v1/visit", &view)
            .await
            .assert_status(200);
        assert_eq!(answer.text(), r#"{"success":true}"#);
        assert_eq!(
            answer.header("set-cookie"),
            "",
            "nothing is left on the device"
        );
    }
    send(&app, "Googlebot/2.1", "/v1/visit", &view)
        .await
        .assert_status(200);
    let rows: Vec<(String, String, String, i64, i64)> = app
        .db()
        .rows(
            "select path, referrer, utm_campaign, is_machine, views from visit_hour order by is_machine",
            params![],
        )
        .await
        .expect("rows");
    let row = |machine, views| {
        (
            "/preise".to_owned(),
            "search".to_owned(),
            "herbst".to_owned(),
            machine,
            views,
        )
    };
    assert_eq!(rows, vec![row(0, 6), row(1, 1)]);
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = lena.get("/visits").await.assert_ok();
    page.assert_has("/preise")
        .assert_has("herbst")
        .assert_has("Suchmaschine");
    let found: Value =
        serde_json::from_str(&lena.get("/api/v1/visits").await.assert_ok().text()).expect("json");
    assert_eq!(
        (found["views"].as_i64(), found["machine_views"].as_i64()),
        (Some(6), Some(1))
    );
}

async fn few_views_stand_in_the_sum_only(app: TestApp) {
    let key = key(&app).await;
    let view = json!({ "key": key, "path": "/geheim", "host": "x.example" });
    for _ in 0..4 {
        send(&app, PERSON, "/v1/visit", &view)
            .await
            .assert_status(200);
    }
    let lena = app.sign_in(Role::Member, "sales").await;
    let text = lena.get("/visits").await.assert_ok().text();
    assert!(
        !text.contains("/geheim"),
        "four views are not shown by page"
    );
    let found: Value =
        serde_json::from_str(&lena.get("/api/v1/visits").await.assert_ok().text()).expect("json");
    assert_eq!(
        (
            found["views"].as_i64(),
            found["pages"].as_array().map(Vec::len)
        ),
        (Some(4), Some(0))
    );
}

async fn a_form_that_is_sent_shows_on_its_page(app: TestApp) {
    let key = key(&app).await;
    let page = json!({ "path": "/kontakt", "url": "https://x.example/kontakt", "search": "?utm_source=Xing" });
    let event = |kind: &str, id: &str, more: Value| {
        let mut event = json!({ "type": kind, "messageId": id, "anonymousId": "form-1", "writeKey": key, "context": { "page": page } });
        event
            .as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        event
    };
    let who = event(
        "identify",
        "m-1",
        json!({ "traits": { "email": "katrin@mueller.example" } }),
    );
    send(&app, PERSON, "/v1/i", &who).await.assert_status(200);
    let sent = event(
        "track",
        "m-2",
        json!({ "event": "Form Submitted", "properties": { "form_id": "kontakt" } }),
    );
    send(&app, PERSON, "/v1/t", &sent).await.assert_status(200);
    for _ in 0..5 {
        send(
            &app,
            PERSON,
            "/v1/visit",
            &json!({ "key": key, "path": "/kontakt" }),
        )
        .await
        .assert_status(200);
    }
    let lena = app.sign_in(Role::Member, "sales").await;
    let found: Value =
        serde_json::from_str(&lena.get("/api/v1/visits").await.assert_ok().text()).expect("json");
    assert_eq!(found["inquiries"][0]["path"], "/kontakt");
    assert_eq!(found["inquiries"][0]["inquiries"], 1);
}

async fn bad_views_are_refused_clearly(app: TestApp) {
    let unknown = json!({ "key": "uwk_nobody", "path": "/" });
    let answer = send(&app, PERSON, "/v1/visit", &unknown)
        .await
        .assert_status(401);
    answer.assert_has("unknown_key");
    send(&app, PERSON, "/v1/visit", &json!([1]))
        .await
        .assert_status(400);
    let long = json!({ "key": key(&app).await, "path": "/x".repeat(4000) });
    send(&app, PERSON, "/v1/visit", &long)
        .await
        .assert_status(400);
    let (rows,): (i64,) = app
        .db()
        .one("select count(*) from visit_hour", params![])
        .await
        .expect("a count");
    assert_eq!(rows, 0);
}

async fn scripts_for_websites_come_from_our_host(app: TestApp) {
    let key = key(&app).await;
    let own = app.anyone().get("/unisono.js").await.assert_ok();
    assert_eq!(own.header("access-control-allow-origin"), "*");
    own.assert_has("/v1/visit");
    app.anyone()
        .get(&format!("/analytics.js/v1/{key}/analytics.min.js"))
        .await
        .assert_ok()
        .assert_has("analytics");
    let settings = app
        .anyone()
        .get(&format!("/v1/projects/{key}/settings"))
        .await
        .assert_ok();
    let settings: Value = serde_json::from_str(&settings.text()).expect("json");
    let host = settings["integrations"]["Segment.io"]["apiHost"].as_str();
    assert!(host.is_some_and(|h| h.ends_with("/v1")), "{settings}");
    app.anyone()
        .get("/v1/projects/uwk_nobody/settings")
        .await
        .assert_status(404);
    app.anyone()
        .get("/analytics-next/bundles/app.js")
        .await
        .assert_status(404);
}

testkit::both_engines!(
    views_are_counted_without_anything_that_tells_who_it_was,
    few_views_stand_in_the_sum_only,
    a_form_that_is_sent_shows_on_its_page,
    bad_views_are_refused_clearly,
    scripts_for_websites_come_from_our_host,
);
