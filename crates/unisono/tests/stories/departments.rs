//! Departments change with a date; history stays and sums before equal sums after.

use std::collections::BTreeMap;

use connect::sources::{self, Kind};
use kernel::{Id, Role};
use org::departments;
use serde_json::json;
use testkit::TestApp;

/// Some touchpoints of a department, sent as its source would.
async fn touch(app: &TestApp, department: &str, how_many: usize) {
    let id = departments::by_key(app.db(), department)
        .await
        .expect("departments");
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let made = sources::create(&mut tx, department, Kind::Server, id)
        .await
        .expect("a source");
    tx.commit().await.expect("kept");
    let events: Vec<_> = (0..how_many)
        .map(|n| json!({ "type": "track", "event": "Form Submitted", "userId": "u-1", "messageId": format!("{department}-{n}") }))
        .collect();
    app.anyone()
        .post_json(
            "/v1/batch",
            &json!({ "batch": events, "writeKey": made.write_key }),
        )
        .await
        .assert_status(200);
}

async fn counts(app: &TestApp) -> BTreeMap<Id, i64> {
    let rows: Vec<(Id, i64)> = app
        .db()
        .rows(
            "select department_id, count(*) from touchpoint where department_id is not null group by department_id",
            store::params![],
        )
        .await
        .expect("counts");
    rows.into_iter().collect()
}

async fn id(app: &TestApp, key: &str) -> Id {
    let found = departments::by_key(app.db(), key)
        .await
        .expect("departments");
    found.unwrap_or_else(|| panic!("no department {key}"))
}

/// Sales is split, sales development merged into one part of it, PR retired into marketing.
async fn reorganise(app: &TestApp, boss: &testkit::Client) {
    let sales = id(app, "sales").await;
    let split = [
        ("name_de_1", "Neukunden"),
        ("name_en_1", "New business"),
        ("colour_1", "1"),
        ("name_de_2", "Bestandskunden"),
        ("name_en_2", "Key accounts"),
        ("colour_2", "2"),
        ("on", "01.11.2026"),
    ];
    let path = format!("/departments/{sales}/split");
    boss.post(&path, &split).await.assert_status(303);
    let from = format!("from_{}", id(app, "sdr").await);
    let merge = [
        (from.as_str(), "1"),
        ("successor", "new_business"),
        ("merged_on", "10.11.2026"),
    ];
    boss.post("/departments/merger", &merge)
        .await
        .assert_status(303);
    let retire = [("successor", "marketing"), ("on", "20.11.2026")];
    let path = format!("/departments/{}/retirement", id(app, "pr").await);
    boss.post(&path, &retire).await.assert_status(303);
}

async fn sums_stay_the_same_through_a_reorganisation(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let tom = app.sign_in(Role::Member, "sales").await;
    for (department, how_many) in [("marketing", 3), ("sales", 5), ("sdr", 2), ("pr", 4)] {
        touch(&app, department, how_many).await;
    }
    let before = counts(&app).await;
    assert!(before.values().sum::<i64>() >= 14, "what was sent is there");
    reorganise(&app, &boss).await;
    assert_eq!(counts(&app).await, before, "history keeps its department");
    let today = app.ctx().today();
    let rolled = departments::rolled_up(app.db(), today)
        .await
        .expect("a map");
    let mut after: BTreeMap<Id, i64> = BTreeMap::new();
    for (department, count) in &before {
        *after.entry(rolled[department][0]).or_default() += count;
    }
    let new_business = id(&app, "new_business").await;
    let marketing = id(&app, "marketing").await;
    let sales = id(&app, "sales").await;
    let joined = before[&sales] + before[&id(&app, "sdr").await];
    let kept = before[&marketing] + before[&id(&app, "pr").await];
    assert_eq!(
        after,
        BTreeMap::from([(new_business, joined), (marketing, kept)])
    );
    assert_eq!(
        rolled[&sales],
        [new_business, id(&app, "key_accounts").await]
    );
    let day_before: kernel::Date = "2026-10-31".parse().expect("a day");
    let then = departments::rolled_up(app.db(), day_before)
        .await
        .expect("a map");
    assert_eq!(
        then[&sales],
        [sales],
        "the day before, sales is still itself"
    );
    let page = tom.get("/departments").await;
    page.assert_has("Neukunden").assert_has("Aufgeteilt");
    let sql = "select count(*) from member where department_id = $1";
    let members: (i64,) = app
        .db()
        .one(sql, store::params![new_business])
        .await
        .expect("a count");
    assert_eq!(members.0, 1, "the member of sales went to the first part");
}

