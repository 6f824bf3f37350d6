//! What cannot be kept waits with its reason until somebody takes care of it, and fails nobody else.

use connect::sources::Kind;
use kernel::{Id, Millis, Role};
use serde_json::{Value, json};
use store::{Engine, params};
use testkit::TestApp;

use super::{send, sender};

fn track(event: &str, id: &str) -> Value {
    json!({ "type": "track", "event": event, "userId": "u-1", "messageId": id })
}

async fn ids(app: &TestApp) -> Vec<Id> {
    let rows: Vec<(Id,)> = app
        .db()
        .rows(
            "select id from dead_letter where resolved_at is null order by id",
            params![],
        )
        .await
        .expect("dead letters");
    rows.into_iter().map(|(id,)| id).collect()
}

async fn stored(app: &TestApp, id: &str) -> i64 {
    let (n,): (i64,) = app
        .db()
        .one(
            "select count(*) from event e join touchpoint t on t.source = e.source and t.event_id = e.event_id where e.event_id = $1",
            params![id],
        )
        .await
        .expect("a count");
    n
}

async fn a_dead_letter_is_edited_and_kept(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    send(&shop, "/v1/track", &track("Bestellt", "m-1"))
        .await
        .assert_status(200);
    let answer = send(&shop, "/v1/track", &track("Storniert", "m-1")).await;
    let answer = answer.assert_status(200).value();
    assert_eq!(
        answer["rejected"],
        json!([{ "index": 0, "code": "conflict" }])
    );
    let boss = app.sign_in(Role::Manager, "marketing").await;
    boss.get("/dead-letters")
        .await
        .assert_ok()
        .assert_has("schon mit anderem Inhalt")
        .assert_has("m-1");
    let id = ids(&app).await[0];
    let path = format!("/dead-letters/{id}");
    boss.get(&path).await.assert_ok().assert_has("Storniert");
    let same = track("Storniert", "m-1").to_string();
    let again = boss
        .post(&format!("{path}/retries"), &[("payload", &same)])
        .await;
    again.assert_status(422).assert_has("wieder nicht");
    let edited = track("Storniert", "m-2").to_string();
    boss.post(&format!("{path}/retries"), &[("payload", &edited)])
        .await
        .assert_status(303);
    assert_eq!(
        (stored(&app, "m-1").await, stored(&app, "m-2").await),
        (1, 1)
    );
    boss.get("/dead-letters").await.assert_lacks("m-1");
    boss.get("/dead-letters?state=resolved")
        .await
        .assert_has("nachgeholt");
    boss.post(&format!("{path}/retries"), &[("payload", &edited)])
        .await
        .assert_status(409);
    let member = app.sign_in(Role::Member, "sales").await;
    member.get("/dead-letters").await.assert_status(403);
}

async fn many_are_tried_again_or_put_away(app: TestApp) {
    let site = sender(&app, "site", Kind::Browser).await;
    for n in 0..3 {
        let odd = json!({ "type": "dance", "userId": "u", "messageId": format!("odd-{n}") });
        send(&site, "/v1/t", &json!({ "batch": [odd] }))
            .await
            .assert_status(200);
    }
    let token = app.with_token(Role::Manager).await;
    let listed = token
        .get("/api/v1/dead-letters?reason=unknown_type")
        .await
        .assert_ok()
        .value();
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(3));
    let tried = token
        .post_json("/api/v1/dead-letters/retries?source=site", &json!({}))
        .await;
    let tried = tried.assert_ok().value();
    assert_eq!(
        (&tried["kept"], &tried["refused"], &tried["waiting"]),
        (&json!(0), &json!(3), &json!(3))
    );
    let waiting = ids(&app).await;
    let path = format!("/api/v1/dead-letters/{}", waiting[0]);
    let good = json!({ "payload": track("Getanzt", "good") });
    let kept = token
        .post_json(&format!("{path}/retries"), &good)
        .await
        .assert_ok();
    assert_eq!(kept.value()["kept"], true);
    assert_eq!(stored(&app, "good").await, 1);
    token
        .post_json(
            &format!("/api/v1/dead-letters/{}/dismissal", waiting[1]),
            &json!({}),
        )
        .await
        .assert_status(204);
    assert_eq!(ids(&app).await, [waiting[2]]);
    app.clock().advance(92 * Millis::DAY);
    app.settle().await;
    let left = token
        .get("/api/v1/dead-letters?state=all")
        .await
        .assert_ok()
        .value();
    assert_eq!(left["data"], json!([]), "after 90 days they are deleted");
}

