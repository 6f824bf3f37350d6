//! What the writer of events remembers about people is right, whatever others changed meanwhile.

use connect::sources::Kind;
use kernel::{Id, Role, Touchpoint};
use serde_json::{Value, json};
use store::params;
use testkit::{Client, TestApp};

use super::{send, sender};

fn view(id: &str, path: &str) -> Value {
    json!({ "type": "page", "anonymousId": "a-1", "messageId": id, "properties": { "path": path } })
}

/// The person of an event's touchpoint, right after it was confirmed: no reactor has run.
async fn visits(app: &TestApp, shop: &Client, id: &str) -> Option<Id> {
    send(shop, "/v1/page", &view(id, "/preise"))
        .await
        .assert_status(200);
    let (person,): (Option<Id>,) = app
        .db()
        .one(
            "select r.person_id from touchpoint t left join person_record r on r.id = t.record_id \
             where t.event_id = $1",
            params![id],
        )
        .await
        .expect("the view");
    person
}

async fn a_visitor_taken_back_is_forgotten_at_once(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    let katrin = app.person("Katrin Vogel").build().await;
    assert_eq!(visits(&app, &shop, "m-1").await, None);
    let token = app.with_token(Role::Member).await;
    let (first,): (Id,) = app
        .db()
        .one(
            "select id from touchpoint where event_id = 'm-1'",
            params![],
        )
        .await
        .expect("the view");
    let to = json!({ "touchpoints": [first], "person_id": katrin });
    let assigned = token.post_json("/api/v1/assignments", &to).await.value();
    let assignment = assigned["id"].as_str().expect("an assignment");
    assert_eq!(visits(&app, &shop, "m-2").await, Some(katrin));
    assert_eq!(visits(&app, &shop, "m-3").await, Some(katrin));
    token
        .delete(&format!("/api/v1/assignments/{assignment}"))
        .await;
    assert_eq!(visits(&app, &shop, "m-4").await, None);
}

/// An import brought the touchpoint of an event before: what stands behind it in the same group keeps
/// its lesson, and the log has no gap.
async fn an_event_that_an_import_brought_before_leaves_no_gap(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let mut there = Touchpoint::new("note.written", app.ctx().now());
    (there.source, there.event_id) = ("shop".to_owned(), "m-2".to_owned());
    tx.record(there).await.expect("recorded");
    tx.commit().await.expect("kept");
    let says = |n: u8| json!({ "type": "identify", "userId": format!("u-{n}"), "messageId": format!("m-{n}"), "traits": { "lastName": format!("Vogel {n}") } });
    for part in [vec![says(1), says(2), says(3)], vec![says(4), says(5)]] {
        send(&shop, "/v1/batch", &json!({ "batch": part }))
            .await
            .assert_status(200);
    }
    app.settle().await;
    let known: Vec<(String, String)> = app
        .db()
        .rows(
            "select t.event_id, p.last_name from touchpoint t join person_record r on r.id = t.record_id \
             join person p on p.id = r.person_id where t.type = 'identity.identified' order by t.event_id",
            params![],
        )
        .await
        .expect("people");
    let wanted = [1, 3, 4, 5].map(|n| (format!("m-{n}"), format!("Vogel {n}")));
    assert_eq!(known, wanted);
    let (count, last): (i64, i64) = app
        .db()
        .one("select count(*), max(seq) from touchpoint", params![])
        .await
        .expect("the log");
    assert_eq!(count, last);
}

testkit::both_engines!(
    a_visitor_taken_back_is_forgotten_at_once,
    an_event_that_an_import_brought_before_leaves_no_gap,
);
