//! What is computed from the timeline can be computed again: the same comes out, and nothing leaves
//! the house.

use connect::sources::Kind;
use futures_util::future::BoxFuture;
use org::work::{Reactor, catch_up, nothing_to_clear, replay};
use serde_json::{Value, json};
use store::{Tx, params};
use testkit::TestApp;

use super::{send, sender};

const LOOKS: &[&str] = &[
    "select id, kind, title, subtitle from search_doc order by id, kind",
    "select id, first_name, last_name, job_title, company_id, touched_at, version from person order by id",
    "select id, name, touched_at, version from company order by id",
    "select id, touched_at from deal order by id",
    "select id, seq, record_id, company_id, type from touchpoint order by seq",
    "select record_kind, record_id, field, value, authority, time, event_id from learned_value order by record_kind, record_id, field",
    "select kind, value, record_id from identity_edge order by kind, value",
    "select name, seq from consumer_cursor order by name",
    "select effect_key, state from outbox order by effect_key",
];

async fn look(app: &TestApp) -> String {
    let mut told = String::new();
    for sql in LOOKS {
        let rows: Vec<store::Row> = app.db().rows(sql, params![]).await.expect("a look");
        for row in rows {
            told.push_str(&format!("{row:?}\n"));
        }
    }
    told
}

fn events() -> Vec<Value> {
    let mut events = Vec::new();
    for n in 0..30 {
        let user = format!("u-{}", n % 5);
        events.push(json!({ "type": "page", "anonymousId": format!("a-{}", n % 5), "messageId": format!("p-{n}") }));
        events.push(json!({ "type": "identify", "userId": user, "anonymousId": format!("a-{}", n % 5), "messageId": format!("i-{n}"),
            "timestamp": format!("2026-11-{:02}T08:00:00Z", 1 + n % 20), "traits": { "title": format!("T{n}"), "company": "Huber GmbH" } }));
        events.push(json!({ "type": "track", "event": "ticket.opened", "userId": user, "messageId": format!("t-{n}"),
            "properties": { "ticket_id": format!("T-{}", n % 7), "subject": "Pumpe" } }));
    }
    events
}

async fn a_replay_gives_the_same_projections(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    for part in events().chunks(11) {
        send(&shop, "/v1/batch", &json!({ "batch": part }))
            .await
            .assert_status(200);
        app.settle().await;
    }
    let before = look(&app).await;
    assert!(before.contains("Pumpe") && before.contains("T-3"));
    app.clock().advance(3_600_000);
    let read = replay(app.app(), &unisono::reactors())
        .await
        .expect("a replay");
    assert!(read > 90);
    assert_eq!(look(&app).await, before);
    // What is missing comes back.
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    for sql in [
        "update person set touched_at = 7",
        "delete from search_doc where kind = 'ticket'",
    ] {
        tx.exec(sql, params![]).await.expect("damage");
    }
    tx.commit().await.expect("damage");
    assert_ne!(look(&app).await, before);
    replay(app.app(), &unisono::reactors())
        .await
        .expect("a replay");
    assert_eq!(look(&app).await, before);
}

fn sending() -> Reactor {
    fn react(tx: &mut Tx, after: i64, up_to: i64) -> BoxFuture<'_, kernel::Result<()>> {
        Box::pin(async move {
            for seq in after + 1..=up_to {
                tx.send(&format!("greeting-{seq}"), "mail", &json!({}))
                    .await?;
            }
            Ok(())
        })
    }
    Reactor {
        follows: Some(org::work::LEADER),
        pace: org::work::Pace::Prompt,
        name: "greeting",
        react,
        clear: nothing_to_clear,
    }
}

async fn outbox(app: &TestApp) -> i64 {
    let (n,): (i64,) = app
        .db()
        .one("select count(*) from outbox", params![])
        .await
        .expect("a count");
    n
}

async fn a_replay_sends_nothing(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    send(&shop, "/v1/batch", &json!({ "batch": events() }))
        .await
        .assert_status(200);
    app.settle().await;
    catch_up(app.app(), &sending()).await.expect("effects");
    assert!(outbox(&app).await >= 90);
    // Even when the outbox has forgotten what was sent.
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.exec("delete from outbox", params![])
        .await
        .expect("forgotten");
    tx.commit().await.expect("forgotten");
    replay(app.app(), &[sending()]).await.expect("a replay");
    assert_eq!(outbox(&app).await, 0);
    let new = json!({ "type": "track", "event": "A", "userId": "u-1", "messageId": "new" });
    send(&shop, "/v1/track", &new).await.assert_status(200);
    app.settle().await;
    catch_up(app.app(), &sending()).await.expect("effects");
    assert_eq!(outbox(&app).await, 1, "what is new has its effect");
}

testkit::both_engines!(a_replay_gives_the_same_projections, a_replay_sends_nothing);
