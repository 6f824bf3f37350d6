//! Values count by the time of their event, and every event keeps its times.

use connect::sources::Kind;
use serde_json::{Value, json};
use store::params;
use testkit::TestApp;

use super::{send, sender};

async fn the_latest_word_counts_whenever_it_arrives(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    let says = |id: &str, day: u8, traits: Value| {
        json!({ "type": "identify", "userId": "u-1", "messageId": id,
            "timestamp": format!("2026-11-{day:02}T10:00:00Z"), "traits": traits })
    };
    for (event, traits) in [
        (3, json!({ "title": "Einkauf", "firstName": "Katrin" })),
        (
            1,
            json!({ "title": "Praktikantin", "lastName": "Vogel", "firstName": "Kathrin" }),
        ),
        (
            2,
            json!({ "title": "Assistenz", "address": { "city": "Ulm" } }),
        ),
    ] {
        let event = says(&format!("m-{event}"), event, traits);
        send(&shop, "/v1/identify", &event).await.assert_status(200);
        app.settle().await;
    }
    let person = "select first_name, last_name, job_title, city from person";
    type Names = (
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let known: Names = app.db().one(person, params![]).await.expect("one person");
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        known,
        (some("Katrin"), some("Vogel"), some("Einkauf"), some("Ulm"))
    );

    // What a member wrote by hand counts from that moment on: against earlier events, not later ones.
    let lena = app.sign_in(kernel::Role::Member, "sales").await;
    let (id,): (kernel::Id,) = app
        .db()
        .one("select id from person", params![])
        .await
        .expect("one");
    let path = format!("/people/{id}/fields/job_title");
    let (version,): (i64,) = app
        .db()
        .one("select version from person", params![])
        .await
        .expect("one");
    let form = [("value", "Leitung"), ("version", &version.to_string())];
    lena.htmx().post(&path, &form).await.assert_ok();
    let earlier = says("m-4", 4, json!({ "title": "Sachbearbeitung" }));
    send(&shop, "/v1/identify", &earlier)
        .await
        .assert_status(200);
    app.settle().await;
    let known: Names = app.db().one(person, params![]).await.expect("one person");
    assert_eq!(known.2, some("Leitung"));
    app.clock().advance(60_000);
    let later = json!({ "type": "identify", "userId": "u-1", "messageId": "m-5", "traits": { "title": "Geschäftsführung" } });
    send(&shop, "/v1/identify", &later).await.assert_status(200);
    app.settle().await;
    let known: Names = app.db().one(person, params![]).await.expect("one person");
    assert_eq!(known.2, some("Geschäftsführung"));
}

async fn a_field_that_a_member_emptied_stays_empty(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    let lives = |id: &str, day: u8, city: &str| {
        json!({ "type": "identify", "userId": "u-1", "messageId": id,
            "timestamp": format!("2026-11-{day:02}T10:00:00Z"), "traits": { "address": { "city": city } } })
    };
    send(&shop, "/v1/identify", &lives("m-1", 2, "Ulm"))
        .await
        .assert_status(200);
    app.settle().await;
    let lena = app.sign_in(kernel::Role::Member, "sales").await;
    let (id, version): (kernel::Id, i64) = app
        .db()
        .one("select id, version from person", params![])
        .await
        .expect("one");
    let form = [("value", ""), ("version", &version.to_string())];
    let path = format!("/people/{id}/fields/city");
    lena.htmx().post(&path, &form).await.assert_ok();
    // What was said before.
    send(&shop, "/v1/identify", &lives("m-2", 6, "Bonn"))
        .await
        .assert_status(200);
    app.settle().await;
    let (city,): (Option<String>,) = app
        .db()
        .one("select city from person", params![])
        .await
        .expect("one person");
    assert_eq!(city, None);
}

async fn four_times_are_kept(app: TestApp) {
    let site = sender(&app, "site", Kind::Browser).await;
    let at = |id: &str, original: &str, sent: &str| json!({ "type": "page", "anonymousId": "a", "messageId": id, "originalTimestamp": original, "sentAt": sent });
    // The clock of the test stands at 2026-11-25T08:00:00Z.
    let batch = json!({ "batch": [
        at("ahead", "2026-11-25T08:59:50Z", "2026-11-25T09:00:00Z"),
        at("offline", "2026-11-23T08:00:00Z", "2026-11-25T08:00:00Z"),
        at("absurd", "2099-01-01T00:00:00Z", "1999-01-01T00:00:00Z"),
    ]});
    send(&site, "/v1/b", &batch).await.assert_status(200);
    let rows: Vec<(String, i64, i64, i64, i64, String)> = app
        .db()
        .rows(
            "select e.event_id, e.original_timestamp, e.sent_at, e.received_at, t.time, t.timestamp_quality \
             from event e join touchpoint t on t.event_id = e.event_id order by e.event_id",
            params![],
        )
        .await
        .expect("events");
    let now = testkit::START.0;
    let told: Vec<_> = rows
        .iter()
        .map(|(id, original, sent, received, time, quality)| {
            assert_eq!(*received, now);
            assert!(*original > 0 && *sent > 0);
            (id.as_str(), now - time, quality.as_str())
        })
        .collect();
    let wanted = [
        ("absurd", 0, "suspect"),
        ("ahead", 10_000, "corrected"),
        ("offline", 2 * 86_400_000, "corrected"),
    ];
    assert_eq!(told, wanted);
}

testkit::both_engines!(
    the_latest_word_counts_whenever_it_arrives,
    a_field_that_a_member_emptied_stays_empty,
    four_times_are_kept,
);
