//! The frame itself: who may ask at all, and that every answer carries the strict policy.

use kernel::Role;
use testkit::{TestApp, both_engines};

async fn the_server_says_that_it_works(app: TestApp) {
    let anyone = app.anyone();
    anyone
        .get("/healthz")
        .await
        .assert_status(200)
        .assert_has("ok");
    anyone.get("/readyz").await.assert_status(200);
    let answer = anyone.get("/no/such/page").await.assert_status(404);
    let policy = answer.header("content-security-policy");
    assert!(
        policy.contains("script-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
}

async fn a_change_needs_the_token_of_its_session(app: TestApp) {
    let katrin = app.sign_in(Role::Member, "sales").await;
    let path = "/no/such/page";
    katrin.post(path, &[]).await.assert_status(404);
    let forged = katrin.clone().header("x-csrf-token", "wrong");
    forged.post(path, &[]).await.assert_status(403);
    let bare = katrin.clone().without("x-csrf-token");
    bare.post(path, &[]).await.assert_status(403);
    let elsewhere = katrin.header("sec-fetch-site", "cross-site");
    elsewhere.post(path, &[]).await.assert_status(403);
}

async fn a_person_and_her_company_are_made_once(app: TestApp) {
    let katrin = app.person("Katrin Vogel").at("Müller AG").build().await;
    let tom = app.person("Tom Keller").at("Müller AG").build().await;
    assert_ne!(katrin, tom);
    let sql = "select count(*) from company";
    let companies: (i64,) = app.db().one(sql, Vec::new()).await.unwrap();
    assert_eq!(companies.0, 1);
}

both_engines!(
    a_person_and_her_company_are_made_once,
    the_server_says_that_it_works,
    a_change_needs_the_token_of_its_session
);
