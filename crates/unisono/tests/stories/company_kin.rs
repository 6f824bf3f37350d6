//! Companies of one group: never merged without asking, offered as what they are, shown as a tree.

use axum::http::Method;
use kernel::{Id, Role};
use serde_json::{Value, json};
use testkit::{Answer, Client, CompanyBuilder, TestApp, both_engines};

use super::review::{count, open, search};

fn at_home(one: CompanyBuilder<'_>) -> CompanyBuilder<'_> {
    one.with("street", "Hafenstraße 1")
        .with("postal_code", "24103")
        .with("city", "Kiel")
}

/// A holding, its subsidiary in the same house, and a site of the subsidiary: one domain, one switchboard.
async fn group(app: &TestApp) -> [Id; 3] {
    let unit = |name: &'static str| {
        app.company(name)
            .with("domain", "nordwerk.de")
            .with("phone", "+49 431 5550")
    };
    let holding = at_home(unit("Nordwerk Holding AG")).build().await;
    let works = at_home(unit("Nordwerk GmbH")).build().await;
    let site = unit("Nordwerk GmbH")
        .with("postal_code", "80331")
        .with("city", "München")
        .build()
        .await;
    app.settle().await;
    [holding, works, site]
}

async fn patch(client: &Client, id: Id, fields: &Value) -> Answer {
    let path = format!("/api/v1/companies/{id}");
    let program = client.clone().header("if-match", "*");
    program.json(Method::PATCH, &path, fields).await
}

async fn units_of_a_group_are_never_merged_without_asking(app: TestApp) {
    let units = group(&app).await;
    let token = app.with_token(Role::Member).await;
    search(&app, &token).await;
    assert!(open(&token, "certain").await.is_empty());
    let all = "/api/v1/duplicates/batches?kind=company";
    token.post_json(all, &json!({})).await.assert_status(202);
    token
        .post_json("/api/v1/duplicates/batches", &json!({}))
        .await
        .assert_status(202);
    app.settle().await;
    let merged = "select count(*) from company where merged_into_id is not null";
    assert_eq!(count(&app, merged).await, 0);
    let [holding, works, site] = units.map(|id| json!(id.to_string()));
    let parts = open(&token, "part").await;
    assert_eq!(
        parts.len(),
        3,
        "every two of them are a question: {parts:?}"
    );
    let about = |a: &Value, b: &Value| {
        let both = |one: &&Value| (&one["a"]["id"], &one["b"]["id"]) == (a, b);
        parts.iter().find(both).unwrap()
    };
    let in_house = about(&holding, &works);
    assert_eq!(in_house["refused"], json!("subsidiary"));
    assert_eq!(in_house["part_id"], works, "the holding stands above");
    let elsewhere = about(&works, &site);
    assert_eq!(
        (&elsewhere["refused"], &elsewhere["part_id"]),
        (&json!("site"), &site)
    );
    let lena = app.sign_in(Role::Member, "sales").await;
    let queue = lena.get("/duplicates?kind=company").await.assert_ok();
    queue
        .assert_has("Nordwerk Holding AG")
        .assert_has("Gehört zusammen (3)");
    lena.get("/duplicates?kind=person")
        .await
        .assert_ok()
        .assert_lacks("Nordwerk");
}

/// Who says no place may be either of two sites: nobody is merged into one of them by chance.
async fn a_company_without_a_place_is_torn_between_two_sites(app: TestApp) {
    let at = |city: &'static str, postal: &'static str| {
        app.company("Nordwerk GmbH")
            .with("domain", "nordwerk.de")
            .with("city", city)
            .with("postal_code", postal)
    };
    at("Kiel", "24103").build().await;
    at("München", "80331").build().await;
    app.settle().await;
    app.company("Nordwerk")
        .with("domain", "nordwerk.de")
        .build()
        .await;
    app.settle().await;
    let token = app.with_token(Role::Member).await;
    for found_by in ["the new one", "a run"] {
        assert!(open(&token, "certain").await.is_empty(), "{found_by}");
        assert_eq!(open(&token, "likely").await.len(), 2, "{found_by}");
        search(&app, &token).await;
    }
}

