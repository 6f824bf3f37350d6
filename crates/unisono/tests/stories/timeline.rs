//! One timeline for all departments: logging, filters, the customer's view, live updates, the queue.

use std::time::Duration;

use futures_util::StreamExt;
use kernel::{Id, Role, Touchpoint};
use store::params;
use testkit::TestApp;

/// A person at a company, written directly: this story is about the timeline.
async fn katrin(app: &TestApp) -> (Id, Id) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let (person, company, now) = (tx.ctx().id(), tx.ctx().id(), tx.ctx().now());
    tx.exec(
        "insert into company (id, name, name_folded, created_at, updated_at) values ($1, 'Müller AG', 'muller ag', $2, $2)",
        params![company, now],
    )
    .await
    .expect("a company");
    tx.exec(
        "insert into person (id, first_name, last_name, name_folded, company_id, created_at, updated_at) \
         values ($1, 'Katrin', 'Vogel', 'vogel katrin', $2, $3, $3)",
        params![person, company, now],
    )
    .await
    .expect("a person");
    tx.exec(
        "insert into person_record (id, person_id, source, created_at) values ($1, $1, 'test', $2)",
        params![person, now],
    )
    .await
    .expect("her record");
    tx.commit().await.expect("all of it");
    (person, company)
}

async fn record(app: &TestApp, touchpoint: Touchpoint) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.record(touchpoint).await.expect("a touchpoint");
    tx.commit().await.expect("kept");
}

fn about(app: &TestApp, type_key: &str, person: Id, company: Id) -> Touchpoint {
    let mut touchpoint = Touchpoint::new(type_key, app.ctx().now());
    touchpoint.record_id = Some(person);
    touchpoint.company_id = Some(company);
    touchpoint
}

async fn a_call_logged_by_hand_is_on_the_timeline_and_can_be_taken_back(app: TestApp) {
    let (person, company) = katrin(&app).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let form = [
        ("type", "phone.call.completed"),
        ("person", &person.to_string()),
        ("note", "Braucht 40 <b>Stück</b> mehr"),
        ("minutes", "12"),
    ];
    let saved = lena.post("/timeline", &form).await.assert_status(303);
    assert!(saved.header("set-cookie").contains("timeline.logged"));
    let page = lena
        .get(&format!("/timeline?company={company}"))
        .await
        .assert_ok();
    let page = page
        .assert_has("Anruf geführt")
        .assert_has("Katrin Vogel")
        .assert_has("Vertrieb");
    page.assert_has("&lt;b&gt;Stück").assert_has("12");
    let (id,): (Id,) = app
        .db()
        .one("select id from touchpoint", params![])
        .await
        .expect("one");
    lena.post(&format!("/timeline/{id}/retraction"), &[])
        .await
        .assert_status(303);
    lena.get(&format!("/timeline?company={company}"))
        .await
        .assert_lacks("Anruf geführt</");
    let reader = app.sign_in(Role::Reader, "pr").await;
    reader.post("/timeline", &form).await.assert_status(403);
}
async fn an_entry_is_corrected_and_the_old_one_stays_in_the_log(app: TestApp) {
    let (person, company) = katrin(&app).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let person = person.to_string();
    let form = [
        ("type", "phone.call.completed"),
        ("person", person.as_str()),
        ("note", "40 Stück"),
        ("minutes", "12"),
    ];
    lena.post("/timeline", &form).await.assert_status(303);
    let (old,): (Id,) = app
        .db()
        .one("select id from touchpoint", params![])
        .await
        .expect("one");
    let again = lena.get(&format!("/timeline/new?corrects={old}")).await;
    again
        .assert_ok()
        .assert_has("40 Stück")
        .assert_has("value=\"12\"");
    let old_id = old.to_string();
    let form = [
        ("type", "phone.call.completed"),
        ("person", person.as_str()),
        ("note", "400 Stück"),
        ("corrects", old_id.as_str()),
    ];
    let saved = lena.post("/timeline", &form).await.assert_status(303);
    lena.get(&saved.location())
        .await
        .assert_has("400 Stück")
        .assert_has(&old_id);
    let stream = lena.get(&format!("/timeline?company={company}")).await;
    stream.assert_has("400 Stück").assert_lacks("40 Stück<");
    lena.get(&format!("/timeline/{old}"))
        .await
        .assert_has("40 Stück")
        .assert_has("Zurückgenommen");
    let reason = [("reason", "Falsche <i>Person</i>")];
    let now = saved.location();
    lena.post(&format!("{now}/retraction"), &reason)
        .await
        .assert_status(303);
    lena.get(&now).await.assert_has("Falsche &lt;i&gt;Person");
}

async fn the_last_contact_follows_the_timeline(app: TestApp) {
    let (person, company) = katrin(&app).await;
    let last = async || {
        app.settle().await;
        let sql =
            "select p.touched_at, c.touched_at from person p join company c on c.id = p.company_id";
        let both: (Option<i64>, Option<i64>) = app.db().one(sql, params![]).await.expect("both");
        both
    };
    assert_eq!(last().await, (None, None));
    let day = kernel::Millis::DAY;
    let mut call = about(&app, "phone.call.completed", person, company);
    call.time = call.time.plus(-3 * day);
    let (older, newer) = (call.time.0, call.time.0 + 2 * day);
    record(&app, call.clone()).await;
    record(&app, about(&app, "score.changed", person, company)).await;
    assert_eq!(last().await, (Some(older), Some(older)));
    call.time = kernel::Millis(newer);
    record(&app, call).await;
    assert_eq!(last().await, (Some(newer), Some(newer)));
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let newest: Option<(Id,)> = tx
        .row(
            "select id from touchpoint order by seq desc limit 1",
            params![],
        )
        .await
        .expect("the newest");
    tx.retract(newest.expect("one").0, "test")
        .await
        .expect("taken back");
    tx.commit().await.expect("kept");
    assert_eq!(last().await, (Some(older), Some(older)));
}

