//! Imports by a program: the same steps as on the screen, over the API.

use axum::body::Body;
use axum::http::Method;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::maven::assert_maven;
use super::{assert_same, export, maven_files, number, parts, project};

async fn step(app: &TestApp, client: &Client, import: &str, step: &str) -> Value {
    let asked = client
        .post_json(&format!("{import}/{step}"), &json!({}))
        .await;
    asked.assert_status(202);
    app.settle().await;
    client.get(import).await.assert_status(200).value()
}

fn created(status: &Value) -> Vec<u64> {
    let files = status["files"].as_array().unwrap();
    files
        .iter()
        .map(|f| f["created"].as_u64().unwrap())
        .collect()
}

async fn maven_comes_in_through_the_api(app: TestApp) {
    let before = export(&app).await;
    let client = app.with_token(Role::Manager).await;
    let files = maven_files();
    let upload = client
        .upload_all("/api/v1/imports", &parts(&files), &[])
        .await;
    let made = upload.assert_status(201).value();
    assert_eq!(made["state"], json!("waiting"));
    let import = format!("/api/v1/imports/{}", made["id"].as_str().unwrap());

    let proposal = client.get(&format!("{import}/mapping")).await.value();
    assert_eq!(proposal["ready"], json!(false));
    let columns = proposal["files"][3]["columns"].as_array().unwrap();
    assert_eq!(columns.len(), 8);
    assert_eq!(columns[1]["samples"][0], json!("Moses Frase"));

    let toml = std::fs::read(project().join("examples/maven/maven.toml")).unwrap();
    let path = format!("{import}/mapping");
    let put = client.send(
        Method::PUT,
        &path,
        Some("application/toml"),
        Body::from(toml),
    );
    let ready = put.await.assert_status(200).value();
    assert_eq!(ready["ready"], json!(true), "{ready}");

    let tried = step(&app, &client, &import, "trial").await;
    assert_eq!(tried["state"], json!("waiting"));
    assert_eq!(created(&tried), [35, 7, 85, 8800]);
    assert_eq!(number(&app, "select count(*) from company").await, 0);

    let done = step(&app, &client, &import, "run").await;
    assert_eq!(done["state"], json!("done"));
    assert_eq!(created(&done), [35, 7, 85, 8800]);
    let told = done["findings"].as_array().unwrap();
    assert!(
        told.iter()
            .any(|f| f["value"] == json!("GTXPro") && f["rows"] == json!(1480))
    );
    assert_maven(&app).await;
    let late = client
        .post_json(&format!("{import}/trial"), &json!({}))
        .await;
    late.assert_status(409);

    let again = client
        .upload_all("/api/v1/imports", &parts(&files), &[])
        .await;
    let again = format!("/api/v1/imports/{}", again.value()["id"].as_str().unwrap());
    let again = step(&app, &client, &again, "run").await;
    assert_eq!(created(&again), [0, 0, 0, 0]);
    let files = again["files"].as_array().unwrap();
    assert!(files.iter().all(|f| f["changed"] == json!(0)));

    let undone = step(&app, &client, &import, "undo").await;
    assert_eq!(undone["state"], json!("undone"));
    assert_eq!(undone["undone"]["kept"], json!([]));
    assert_same(&before, &export(&app).await);
}

async fn a_mapping_is_put_as_json_and_problems_come_as_csv(app: TestApp) {
    let client = app.with_token(Role::Member).await;
    let text = "Firma;Stadt;Köpfe\nNordlicht;Kiel;12\n;Bonn;3\nHafenkran;Hamburg;viele\n";
    let file = ("files", "firmen.csv", text.as_bytes());
    let made = client.upload_all("/api/v1/imports", &[file], &[]).await;
    let import = format!("/api/v1/imports/{}", made.value()["id"].as_str().unwrap());
    let path = format!("{import}/mapping");
    let wrong = json!({ "files": [{ "file": "firmen.csv", "source": "alt",
        "mapping": { "kind": "company", "fields": { "colour": "Stadt" } } }] });
    let refused = client.json(Method::PUT, &path, &wrong).await;
    refused.assert_status(422).assert_has("colour");
    let right = json!({ "files": [{ "file": "firmen.csv", "source": "alt", "title": "Altes System",
        "mapping": { "kind": "company", "fields": { "name": "Firma", "city": "Stadt", "employees": "Köpfe" } } }] });
    let put = client
        .json(Method::PUT, &path, &right)
        .await
        .assert_status(200)
        .value();
    assert_eq!(put["files"][0]["needs"], json!("ready"));

    step(&app, &client, &import, "trial").await;
    let csv = client.get(&format!("{import}/problems.csv")).await.text();
    assert_eq!(
        csv.lines().count(),
        3,
        "a trial lists what it would refuse: {csv}"
    );
    let done = step(&app, &client, &import, "run").await;
    assert_eq!(created(&done), [1]);
    let german = client.get(&format!("{import}/problems.csv")).await.text();
    assert!(german.starts_with("Datei,Zeile,Spalte,Grund\n"));
    assert!(german.contains("firmen.csv,3,,Der Name fehlt."), "{german}");
    let list = client.get("/api/v1/imports").await.value();
    assert_eq!(list["data"].as_array().unwrap().len(), 1);

    let reader = app.with_token(Role::Reader).await;
    reader.get(&import).await.assert_status(403);
    client.delete(&import).await.assert_status(409);
}

testkit::both_engines!(
    maven_comes_in_through_the_api,
    a_mapping_is_put_as_json_and_problems_come_as_csv,
);