/// The same company typed twice is certain; a certain pair is merged at once and taken back at once.
async fn one_company_twice_is_certain_and_a_run_is_taken_back(app: TestApp) {
    let twice = |name: &'static str| {
        app.company(name)
            .with("domain", "suedguss.de")
            .with("phone", "+49 89 77110")
            .with("street", "Tal 5")
            .with("postal_code", "80331")
            .with("city", "München")
    };
    let one = twice("Südguss Maschinenbau GmbH").build().await;
    let other = twice("Suedguss Maschinen-Bau Ges.m.b.H.").build().await;
    app.settle().await;
    let token = app.with_token(Role::Member).await;
    let found = open(&token, "certain").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["kind"], json!("company"));
    let none = "/api/v1/duplicates/batches?kind=person";
    token.post_json(none, &json!({})).await.assert_status(202);
    app.settle().await;
    let merged = "select count(*) from company where merged_into_id is not null";
    assert_eq!(count(&app, merged).await, 0, "people were asked for");
    let lena = app.sign_in(Role::Member, "sales").await;
    let form = [("kind", "company")];
    lena.post("/duplicates/batches", &form)
        .await
        .assert_status(303);
    app.settle().await;
    assert_eq!(count(&app, merged).await, 1);
    let current = token
        .get(&format!("/api/v1/companies/{other}"))
        .await
        .value();
    assert_eq!(current["id"], json!(one.to_string()), "the older one stays");
    let batch = "select max(batch_id) from merge_log where undone_at is null";
    let (batch,): (Id,) = app.db().one(batch, store::params![]).await.unwrap();
    let undo = format!("/duplicates/batches/{batch}/undo");
    lena.post(&undo, &[]).await.assert_status(303);
    app.settle().await;
    assert_eq!(count(&app, merged).await, 0);
    assert_eq!(open(&token, "certain").await.len(), 1, "a question again");
}

async fn a_part_is_put_below_the_whole_and_taken_back(app: TestApp) {
    let [holding, works, _] = group(&app).await;
    let token = app.with_token(Role::Member).await;
    search(&app, &token).await;
    let parts = open(&token, "part").await;
    let both = |one: &&Value| {
        one["a"]["id"] == json!(holding.to_string()) && one["b"]["id"] == json!(works.to_string())
    };
    let id = parts.iter().find(both).unwrap()["id"].as_str().unwrap();
    let lena = app.sign_in(Role::Member, "sales").await;
    let answer = format!("/duplicates/{id}/answer");
    let said = [("answer", "part"), ("band", "part"), ("kind", "company")];
    let back = lena.post(&answer, &said).await.assert_status(303);
    assert_eq!(back.location(), "/duplicates?kind=company&band=part");
    let path = format!("/api/v1/companies/{works}");
    let below = token.get(&path).await.assert_ok().value();
    let place = (&below["parent_company_id"], &below["parent_kind"]);
    assert_eq!(place, (&json!(holding.to_string()), &json!("subsidiary")));
    for company in [holding, works] {
        let page = lena.get(&format!("/companies/{company}")).await.assert_ok();
        page.assert_has("Konzern und Standorte")
            .assert_has("Zusammengehörigkeit festgehalten");
    }
    let merge = format!("/api/v1/companies/{holding}/merges");
    let asked = json!({ "loser_id": works.to_string() });
    token.post_json(&merge, &asked).await.assert_status(409);
    search(&app, &token).await;
    let left = open(&token, "part").await;
    assert!(
        !left.iter().any(|one| one["id"] == json!(id)),
        "never asked again"
    );
    let reopen = format!("/duplicates/{id}/reopening");
    lena.post(&reopen, &[]).await.assert_status(303);
    let alone = token.get(&path).await.assert_ok().value();
    assert_eq!(
        (&alone["parent_company_id"], &alone["parent_kind"]),
        (&Value::Null, &Value::Null)
    );
    let evidence = "select count(*) from touchpoint where type = 'identity.related' and properties like '%site.equal%'";
    assert_eq!(
        count(&app, evidence).await,
        2,
        "with the evidence on both timelines"
    );
}

