//! Imports as durable jobs: progress, stopping, a server that ends in between, the limit of an upload.

use axum::body::Body;
use axum::http::Method;
use kernel::Role;
use store::jobs::claim;
use testkit::{Client, TestApp};

use super::number;
use super::screen::upload;

const ROWS: i64 = 4_500;
/// Longer than a worker may be silent.
const LEASE: i64 = 61_000;

fn many() -> Vec<(String, Vec<u8>)> {
    let rows: String = (0..ROWS).map(|n| format!("{n},Firma {n},Kiel\n")).collect();
    let text = format!("Record ID,Company name,City\n{rows}");
    vec![("many.csv".to_owned(), text.into_bytes())]
}

async fn companies(app: &TestApp) -> i64 {
    number(app, "select count(*) from company").await
}

async fn begin(client: &Client) -> String {
    let import = upload(client, &many()).await;
    client
        .post(&format!("{import}/run"), &[])
        .await
        .assert_status(303);
    import
}

/// Works on the job that is due until some companies are there, and then dies without a word.
async fn work_a_little(app: &TestApp) {
    let job = claim(app.db(), &app.ctx(), "one").await.unwrap().unwrap();
    let handlers = unisono::job_handlers();
    let handler = handlers.iter().find(|h| h.kind == job.kind).unwrap();
    let task = tokio::spawn((handler.run)(app.app().clone(), job));
    while companies(app).await == 0 && !task.is_finished() {
        tokio::task::yield_now().await;
    }
    task.abort();
    let _ = task.await;
}

async fn a_job_is_taken_up_again_after_a_restart(app: TestApp) {
    let client = app.sign_in(Role::Member, "sales").await;
    let import = begin(&client).await;
    let page = client.get(&import).await;
    page.assert_has("Neustart")
        .assert_has("hx-get")
        .assert_has("4.500");
    work_a_little(&app).await;
    let so_far = companies(&app).await;
    assert!(so_far > 0 && so_far < ROWS, "{so_far}");
    let bar = client.get(&format!("{import}/progress")).await;
    bar.assert_has("progressbar");

    app.settle().await;
    assert_eq!(companies(&app).await, so_far, "the job is still leased");
    app.clock().advance(LEASE);
    app.settle().await;
    assert_eq!(companies(&app).await, ROWS);
    let page = client.get(&import).await;
    page.assert_has("4.500 neu");
    let ended = client.get(&format!("{import}/progress")).await;
    assert_eq!(ended.header("hx-refresh"), "true");
    let left = std::fs::read_dir(app.folder().join("uploads"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "what is imported is not kept twice");
}

async fn a_stopped_import_goes_on_or_is_undone(app: TestApp) {
    let client = app.sign_in(Role::Member, "sales").await;
    let import = begin(&client).await;
    work_a_little(&app).await;
    client
        .post(&format!("{import}/cancellation"), &[])
        .await
        .assert_status(303);
    app.clock().advance(LEASE);
    app.settle().await;
    let so_far = companies(&app).await;
    assert!(so_far > 0 && so_far < ROWS, "{so_far}");
    let page = client.get(&import).await;
    page.assert_has("Angehalten nach").assert_has("Fortsetzen");
    client
        .post(&format!("{import}/cancellation"), &[])
        .await
        .assert_status(409);
    client
        .post(&format!("{import}/resumption"), &[])
        .await
        .assert_status(303);
    app.settle().await;
    assert_eq!(companies(&app).await, ROWS);
    client
        .post(&format!("{import}/undo"), &[])
        .await
        .assert_status(303);
    app.settle().await;
    assert_eq!(companies(&app).await, 0);
    client
        .get(&import)
        .await
        .assert_has("4.500 Einträge entfernt");
}

async fn a_trial_that_is_stopped_leaves_the_import_waiting(app: TestApp) {
    let client = app.sign_in(Role::Member, "sales").await;
    let import = upload(&client, &many()).await;
    client
        .post(&format!("{import}/trial"), &[])
        .await
        .assert_status(303);
    client.get(&import).await.assert_has("Anhalten");
    client
        .post(&format!("{import}/cancellation"), &[])
        .await
        .assert_status(303);
    app.settle().await;
    let page = client.get(&import).await;
    page.assert_has("Verwerfen").assert_lacks("Probelauf vom");
    client
        .post(&format!("{import}/trial"), &[])
        .await
        .assert_status(303);
    app.settle().await;
    client
        .get(&import)
        .await
        .assert_has("Probelauf vom")
        .assert_has("4.500 neu");
    assert_eq!(companies(&app).await, 0);
}

async fn a_run_whose_file_is_gone_says_so(app: TestApp) {
    let client = app.sign_in(Role::Member, "sales").await;
    let import = begin(&client).await;
    std::fs::remove_dir_all(app.folder().join("uploads")).unwrap();
    app.settle().await;
    let page = client.get(&import).await.assert_status(200);
    page.assert_has("many.csv ist nicht mehr da");
}

async fn an_upload_above_the_limit_leaves_nothing(app: TestApp) {
    let client = app.sign_in(Role::Member, "sales").await;
    let limit = usize::try_from(app.app().config().upload_limit).unwrap();
    let announced = client
        .clone()
        .header("content-length", &(limit * 2).to_string());
    let kind = Some("multipart/form-data; boundary=x");
    let refused = announced
        .send(Method::POST, "/imports", kind, Body::empty())
        .await;
    refused.assert_status(422);
    let large = vec![("large.csv".to_owned(), vec![b'a'; limit + 1])];
    let parts = super::parts(&large);
    let refused = client.upload_all("/imports", &parts, &[]).await;
    refused.assert_status(422).assert_has("67,1\u{a0}MB");
    let refused = client.upload_all("/api/v1/imports", &parts, &[]).await;
    refused.assert_status(422);
    let left = std::fs::read_dir(app.folder().join("uploads")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
    let some = vec![b'a'; 3 * 1024 * 1024];
    let some = [(
        "some.csv".to_owned(),
        [b"Company name\n".as_slice(), &some].concat(),
    )];
    upload(&client, &some).await;
    client
        .upload_all("/imports", &[], &[])
        .await
        .assert_status(422);
}

testkit::both_engines!(
    a_job_is_taken_up_again_after_a_restart,
    a_stopped_import_goes_on_or_is_undone,
    a_trial_that_is_stopped_leaves_the_import_waiting,
    a_run_whose_file_is_gone_says_so,
    an_upload_above_the_limit_leaves_nothing,
);
