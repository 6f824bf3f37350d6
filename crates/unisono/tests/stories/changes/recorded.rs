//! Changes are recorded, written anew, withdrawn and restored, by those who may; the demo company has one.

use axum::http::Method;
use kernel::{Date, Millis, Role};
use serde_json::json;
use store::params;
use testkit::{Client, TestApp};

use super::{ZONE, department, number, planted, record};

/// Records a change by the form and answers the address of its page.
async fn recorded(app: &TestApp, owner: &Client) -> String {
    let sales = format!("department_{}", department(app, "sales").await);
    let fine = [
        ("name", "Neue Preisliste"),
        ("day", "15.03.2026"),
        ("measure", "win_rate"),
        (sales.as_str(), "1"),
    ];
    let made = owner.post("/changes", &fine).await;
    made.assert_status(303).location()
}

/// How many lines of the audit trail are about changes.
async fn audited(app: &TestApp) -> i64 {
    let sql = "select count(*) from audit where record_kind = 'change'";
    let (lines,): (i64,) = app.db().one(sql, params![]).await.expect("a count");
    lines
}

async fn a_change_is_recorded_and_what_is_wrong_is_said(app: TestApp) {
    let owner = app.sign_in(Role::Owner, "").await;
    let empty = owner.get("/changes").await.assert_ok();
    empty.assert_has("Noch keine Änderung festgehalten");
    let wrong = [("name", ""), ("day", "31.12.2099"), ("measure", "luck")];
    let page = owner.post("/changes", &wrong).await.assert_status(422);
    page.assert_has("Bitte ausfüllen.")
        .assert_has("Das Datum darf nicht in der Zukunft liegen.")
        .assert_has("31.12.2099");
    assert_eq!(audited(&app).await, 0);
    let path = recorded(&app, &owner).await;
    let page = owner.get(&path).await.assert_ok();
    page.assert_has("Das lässt sich noch nicht sagen")
        .assert_has("15.03.2026")
        .assert_has("Vertrieb");
    let told = owner.get(&format!("/api/v1{path}")).await.assert_ok();
    let told = told.value();
    assert_eq!(told["verdict"], "unknown");
    assert_eq!(told["reason"], "few_before");
    assert_eq!(audited(&app).await, 1);
}

async fn a_change_is_written_anew_by_whoever_saw_its_last_version(app: TestApp) {
    let owner = app.sign_in(Role::Owner, "").await;
    let path = recorded(&app, &owner).await;
    let fresh = [
        ("name", "Neue Preise"),
        ("day", "16.03.2026"),
        ("measure", "win_rate"),
        ("version", "1"),
    ];
    owner.post(&path, &fresh).await.assert_status(303);
    owner.post(&path, &fresh).await.assert_status(409);
    let api = format!("/api/v1{path}");
    let sent = json!({ "name": "Preise", "day": "2026-03-16", "measure": "win_rate" });
    let blind = owner.json(Method::PATCH, &api, &sent).await;
    blind.assert_status(428);
    let current = owner.clone().header("if-match", "\"2\"");
    let patched = current.json(Method::PATCH, &api, &sent).await.assert_ok();
    let patched = patched.value();
    assert_eq!(patched["name"], "Preise");
    assert_eq!(patched["departments"], json!([]));
    // Recorded; name, day and departments; name.
    assert_eq!(audited(&app).await, 1 + 3 + 1);
}

async fn a_change_is_withdrawn_and_restored(app: TestApp) {
    let owner = app.sign_in(Role::Owner, "").await;
    let path = recorded(&app, &owner).await;
    let (away, back) = (format!("{path}/withdrawal"), format!("{path}/restoration"));
    owner.post(&back, &[]).await.assert_status(409);
    owner.post(&away, &[]).await.assert_status(303);
    owner.post(&away, &[]).await.assert_status(409);
    let list = owner.get("/changes").await.assert_ok();
    list.assert_has("zurückgezogen").assert_has(&back);
    owner.post(&back, &[]).await.assert_status(303);
    let page = owner.get(&path).await.assert_ok();
    page.assert_lacks("zurückgezogen");
    let api = format!("/api/v1{path}");
    let gone = owner.delete(&api).await.assert_ok().value();
    assert!(gone["withdrawn_at"].is_string(), "{gone}");
    assert_eq!(audited(&app).await, 4);
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
    every_measure_is_shown(&owner).await;
}

/// Every measure reads the demo company, shows its page and opens its records.
async fn every_measure_is_shown(owner: &Client) {
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
    a_change_is_recorded_and_what_is_wrong_is_said,
    a_change_is_written_anew_by_whoever_saw_its_last_version,
    a_change_is_withdrawn_and_restored,
    who_may_not_write_may_read,
    the_demo_company_records_its_reorganisation,
);