async fn what_a_department_may_goes_to_its_successors(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let given = json!({ "name": "Presse", "margin_minor": 1_200_000 });
    let deal = boss.post_json("/api/v1/deals", &given).await.value();
    let deal = format!("/api/v1/deals/{}", deal["id"].as_str().expect("an id"));
    let sees = async |who: &testkit::Client| {
        let seen = who.get(&deal).await.assert_ok().value();
        seen.get("margin_minor").is_some()
    };
    let tom = app.sign_in(Role::Member, "sales").await;
    let sdr = app.sign_in(Role::Member, "sdr").await;
    assert!(sees(&tom).await && !sees(&sdr).await);
    reorganise(&app, &boss).await;
    for key in ["new_business", "key_accounts", "accounting"] {
        let who = app.sign_in(Role::Member, key).await;
        assert!(sees(&who).await, "{key} continues what may see margins");
    }
    assert!(sees(&tom).await, "Tom went to the first part of sales");
    assert!(sees(&sdr).await, "sales development is part of it now");
    for key in ["marketing", "service"] {
        let who = app.sign_in(Role::Member, key).await;
        assert!(!sees(&who).await, "{key} may as little as before");
    }
    boss.get("/settings/permissions")
        .await
        .assert_has("Neukunden, Bestandskunden, Buchhaltung");
}

async fn a_department_is_renamed_and_added(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let service = id(&app, "service").await;
    let path = format!("/departments/{service}");
    let names = [
        ("name_de", "Kundenbetreuung"),
        ("name_en", "Customer care"),
        ("colour", "srv"),
        ("version", "1"),
    ];
    boss.post(&path, &names).await.assert_status(303);
    boss.post(&path, &names).await.assert_status(409);
    assert_eq!(id(&app, "service").await, service, "the key stays");
    let new = [
        ("name_de", "Schulung"),
        ("name_en", "Training"),
        ("colour", "4"),
        ("on", "01.12.2026"),
    ];
    boss.post("/departments", &new).await.assert_status(303);
    boss.post("/departments", &new).await.assert_status(422);
    let listed = boss.get("/api/v1/departments").await.assert_ok();
    listed.assert_has("Kundenbetreuung").assert_has("training");
    let wrong = json!({ "name_de": "X", "colour": "gold" });
    app.with_token(Role::Owner)
        .await
        .post_json("/api/v1/departments", &wrong)
        .await
        .assert_status(422);
    app.sign_in(Role::Manager, "sales")
        .await
        .post("/departments", &new)
        .await
        .assert_status(403);
}

async fn an_impossible_change_is_refused(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let path = format!("/departments/{}/retirement", id(&app, "pr").await);
    let later = [("successor", "marketing"), ("on", "01.01.2027")];
    boss.post(&path, &later)
        .await
        .assert_status(422)
        .assert_has("nicht in der Zukunft");
    let itself = [("successor", "pr"), ("on", "01.11.2026")];
    boss.post(&path, &itself).await.assert_status(422);
    let fine = [("successor", ""), ("on", "01.11.2026")];
    boss.post(&path, &fine).await.assert_status(303);
    boss.post(&path, &fine).await.assert_status(409);
}

testkit::both_engines!(
    what_a_department_may_goes_to_its_successors,
    sums_stay_the_same_through_a_reorganisation,
    a_department_is_renamed_and_added,
    an_impossible_change_is_refused,
);
