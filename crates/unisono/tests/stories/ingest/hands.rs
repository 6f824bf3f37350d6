//! What members decided stands above what events say: merged stays merged, split stays split, and a merge
//! taken back leaves both as they were.

use connect::sources::Kind;
use kernel::{Id, Role};
use serde_json::{Value, json};
use store::params;
use testkit::{Client, TestApp};

use super::super::merging::{Row, merge, person, timeline};
use super::{send, sender};

/// Events in the order of their arrival, each with minutes before now.
async fn say(app: &TestApp, client: &Client, events: &[(Value, i64)]) {
    for (n, (event, minutes)) in events.iter().enumerate() {
        let at = kernel::Millis(testkit::START.0 - minutes * 60_000).rfc3339();
        let mut event = event.clone();
        event["timestamp"] = json!(at);
        event["messageId"] = json!(format!("{minutes}-{n}"));
        send(client, "/v1/batch", &json!({ "batch": [event] }))
            .await
            .assert_status(200);
        app.settle().await;
    }
}

fn seen(user: Option<&str>, email: &str) -> Value {
    let mut event =
        json!({ "type": "track", "event": "Gesehen", "properties": { "email": email } });
    match user {
        Some(user) => event["userId"] = json!(user),
        None => event["anonymousId"] = json!(format!("device of {email}")),
    }
    event
}

async fn whose(app: &TestApp, identifier: &str) -> Id {
    let sql = "select r.person_id from identity_edge e join person_record r on r.id = e.record_id where e.value = $1";
    let (id,): (Id,) = app.db().one(sql, params![identifier]).await.expect("known");
    id
}

async fn people(app: &TestApp) -> i64 {
    let sql = "select count(*) from person where merged_into_id is null";
    let (n,): (i64,) = app.db().one(sql, params![]).await.expect("a number");
    n
}

/// The same whatever happened to values meanwhile.
fn plain(rows: Vec<Row>) -> Vec<Row> {
    let told = |row: &Row| !row.1.starts_with("person.");
    rows.into_iter().filter(told).collect()
}

async fn a_merge_by_hand_outlives_an_earlier_claim_and_can_be_undone(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    say(
        &app,
        &shop,
        &[
            (seen(Some("u-1"), "a@x.example"), 9),
            (seen(None, "b@x.example"), 8),
        ],
    )
    .await;
    let (one, other) = (whose(&app, "u-1").await, whose(&app, "b@x.example").await);
    assert_ne!(one, other);
    let before = (timeline(&app, one).await, timeline(&app, other).await);
    let token = app.with_token(Role::Member).await;
    let decision = merge(&token, one, json!({ "loser_id": other.to_string() })).await;
    say(&app, &shop, &[(seen(Some("u-2"), "b@x.example"), 20)]).await;
    assert_eq!(people(&app).await, 2, "the second login is somebody else");
    assert_eq!(
        whose(&app, "b@x.example").await,
        one,
        "it stays where it was put"
    );
    assert_eq!(
        person(&token, one).await["emails"],
        json!(["a@x.example", "b@x.example"])
    );
    let undo = format!("/api/v1/merges/{decision}/undo");
    token.post_json(&undo, &json!({})).await.assert_ok();
    app.settle().await;
    assert_eq!(plain(timeline(&app, one).await), plain(before.0));
    assert_eq!(plain(timeline(&app, other).await), plain(before.1));
    assert_eq!(people(&app).await, 3);
}

async fn what_was_merged_by_hand_goes_along_and_comes_back(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    say(
        &app,
        &shop,
        &[
            (seen(None, "a@x.example"), 9),
            (seen(None, "b@x.example"), 8),
        ],
    )
    .await;
    let (one, other) = (
        whose(&app, "a@x.example").await,
        whose(&app, "b@x.example").await,
    );
    let before = timeline(&app, other).await;
    let token = app.with_token(Role::Member).await;
    let decision = merge(&token, one, json!({ "loser_id": other.to_string() })).await;
    // A login that is there already names the first of the two.
    let claims = [
        (seen(Some("u-1"), "c@x.example"), 7),
        (seen(Some("u-1"), "a@x.example"), 6),
    ];
    say(&app, &shop, &claims).await;
    assert_eq!(people(&app).await, 1);
    let undo = format!("/api/v1/merges/{decision}/undo");
    token.post_json(&undo, &json!({})).await.assert_ok();
    app.settle().await;
    assert_eq!(people(&app).await, 2);
    assert_eq!(whose(&app, "b@x.example").await, other);
    assert_eq!(plain(timeline(&app, other).await), plain(before));
    assert_eq!(whose(&app, "a@x.example").await, whose(&app, "u-1").await);
}

async fn a_split_by_hand_is_not_taken_back_by_events(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    let both = [
        (seen(None, "a@x.example"), 9),
        (seen(Some("u-1"), "a@x.example"), 8),
    ];
    say(&app, &shop, &both).await;
    assert_eq!(people(&app).await, 1);
    let one = whose(&app, "a@x.example").await;
    let record = "select record_id from identity_edge where value = 'u-1'";
    let (record,): (Id,) = app.db().one(record, params![]).await.expect("a record");
    let token = app.with_token(Role::Member).await;
    let split = json!({ "records": [record.to_string()], "last_name": "Jemand" });
    token
        .post_json(&format!("/api/v1/people/{one}/splits"), &split)
        .await
        .assert_status(201);
    let again = [
        (seen(Some("u-1"), "a@x.example"), 30),
        (seen(None, "a@x.example"), 5),
        (seen(Some("u-2"), "a@x.example"), 40),
    ];
    say(&app, &shop, &again).await;
    assert_eq!(whose(&app, "a@x.example").await, one);
    assert_ne!(whose(&app, "u-1").await, one);
    assert_ne!(whose(&app, "u-2").await, one);
    assert_eq!(people(&app).await, 3);
}

testkit::both_engines!(
    a_merge_by_hand_outlives_an_earlier_claim_and_can_be_undone,
    what_was_merged_by_hand_goes_along_and_comes_back,
    a_split_by_hand_is_not_taken_back_by_events,
);
