//! How small is too small: a setting with bounds, and a company that is small as a whole.

use kernel::Role;
use serde_json::Value;
use testkit::{Client, TestApp};

use super::small::{JOINT, TOGETHER, house, work};

async fn set(boss: &Client, group: &str, apart: bool) -> testkit::Answer {
    let mut given = vec![
        ("name", "Musterwerk"),
        ("currency", "EUR"),
        ("timezone", "Europe/Berlin"),
        ("smallest_group", group),
    ];
    if apart {
        given.push(("small_company_apart", "1"));
    }
    boss.post("/settings", &given).await
}

async fn a_small_company_says_so_itself(app: TestApp) {
    let boss = app.sign_in(Role::Owner, "marketing").await;
    app.colleagues("sales", 2).await;
    work(&app).await;
    let rows = async || {
        let answer = boss.get("/api/v1/contribution").await.assert_ok().value();
        let rows = answer["rows"].as_array().expect("rows").clone();
        let keys = rows.iter().filter_map(|r| r["key"].as_str());
        keys.map(str::to_owned).collect::<Vec<_>>()
    };
    let shown = rows().await;
    let has = |key: &str| shown.iter().any(|k| k == key);
    assert!(
        has(JOINT) && !has("marketing") && !has("sales"),
        "{shown:?}"
    );
    assert!(has("service"), "without members there is nobody to protect");
    for page in ["/contribution", "/dashboard"] {
        boss.get(page)
            .await
            .assert_ok()
            .assert_has("insgesamt zu wenige Mitglieder")
            .assert_has("Kleinste Gruppe einstellen");
    }
    set(&boss, "8", true).await.assert_status(303);
    let shown = rows().await;
    assert!(shown.iter().any(|k| k == "marketing") && !shown.iter().any(|k| k == JOINT));
    // It holds for small companies only.
    app.colleagues("sales", 5).await;
    assert!(rows().await.iter().any(|k| k == JOINT));
}

async fn the_smallest_group_is_a_setting_with_bounds(app: TestApp) {
    house(&app).await;
    work(&app).await;
    let boss = app.sign_in(Role::Owner, "").await;
    for wrong in ["1", "51", "viele", "-3"] {
        set(&boss, wrong, false).await.assert_status(422);
    }
    let together = async || {
        let answer = boss.get("/api/v1/contribution").await.assert_ok().value();
        answer["small_departments"]["departments"].clone()
    };
    assert_eq!(together().await, serde_json::json!(TOGETHER));
    set(&boss, "2", false).await.assert_status(303);
    assert_eq!(together().await, Value::Null, "two are two");
    set(&boss, "10", false).await.assert_status(303);
    let four = serde_json::json!(["marketing", "service", "accounting", "pr"]);
    assert_eq!(together().await, four);
    boss.get("/settings")
        .await
        .assert_ok()
        .assert_has("value=\"10\"");
}

testkit::both_engines!(
    a_small_company_says_so_itself,
    the_smallest_group_is_a_setting_with_bounds,
);
