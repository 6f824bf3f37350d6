//! The stream of all departments, its filters, and what the customer saw.

use kernel::{Id, Role};
use testkit::TestApp;

use super::{about, katrin, record};

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
        .assert_has("Nummer 031")
        .assert_lacks("Nummer 032")
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
        .assert_has("Nummer 032")
        .assert_has("Nummer 044")
        .assert_lacks("Nummer 031");
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.get(&format!("/timeline?company={company}&department=sales"))
        .await
        .assert_lacks("Nummer 000");
    let api = lena
        .get(&format!("/api/v1/touchpoints?company={company}"))
        .await
        .assert_ok()
        .value();
    assert_eq!(api["data"].as_array().map(Vec::len), Some(32));
    assert!(api["paging"]["next"]["after"].is_string());
}

/// Two tickets of service from the helpdesk, a call of sales, a visit of the shop.
async fn of_three_sources(app: &TestApp) -> (Id, Id) {
    let (person, company) = katrin(app).await;
    let said = [
        ("ticket.opened", "helpdesk", "service", "Ventil klemmt"),
        ("ticket.solved", "helpdesk", "service", "Ventil ersetzt"),
        ("phone.call.completed", "", "sales", "Preisfrage"),
        ("web.page.viewed", "shop", "marketing", "/preise"),
    ];
    for (type_key, source, department, object) in said {
        let mut touchpoint = about(app, type_key, person, company);
        touchpoint.source = source.to_owned();
        touchpoint.object_name = Some(object.to_owned());
        touchpoint.department_id = org::departments::by_key(app.db(), department)
            .await
            .expect("departments");
        record(app, touchpoint).await;
    }
    app.settle().await;
    (person, company)
}

async fn filters_combine_and_can_be_taken_off(app: TestApp) {
    let (_, company) = of_three_sources(&app).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let all = format!("/companies/{company}");
    let page = lena.get(&all).await.assert_ok();
    page.assert_has("Ticket eröffnet · 1")
        .assert_has("helpdesk · 2")
        .assert_has("Telefon · 1")
        .assert_lacks("Gefiltert nach");
    let page = lena
        .get(&format!(
            "{all}?source=helpdesk&type=ticket.opened&department=service&channel=ticket"
        ))
        .await
        .assert_ok();
    let page = page
        .assert_has("Ventil klemmt")
        .assert_lacks("Ventil ersetzt")
        .assert_lacks("Preisfrage");
    // The strip counts what the stream shows, and each filter can be taken off by itself.
    page.assert_has("1 Kontaktpunkt<")
        .assert_has("Filter entfernen – Quelle: helpdesk")
        .assert_has(&format!(
            "href=\"{all}?department=service&amp;channel=ticket&amp;type=ticket.opened\""
        ));
    let none = lena
        .get(&format!("{all}?source=shop&department=service"))
        .await
        .assert_ok();
    none.assert_has("Keine Kontaktpunkte: Service · shop")
        .assert_has(&format!("href=\"{all}\""));
    lena.get(&format!("{all}?department=nobody"))
        .await
        .assert_status(422);
}

async fn the_stream_over_everything_has_the_same_filters(app: TestApp) {
    of_three_sources(&app).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = lena.get("/timeline").await.assert_ok();
    page.assert_has("type=ticket.opened")
        .assert_has("source=helpdesk")
        .assert_lacks("type=deal.won");
    let page = lena
        .get("/timeline?type=ticket.solved&source=helpdesk")
        .await
        .assert_ok();
    page.assert_has("Ventil ersetzt")
        .assert_lacks("Ventil klemmt");
    let fragment = lena.clone().htmx();
    fragment
        .get("/timeline?source=shop")
        .await
        .assert_ok()
        .assert_has("/preise")
        .assert_lacks("<html");
    // Going back in the browser needs the whole page although it asks like a fragment.
    let back = fragment.header("hx-history-restore-request", "true");
    back.get("/timeline?source=shop")
        .await
        .assert_ok()
        .assert_has("<html");
    let api = lena
        .get("/api/v1/touchpoints?source=helpdesk&type=ticket.opened")
        .await
        .assert_ok()
        .value();
    assert_eq!(api["data"].as_array().map(Vec::len), Some(1));
}

testkit::both_engines!(
    the_customers_view_shows_what_the_customer_saw,
    the_stream_is_paged_and_filtered_by_department,
    filters_combine_and_can_be_taken_off,
    the_stream_over_everything_has_the_same_filters,
);
