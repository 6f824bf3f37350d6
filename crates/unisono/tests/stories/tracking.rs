//! Events as SDKs send them: kept once, resolved, refused clearly, never lost.

use std::io::Write;

use axum::body::Body;
use axum::http::Method;
use base64::Engine as _;
use connect::sources::{self, Kind};
use flate2::{Compression, write::GzEncoder};
use kernel::Role;
use serde_json::{Value, json};
use store::params;
use testkit::{Answer, Client, TestApp};

async fn key(app: &TestApp, kind: Kind) -> String {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let marketing = org::departments::by_key(app.db(), "marketing")
        .await
        .expect("departments");
    let created = sources::create(&mut tx, &format!("{kind:?}"), kind, marketing)
        .await
        .expect("a source");
    tx.commit().await.expect("kept");
    created.write_key
}

fn with_key(app: &TestApp, key: &str) -> Client {
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{key}:"));
    app.anyone()
        .header("authorization", &format!("Basic {basic}"))
}

async fn send(client: &Client, path: &str, body: &Value) -> Answer {
    client
        .send(
            Method::POST,
            path,
            Some("text/plain"),
            Body::from(body.to_string()),
        )
        .await
}

async fn counts(app: &TestApp) -> (i64, i64, i64) {
    app.db()
        .one(
            "select (select count(*) from event), (select count(*) from touchpoint where source <> 'unisono'), \
             (select count(*) from dead_letter)",
            params![],
        )
        .await
        .expect("counts")
}

async fn a_batch_is_kept_once_and_answered_as_sdks_expect(app: TestApp) {
    let client = with_key(&app, &key(&app, Kind::Server).await);
    let batch = json!({ "sentAt": "2026-11-25T08:00:00Z", "batch": [
        { "type": "identify", "userId": "u-1", "messageId": "m-1", "traits": { "email": "katrin@mueller.example" } },
        { "type": "track", "event": "Form Submitted", "userId": "u-1", "messageId": "m-2" },
    ]});
    let answer = send(&client, "/v1/batch", &batch).await.assert_status(200);
    assert_eq!(
        answer.text(),
        r#"{"success":true,"accepted":2,"duplicates":0,"rejected":[]}"#
    );
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    send(&client, "/v1/batch", &batch).await.assert_status(200);
    assert_eq!(counts(&app).await, (2, 2, 0));
    let (duplicates,): (i64,) = app
        .db()
        .one("select duplicates from source", params![])
        .await
        .expect("a count");
    assert_eq!(duplicates, 2);
    let changed = json!({ "batch": [{ "type": "track", "event": "Other", "userId": "u-1", "messageId": "m-2" }] });
    send(&client, "/v1/batch", &changed)
        .await
        .assert_status(200);
    assert_eq!(
        counts(&app).await,
        (2, 2, 1),
        "the same id with another content is parked"
    );
}

async fn anonymous_visits_belong_to_the_person_once_they_are_known(app: TestApp) {
    let client = with_key(&app, &key(&app, Kind::Browser).await);
    let page = |id: &str, path: &str| json!({ "type": "page", "anonymousId": "a-1", "messageId": id, "properties": { "path": path } });
    send(&client, "/v1/p", &page("m-1", "/preise"))
        .await
        .assert_status(200);
    let (unknown,): (i64,) = app
        .db()
        .one(
            "select count(*) from touchpoint where record_id is null and anonymous_id = 'a-1'",
            params![],
        )
        .await
        .expect("a count");
    assert_eq!(unknown, 1, "a visit without a name makes no person");
    let who = json!({ "type": "identify", "anonymousId": "a-1", "userId": "u-9", "messageId": "m-2", "context": { "traits": { "email": "max@huber.example" } } });
    send(&client, "/v1/i", &who).await.assert_status(200);
    app.settle().await;
    send(&client, "/v1/p", &page("m-3", "/kontakt"))
        .await
        .assert_status(200);
    let (person,): (kernel::Id,) = app
        .db()
        .one("select person_id from person_record", params![])
        .await
        .expect("one");
    let lena = app.sign_in(Role::Member, "sales").await;
    let stream = lena
        .get(&format!("/timeline?person={person}"))
        .await
        .assert_ok();
    stream
        .assert_has("/preise")
        .assert_has("/kontakt")
        .assert_has("Marketing");
}

async fn who(app: &TestApp) -> (Option<String>, Option<String>, Option<String>) {
    app.settle().await;
    app.db()
        .one(
            "select p.last_name, p.job_title, c.name from person p left join company c on c.id = p.company_id",
            params![],
        )
        .await
        .expect("one person")
}

