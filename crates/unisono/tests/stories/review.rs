//! Questions: found by a run, answered by people, never asked twice; what is certain is merged at once and
//! taken back at once; and nobody is merged who should not be.

use std::collections::BTreeSet;

use kernel::{Id, Role};
use serde_json::{Value, json};
use store::params;
use testkit::{Client, TestApp, both_engines};

pub(super) async fn search(app: &TestApp, client: &Client) {
    client
        .post_json("/api/v1/duplicates/runs", &json!({}))
        .await
        .assert_status(202);
    app.settle().await;
}

pub(super) async fn open(client: &Client, band: &str) -> Vec<Value> {
    let page = client
        .get(&format!("/api/v1/duplicates?band={band}"))
        .await
        .assert_ok()
        .value();
    page["data"].as_array().unwrap().clone()
}

pub(super) async fn count(app: &TestApp, sql: &str) -> i64 {
    let (n,): (i64,) = app.db().one(sql, params![]).await.unwrap();
    n
}

/// Twice the same person in two companies' address books, and once somebody else.
async fn twice(app: &TestApp) -> (Id, Id) {
    let a = app
        .person("Katrin Vogel")
        .at("Nord AG")
        .email("katrin.vogel@nord.de")
        .build()
        .await;
    let b = app
        .person("Kathrin Vogel")
        .at("Nord AG")
        .email("katrin.vogel@nord.de")
        .with("phones", "+49 170 1234567")
        .build()
        .await;
    app.person("Jonas Huber")
        .at("Nord AG")
        .email("jonas.huber@nord.de")
        .build()
        .await;
    (a, b)
}

async fn a_question_is_answered_and_never_asked_again(app: TestApp) {
    let (a, b) = twice(&app).await;
    let token = app.with_token(Role::Member).await;
    app.settle().await;
    let found: Vec<Value> = [open(&token, "certain").await, open(&token, "likely").await].concat();
    assert_eq!(
        found.len(),
        1,
        "found as soon as the second one was entered: {found:?}"
    );
    assert_eq!(
        (&found[0]["a"]["id"], &found[0]["b"]["id"]),
        (&json!(a), &json!(b))
    );
    search(&app, &token).await;
    let found: Vec<Value> = [open(&token, "certain").await, open(&token, "likely").await].concat();
    assert_eq!(found.len(), 1, "a run finds the same and asks once");
    let id = found[0]["id"].as_str().unwrap().to_owned();
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = lena.get("/duplicates").await.assert_ok();
    page.assert_has("Kathrin Vogel")
        .assert_has("Dieselbe Person");
    let band = found[0]["band"].as_str().unwrap();
    lena.post(
        &format!("/duplicates/{id}/answer"),
        &[("answer", "apart"), ("band", band)],
    )
    .await
    .assert_status(303);
    search(&app, &token).await;
    assert!(open(&token, "certain").await.is_empty() && open(&token, "likely").await.is_empty());
    lena.post(&format!("/duplicates/{id}/reopening"), &[])
        .await
        .assert_status(303);
    search(&app, &token).await;
    let found: Vec<Value> = [open(&token, "certain").await, open(&token, "likely").await].concat();
    assert_eq!(found.len(), 1, "taken back, it is a question again");
    let answer = format!("/api/v1/duplicates/{id}/answer");
    token
        .post_json(&answer, &json!({ "answer": "perhaps" }))
        .await
        .assert_status(422);
    token
        .post_json(&answer, &json!({ "answer": "same" }))
        .await
        .assert_ok();
    let person = token
        .get(&format!("/api/v1/people/{b}"))
        .await
        .assert_ok()
        .value();
    assert_eq!(person["id"], json!(a));
    token
        .post_json(&answer, &json!({ "answer": "open" }))
        .await
        .assert_ok();
    let person = token
        .get(&format!("/api/v1/people/{b}"))
        .await
        .assert_ok()
        .value();
    assert_eq!(
        person["id"],
        json!(b),
        "the answer and its merge are taken back together"
    );
    let reader = app.sign_in(Role::Reader, "sales").await;
    reader
        .get("/duplicates")
        .await
        .assert_ok()
        .assert_lacks("data-same");
}

async fn answers_teach_the_weights(app: TestApp) {
    twice(&app).await;
    let token = app.with_token(Role::Member).await;
    search(&app, &token).await;
    let before = token
        .get("/api/v1/duplicates/runs")
        .await
        .assert_ok()
        .value();
    let found: Vec<Value> = [open(&token, "certain").await, open(&token, "likely").await].concat();
    let id = found[0]["id"].as_str().unwrap();
    let answer = format!("/api/v1/duplicates/{id}/answer");
    token
        .post_json(&answer, &json!({ "answer": "apart" }))
        .await
        .assert_ok();
    search(&app, &token).await;
    let after = token
        .get("/api/v1/duplicates/runs")
        .await
        .assert_ok()
        .value();
    assert_eq!(after["kinds"]["person"]["model"]["answers"], json!(1));
    let version = |value: &Value| {
        value["kinds"]["person"]["model"]["version"]
            .as_i64()
            .unwrap()
    };
    assert!(
        version(&after) > version(&before),
        "each run keeps its weights"
    );
    let priors: Vec<(String,)> = app
        .db()
        .rows(
            "select weights from duplicate_model where subject = 'person' order by version desc limit 2",
            params![],
        )
        .await
        .unwrap();
    let prior = |at: usize| {
        let weights: Value = serde_json::from_str(&priors[at].0).unwrap();
        weights["prior_bits"].as_f64().unwrap()
    };
    assert!(
        prior(0) < prior(1),
        "a no makes it more careful: {} {}",
        prior(0),
        prior(1)
    );
}

