//! One question finds every kind of record, however the umlaut is written and whoever may ask.

use kernel::{Id, Role, Touchpoint};
use store::Doc;
use testkit::{Client, TestApp, both_engines};

async fn index(app: &TestApp, docs: &[(&'static str, &str, &str)]) -> Vec<Id> {
    let mut tx = app.db().begin(&app.ctx()).await.unwrap();
    let docs: Vec<Doc> = docs
        .iter()
        .map(|(kind, title, words)| Doc {
            id: tx.ctx().id(),
            kind,
            title: (*title).to_owned(),
            subtitle: String::new(),
            words: (*words).to_owned(),
        })
        .collect();
    let ids = docs.iter().map(|doc| doc.id).collect();
    tx.index(docs).await.unwrap();
    tx.commit().await.unwrap();
    ids
}

fn about_ticket(app: &TestApp, type_key: &str, number: &str, subject: Option<&str>) -> Touchpoint {
    let mut touchpoint = Touchpoint::new(type_key, app.ctx().now());
    touchpoint.source = "helpdesk".to_owned();
    touchpoint.event_id = app.ctx().id().to_string();
    touchpoint.object_type = Some("ticket".to_owned());
    touchpoint.object_id = Some(number.to_owned());
    touchpoint.object_name = subject.map(str::to_owned);
    touchpoint
}

async fn one_question_finds_person_company_and_ticket(app: TestApp) {
    index(
        &app,
        &[
            ("person", "Katrin Müller", "katrin@huber.example"),
            ("company", "Mueller & Söhne", ""),
            ("deal", "Fräse 7", ""),
        ],
    )
    .await;
    let mut tx = app.db().begin(&app.ctx()).await.unwrap();
    let opened = about_ticket(
        &app,
        "ticket.opened",
        "T-2041",
        Some("Muller-Ventil klemmt"),
    );
    let opened = tx.record(opened).await.unwrap().unwrap();
    let solved = about_ticket(&app, "ticket.solved", "T-2041", None);
    tx.record(solved).await.unwrap();
    tx.commit().await.unwrap();
    app.settle().await;

    let lena = app.sign_in(Role::Member, "service").await;
    let answer = lena.get("/api/v1/search?q=M%C3%BCller").await.assert_ok();
    let kinds: Vec<String> = answer.value()["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["person", "company", "ticket"]);
    let page = lena.get("/search?q=T-2041").await.assert_ok();
    page.assert_has("Muller-Ventil klemmt")
        .assert_has(&format!("/timeline/{opened}"))
        .assert_lacks("Katrin");
    let palette = lena
        .clone()
        .htmx()
        .get("/search?palette=1&q=katrin@h")
        .await;
    palette
        .assert_ok()
        .assert_has("role=\"option\"")
        .assert_has("Katrin Müller")
        .assert_lacks("<html");
}

async fn what_was_taken_back_is_not_found(app: TestApp) {
    let mut tx = app.db().begin(&app.ctx()).await.unwrap();
    let wrong = about_ticket(&app, "ticket.opened", "T-7", Some("Falsch erfasst"));
    let wrong = tx.record(wrong).await.unwrap().unwrap();
    let right = about_ticket(&app, "ticket.replied", "T-7", Some("Richtig erfasst"));
    tx.record(right).await.unwrap();
    tx.commit().await.unwrap();
    app.settle().await;
    let mut tx = app.db().begin(&app.ctx()).await.unwrap();
    tx.retract(wrong, "test").await.unwrap();
    tx.commit().await.unwrap();
    app.settle().await;

    let lena = app.sign_in(Role::Member, "service").await;
    let page = lena.get("/search?q=erfasst").await.assert_ok();
    page.assert_has("Richtig erfasst").assert_lacks("Falsch");
}

async fn who_may_not_read_customers_finds_none(app: TestApp) {
    index(&app, &[("person", "Katrin Müller", "")]).await;
    let council = app.sign_in(Role::WorksCouncil, "").await;
    for path in [
        "/search?q=katrin",
        "/search?palette=1&q=katrin",
        "/api/v1/search?q=katrin",
    ] {
        council.get(path).await.assert_ok().assert_lacks("Müller");
    }
    app.anyone()
        .get("/api/v1/search?q=katrin")
        .await
        .assert_status(401);
}

async fn odd_questions_are_answered_in_peace(app: TestApp) {
    index(&app, &[("company", "<b>Huber</b> \"AG\"", "")]).await;
    let lena = app.sign_in(Role::Reader, "sales").await;
    let asked = [
        "%22",
        "%27%20or%201%3D1",
        "a%00b",
        "%25%25",
        "AND%20OR",
        "%F0%9F%98%80",
        "*",
        "h:*%20%26",
    ];
    for q in asked {
        lena.get(&format!("/search?q={q}")).await.assert_ok();
        lena.get(&format!("/search?palette=1&q={q}"))
            .await
            .assert_ok();
    }
    let page = lena.get("/search?q=huber").await.assert_ok();
    page.assert_has("&lt;b&gt;Huber").assert_lacks("<b>Huber");
    lena.get("/api/v1/search?q=x").await.assert_status(422);
    lena.get("/api/v1/search?q=huber&kind=planet")
        .await
        .assert_status(422);
    let long = "wort%20".repeat(300);
    lena.get(&format!("/search?q={long}")).await.assert_ok();
}

/// One record of each kind, each made in its own way; answers product and member.
async fn of_every_kind(app: &TestApp, owner: &Client) -> (Id, Id) {
    let company = app.company("Höfer Fördertechnik").build().await;
    let report = ("Prüfbericht Förderband.pdf", &b"%PDF-1.4"[..]);
    let at = format!("/files/at/company/{company}");
    let attached = owner.upload(&at, "file", report, &[]).await;
    attached.assert_status(303);
    let mut tx = app.db().begin(&app.ctx()).await.unwrap();
    let product = customers::products::ensure(&mut tx, "Förderband FB-3").await;
    let member = org::members::NewMember {
        name: "Jörg Förder".to_owned(),
        email: None,
        department_id: None,
        roles: vec![Role::Reader],
        lang: kernel::Lang::De,
        password_hash: None,
    };
    let member = org::members::create(&mut tx, &member).await;
    tx.commit().await.unwrap();
    (product.unwrap(), member.unwrap())
}

/// Kind and address of everything that is found.
async fn found(client: &Client, q: &str) -> Vec<(String, String)> {
    let path = format!("/api/v1/search?q={q}");
    let answer = client.get(&path).await.assert_ok().value();
    let text = |hit: &serde_json::Value, key: &str| hit[key].as_str().unwrap().to_owned();
    let hits = answer["data"].as_array().unwrap();
    let pair = |hit| (text(hit, "kind"), text(hit, "href"));
    hits.iter().map(pair).collect()
}

fn kinds(found: &[(String, String)]) -> Vec<&str> {
    found.iter().map(|(kind, _)| kind.as_str()).collect()
}

async fn products_files_members_and_activities_are_found_too(app: TestApp) {
    let owner = app.sign_in(Role::Owner, "").await;
    let (product, member) = of_every_kind(&app, &owner).await;
    let all = found(&owner, "foerder").await;
    assert_eq!(kinds(&all), ["company", "product", "file", "member"]);
    assert_eq!(all[1].1, format!("/products/{product}"));
    assert_eq!(all[3].1, format!("/members/{member}"));
    for (_, href) in &all {
        owner.get(href).await.assert_ok();
    }
    let activities = found(&owner, "Newsletter").await;
    let is_activity =
        |(kind, href): &(String, String)| kind == "activity" && href.starts_with("/activities/");
    assert!(activities.iter().any(is_activity), "{activities:?}");
    let palette = owner.clone().htmx();
    let palette = palette.get("/search?palette=1&q=FORDER").await.assert_ok();
    palette
        .assert_has("Förderband FB-3")
        .assert_has("Prüfbericht")
        .assert_has("Jörg Förder");
}

async fn restricted_kinds_are_found_only_by_those_who_may_read_them(app: TestApp) {
    let owner = app.sign_in(Role::Owner, "").await;
    of_every_kind(&app, &owner).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    assert_eq!(
        kinds(&found(&lena, "forder").await),
        ["company", "product", "file"]
    );
    let council = app.sign_in(Role::WorksCouncil, "").await;
    assert_eq!(found(&council, "forder").await, []);
    // The activities are for everybody.
    assert!(!found(&council, "newsletter").await.is_empty());
}

async fn a_file_is_found_while_it_is_attached(app: TestApp) {
    let owner = app.sign_in(Role::Owner, "").await;
    of_every_kind(&app, &owner).await;
    let (_, file) = found(&owner, "prufbericht").await.remove(0);
    let removed = owner.post(&format!("{file}/removal"), &[]).await;
    let cookie = removed.assert_status(303).header("set-cookie");
    assert_eq!(found(&owner, "prufbericht").await, []);
    let cookie = cookie.replace("%2F", "/");
    let (_, undo) = cookie.split_once("/history/").unwrap();
    let (change, _) = undo.split_once("/undo").unwrap();
    let undone = owner.post(&format!("/history/{change}/undo"), &[]).await;
    undone.assert_status(303);
    assert_eq!(kinds(&found(&owner, "prufbericht").await), ["file"]);
}

/// A narrow kind is found although thousands of newer records of another kind hold the same word.
async fn a_rare_kind_is_found_among_many(app: TestApp) {
    index(&app, &[("company", "Sonnen-Optik", "")]).await;
    let many = vec![("person", "Sonja Sonnenschein", ""); 900];
    index(&app, &many).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = lena.get("/search?q=sonne").await.assert_ok();
    page.assert_has("Sonnen-Optik").assert_has("Sonja");
    let page = lena.get("/search?q=sonne&kind=company").await.assert_ok();
    page.assert_has("Sonnen-Optik").assert_lacks("Sonja");
}

both_engines!(
    one_question_finds_person_company_and_ticket,
    what_was_taken_back_is_not_found,
    who_may_not_read_customers_finds_none,
    odd_questions_are_answered_in_peace,
    products_files_members_and_activities_are_found_too,
    restricted_kinds_are_found_only_by_those_who_may_read_them,
    a_file_is_found_while_it_is_attached,
    a_rare_kind_is_found_among_many,
);
