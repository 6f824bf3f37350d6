//! New touchpoints without reload.

use std::time::Duration;

use futures_util::StreamExt;
use kernel::{Role, Touchpoint};
use testkit::TestApp;

use super::{about, katrin, record};

async fn a_new_touchpoint_is_pushed_to_those_who_watch(app: TestApp) {
    let (person, company) = katrin(&app).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let mut events = lena
        .stream(&format!("/timeline/live?person={person}"))
        .await;
    let other = Touchpoint::new("note.written", app.ctx().now());
    record(&app, other).await;
    record(&app, about(&app, "ticket.opened", person, company)).await;
    let text = next_entry(&mut events).await;
    assert!(
        text.contains("data: <li") && text.contains("Ticket eröffnet"),
        "{text}"
    );
}

/// The next event with an entry; those that only carry a position are passed over.
async fn next_entry(events: &mut axum::body::BodyDataStream) -> String {
    loop {
        let next = tokio::time::timeout(Duration::from_secs(5), events.next()).await;
        let bytes = next
            .expect("within seconds")
            .expect("an event")
            .expect("readable");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if text.contains("<li") {
            return text;
        }
    }
}

async fn a_page_misses_nothing_between_its_drawing_and_its_connection(app: TestApp) {
    let (person, company) = katrin(&app).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    record(&app, about(&app, "ticket.opened", person, company)).await;
    let page = lena.get(&format!("/timeline?person={person}")).await.text();
    let connect = page
        .split("hx-sse:connect=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a live stream")
        .replace("&amp;", "&");
    let other = Touchpoint::new("note.written", app.ctx().now());
    record(&app, other).await;
    record(&app, about(&app, "letter.posted", person, company)).await;
    let mut events = lena.stream(&connect).await;
    let text = next_entry(&mut events).await;
    assert!(
        text.contains("Brief verschickt") && !text.contains("Ticket"),
        "{text}"
    );
    // The browser comes back from the background and says what it saw last.
    drop(events);
    let last = text.split("id: ").nth(1).expect("an id");
    let last = last.lines().next().expect("a line").to_owned();
    record(&app, about(&app, "visit.held", person, company)).await;
    let back = lena.header("last-event-id", &last);
    let mut events = back.stream(&connect).await;
    let text = next_entry(&mut events).await;
    assert!(text.contains("Besuch") && !text.contains("Brief"), "{text}");
}

async fn a_session_holds_a_bounded_number_of_live_connections(app: TestApp) {
    let lena = app.sign_in(Role::Member, "sales").await;
    let mut open = Vec::new();
    for _ in 0..6 {
        open.push(lena.stream("/timeline/live").await);
    }
    let refused = lena.get("/timeline/live").await.assert_status(503);
    assert_eq!(refused.header("retry-after"), "30");
    open.pop();
    let mut again = lena.stream("/timeline/live").await;
    record(&app, Touchpoint::new("note.written", app.ctx().now())).await;
    assert!(next_entry(&mut again).await.contains("<li"));
}

testkit::both_engines!(
    a_new_touchpoint_is_pushed_to_those_who_watch,
    a_page_misses_nothing_between_its_drawing_and_its_connection,
    a_session_holds_a_bounded_number_of_live_connections,
);
