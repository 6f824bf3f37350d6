//! People and companies through the whole frame: editing, history, files, the API.

use axum::http::Method;
use kernel::Role;
use serde_json::json;
use testkit::{TestApp, both_engines};

async fn names_are_text_and_never_markup(app: TestApp) {
    let lena = app.sign_in(Role::Member, "sales").await;
    let name = "<script>alert(1)</script>";
    let answer = lena
        .post(
            "/people",
            &[("last_name", name), ("emails", "x@beispiel.de")],
        )
        .await;
    let page = answer.assert_status(303).location();
    for path in [page.as_str(), "/people", "/people?q=script"] {
        lena.get(path)
            .await
            .assert_ok()
            .assert_lacks("<script>alert")
            .assert_has("&lt;script&gt;alert");
    }
}

async fn a_double_is_pointed_out_before_it_is_made(app: TestApp) {
    app.person("Katrin Vogel")
        .email("katrin@beispiel.de")
        .build()
        .await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let fields = [("last_name", "Fogel"), ("emails", "Katrin@beispiel.de")];
    lena.post("/people", &fields)
        .await
        .assert_ok()
        .assert_has("E-Mail: gleich");
    let anyway = [fields[0], fields[1], ("anyway", "1")];
    lena.post("/people", &anyway).await.assert_status(303);
    lena.post("/people", &[("emails", "nix")])
        .await
        .assert_status(422)
        .assert_has("keine gültige E-Mail");
}

async fn a_field_is_edited_where_it_stands_and_taken_back(app: TestApp) {
    let person = app.person("Katrin Vogel").build().await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let field = format!("/people/{person}/fields/job_title");
    let form = lena.clone().htmx().get(&format!("{field}/edit")).await;
    form.assert_ok().assert_has("name=\"version\" value=\"1\"");
    let saved = lena
        .clone()
        .htmx()
        .post(&field, &[("value", "Einkauf"), ("version", "1")])
        .await;
    let text = saved.assert_ok().assert_has("Gespeichert").text();
    let second = lena
        .clone()
        .htmx()
        .post(&field, &[("value", "Technik"), ("version", "1")])
        .await;
    second
        .assert_status(409)
        .assert_has("inzwischen geändert")
        .assert_has("Technik");
    let history = format!("/history/person/{person}");
    lena.get(&history).await.assert_ok().assert_has("Einkauf");
    let start = text.find("/history/").unwrap();
    let undo: String = text[start..].chars().take_while(|c| *c != '"').collect();
    lena.post(&undo, &[]).await.assert_status(303);
    lena.get(&format!("/people/{person}")).await.assert_ok();
    lena.post(&undo, &[]).await.assert_status(409);
    let reader = app.sign_in(Role::Reader, "sales").await;
    reader
        .post(&field, &[("value", "x"), ("version", "3")])
        .await
        .assert_status(403);
    reader
        .get(&format!("/people/{person}"))
        .await
        .assert_ok()
        .assert_lacks("data-edit");
}

async fn a_program_reads_and_changes_people_with_their_version(app: TestApp) {
    let token = app.with_token(Role::Member).await;
    let new = json!({ "last_name": "Vogel", "emails": ["k@beispiel.de"], "lifecycle_phase": 3 });
    let answer = token
        .post_json("/api/v1/people", &new)
        .await
        .assert_status(201);
    assert_eq!(answer.header("etag"), "\"1\"");
    let id = answer.value()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/people/{id}");
    let change = json!({ "city": "Graz", "emails": null });
    let changed = token
        .clone()
        .header("if-match", "\"1\"")
        .json(Method::PATCH, &path, &change)
        .await;
    let value = changed.assert_ok().value();
    assert_eq!(
        (&value["city"], &value["emails"]),
        (&json!("Graz"), &json!([]))
    );
    let stale = token
        .clone()
        .header("if-match", "\"1\"")
        .json(Method::PATCH, &path, &change)
        .await;
    stale.assert_status(412);
    let wrong = json!({ "shoe_size": 43, "city": 7 });
    let refused = token
        .clone()
        .header("if-match", "*")
        .json(Method::PATCH, &path, &wrong)
        .await
        .assert_status(422)
        .value();
    assert_eq!(refused["errors"].as_array().map(Vec::len), Some(2));
    let page = token
        .get("/api/v1/people?phase=3&limit=1")
        .await
        .assert_ok()
        .value();
    assert_eq!(page["data"][0]["id"], json!(id));
    token
        .get("/api/v1/people?sort=shoe")
        .await
        .assert_status(422);
    token
        .get("/api/v1/people?after=zz")
        .await
        .assert_status(422);
}

async fn companies_list_their_people(app: TestApp) {
    let person = app.person("Katrin Vogel").at("Müller AG").build().await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let list = lena.get("/companies?q=mueller").await.assert_ok().text();
    let start = list.find("/companies/0").unwrap();
    let company: String = list[start..].chars().take(24).collect();
    lena.get(&company)
        .await
        .assert_ok()
        .assert_has(&person.to_string());
    let pick = lena.get("/companies/pick?into=value&value_text=mull").await;
    pick.assert_ok().assert_has("Müller AG");
}

async fn a_file_comes_back_as_a_download(app: TestApp) {
    let person = app.person("Katrin Vogel").build().await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let at = format!("/files/at/person/{person}");
    lena.upload(&at, "file", ("Angebot ü.html", b"<script>x</script>"), &[])
        .await
        .assert_status(303);
    let page = lena
        .get(&format!("/people/{person}"))
        .await
        .assert_ok()
        .text();
    let start = page.find("/files/0").unwrap();
    let file: String = page[start..].chars().take(20).collect();
    let sent = lena.get(&format!("{file}/content")).await.assert_ok();
    assert!(sent.header("content-disposition").starts_with("attachment"));
    assert_eq!(sent.header("content-type"), "application/octet-stream");
    assert_eq!(sent.header("x-content-type-options"), "nosniff");
    lena.upload(&at, "file", ("leer.txt", b""), &[])
        .await
        .assert_status(422);
    lena.post(&format!("{file}/removal"), &[])
        .await
        .assert_status(303);
    lena.get(&format!("{file}/content"))
        .await
        .assert_status(404);
}

both_engines!(
    names_are_text_and_never_markup,
    a_double_is_pointed_out_before_it_is_made,
    a_field_is_edited_where_it_stands_and_taken_back,
    a_program_reads_and_changes_people_with_their_version,
    companies_list_their_people,
    a_file_comes_back_as_a_download,
);