async fn traits_tell_who_it_is_and_where_they_work(app: TestApp) {
    let server = with_key(&app, &key(&app, Kind::Server).await);
    let some = |text: &str| Some(text.to_owned());
    let visit =
        json!({ "type": "track", "event": "Demo Requested", "userId": "u-1", "messageId": "m-0" });
    send(&server, "/v1/track", &visit).await.assert_status(200);
    let first = json!({ "type": "identify", "userId": "u-1", "messageId": "m-1", "timestamp": "2026-11-20T10:00:00Z",
        "traits": { "firstName": "Katrin", "lastName": "Vogel", "title": "Einkauf", "address": { "country": 7 } } });
    send(&server, "/v1/identify", &first)
        .await
        .assert_status(200);
    assert_eq!(who(&app).await, (some("Vogel"), some("Einkauf"), None));

    let group = json!({ "type": "group", "userId": "u-1", "groupId": "g-7", "messageId": "m-2",
        "traits": { "name": "Müller AG", "employees": 40, "domain": "nicht wirklich" } });
    send(&server, "/v1/group", &group).await.assert_status(200);
    assert_eq!(who(&app).await.2, some("Müller AG"));
    let (open,): (i64,) = app
        .db()
        .one(
            "select count(*) from touchpoint where company_id is null and channel is not null",
            params![],
        )
        .await
        .expect("a count");
    assert_eq!(open, 0, "what came before has the company now");

    let late = json!({ "type": "identify", "userId": "u-1", "messageId": "m-3", "timestamp": "2026-11-19T10:00:00Z",
        "traits": { "title": "Praktikantin", "phone": "+49 89 1234" } });
    send(&server, "/v1/identify", &late)
        .await
        .assert_status(200);
    assert_eq!(
        who(&app).await.1,
        some("Einkauf"),
        "an older word does not win"
    );

    // The key of a browser is public: it neither renames anyone nor makes companies.
    let browser = with_key(&app, &key(&app, Kind::Browser).await);
    let forged = json!({ "type": "identify", "userId": "u-1", "messageId": "m-4",
        "traits": { "lastName": "Böse", "company": { "name": "Böse GmbH" } } });
    send(&browser, "/v1/i", &forged).await.assert_status(200);
    assert_eq!(
        who(&app).await,
        (some("Vogel"), some("Einkauf"), some("Müller AG"))
    );
    let newer = json!({ "type": "identify", "userId": "u-1", "messageId": "m-5", "traits": { "title": "Leitung Einkauf" } });
    send(&server, "/v1/identify", &newer)
        .await
        .assert_status(200);
    assert_eq!(who(&app).await.1, some("Leitung Einkauf"));
    let (companies,): (i64,) = app
        .db()
        .one("select count(*) from company", params![])
        .await
        .expect("a count");
    assert_eq!(companies, 1);
}

async fn bad_input_gets_a_clear_answer_and_loses_nothing(app: TestApp) {
    let client = with_key(&app, &key(&app, Kind::Server).await);
    let code = |answer: Answer| answer.value()["code"].as_str().unwrap_or("").to_owned();
    let good = json!({ "type": "track", "event": "A", "userId": "u", "messageId": "ok" });
    let wrong_key = with_key(&app, "uwk_wrong");
    let answer = send(&wrong_key, "/v1/track", &good)
        .await
        .assert_status(401);
    assert!(!answer.value()["message"].as_str().unwrap_or("").is_empty());
    assert_eq!(code(answer), "unknown_key");
    send(&app.anyone(), "/v1/track", &good)
        .await
        .assert_status(401);
    let big = json!({ "type": "track", "event": "A", "userId": "u", "properties": { "x": "y".repeat(40 * 1024) } });
    assert_eq!(
        code(send(&client, "/v1/track", &big).await.assert_status(400)),
        "too_large"
    );
    let broken = client
        .send(Method::POST, "/v1/track", None, Body::from("{\"type\":"))
        .await;
    assert_eq!(code(broken.assert_status(400)), "invalid_json");
    let binary = client
        .send(
            Method::POST,
            "/v1/track",
            None,
            Body::from(vec![0xff, 0xfe, 0x00]),
        )
        .await;
    assert_eq!(code(binary.assert_status(400)), "invalid_json");
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![b' '; 30 * 1024 * 1024])
        .expect("memory");
    let zipped = client.clone().header("content-encoding", "gzip");
    let bomb = bomb.finish().expect("memory");
    let answer = zipped
        .send(Method::POST, "/v1/batch", None, Body::from(bomb))
        .await;
    assert_eq!(code(answer.assert_status(400)), "too_large");
    assert_eq!(counts(&app).await, (0, 0, 0));
    let mixed = json!({ "batch": [good, { "type": "dance", "userId": "u" }, { "type": "page" }] });
    send(&client, "/v1/batch", &mixed).await.assert_status(200);
    assert_eq!(
        counts(&app).await,
        (1, 1, 2),
        "the good one is kept, the others are parked"
    );
}