async fn the_customers_view_shows_what_the_customer_saw(app: TestApp) {
    let (person, company) = katrin(&app).await;
    for type_key in [
        "letter.posted",
        "score.changed",
        "email.message.delivered",
        "ticket.opened",
    ] {
        record(&app, about(&app, type_key, person, company)).await;
    }
    let mut noted = about(&app, "phone.call.completed", person, company);
    noted.note = Some("zahlt spät".into());
    record(&app, noted).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let inside = lena
        .get(&format!("/timeline?person={person}"))
        .await
        .assert_ok();
    inside
        .assert_has("Bewertung geändert")
        .assert_has("zahlt spät");
    let view = lena
        .get(&format!("/timeline?person={person}&view=customer"))
        .await
        .assert_ok();
    let view = view
        .assert_has("Brief verschickt")
        .assert_has("Ticket eröffnet")
        .assert_has("Anruf geführt");
    view.assert_lacks("Bewertung geändert")
        .assert_lacks("E-Mail zugestellt")
        .assert_lacks("zahlt spät");
}
async fn the_stream_is_paged_and_filtered_by_department(app: TestApp) {
    let (person, company) = katrin(&app).await;
    let service = org::departments::by_key(app.db(), "service")
        .await
        .expect("departments");
    for n in 0..45 {
        let mut ticket = about(&app, "ticket.opened", person, company);
        ticket.time = ticket.time.plus(-n * 60_000);
        ticket.object_name = Some(format!("Nummer {n:03}"));
        ticket.department_id = service;
        record(&app, ticket).await;
    }
    let lena = app.sign_in(Role::Member, "sales").await;
    let first = lena
        .get(&format!("/timeline?company={company}"))
        .await
        .assert_ok();
    let text = first
        .assert_has("Nummer 000")
        .assert_has("Nummer 039")
        .assert_lacks("Nummer 040")
        .text();
    let after = text
        .split("after=")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a cursor");
    let second = lena
        .htmx()
        .get(&format!("/timeline?company={company}&after={after}"))
        .await
        .assert_ok();
    second
        .assert_has("Nummer 040")
        .assert_has("Nummer 044")
        .assert_lacks("Nummer 039");
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.get(&format!("/timeline?company={company}&department=sales"))
        .await
        .assert_lacks("Nummer 000");
    let api = lena
        .get(&format!("/api/v1/touchpoints?company={company}"))
        .await
        .assert_ok()
        .value();
    assert_eq!(api["data"].as_array().map(Vec::len), Some(40));
    assert!(api["paging"]["next"]["after"].is_string());
}
async fn what_has_no_company_waits_in_the_queue_until_it_gets_one(app: TestApp) {
    let (_, company) = katrin(&app).await;
    let mut visit = Touchpoint::new("web.page.viewed", app.ctx().now());
    visit.anonymous_id = Some("anon-1".into());
    visit.object_name = Some("/preise".into());
    record(&app, visit.clone()).await;
    visit.object_name = Some("/kontakt".into());
    record(&app, visit).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.get("/timeline/unresolved")
        .await
        .assert_ok()
        .assert_has("/preise")
        .assert_has("Besuch ohne Namen");
    let (id,): (Id,) = app
        .db()
        .one("select min(id) from touchpoint", params![])
        .await
        .expect("the visit");
    let form = [("company", company.to_string())];
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    lena.post(&format!("/timeline/unresolved/{id}/company"), &form)
        .await
        .assert_status(303);
    lena.get("/timeline/unresolved")
        .await
        .assert_lacks("/preise")
        .assert_lacks("/kontakt");
    lena.get(&format!("/timeline?company={company}"))
        .await
        .assert_has("/preise")
        .assert_has("/kontakt");
}
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
async fn the_api_writes_the_same_event_once(app: TestApp) {
    let (person, _) = katrin(&app).await;
    let token = app.with_token(Role::Member).await;
    let body = serde_json::json!({ "type": "ticket.opened", "person_id": person, "source": "helpdesk", "event_id": "T-1" });
    let first = token
        .post_json("/api/v1/touchpoints", &body)
        .await
        .assert_status(201)
        .value();
    let again = token
        .post_json("/api/v1/touchpoints", &body)
        .await
        .assert_status(200)
        .value();
    assert_eq!(
        (first["id"].clone(), true.into()),
        (again["id"].clone(), again["duplicate"].clone())
    );
    let wrong = serde_json::json!({ "type": "no.such", "person_id": person });
    token
        .post_json("/api/v1/touchpoints", &wrong)
        .await
        .assert_status(422);
}

testkit::both_engines!(
    a_call_logged_by_hand_is_on_the_timeline_and_can_be_taken_back,
    an_entry_is_corrected_and_the_old_one_stays_in_the_log,
    the_last_contact_follows_the_timeline,
    the_customers_view_shows_what_the_customer_saw,
    the_stream_is_paged_and_filtered_by_department,
    what_has_no_company_waits_in_the_queue_until_it_gets_one,
    a_new_touchpoint_is_pushed_to_those_who_watch,
    a_page_misses_nothing_between_its_drawing_and_its_connection,
    a_session_holds_a_bounded_number_of_live_connections,
    the_api_writes_the_same_event_once,
);
