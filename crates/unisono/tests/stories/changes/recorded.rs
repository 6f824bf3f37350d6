//! Changes are recorded, written anew, withdrawn and restored, by those who may; the demo company has one.

use axum::http::Method;
use kernel::{Date, Millis, Role};
use serde_json::json;
use store::params;
use testkit::TestApp;

use super::{ZONE, department, number, planted, record};

async fn a_change_is_recorded_written_anew_withdrawn_and_restored(app: TestApp) {
    let owner = app.sign_in(Role::Owner, "").await;
    owner
        .get("/changes")
        .await
        .assert_ok()
        .assert_has("Noch keine Änderung festgehalten");
    let sales = format!("department_{}", department(&app, "sales").await);
    let wrong = [
        ("name", ""),
        ("day", "31.12.2099"),
        ("measure", "luck"),
        (sales.as_str(), "1"),
    ];
    let page = owner.post("/changes", &wrong).await.assert_status(422);
    page.assert_has("Bitte ausfüllen.")
        .assert_has("Das Datum darf nicht in der Zukunft liegen.")
        .assert_has("31.12.2099");
    let fine = [
        ("name", "Neue Preisliste"),
        ("day", "15.03.2026"),
        ("measure", "win_rate"),
        (sales.as_str(), "1"),
    ];
    let path = owner
        .post("/changes", &fine)
        .await
        .assert_status(303)
        .location();
    let page = owner.get(&path).await.assert_ok();
    page.assert_has("Das lässt sich noch nicht sagen")
        .assert_has("15.03.2026")
        .assert_has("Vertrieb");
    let api = format!("/api/v1{path}");
    let told = owner.get(&api).await.assert_ok().value();
    assert_eq!(told["verdict"], "unknown");
    assert_eq!(told["reason"], "few_before");
    let fresh = [
        ("name", "Neue Preise"),
        ("day", "16.03.2026"),
        ("measure", "win_rate"),
        ("version", "1"),
    ];
    owner.post(&path, &fresh).await.assert_status(303);
    owner.post(&path, &fresh).await.assert_status(409);
    let sent = json!({ "name": "Preise", "day": "2026-03-16", "measure": "win_rate" });
    owner
        .json(Method::PATCH, &api, &sent)
        .await
        .assert_status(428);
    let current = owner.clone().header("if-match", "\"2\"");
    let patched = current
        .json(Method::PATCH, &api, &sent)
        .await
        .assert_ok()
        .value();
    assert_eq!(patched["name"], "Preise");
    assert_eq!(patched["departments"], json!([]));
    owner
        .post(&format!("{path}/withdrawal"), &[])
        .await
        .assert_status(303);
    owner
        .post(&format!("{path}/withdrawal"), &[])
        .await
        .assert_status(409);
    owner
        .get("/changes")
        .await
        .assert_ok()
        .assert_has("zurückgezogen");
    owner
        .post(&format!("{path}/restoration"), &[])
        .await
        .assert_status(303);
    owner
        .post(&format!("{path}/restoration"), &[])
        .await
        .assert_status(409);
    let (lines,): (i64,) = app
        .db()
        .one(
            "select count(*) from audit where record_kind = 'change'",
            params![],
        )
        .await
        .expect("a count");
    // Recorded; name, day and departments; name; withdrawn; restored.
    assert_eq!(lines, 1 + 3 + 1 + 1 + 1);
}

async fn who_may_not_write_may_read(app: TestApp) {
    planted(&app, 24).await;
    let owner = app.sign_in(Role::Owner, "").await;
    let made = record(&app, &owner, &["sales"]).await;
    let path = format!("/changes/{}", made["id"].as_str().expect("an id"));
    let reader = app.sign_in(Role::Reader, "sales").await;
    reader
        .get("/changes")
        .await
        .assert_ok()
        .assert_lacks("Änderung festhalten");
    reader
        .get(&path)
        .await
        .assert_ok()
        .assert_lacks("Zurückziehen");
    reader
        .post("/changes", &[("name", "x")])
        .await
        .assert_status(403);
    reader
        .post(&format!("{path}/withdrawal"), &[])
        .await
        .assert_status(403);
    reader
        .delete(&format!("/api/v1{path}"))
        .await
        .assert_status(403);
    let gone = owner.get("/changes/0000000000001").await;
    gone.assert_status(404);
}

async fn the_demo_company_records_its_reorganisation(app: TestApp) {
    let plan = connect::demo::Plan {
        sign_ins: false,
        ..connect::demo::Plan::new(
            connect::demo::Scale::Xs,
            "2026-11-01".parse().expect("a day"),
        )
    };
    let (_, truth) = connect::demo::load(app.db(), &app.ctx(), &plan, |_, _| async { Ok(()) })
        .await
        .expect("the demo company");
    let owner = app.sign_in(Role::Owner, "").await;
    let told = owner.get("/api/v1/changes").await.assert_ok().value();
    let (one, planted) = (&told["data"][0], &truth.changes[0]);
    assert_eq!(one["name"], planted.name);
    assert_eq!(one["day"], planted.day);
    assert_eq!(one["measure"], planted.measure);
    let sides = (&one["before"], &one["after"]);
    let conversations = number(sides.0, "/of") + number(sides.1, "/of");
    let (counted,): (i64,) = app
        .db()
        .one(
            "select count(*) from v_touchpoint t join department d on d.id = t.department_id where d.key = 'sales' \
             and t.type in ('phone.call.completed', 'visit.held', 'meeting.held', 'email.message.replied') \
             and t.time < $1",
            params![Millis::start_of(Date::constant(2026, 11, 1), ZONE)],
        )
        .await
        .expect("a count");
    // All are counted but those of the hour between both clocks at the beginning.
    assert!(
        (conversations - counted as f64).abs() <= 2.0,
        "{conversations} of {counted}"
    );
    for about in steering::changes::ALL {
        let sent = json!({ "name": about.key, "day": "2025-05-01", "measure": about.key });
        let made = owner
            .post_json("/api/v1/changes", &sent)
            .await
            .assert_status(201)
            .value();
        let path = format!("/changes/{}", made["id"].as_str().expect("an id"));
        let page = owner.get(&path).await.assert_ok();
        page.assert_lacks("NaN").assert_has("Monat für Monat");
        let month = made["months"][20]["month"]
            .as_str()
            .expect("a month")
            .to_owned();
        let records = owner.get(&format!("{path}/records?month={month}")).await;
        records.assert_ok().assert_lacks("NaN");
        assert!(
            number(&made, "/before/of") > 0.0,
            "{} counts nothing",
            about.key
        );
    }
}

testkit::both_engines!(
    a_change_is_recorded_written_anew_withdrawn_and_restored,
    who_may_not_write_may_read,
    the_demo_company_records_its_reorganisation,
);