async fn a_hierarchy_has_no_circle_and_an_end(app: TestApp) {
    let [holding, works, site] = group(&app).await;
    let token = app.with_token(Role::Member).await;
    let below = |whole: Id, kind: &str| json!({ "parent_company_id": whole.to_string(), "parent_kind": kind });
    patch(&token, works, &below(holding, "subsidiary"))
        .await
        .assert_ok();
    patch(&token, site, &below(works, "site")).await.assert_ok();
    patch(&token, holding, &below(site, "subsidiary"))
        .await
        .assert_status(422);
    let under_site = app.company("Nordwerk Service GmbH").build().await;
    patch(&token, under_site, &below(site, "subsidiary"))
        .await
        .assert_status(422);
    patch(&token, under_site, &below(site, "site"))
        .await
        .assert_ok();
    patch(&token, works, &json!({ "parent_kind": "site" }))
        .await
        .assert_ok();
    patch(&token, holding, &json!({ "parent_kind": "site" }))
        .await
        .assert_status(422);
    let mut top = holding;
    let mut levels = 4;
    loop {
        let higher = app.company(&format!("Stufe {levels}")).build().await;
        let placed = patch(&token, top, &below(higher, "subsidiary")).await;
        if placed.status == 422 {
            break;
        }
        placed.assert_ok();
        (top, levels) = (higher, levels + 1);
        assert!(levels < 30, "there is an end");
    }
    assert_eq!(levels, 12);
    let lena = app.sign_in(Role::Member, "sales").await;
    lena.get(&format!("/companies/{top}"))
        .await
        .assert_ok()
        .assert_has("Nordwerk Service GmbH");
}

/// Merging a company that has parts: they stand below the one that stands for both, until it is taken back.
async fn the_timeline_of_a_group_shows_what_happened_below(app: TestApp) {
    let [holding, works, site] = group(&app).await;
    let token = app.with_token(Role::Member).await;
    for (part, whole, kind) in [(works, holding, "subsidiary"), (site, works, "site")] {
        let place = json!({ "parent_company_id": whole.to_string(), "parent_kind": kind });
        patch(&token, part, &place).await.assert_ok();
    }
    let entry = json!({ "type": "phone.call.completed", "company_id": site.to_string(), "note": "Kran steht still" });
    token
        .post_json("/api/v1/touchpoints", &entry)
        .await
        .assert_status(201);
    app.settle().await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = format!("/companies/{holding}");
    lena.get(&page)
        .await
        .assert_ok()
        .assert_lacks("Kran steht still");
    let all = lena.get(&format!("{page}?below=1")).await.assert_ok();
    all.assert_has("Kran steht still")
        .assert_has("Mit Töchtern und Standorten")
        .assert_has("Zusammen mit allen darunter");
    let calls = format!("/api/v1/touchpoints?company={holding}&channel=phone");
    let own = token.get(&calls).await.assert_ok().value();
    assert_eq!(own["data"], json!([]));
    let below = token
        .get(&format!("{calls}&below=1"))
        .await
        .assert_ok()
        .value();
    assert_eq!(below["data"][0]["company_id"], json!(site.to_string()));

    let twin = app
        .company("Nordwerk")
        .with("domain", "nordwerk.de")
        .build()
        .await;
    let merges = format!("/api/v1/companies/{twin}/merges");
    let asked = json!({ "loser_id": works.to_string() });
    let merged = token
        .post_json(&merges, &asked)
        .await
        .assert_status(201)
        .value();
    let of_twin = token
        .get(&format!("/api/v1/companies/{twin}"))
        .await
        .value();
    assert_eq!(
        of_twin["parent_company_id"],
        json!(holding.to_string()),
        "the place comes along"
    );
    assert_eq!(of_twin["parent_kind"], json!("subsidiary"));
    lena.get(&format!("/companies/{twin}?below=1"))
        .await
        .assert_ok()
        .assert_has("Kran steht still");
    let undo = format!("/api/v1/merges/{}/undo", merged["id"].as_str().unwrap());
    token.post_json(&undo, &json!({})).await.assert_ok();
    let of_twin = token
        .get(&format!("/api/v1/companies/{twin}"))
        .await
        .value();
    assert_eq!(of_twin["parent_company_id"], Value::Null);
    let of_works = token
        .get(&format!("/api/v1/companies/{works}"))
        .await
        .value();
    assert_eq!(of_works["parent_company_id"], json!(holding.to_string()));
}

both_engines!(
    units_of_a_group_are_never_merged_without_asking,
    a_company_without_a_place_is_torn_between_two_sites,
    one_company_twice_is_certain_and_a_run_is_taken_back,
    a_part_is_put_below_the_whole_and_taken_back,
    a_hierarchy_has_no_circle_and_an_end,
    the_timeline_of_a_group_shows_what_happened_below,
);