/// Who was merged into whom, in the order of the ids.
async fn merged(app: &TestApp, table: &str) -> BTreeSet<(String, String)> {
    let sql = format!("select merged_into_id, id from {table} where merged_into_id is not null");
    let rows: Vec<(Id, Id)> = app.db().rows(&sql, params![]).await.unwrap();
    rows.into_iter()
        .map(|(a, b)| (a.min(b).to_string(), a.max(b).to_string()))
        .collect()
}

/// The pairs of people that are certain or asked about.
async fn found(app: &TestApp) -> BTreeSet<(String, String)> {
    let sql = "select a_id, b_id from duplicate_pair where subject = 'person'";
    let rows: Vec<(Id, Id)> = app.db().rows(sql, params![]).await.unwrap();
    rows.into_iter()
        .map(|(a, b)| (a.min(b).to_string(), a.max(b).to_string()))
        .collect()
}

/// Everything that is certain in the demo company, merged without asking and taken back as a whole.
async fn what_is_certain_is_merged_at_once_and_taken_back_at_once(app: TestApp) {
    let owner = app.sign_in(Role::Owner, "").await;
    owner
        .post("/welcome/demo", &[("size", "xs")])
        .await
        .assert_status(303);
    app.settle().await;
    let truth = std::fs::read_to_string(app.folder().join("truth.json")).unwrap();
    let truth: Value = serde_json::from_str(&truth).unwrap();
    let pairs = |key: &str| -> BTreeSet<(String, String)> {
        let ordered = |pair: &Value| {
            let id = |at: usize| pair[at].as_str().unwrap().to_owned();
            (id(0).min(id(1)), id(0).max(id(1)))
        };
        truth[key].as_array().unwrap().iter().map(ordered).collect()
    };
    let (planted, look_alikes) = (pairs("duplicates"), pairs("look_alikes"));
    owner
        .get("/duplicates?band=certain")
        .await
        .assert_ok()
        .assert_has("sicheren zusammenführen");
    let found = found(&app).await;
    owner
        .post("/duplicates/batches", &[])
        .await
        .assert_status(303);
    app.settle().await;
    let merged = merged(&app, "person").await;
    let right = merged.intersection(&planted).count() as f64;
    // So few people teach little: what is certain must be right, what was found may be a question.
    let known = found.intersection(&planted).count() as f64;
    let (precision, recall) = (right / merged.len() as f64, known / planted.len() as f64);
    println!(
        "{} merged, precision {precision:.4}, recall {recall:.4}",
        merged.len()
    );
    assert!(
        precision >= 0.99,
        "{:?}",
        merged.difference(&planted).collect::<Vec<_>>()
    );
    assert!(
        recall >= 0.85,
        "{:?}",
        planted.difference(&found).collect::<Vec<_>>()
    );
    assert!(merged.is_disjoint(&look_alikes));
    let firms = self::merged(&app, "company").await;
    assert_eq!(firms, pairs("company_duplicates"));
    assert!(firms.is_disjoint(&pairs("company_look_alikes")));
    let timeline = "select count(*) from touchpoint where type = 'identity.merged'";
    let both = merged.len() + firms.len();
    assert_eq!(count(&app, timeline).await, both as i64);
    let batch = "select max(batch_id) from merge_log where undone_at is null";
    let (batch,): (Id,) = app.db().one(batch, params![]).await.unwrap();
    owner
        .post(&format!("/duplicates/batches/{batch}/undo"), &[])
        .await
        .assert_status(303);
    app.settle().await;
    assert_eq!(
        count(
            &app,
            "select count(*) from person where merged_into_id is not null"
        )
        .await,
        0
    );
    for astray in [
        "select count(*) from person_record where id <> person_id",
        "select count(*) from company_record where id <> company_id",
        "select count(*) from company where merged_into_id is not null",
    ] {
        assert_eq!(count(&app, astray).await, 0, "every record is where it was");
    }
}

async fn a_run_can_be_stopped(app: TestApp) {
    twice(&app).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.post("/duplicates/runs", &[]).await.assert_status(303);
    let token = app.with_token(Role::Member).await;
    let run = token
        .get("/api/v1/duplicates/runs")
        .await
        .assert_ok()
        .value();
    let id = run["run"]["id"].as_str().unwrap();
    lena.get("/duplicates")
        .await
        .assert_ok()
        .assert_has("Anhalten");
    token
        .delete(&format!("/api/v1/duplicates/runs/{id}"))
        .await
        .assert_status(202);
    app.settle().await;
    let run = token
        .get("/api/v1/duplicates/runs")
        .await
        .assert_ok()
        .value();
    assert_eq!(run["run"]["stage"], json!("stopped"));
    assert_eq!(count(&app, "select count(*) from duplicate_model").await, 0);
}

both_engines!(
    a_question_is_answered_and_never_asked_again,
    answers_teach_the_weights,
    what_is_certain_is_merged_at_once_and_taken_back_at_once,
    a_run_can_be_stopped,
);
