//! Identifiers of everybody: a tablet with hundreds of visitors, an address that a whole company uses.

use connect::sources::Kind;
use serde_json::{Value, json};
use store::params;
use testkit::{Client, TestApp};

use super::{send, sender};

async fn send_all(client: &Client, app: &TestApp, events: Vec<Value>) {
    for part in events.chunks(100) {
        let batch = json!({ "batch": part });
        send(client, "/v1/batch", &batch).await.assert_status(200);
        app.settle().await;
    }
}

async fn count(app: &TestApp, sql: &str) -> i64 {
    let (n,): (i64,) = app.db().one(sql, params![]).await.expect("a number");
    n
}

const PEOPLE: &str = "select count(*) from person where merged_into_id is null";

const NAMES: [&str; 5] = ["Brandt", "Aydin", "Kramer", "Seidel", "Vogel"];

/// The first few with the same name are taken for one, until it is seen how many use the tablet.
async fn five_hundred_visitors_of_a_tablet_are_five_hundred_people(app: TestApp) {
    let fair = sender(&app, "fair", Kind::Browser).await;
    let visitor = |n: usize| {
        json!({ "type": "identify", "anonymousId": "tablet", "messageId": format!("v-{n}"),
            "traits": { "firstName": "Lea", "lastName": NAMES[n % 5], "email": format!("v{n}@x.example") } })
    };
    let page = |n: usize| json!({ "type": "page", "anonymousId": "tablet", "messageId": format!("p-{n}") });
    send_all(&fair, &app, (0..10).map(visitor).collect()).await;
    assert_eq!(count(&app, PEOPLE).await, 5, "five names so far");
    send_all(
        &fair,
        &app,
        (10..500).map(visitor).chain((0..9).map(page)).collect(),
    )
    .await;
    assert_eq!(count(&app, PEOPLE).await, 500);
    let shared =
        "select count(*) from touchpoint where type = 'web.page.viewed' and record_id is not null";
    assert_eq!(count(&app, shared).await, 0, "the pages are nobody's");
    let own = "select count(distinct r.person_id) from touchpoint t join person_record r on r.id = t.record_id \
               where t.type = 'identity.identified'";
    assert_eq!(count(&app, own).await, 500, "what each said is theirs");
}

/// Many logins name the address of their company, later it is used alone on all their devices.
async fn an_address_of_everybody_collapses_nobody(app: TestApp) {
    let shop = sender(&app, "shop", Kind::Server).await;
    let login = |n: usize| {
        json!({ "type": "identify", "userId": format!("u-{n}"), "anonymousId": format!("d-{n}"),
            "messageId": format!("l-{n}"), "traits": { "email": "info@x.example" } })
    };
    let address = |n: usize| {
        json!({ "type": "track", "event": "Gesehen", "anonymousId": format!("d-{n}"),
            "messageId": format!("a-{n}"), "properties": { "email": "info@x.example" } })
    };
    let page = |n: usize| json!({ "type": "page", "anonymousId": format!("d-{n}"), "messageId": format!("p-{n}") });
    send_all(&shop, &app, (0..150).map(login).collect()).await;
    assert_eq!(count(&app, PEOPLE).await, 150);
    let theirs = "select count(distinct r.person_id) from touchpoint t join person_record r on r.id = t.record_id \
                  where t.type = 'web.page.viewed'";
    send_all(
        &shop,
        &app,
        (0..50).map(address).chain((0..50).map(page)).collect(),
    )
    .await;
    assert_eq!(
        count(&app, theirs).await,
        1,
        "only the device of the first to name it has one user"
    );
    send_all(
        &shop,
        &app,
        (50..150).map(address).chain((50..150).map(page)).collect(),
    )
    .await;
    assert_eq!(count(&app, PEOPLE).await, 150);
    assert_eq!(
        count(&app, theirs).await,
        150,
        "what is seen everywhere says nothing about a device"
    );
}

testkit::both_engines!(
    five_hundred_visitors_of_a_tablet_are_five_hundred_people,
    an_address_of_everybody_collapses_nobody,
);
