//! One's own account, tokens, settings and the audit trail.

use kernel::Role;
use org::sign_in::hash_password;
use serde_json::json;
use testkit::TestApp;

async fn a_token_that_reads_changes_nothing(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let fields = [("name", "reports"), ("role", "owner"), ("scope", "read")];
    let page = boss
        .post("/tokens", &fields)
        .await
        .assert_status(200)
        .text();
    let at = page.find("uns_").expect("the secret");
    let secret: String = page[at..].chars().take_while(|c| *c != '<').collect();
    boss.get("/tokens")
        .await
        .assert_has("reports")
        .assert_lacks(&secret);
    let program = app
        .anyone()
        .header("authorization", &format!("Bearer {secret}"));
    let listed = program.get("/api/v1/tokens").await.assert_ok().value();
    assert_eq!(listed["data"][0]["scope"], "read");
    let new = json!({ "name": "x", "role": "reader" });
    program
        .post_json("/api/v1/tokens", &new)
        .await
        .assert_status(403);
    let id = listed["data"][0]["id"].as_str().expect("an id").to_owned();
    boss.post(&format!("/tokens/{id}/revocation"), &[])
        .await
        .assert_status(303);
    program.get("/api/v1/tokens").await.assert_status(401);
}

async fn a_new_password_ends_the_other_sessions(app: TestApp) {
    let tom = app.sign_in(Role::Member, "sales").await;
    let hash = hash_password("das alte Passwort").await.expect("a hash");
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    org::members::set_password(&mut tx, tom.member(), &hash)
        .await
        .expect("set");
    org::sign_in::open_session(&mut tx, tom.member(), Some("Telefon"))
        .await
        .expect("a second session");
    tx.commit().await.expect("kept");
    tom.get("/profile").await.assert_has("Telefon");
    let wrong = [
        ("present", "falsch"),
        ("password", "Maultaschen am Freitag"),
    ];
    tom.post("/profile/password", &wrong)
        .await
        .assert_status(422)
        .assert_has("Das bisherige Passwort stimmt nicht");
    let right = [
        ("present", "das alte Passwort"),
        ("password", "Maultaschen am Freitag"),
    ];
    tom.post("/profile/password", &right)
        .await
        .assert_status(303);
    tom.get("/profile")
        .await
        .assert_ok()
        .assert_lacks("Telefon");
    let own = [
        ("name", "Tom Keller"),
        ("language", "en"),
        ("theme", "dark"),
        ("timezone", "Europe/Vienna"),
        ("shortcuts_off", "1"),
    ];
    tom.post("/profile", &own).await.assert_status(303);
    tom.get("/profile")
        .await
        .assert_has("Your account")
        .assert_has("Tom Keller");
}

async fn settings_keep_their_versions_and_the_trail_shows_them(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let first = [
        ("name", "Musterwerk"),
        ("currency", "eur"),
        ("timezone", "Europe/Berlin"),
    ];
    let second = [
        ("name", "Musterwerk AG"),
        ("currency", "CHF"),
        ("timezone", "Europe/Zurich"),
    ];
    boss.post("/settings", &first).await.assert_status(303);
    boss.post("/settings", &second).await.assert_status(303);
    boss.get("/settings")
        .await
        .assert_has("Musterwerk AG")
        .assert_has("EUR");
    let company = org::settings::company(app.db()).await.expect("settings");
    assert_eq!(company.currency, "CHF");
    let bad = [
        ("name", "X"),
        ("currency", "euro"),
        ("timezone", "Europe/Berlin"),
    ];
    boss.post("/settings", &bad).await.assert_status(422);
    boss.get("/settings/permissions")
        .await
        .assert_ok()
        .assert_has("Alle 9 Abteilungen")
        .assert_has("Vertrieb, Buchhaltung");
    boss.get("/ui").await.assert_ok();
    boss.get("/audit?record_kind=setting")
        .await
        .assert_ok()
        .assert_has("Musterwerk AG");
    boss.get("/audit?record_kind=deal")
        .await
        .assert_lacks("Musterwerk AG");
    let council = app.sign_in(Role::WorksCouncil, "").await;
    council.get("/settings/permissions").await.assert_ok();
    council.get("/audit").await.assert_status(403);
    let dpo = app.with_token(Role::Dpo).await;
    let trail = dpo
        .get("/api/v1/audit?record_kind=setting")
        .await
        .assert_ok()
        .value();
    assert_eq!(trail["data"].as_array().map(Vec::len), Some(2));
    assert!(trail["paging"]["next"].is_null());
}

async fn the_trail_is_read_page_by_page(app: TestApp) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let id = tx.ctx().id();
    let lines = (0..120).map(|n| {
        store::Change::field(
            "deal",
            id,
            "name",
            Some(format!("a{n}")),
            Some(format!("b{n}")),
        )
    });
    tx.audit(lines.collect()).await.expect("written");
    tx.commit().await.expect("kept");
    let dpo = app.with_token(Role::Dpo).await;
    let mut path = "/api/v1/audit?record_kind=deal".to_owned();
    let mut sizes = Vec::new();
    loop {
        let page = dpo.get(&path).await.assert_ok().value();
        sizes.push(page["data"].as_array().map_or(0, Vec::len));
        let Some(after) = page["paging"]["next"]["after"].as_str() else {
            break;
        };
        path = format!("/api/v1/audit?record_kind=deal&after={after}");
    }
    assert_eq!(sizes, [50, 50, 20]);
}

testkit::both_engines!(
    a_token_that_reads_changes_nothing,
    a_new_password_ends_the_other_sessions,
    settings_keep_their_versions_and_the_trail_shows_them,
    the_trail_is_read_page_by_page,
);