async fn an_event_that_cannot_be_written_fails_nobody_else(app: TestApp) {
    let poison: &[&str] = match app.engine() {
        Engine::Sqlite => &[
            "create trigger poison before insert on event when new.name = 'Gift' \
             begin select raise(abort, 'poison'); end",
        ],
        Engine::Postgres => {
            &["alter table event add constraint poison check (name is distinct from 'Gift')"]
        }
    };
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    for sql in poison {
        tx.exec(sql, params![]).await.expect("poison");
    }
    tx.commit().await.expect("kept");
    let shop = sender(&app, "shop", Kind::Server).await;
    let mut batch: Vec<Value> = (0..20).map(|n| track("Gut", &format!("m-{n}"))).collect();
    batch[7] = track("Gift", "m-7");
    let answer = send(&shop, "/v1/batch", &json!({ "batch": batch }))
        .await
        .assert_status(200)
        .value();
    assert_eq!(
        (&answer["accepted"], &answer["rejected"][0]["index"]),
        (&json!(19), &json!(7))
    );
    let both = tokio::join!(
        send_one(&shop, "Gift", "x-1"),
        send_one(&shop, "Gut", "x-2")
    );
    assert_eq!(both, (500, 200));
    assert_eq!(send_one(&shop, "Gift", "x-1").await, 500);
    assert_eq!(
        ids(&app).await.len(),
        2,
        "who tries again and again makes one dead letter"
    );
    assert_eq!(
        (stored(&app, "x-1").await, stored(&app, "x-2").await),
        (0, 1)
    );
    let cure = match app.engine() {
        Engine::Sqlite => "drop trigger poison",
        Engine::Postgres => "alter table event drop constraint poison",
    };
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.exec(cure, params![]).await.expect("the cure");
    tx.commit().await.expect("kept");
    let boss = app.sign_in(Role::Owner, "").await;
    boss.post(
        "/dead-letters/retries",
        &[("reason", "failed"), ("source", "")],
    )
    .await
    .assert_status(303);
    assert_eq!(
        (stored(&app, "m-7").await, stored(&app, "x-1").await),
        (1, 1)
    );
    assert!(ids(&app).await.is_empty());
}

async fn send_one(client: &testkit::Client, event: &str, id: &str) -> u16 {
    send(client, "/v1/track", &track(event, id))
        .await
        .status
        .as_u16()
}

async fn what_cannot_be_learned_stops_nobody(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    let poison = match app.engine() {
        Engine::Sqlite => {
            "create trigger poison before insert on person when new.last_name = 'Gift' \
             begin select raise(abort, 'poison'); end"
        }
        Engine::Postgres => {
            "alter table person add constraint poison check (last_name is distinct from 'Gift')"
        }
    };
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.exec(poison, params![]).await.expect("poison");
    tx.commit().await.expect("kept");
    let who = |id: &str, name: &str| json!({ "type": "identify", "userId": id, "messageId": id, "traits": { "lastName": name } });
    let batch = json!({ "batch": [who("a", "Vogel"), who("b", "Gift"), who("c", "Huber")] });
    send(&shop, "/v1/batch", &batch).await.assert_status(200);
    app.settle().await;
    let names: Vec<(Option<String>,)> = app
        .db()
        .rows("select last_name from person order by last_name", params![])
        .await
        .expect("people");
    let names: Vec<_> = names.into_iter().filter_map(|(name,)| name).collect();
    assert_eq!(names, ["Huber", "Vogel"]);
    assert_eq!(
        stored(&app, "b").await,
        1,
        "it is on the timeline all the same"
    );
    let cure = match app.engine() {
        Engine::Sqlite => "drop trigger poison",
        Engine::Postgres => "alter table person drop constraint poison",
    };
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.exec(cure, params![]).await.expect("the cure");
    tx.commit().await.expect("kept");
    let boss = app.sign_in(Role::Owner, "").await;
    boss.get(&format!("/dead-letters/{}", ids(&app).await[0]))
        .await
        .assert_ok()
        .assert_has("bei der Zuordnung");
    boss.post("/dead-letters/retries", &[])
        .await
        .assert_status(303);
    let (placed,): (i64,) = app
        .db()
        .one(
            "select count(*) from touchpoint where event_id = 'b' and record_id is not null",
            params![],
        )
        .await
        .expect("a count");
    assert_eq!((placed, ids(&app).await.len()), (1, 0));
}

testkit::both_engines!(
    a_dead_letter_is_edited_and_kept,
    many_are_tried_again_or_put_away,
    an_event_that_cannot_be_written_fails_nobody_else,
    what_cannot_be_learned_stops_nobody,
);
