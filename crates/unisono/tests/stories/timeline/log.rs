//! What members log by hand, correct and take back; the last contact that follows from it.

use kernel::{Id, Role};
use store::params;
use testkit::TestApp;

use super::{about, katrin, record};

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
    the_api_writes_the_same_event_once,
);
