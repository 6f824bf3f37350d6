//! A won deal changes the page without reload, and only then.

use std::time::Duration;

use futures_util::StreamExt;
use kernel::Role;
use testkit::TestApp;

use super::{touch, won};

async fn a_won_deal_changes_the_page_of_those_who_watch(app: TestApp) {
    let case = won(&app).await;
    touch(&app, &case, "webinar.attended", "marketing", 3).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = lena
        .get("/contribution?period=year")
        .await
        .assert_ok()
        .text();
    let connect = page
        .split("hx-sse:connect=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let connect = connect.expect("a live stream").replace("&amp;", "&");
    assert!(page.contains("1.000"), "one deal of 1 000 euro");
    // Won between the drawing of the page and its connection: nothing is missed.
    let other = won(&app).await;
    let mut events = lena.stream(&connect).await;
    let text = next(&mut events).await;
    assert!(
        text.contains("2.000") && text.contains("Ohne uns"),
        "{text}"
    );
    touch(&app, &other, "phone.call.completed", "sales", 2).await;
    let text = next(&mut events).await;
    assert!(text.contains("Vertrieb"), "{text}");
    won(&app).await;
    assert!(next(&mut events).await.contains("3.000"));
}

/// The next event that draws something.
async fn next(events: &mut axum::body::BodyDataStream) -> String {
    let mut text = String::new();
    loop {
        let next = tokio::time::timeout(Duration::from_secs(20), events.next()).await;
        let bytes = next
            .expect("within seconds")
            .expect("an event")
            .expect("readable");
        text += &String::from_utf8_lossy(&bytes);
        if text.contains("data: ") && text.ends_with("\n\n") {
            return text;
        }
    }
}

testkit::both_engines!(a_won_deal_changes_the_page_of_those_who_watch);
