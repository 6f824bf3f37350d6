//! Machines are not people: scanners are marked with reasons, nothing is lost, a member's word stands.

use axum::body::Body;
use axum::http::Method;
use base64::Engine as _;
use connect::sources::{self, Kind};
use kernel::{Id, Millis, Role};
use serde_json::{Value, json};
use store::params;
use testkit::TestApp;

const PERSON: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0 Safari/537.36";

/// Sends what a mail program tells about a mail to Katrin.
async fn send(app: &TestApp, events: &[Value]) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let name = format!("mailer-{}", app.ctx().id());
    let source = sources::create(&mut tx, &name, Kind::Server, None)
        .await
        .expect("a source");
    tx.commit().await.expect("kept");
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{}:", source.write_key));
    let client = app
        .anyone()
        .header("authorization", &format!("Basic {basic}"));
    let body = Body::from(json!({ "batch": events }).to_string());
    client
        .send(Method::POST, "/v1/batch", None, body)
        .await
        .assert_status(200);
    app.settle().await;
}

fn mail(what: &str, id: &str, second: u32, more: Value) -> Value {
    let mut properties = json!({ "email_id": "em-91" });
    properties
        .as_object_mut()
        .expect("an object")
        .extend(more.as_object().expect("an object").clone());
    json!({ "type": "track", "event": what, "userId": "katrin", "messageId": id,
        "timestamp": format!("2026-11-24T09:00:{second:02}.000Z"), "properties": properties, "context": { "userAgent": PERSON } })
}

fn click(id: &str, second: u32, link: &str) -> Value {
    mail(
        "email.message.clicked",
        id,
        second,
        json!({ "link_id": link }),
    )
}

async fn verdicts(app: &TestApp) -> Vec<(String, i64, Option<String>)> {
    app.db()
        .rows(
            "select t.event_id, t.is_machine, v.reasons from touchpoint t \
             left join machine_verdict v on v.touchpoint_id = t.id \
             where t.type = 'email.message.clicked' order by t.event_id",
            params![],
        )
        .await
        .expect("clicks")
}

async fn a_scanner_is_marked_and_the_reader_is_not(app: TestApp) {
    send(
        &app,
        &[
            mail("email.message.delivered", "d", 0, json!({})),
            click("scan-1", 30, "a"),
            click("scan-2", 31, "b"),
            click("scan-3", 32, "c"),
            click("read", 50, "b"),
        ],
    )
    .await;
    let scan = |id: &str| (id.to_owned(), 1, Some("all_links_in_5s".to_owned()));
    assert_eq!(
        verdicts(&app).await,
        vec![
            ("read".to_owned(), 0, None),
            scan("scan-1"),
            scan("scan-2"),
            scan("scan-3")
        ]
    );
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.get("/machines")
        .await
        .assert_ok()
        .assert_has("alle Links binnen 5 Sekunden");
    lena.get("/timeline")
        .await
        .assert_ok()
        .assert_has("Maschine");
}

async fn a_verdict_changes_when_more_is_known(app: TestApp) {
    send(&app, &[click("first", 30, "a")]).await;
    assert_eq!(verdicts(&app).await, vec![("first".to_owned(), 0, None)]);
    send(&app, &[click("second", 31, "b"), click("third", 32, "c")]).await;
    assert!(
        verdicts(&app)
            .await
            .iter()
            .all(|(_, machine, _)| *machine == 1),
        "the first belongs to the sweep too"
    );
}

async fn the_word_of_a_member_stands_above_the_rules(app: TestApp) {
    send(
        &app,
        &[
            mail("email.message.delivered", "d", 0, json!({})),
            click("quick", 1, "a"),
        ],
    )
    .await;
    assert_eq!(verdicts(&app).await[0].1, 1);
    let (id,): (Id,) = app
        .db()
        .one(
            "select id from touchpoint where event_id = 'quick'",
            params![],
        )
        .await
        .expect("the click");
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.post(&format!("/machines/{id}/person"), &[])
        .await
        .assert_status(303);
    assert_eq!(verdicts(&app).await[0].1, 0);
    let mara = app.sign_in(Role::Manager, "marketing").await;
    mara.post("/machines/classification", &[])
        .await
        .assert_status(303);
    app.settle().await;
    assert_eq!(
        verdicts(&app).await[0].1,
        0,
        "judging everything again leaves it"
    );
    lena.post(&format!("/machines/{id}/machine"), &[])
        .await
        .assert_status(303);
    assert_eq!(verdicts(&app).await[0].1, 1, "and it can be taken back");
}

/// The second of the last contact with Katrin, on the morning of the mail.
async fn last_contact(app: &TestApp) -> Option<i64> {
    let at: Option<(Option<Millis>,)> = app
        .db()
        .row("select touched_at from person", params![])
        .await
        .expect("Katrin");
    let nine = Millis::parse("2026-11-24T09:00:00Z").expect("an instant");
    at.and_then(|(at,)| at).map(|at| (at.0 - nine.0) / 1000)
}

async fn what_a_machine_did_is_no_contact(app: TestApp) {
    send(&app, &[mail("email.message.delivered", "d", 0, json!({}))]).await;
    assert_eq!(last_contact(&app).await, Some(0));
    // The first looks like a person until the others show the sweep.
    send(&app, &[click("first", 30, "a")]).await;
    assert_eq!(last_contact(&app).await, Some(30));
    send(&app, &[click("second", 31, "b"), click("third", 32, "c")]).await;
    assert_eq!(last_contact(&app).await, Some(0));
    let (id,): (Id,) = app
        .db()
        .one(
            "select id from touchpoint where event_id = 'second'",
            params![],
        )
        .await
        .expect("the click");
    let lena = app.sign_in(Role::Member, "sales").await;
    for (word, second) in [("person", 31), ("machine", 0)] {
        lena.post(&format!("/machines/{id}/{word}"), &[])
            .await
            .assert_status(303);
        assert_eq!(last_contact(&app).await, Some(second));
    }
    let all = unisono::reactors();
    org::work::replay(app.app(), &all).await.expect("a replay");
    assert_eq!(last_contact(&app).await, Some(0), "read again, the same");
}

#[test]
fn whoever_follows_a_reactor_stands_behind_it() {
    let mut before: Vec<&str> = Vec::new();
    for reactor in unisono::reactors() {
        match reactor.follows {
            Some(leader) => assert!(before.contains(&leader), "{} {leader}", reactor.name),
            None => assert_eq!(reactor.name, org::work::LEADER),
        }
        before.push(reactor.name);
    }
}

testkit::both_engines!(
    what_a_machine_did_is_no_contact,
    a_scanner_is_marked_and_the_reader_is_not,
    a_verdict_changes_when_more_is_known,
    the_word_of_a_member_stands_above_the_rules,
);
