//! CloudEvents: one or many, with the same key, on the same timeline.

use axum::body::Body;
use axum::http::Method;
use connect::sources::Kind;
use kernel::Role;
use serde_json::{Value, json};
use store::params;
use testkit::{Answer, Client, TestApp};

use super::{code, sender};

async fn post(client: &Client, kind: &str, body: &Value) -> Answer {
    let body = Body::from(body.to_string());
    client
        .send(Method::POST, "/v1/events", Some(kind), body)
        .await
}

const ONE: &str = "application/cloudevents+json";
const MANY: &str = "application/cloudevents-batch+json; charset=utf-8";

fn invoice(id: &str, source: &str) -> Value {
    json!({ "specversion": "1.0", "id": id, "source": source, "type": "invoice.sent", "subject": "k-7",
        "time": "2026-11-25T07:00:00Z", "data": { "number": "R-7", "name": "Rechnung R-7", "groupId": "g-1" } })
}

async fn cloud_events_are_touchpoints_of_their_type(app: TestApp) {
    let erp = sender(&app, "erp", Kind::Server).await;
    let group = json!({ "type": "group", "userId": "k-7", "groupId": "g-1", "messageId": "g", "traits": { "name": "Huber GmbH" } });
    super::send(&erp, "/v1/group", &group)
        .await
        .assert_status(200);
    app.settle().await;
    let answer = post(&erp, ONE, &invoice("1", "/erp/a"))
        .await
        .assert_status(200);
    assert_eq!(answer.value()["accepted"], 1);
    let both = json!([invoice("1", "/erp/a"), invoice("1", "/erp/b")]);
    let answer = post(&erp, MANY, &both).await.assert_status(200).value();
    let counts = (&answer["accepted"], &answer["duplicates"]);
    assert_eq!(
        counts,
        (&json!(1), &json!(1)),
        "an id counts together with its source"
    );
    app.settle().await;
    let found: Vec<(String, String, Option<String>, Option<String>)> = app
        .db()
        .rows(
            "select t.type, t.object_id, c.name, e.origin from touchpoint t join event e on e.event_id = t.event_id \
             left join company c on c.id = t.company_id where t.type = 'invoice.sent' order by e.origin",
            params![],
        )
        .await
        .expect("touchpoints");
    let row = |origin: &str| {
        (
            "invoice.sent".to_owned(),
            "R-7".to_owned(),
            Some("Huber GmbH".to_owned()),
            Some(origin.to_owned()),
        )
    };
    assert_eq!(found, [row("/erp/a"), row("/erp/b")]);
    let read = app
        .with_token(Role::Reader)
        .await
        .get("/api/v1/events?message_id=1")
        .await;
    let data = read.assert_ok().value();
    assert_eq!(data["data"].as_array().map(Vec::len), Some(2));
    assert_eq!(data["data"][0]["messageId"], "1");
    assert_eq!(data["data"][0]["event"], "invoice.sent");
    assert_eq!(data["data"][0]["properties"]["number"], "R-7");
}

async fn what_is_no_cloud_event_is_said(app: TestApp) {
    let erp = sender(&app, "erp", Kind::Server).await;
    let refused = |answer: Answer| code(answer.assert_status(400));
    assert_eq!(
        refused(post(&erp, ONE, &json!([invoice("1", "/a")])).await),
        "cloud_type"
    );
    assert_eq!(
        refused(post(&erp, MANY, &invoice("1", "/a")).await),
        "cloud_type"
    );
    let mut old = invoice("1", "/a");
    old["specversion"] = json!("0.3");
    assert_eq!(refused(post(&erp, ONE, &old).await), "cloud_version");
    let mut bare = invoice("1", "/a");
    bare["source"] = Value::Null;
    assert_eq!(refused(post(&erp, ONE, &bare).await), "cloud_attribute");
    assert_eq!(
        refused(post(&erp, ONE, &invoice(&"x".repeat(129), "/a")).await),
        "message_id_too_long"
    );
    // What only happens inside of the product cannot be said from outside.
    let mut won = invoice("2", "/a");
    won["type"] = json!("deal.won");
    post(&erp, ONE, &won).await.assert_status(200);
    let (kind,): (String,) = app
        .db()
        .one(
            "select type from touchpoint where source = 'erp'",
            params![],
        )
        .await
        .expect("one");
    assert_eq!(kind, "product.event.tracked");
}

testkit::both_engines!(
    cloud_events_are_touchpoints_of_their_type,
    what_is_no_cloud_event_is_said,
);
