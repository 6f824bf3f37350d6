//! Members: invited by a link, edited, disabled; one owner always stays.

use kernel::Role;
use serde_json::json;
use testkit::TestApp;

fn link_in(page: &str) -> String {
    let at = page.find("/links/").expect("a link");
    page[at..].chars().take_while(|c| *c != '<').collect()
}

async fn an_invited_member_sets_a_password_and_works(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let fields = [
        ("name", "Katrin Vogel"),
        ("email", "katrin@musterwerk.example"),
        ("department", "service"),
        ("language", "de"),
        ("role_member", "1"),
    ];
    let page = boss.post("/members", &fields).await.assert_status(200);
    let link = link_in(&page.text());
    boss.get("/members")
        .await
        .assert_has("Katrin Vogel")
        .assert_has("eingeladen")
        .assert_lacks("/links/");
    let katrin = app.anyone();
    katrin
        .post(&link, &[("password", "Maultaschen am Donnerstag")])
        .await
        .assert_status(303);
    katrin.get("/departments").await.assert_ok();
    boss.get("/members").await.assert_has("aktiv");
    boss.post("/members", &fields).await.assert_status(422);
}

async fn a_disabled_member_is_out_at_once(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let tom = app.sign_in(Role::Member, "sales").await;
    tom.get("/departments").await.assert_ok();
    let path = format!("/members/{}", tom.member());
    boss.post(&format!("{path}/state"), &[("state", "disabled")])
        .await
        .assert_status(303);
    tom.get("/departments").await.assert_status(303);
    boss.post(&format!("{path}/links"), &[])
        .await
        .assert_status(409);
    boss.get(&path).await.assert_has("gesperrt");
}

async fn the_last_owner_stays(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let path = format!("/members/{}", boss.member());
    boss.post(&format!("{path}/state"), &[("state", "disabled")])
        .await
        .assert_status(409)
        .assert_has("Mindestens ein Inhaber");
    let fields = [
        ("name", "Lena"),
        ("email", "lena@musterwerk.example"),
        ("language", "de"),
        ("timezone", "Europe/Berlin"),
        ("version", "1"),
        ("role_manager", "1"),
    ];
    boss.post(&path, &fields).await.assert_status(409);
    boss.get("/members").await.assert_ok();
}

async fn an_edit_is_checked_and_in_the_audit_trail(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "").await;
    let tom = app.sign_in(Role::Member, "sales").await;
    let path = format!("/members/{}", tom.member());
    let mut fields = vec![
        ("name", "Tom Keller"),
        ("email", "tom@musterwerk.example"),
        ("department", "aftersales"),
        ("language", "en"),
        ("timezone", "Europe/Vienna"),
        ("version", "1"),
        ("role_manager", "1"),
    ];
    boss.post(&path, &fields).await.assert_status(303);
    boss.post(&path, &fields).await.assert_status(409);
    fields[4].1 = "Europe/Atlantis";
    fields[5].1 = "2";
    boss.post(&path, &fields).await.assert_status(422);
    let (lines,): (i64,) = app
        .db()
        .one(
            "select count(*) from audit where record_kind = 'member' and record_id = $1 and field is not null",
            store::params![tom.member()],
        )
        .await
        .expect("a count");
    assert_eq!(lines, 6, "name, e-mail, department, language, zone, roles");
    tom.get("/members").await.assert_ok().assert_has("Members");
    let reader = app.sign_in(Role::Reader, "sales").await;
    reader.get("/members").await.assert_status(403);
}

async fn members_are_read_and_made_by_the_api(app: TestApp) {
    let program = app.with_token(Role::Owner).await;
    let new = json!({ "name": "Ada", "email": "ada@musterwerk.example", "roles": ["reader"], "department": "pr" });
    let made = program
        .post_json("/api/v1/members", &new)
        .await
        .assert_status(201)
        .value();
    assert_eq!(made["state"], "invited");
    assert!(
        made["link"]
            .as_str()
            .expect("a link")
            .starts_with("/links/")
    );
    let listed = program.get("/api/v1/members").await.assert_ok().value();
    assert_eq!(listed["data"][0]["name"], "Ada");
    let wrong = json!({ "name": "Ada", "roles": ["king"] });
    program
        .post_json("/api/v1/members", &wrong)
        .await
        .assert_status(422);
}

testkit::both_engines!(
    an_invited_member_sets_a_password_and_works,
    a_disabled_member_is_out_at_once,
    the_last_owner_stays,
    an_edit_is_checked_and_in_the_audit_trail,
    members_are_read_and_made_by_the_api,
);
