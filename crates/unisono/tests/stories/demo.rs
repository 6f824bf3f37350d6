//! The demo company: offered to an empty installation, loaded by a job, cleared without a trace.

use kernel::{Id, Role};
use serde_json::Value;
use store::params;
use testkit::TestApp;

async fn count(app: &TestApp, sql: &str) -> i64 {
    let (n,): (i64,) = app.db().one(sql, params![]).await.expect("a count");
    n
}

/// The activities are seeded everywhere: they stay in the search, nothing of the demo does.
async fn only_the_activities_are_found(app: &TestApp, owner: &testkit::Client) {
    let found = "select count(*) from search_doc where kind";
    let others = count(app, &format!("{found} <> 'activity'")).await;
    let activities = count(app, &format!("{found} = 'activity'")).await;
    assert_eq!(others, 0, "nothing of the demo is found");
    assert_eq!(
        activities,
        count(app, "select count(*) from activity").await,
        "the activities stay and are found"
    );
    owner
        .get("/search?q=newsletter")
        .await
        .assert_ok()
        .assert_has("/activities/");
}

async fn an_empty_installation_loads_the_demo_company_and_clears_it(app: TestApp) {
    let owner = app.sign_in(Role::Owner, "").await;
    let page = owner.get("/welcome").await.assert_ok();
    page.assert_has("Demo-Firma laden")
        .assert_has("/imports")
        .assert_has("/sources");
    let home = owner.get("/").await.assert_ok();
    home.assert_has("Daten übernehmen")
        .assert_has("Demo-Firma laden");
    let reader = app.sign_in(Role::Reader, "sales").await;
    let page = reader.get("/welcome").await.assert_ok();
    page.assert_lacks("Demo-Firma laden")
        .assert_lacks("Datei importieren");
    let loaded = owner.post("/welcome/demo", &[("size", "xs")]).await;
    loaded.assert_status(303);
    owner
        .get("/welcome")
        .await
        .assert_ok()
        .assert_has("progressbar");
    app.settle().await;
    let truth = std::fs::read_to_string(app.folder().join("truth.json")).expect("the truth");
    let truth: Value = serde_json::from_str(&truth).expect("readable truth");
    let people = count(&app, "select count(*) from person").await;
    assert_eq!(truth["people"], people);
    let won = count(&app, "select count(*) from deal where won_at is not null").await;
    assert_eq!(truth["won"], won);
    assert_eq!(
        count(
            &app,
            "select count(*) from member where password_hash is not null"
        )
        .await,
        0
    );
    let page = owner.get("/welcome").await.assert_ok();
    page.assert_has("Demo löschen")
        .assert_has("alle Namen und Zahlen sind erfunden");
    let unsure = owner.post("/welcome/demo/removal", &[]).await;
    unsure.assert_status(422);
    let sure = owner
        .post("/welcome/demo/removal", &[("sure", "yes")])
        .await;
    sure.assert_status(303);
    app.settle().await;
    for table in [
        "person",
        "company",
        "deal",
        "touchpoint",
        "product",
        "identity_edge",
        "delivery",
    ] {
        let sql = format!("select count(*) from {table}");
        assert_eq!(count(&app, &sql).await, 0, "{table}");
    }
    only_the_activities_are_found(&app, &owner).await;
    assert_eq!(
        count(&app, "select count(*) from member").await,
        2,
        "real members stay"
    );
    assert!(!app.folder().join("truth.json").exists());
    owner
        .post("/welcome/demo", &[("size", "xs")])
        .await
        .assert_status(303);
    app.settle().await;
    assert_eq!(
        count(&app, "select count(*) from person").await,
        people,
        "it can be loaded again"
    );
}

async fn the_truth_names_records_that_exist(app: TestApp) {
    let plan = connect::demo::Plan::new(connect::demo::Scale::Xs, app.ctx().today());
    let made = connect::demo::generate(app.db(), &app.ctx(), app.folder(), &plan).await;
    let made = made.expect("the demo company");
    assert!(made.sign_ins.len() >= 12);
    let truth = std::fs::read_to_string(app.folder().join("truth.json")).expect("the truth");
    let truth: Value = serde_json::from_str(&truth).expect("readable truth");
    for pairs in ["duplicates", "look_alikes"] {
        for id in truth[pairs]
            .as_array()
            .expect("pairs")
            .iter()
            .flat_map(|p| p.as_array())
            .flatten()
        {
            let id: Id = id.as_str().and_then(|id| id.parse().ok()).expect("an id");
            let found: Option<(Id,)> = app
                .db()
                .row("select id from person where id = $1", params![id])
                .await
                .expect("a look");
            assert!(found.is_some(), "{pairs}: {id}");
        }
    }
    let planned = count(&app, "select count(distinct activity_id) from touchpoint").await;
    assert!(planned >= 22, "{planned} activities of the map");
    let again = connect::demo::generate(app.db(), &app.ctx(), app.folder(), &plan).await;
    assert!(again.is_err(), "never over data that are there");
}

testkit::both_engines!(
    an_empty_installation_loads_the_demo_company_and_clears_it,
    the_truth_names_records_that_exist,
);
