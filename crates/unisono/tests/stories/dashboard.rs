//! The shared dashboard: the common goal first, outcomes before counts, records behind every number.

use kernel::{Id, Millis, Role, Touchpoint};
use serde_json::json;
use store::params;
use testkit::{Client, TestApp, both_engines};

/// A deal that ended some days ago, with its value.
async fn ended(
    app: &TestApp,
    sales: &Client,
    name: &str,
    stage: &str,
    days: i64,
    minor: i64,
    currency: &str,
) {
    let fields = json!({ "name": name, "value_minor": minor, "currency": currency });
    let made = sales
        .post_json("/api/v1/deals", &fields)
        .await
        .assert_status(201)
        .value();
    let id: Id = made["id"].as_str().unwrap().parse().unwrap();
    let at = app.ctx().now().plus(-days * Millis::DAY);
    let (won, lost) = if stage == "won" {
        (Some(at), None)
    } else {
        (None, Some(at))
    };
    let mut tx = app.db().begin(&app.ctx()).await.unwrap();
    let sql = "update deal set stage_id = (select id from stage where key = $2 and pipeline_id = deal.pipeline_id), \
               won_at = $3, lost_at = $4, opened_at = $5 where id = $1";
    let opened = at.plus(-20 * Millis::DAY);
    tx.exec(sql, params![id, stage, won, lost, opened])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn a_year(app: &TestApp) -> Client {
    let lena = app.sign_in(Role::Member, "sales").await;
    ended(app, &lena, "Diesjährig", "won", 3, 600_000, "EUR").await;
    ended(app, &lena, "In Dollar", "won", 4, 900_000, "USD").await;
    ended(app, &lena, "Pech gehabt", "lost", 5, 100_000, "EUR").await;
    ended(app, &lena, "Vorjahr", "won", 400, 5_000_000, "EUR").await;
    ended(app, &lena, "Vorjahr vorbei", "lost", 410, 100, "EUR").await;
    lena
}

async fn the_first_tile_is_the_attainment_of_the_common_goal(app: TestApp) {
    let lena = a_year(&app).await;
    let owner = app.sign_in(Role::Owner, "").await;
    let page = lena.get("/dashboard").await.assert_ok();
    page.assert_has("noch kein Ziel");
    owner
        .post("/dashboard/goal", &[("target", "8.000")])
        .await
        .assert_status(303);
    let page = lena.get("/dashboard").await.assert_ok();
    let page = page
        .assert_has("75\u{a0}%")
        .assert_has("6.000\u{a0}€ von 8.000\u{a0}€ · n = 1")
        .assert_has("Was heißt das?");
    // Another currency is said, never added.
    let text = page
        .assert_has("1 weitere gewonnene Verkaufschancen haben eine andere Währung als EUR")
        .text();
    let order = [
        "Gemeinsames Ziel",
        "Gewonnene Verkaufschancen",
        "Was Aufträge gebracht hat",
        "Zahlen allein sagen nichts",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|part| text.find(part).expect(part))
        .collect();
    assert!(
        places.is_sorted(),
        "goal, outcome, contribution, counts: {places:?}"
    );
    let token = app.with_token(Role::Reader).await;
    let api = token.get("/api/v1/dashboard").await.assert_ok().value();
    assert_eq!(api["goal"]["attainment"], 0.75);
    assert_eq!(
        (
            api["goal"]["n"].clone(),
            api["goal"]["n_other_currencies"].clone()
        ),
        (1.into(), 1.into())
    );
    assert_eq!(
        (api["won"]["n"].clone(), api["won"]["before"].clone()),
        (2.into(), 1.into())
    );
    assert_eq!(
        (
            api["win_rate"]["n"].clone(),
            api["win_rate"]["before"].clone()
        ),
        (3.into(), 0.5.into())
    );
    assert_eq!(api["days_to_win"]["median"], 20);
    app.sign_in(Role::WorksCouncil, "")
        .await
        .get("/dashboard")
        .await
        .assert_status(403);
}

async fn every_number_opens_the_records_behind_it(app: TestApp) {
    let lena = a_year(&app).await;
    let text = lena.get("/dashboard").await.assert_ok().text();
    for (link, with, without) in [
        (
            "/deals?view=list&amp;state=won&amp;ended=year",
            &["Diesjährig", "In Dollar"][..],
            &["Vorjahr", "Pech gehabt"][..],
        ),
        (
            "/deals?view=list&amp;state=won&amp;ended=twelve",
            &["Diesjährig", "In Dollar"],
            &["Vorjahr", "Pech gehabt"],
        ),
        (
            "/deals?view=list&amp;ended=twelve",
            &["Diesjährig", "Pech gehabt"],
            &["Vorjahr"],
        ),
    ] {
        assert!(text.contains(&format!("href=\"{link}\"")), "{link}");
        let mut list = lena.get(&link.replace("&amp;", "&")).await.assert_ok();
        for name in with {
            list = list.assert_has(name);
        }
        for name in without {
            list = list.assert_lacks(name);
        }
    }
}

async fn the_start_page_tells_what_happened_last(app: TestApp) {
    let lena = app.sign_in(Role::Member, "sales").await;
    let company = app.company("Müller AG").build().await;
    for (company, object) in [(Some(company), "Ventil klemmt"), (None, "Wer war das")] {
        let mut ticket = Touchpoint::new("ticket.opened", app.ctx().now());
        ticket.company_id = company;
        ticket.object_name = Some(object.to_owned());
        let mut tx = app.db().begin(&app.ctx()).await.unwrap();
        tx.record(ticket).await.unwrap();
        tx.commit().await.unwrap();
    }
    let home = lena.get("/").await.assert_ok();
    home.assert_has("Zuletzt geschehen")
        .assert_has("Ventil klemmt")
        .assert_has("1 ohne Unternehmen");
    let council = app.sign_in(Role::WorksCouncil, "").await;
    council
        .get("/")
        .await
        .assert_ok()
        .assert_lacks("Ventil klemmt");
}

both_engines!(
    the_first_tile_is_the_attainment_of_the_common_goal,
    every_number_opens_the_records_behind_it,
    the_start_page_tells_what_happened_last,
);
