//! Duplicates at the door: who is there already, before anybody is made.

use kernel::{Id, Role};
use serde_json::{Value, json};
use store::params;
use testkit::{TestApp, both_engines};

async fn somebody_known_is_shown_while_a_new_one_is_typed(app: TestApp) {
    let katrin = app
        .person("Katrin Müller")
        .at("Nord AG")
        .email("katrin.mueller@nord.de")
        .with("phones", "0171 2345678")
        .build()
        .await;
    app.person("Jonas Huber")
        .at("Nord AG")
        .email("info@nord.de")
        .build()
        .await;
    let lena = app.sign_in(Role::Member, "sales").await.htmx();
    for typed in [
        "first_name=Kathrin&last_name=Mueller",
        "first_name=M%C3%BCller&last_name=Katrin",
        "last_name=M%C3%BCller&phones=%2B49+171+2345678",
        "emails=Katrin.Mueller%40NORD.de",
    ] {
        let hint = lena.get(&format!("/people/hint?{typed}")).await.assert_ok();
        hint.assert_has(&format!("/people/{katrin}"))
            .assert_lacks("Jonas Huber");
    }
    for typed in [
        "first_name=Paula&last_name=Schmitz",
        "emails=info%40nord.de",
        "",
    ] {
        let hint = lena.get(&format!("/people/hint?{typed}")).await.assert_ok();
        hint.assert_lacks("/people/");
    }
    let form = lena.get("/people/new").await.assert_ok();
    form.assert_has("hx-trigger=\"input delay:300ms, change\"");
}

async fn a_program_asks_before_it_makes_anybody(app: TestApp) {
    let katrin = app
        .person("Katrin Vogel")
        .at("Nord AG")
        .email("k.vogel@nord.de")
        .build()
        .await;
    let token = app.with_token(Role::Reader).await;
    let ask = |query: &'static str| {
        let token = token.clone();
        async move {
            let found = token
                .get(&format!("/api/v1/people/candidates?{query}"))
                .await;
            found.assert_ok().value()["data"]
                .as_array()
                .unwrap()
                .clone()
        }
    };
    let found = ask("last_name=Vogel&first_name=Katrin&email=k.vogel%40nord.de").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["person_id"], json!(katrin));
    assert!(
        found[0]["evidence"]["probability"].as_f64().unwrap() > 0.5,
        "{}",
        found[0]
    );
    assert!(ask("last_name=Huber").await.is_empty());
    token
        .get("/api/v1/people/candidates?shoe=43")
        .await
        .assert_status(422);
    let somebody = app.sign_in(Role::WorksCouncil, "").await;
    somebody
        .get("/api/v1/people/candidates?last_name=Vogel")
        .await
        .assert_status(403);
}

async fn a_merged_person_is_found_as_the_one_who_stands_for_it(app: TestApp) {
    let katrin = app.person("Katrin Vogel").build().await;
    let other = app
        .person("Kaja Specht")
        .email("kaja@specht.de")
        .build()
        .await;
    let token = app.with_token(Role::Member).await;
    let asked = json!({ "loser_id": other.to_string() });
    token
        .post_json(&format!("/api/v1/people/{katrin}/merges"), &asked)
        .await
        .assert_status(201);
    let found = token
        .get("/api/v1/people/candidates?email=kaja%40specht.de")
        .await
        .assert_ok()
        .value();
    let ids: Vec<&Value> = found["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["person_id"])
        .collect();
    assert_eq!(ids, [&json!(katrin)]);
}

/// The trial run of an import says how many of the new people may be there already.
async fn a_trial_import_counts_people_who_may_be_there(app: TestApp) {
    app.person("Ida Lorenz")
        .email("ida@nordlicht.de")
        .build()
        .await;
    let file = "Record ID,First Name,Last Name,Email,Contact owner\n\
                8,Ida,Lorentz,ida@nordlicht.de,\n9,Tom,Becker,tom@becker.de,\n";
    let path = app.folder().join("people.csv");
    std::fs::write(&path, file).unwrap();
    let given = connect::imports::given(&[path]);
    let wishes = connect::imports::Wishes::default();
    let ctx = app.ctx();
    let report = connect::imports::import(app.db(), &ctx, &given, &wishes, true, &mut |_| {})
        .await
        .unwrap();
    let told = report.findings.0.iter();
    let known: Vec<_> = told.filter(|one| one.kind == "maybe_known").collect();
    assert_eq!(known.len(), 1);
    assert_eq!(
        (known[0].rows, known[0].taken.as_str()),
        (1, "Ida Lorentz / Ida Lorenz")
    );
    let (people,): (i64,) = app
        .db()
        .one("select count(*) from person", params![])
        .await
        .unwrap();
    assert_eq!(people, 1, "nothing was written");
}

async fn a_company_is_looked_for_before_it_is_made(app: TestApp) {
    let nord = app
        .company("Nord AG")
        .with("domain", "nord-ag.de")
        .build()
        .await;
    let token = app.with_token(Role::Reader).await;
    for query in ["domain=https://www.nord-ag.de/", "name=NORD"] {
        let path = format!("/api/v1/companies/candidates?{query}");
        let found = token.get(&path).await.assert_ok().value();
        assert_eq!(found["data"][0]["company_id"], json!(nord), "{query}");
    }
}

/// The keys of a person follow every change, in the same transaction; after a run they are the same.
async fn keys_follow_the_person(app: TestApp) {
    let keys = |app: &TestApp| {
        let db = app.db().clone();
        async move {
            let sql = "select key, record_id from duplicate_key order by key, record_id";
            let rows: Vec<(i64, Id)> = db.rows(sql, params![]).await.unwrap();
            rows
        }
    };
    let katrin = app
        .person("Katrin Vogel")
        .at("Nord AG")
        .email("k@nord.de")
        .build()
        .await;
    app.person("Jonas Huber")
        .with("phones", "0171 2345678")
        .with("postal_code", "80331")
        .build()
        .await;
    let token = app.with_token(Role::Member).await;
    let change =
        json!({ "last_name": "Specht", "emails": ["k.specht@nord.de"], "company_id": null });
    let path = format!("/api/v1/people/{katrin}");
    token
        .clone()
        .header("if-match", "*")
        .json(axum::http::Method::PATCH, &path, &change)
        .await
        .assert_ok();
    let kept = keys(&app).await;
    assert!(!kept.is_empty());
    customers::duplicates::search_anew(app.db(), &app.ctx())
        .await
        .unwrap();
    app.settle().await;
    assert_eq!(keys(&app).await, kept, "made anew they are the same");
    let found = token
        .get("/api/v1/people/candidates?last_name=Vogel&first_name=Katrin")
        .await
        .value();
    assert_eq!(found["data"], json!([]), "the old name leads nowhere");
}

both_engines!(
    somebody_known_is_shown_while_a_new_one_is_typed,
    a_program_asks_before_it_makes_anybody,
    a_merged_person_is_found_as_the_one_who_stands_for_it,
    a_trial_import_counts_people_who_may_be_there,
    a_company_is_looked_for_before_it_is_made,
    keys_follow_the_person,
);
