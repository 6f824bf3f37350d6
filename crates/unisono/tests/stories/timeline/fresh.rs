//! When each source last delivered.

use kernel::{Millis, Role, TimestampQuality, Touchpoint};
use testkit::TestApp;

use super::{katrin, record};

async fn each_source_shows_when_it_last_delivered_and_whether_it_is_stale(app: TestApp) {
    let (person, company) = katrin(&app).await;
    let mut ticket = Touchpoint::new("ticket.opened", app.ctx().now());
    (ticket.record_id, ticket.company_id) = (Some(person), Some(company));
    ticket.source = "helpdesk".to_owned();
    record(&app, ticket.clone()).await;
    ticket.source = "kunden.csv".to_owned();
    ticket.timestamp_quality = TimestampQuality::Imported;
    ticket.time = ticket.time.plus(-400 * Millis::DAY);
    record(&app, ticket).await;
    app.settle().await;
    let lena = app.sign_in(Role::Member, "service").await;
    let path = format!("/companies/{company}");
    let page = lena.get(&path).await.assert_ok();
    page.assert_has("Stand der Quellen")
        .assert_has("helpdesk · ")
        .assert_has("kunden.csv · ")
        .assert_lacks("vielleicht veraltet");
    app.clock().advance(2 * Millis::DAY);
    let lena = app.sign_in(Role::Member, "service").await;
    let page = lena.get(&path).await.assert_ok().text();
    assert_eq!(
        page.matches("vielleicht veraltet").count(),
        1,
        "only the live source is late"
    );
    let owner = app.sign_in(Role::Owner, "").await;
    let sources = owner.get("/sources").await.assert_ok();
    sources.assert_has("helpdesk").assert_has("kunden.csv");
    let token = app.with_token(Role::Owner).await;
    let api = token.get("/api/v1/sources").await.assert_ok().value();
    let of = |name: &str| {
        let rows = api["deliveries"].as_array().expect("a list");
        rows.iter()
            .find(|row| row["source"] == name)
            .cloned()
            .expect(name)
    };
    assert_eq!(
        (
            of("helpdesk")["stale"].clone(),
            of("kunden.csv")["stale"].clone()
        ),
        (true.into(), false.into())
    );
}

testkit::both_engines!(each_source_shows_when_it_last_delivered_and_whether_it_is_stale);
