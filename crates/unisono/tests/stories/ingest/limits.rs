//! Who sends too much is asked to come back, and others are not.

use connect::sources::Kind;
use org::web::Intake;
use serde_json::{Value, json};
use store::params;
use testkit::TestApp;

use super::{code, send, sender};

fn batch(name: &str, events: usize) -> Value {
    let event = |n| json!({ "type": "track", "event": "A", "userId": "u", "messageId": format!("{name}-{n}") });
    json!({ "batch": (0..events).map(event).collect::<Vec<_>>() })
}

async fn a_source_that_sends_too_fast_waits(app: TestApp) {
    let app = app.limited(Intake {
        rate: 10.0,
        burst: 30.0,
        free_disk: 0.0,
        ..Intake::default()
    });
    let (noisy, quiet) = (
        sender(&app, "noisy", Kind::Server).await,
        sender(&app, "quiet", Kind::Server).await,
    );
    send(&noisy, "/v1/batch", &batch("a", 30))
        .await
        .assert_status(200);
    let answer = send(&noisy, "/v1/batch", &batch("b", 20))
        .await
        .assert_status(429);
    assert_eq!(answer.header("retry-after"), "2");
    assert_eq!(answer.value()["success"], false);
    assert_eq!(code(answer), "rate_limited");
    send(&quiet, "/v1/batch", &batch("c", 30))
        .await
        .assert_status(200);
    app.clock().advance(2_000);
    send(&noisy, "/v1/batch", &batch("b", 20))
        .await
        .assert_status(200);
}

async fn nothing_is_taken_in_when_the_disk_or_the_queue_is_full(app: TestApp) {
    let app = app.limited(Intake {
        free_disk: 101.0,
        ..Intake::default()
    });
    let shop = sender(&app, "shop", Kind::Server).await;
    let answer = send(&shop, "/v1/batch", &batch("a", 1))
        .await
        .assert_status(503);
    assert_eq!(answer.header("retry-after"), "60");
    assert_eq!(code(answer), "disk_full");
    let app = app.limited(Intake {
        bytes: 100,
        free_disk: 0.0,
        ..Intake::default()
    });
    let answer = send(&shop_of(&app).await, "/v1/batch", &batch("a", 3))
        .await
        .assert_status(503);
    assert_eq!(
        (answer.header("retry-after"), code(answer)),
        ("1".to_owned(), "busy".to_owned())
    );
    let (events,): (i64,) = app
        .db()
        .one("select count(*) from event", params![])
        .await
        .expect("a count");
    assert_eq!(events, 0);
}

async fn shop_of(app: &TestApp) -> testkit::Client {
    sender(app, "another shop", Kind::Server).await
}

async fn many_senders_at_once_are_all_answered(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    let all = (0..60).map(|n| {
        let shop = shop.clone();
        async move {
            let body = batch(&format!("s{}", n % 40), 5);
            send(&shop, "/v1/batch", &body)
                .await
                .assert_status(200)
                .value()
        }
    });
    let answers = futures_util::future::join_all(all).await;
    let sum = |name: &str| answers.iter().filter_map(|a| a[name].as_i64()).sum::<i64>();
    assert_eq!((sum("accepted"), sum("duplicates")), (200, 100));
    let counted: (i64, i64, i64, i64) = app
        .db()
        .one(
            "select (select count(*) from event), (select count(*) from touchpoint where source = 'shop'), events, duplicates \
             from source where name = 'shop'",
            params![],
        )
        .await
        .expect("counts");
    assert_eq!(counted, (200, 200, 200, 100));
}

testkit::both_engines!(
    a_source_that_sends_too_fast_waits,
    nothing_is_taken_in_when_the_disk_or_the_queue_is_full,
    many_senders_at_once_are_all_answered,
);