async fn odd_characters_and_wrong_lengths_are_survived(app: TestApp) {
    let client = with_key(&app, &key(&app, Kind::Server).await);
    let odd = json!({ "type": "identify", "userId": "u\u{0}1", "messageId": "m\u{0}1",
        "traits": { "lastName": "Vo\u{0}gel", "email": "\u{0}@x.example", "phone": "\u{202e}\u{0}" },
        "properties": { "\u{0}": "\u{0}" } });
    send(&client, "/v1/identify", &odd).await.assert_status(200);
    send(&client, "/v1/identify", &odd).await.assert_status(200);
    let odd = json!({ "type": "track", "event": "\u{0}", "userId": "u", "context": { "campaign": { "source": "\u{0}ä" } } });
    send(&client, "/v1/track", &odd).await.assert_status(200);
    assert_eq!(counts(&app).await, (2, 2, 0));
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.get("/timeline").await.assert_ok();
    lena.get("/search?q=vogel%00").await.assert_ok();
    let long = client.clone().header("content-length", "99999999");
    let short = json!({ "type": "track", "event": "A", "userId": "u", "messageId": "m-3" });
    let answer = send(&long, "/v1/track", &short).await;
    assert!(
        answer.status.is_success() || answer.status.is_client_error(),
        "{}",
        answer.text()
    );
}

async fn html_in_an_event_stays_text(app: TestApp) {
    let client = with_key(&app, &key(&app, Kind::Server).await);
    let nasty = json!({ "type": "track", "event": "<script>alert(1)</script>", "userId": "u", "messageId": "m" });
    send(&client, "/v1/track", &nasty).await.assert_status(200);
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.get("/timeline")
        .await
        .assert_has("&lt;script&gt;alert(1)")
        .assert_lacks("<script>alert(1)");
}

async fn gzip_and_preflight_work_and_events_are_read_back(app: TestApp) {
    let client = with_key(&app, &key(&app, Kind::Server).await);
    let body = json!({ "batch": [{ "type": "group", "userId": "u", "groupId": "g-1", "messageId": "m-7", "timestamp": "2026-11-25T07:59:00Z", "traits": { "name": "Müller AG" } }] });
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(body.to_string().as_bytes()).expect("memory");
    let zipped = client.header("content-encoding", "gzip");
    let bytes = gzip.finish().expect("memory");
    zipped
        .send(
            Method::POST,
            "/v1/batch",
            Some("application/json"),
            Body::from(bytes),
        )
        .await
        .assert_status(200);
    let asked = app
        .anyone()
        .header("origin", "https://shop.example")
        .send(Method::OPTIONS, "/v1/t", None, Body::empty())
        .await;
    assert!(
        asked
            .header("access-control-allow-headers")
            .contains("authorization")
    );
    app.anyone()
        .get("/api/v1/events?message_id=m-7")
        .await
        .assert_status(401);
    let found = app
        .with_token(Role::Reader)
        .await
        .get("/api/v1/events?message_id=m-7")
        .await
        .assert_ok()
        .value();
    let event = &found["data"][0];
    assert_eq!(
        (event["messageId"].as_str(), event["groupId"].as_str()),
        (Some("m-7"), Some("g-1"))
    );
    assert_eq!(event["timestamp"], "2026-11-25T07:59:00.000Z");
}

async fn a_revoked_key_is_refused_and_the_source_says_how_fresh_it_is(app: TestApp) {
    let write_key = key(&app, Kind::Server).await;
    let client = with_key(&app, &write_key);
    let event = json!({ "type": "track", "event": "A", "userId": "u" });
    send(&client, "/v1/track", &event).await.assert_status(200);
    let boss = app.sign_in(Role::Manager, "marketing").await;
    boss.get("/sources").await.assert_ok().assert_has("aktuell");
    app.clock().advance(2 * kernel::Millis::DAY);
    boss.get("/sources")
        .await
        .assert_has("seit über einem Tag still");
    let (id,): (kernel::Id,) = app
        .db()
        .one("select id from source", params![])
        .await
        .expect("one");
    boss.post(&format!("/sources/{id}/revocation"), &[])
        .await
        .assert_status(303);
    send(&client, "/v1/track", &event).await.assert_status(401);
}

testkit::both_engines!(
    a_batch_is_kept_once_and_answered_as_sdks_expect,
    anonymous_visits_belong_to_the_person_once_they_are_known,
    traits_tell_who_it_is_and_where_they_work,
    bad_input_gets_a_clear_answer_and_loses_nothing,
    html_in_an_event_stays_text,
    odd_characters_and_wrong_lengths_are_survived,
    gzip_and_preflight_work_and_events_are_read_back,
    a_revoked_key_is_refused_and_the_source_says_how_fresh_it_is,
);
