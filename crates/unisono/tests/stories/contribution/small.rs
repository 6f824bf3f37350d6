//! What a handful of people achieve is nobody's to see: small departments share a row, in every split, and no
//! filter tells them apart.

use kernel::{Id, Millis, Role, Touchpoint};
use serde_json::Value;
use store::params;
use testkit::{Program, TestApp};

use super::{Case, row, won_by_few};

pub(super) const JOINT: &str = "small-departments";
/// Who shares the row in the house below: two small ones are seven people, so the next smallest joins.
pub(super) const TOGETHER: [&str; 3] = ["service", "accounting", "pr"];

/// Marketing and sales are large, service is just large enough, accounting and PR are small; nobody is
/// anywhere else.
pub(super) async fn house(app: &TestApp) {
    for (department, n) in [
        ("marketing", 9),
        ("sales", 10),
        ("service", 8),
        ("accounting", 5),
        ("pr", 2),
    ] {
        app.colleagues(department, n).await;
    }
}

/// A touchpoint of a department with an activity of the map.
async fn touch(
    app: &TestApp,
    case: &Case,
    (type_key, department): (&str, &str),
    activity: &str,
    days: i64,
) {
    let mut touchpoint = Touchpoint::new(type_key, app.ctx().now().plus(-days * Millis::DAY));
    touchpoint.company_id = Some(case.company);
    touchpoint.department_id = org::departments::by_key(app.db(), department)
        .await
        .expect("departments");
    touchpoint.cost_minor = Some(100);
    touchpoint.currency = Some("EUR".to_owned());
    touchpoint.object_name = Some(format!("Titel {department}"));
    let found: Option<(Id,)> = app
        .db()
        .row(
            "select id from v_activity where key = $1",
            params![activity],
        )
        .await
        .expect("activities");
    touchpoint.activity_id = found.map(|(id,)| id);
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.record(touchpoint).await.expect("a touchpoint");
    tx.commit().await.expect("kept");
}

/// Two deals that everybody took part in; PR alone did the press work, on a channel of its own.
pub(super) async fn work(app: &TestApp) -> Vec<Case> {
    let mut cases = Vec::new();
    for n in 0..2 {
        let case = won_by_few(app).await;
        touch(
            app,
            &case,
            ("press.mention_found", "pr"),
            "pressearbeit",
            25 - n,
        )
        .await;
        touch(
            app,
            &case,
            ("webinar.attended", "marketing"),
            "webinar",
            20 - n,
        )
        .await;
        touch(
            app,
            &case,
            ("phone.call.completed", "sales"),
            "erstkontakt",
            12 - n,
        )
        .await;
        touch(
            app,
            &case,
            ("phone.call.completed", "accounting"),
            "erstkontakt",
            9 - n,
        )
        .await;
        touch(app, &case, ("ticket.replied", "service"), "ticket", 5 - n).await;
        cases.push(case);
    }
    cases
}

/// Every key that an answer names, wherever it stands.
fn keys(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| keys(one, found)),
        Value::Object(all) => {
            for (name, one) in all {
                match one.as_str() {
                    Some(text) if name == "key" => found.push(text.to_owned()),
                    _ => keys(one, found),
                }
            }
        }
        _ => {}
    }
}

fn names_nobody_small(answer: &Value) {
    let mut found = Vec::new();
    keys(answer, &mut found);
    for hidden in TOGETHER {
        assert!(
            !found.iter().any(|key| key == hidden),
            "{hidden} in {answer}"
        );
    }
    // What only PR does stands there, but nothing of it.
    for hidden in ["pressearbeit", "press"] {
        let rows = answer["rows"].as_array().into_iter().flatten();
        for row in rows.filter(|row| row["key"] == hidden) {
            assert_eq!(
                row["influenced"]["outcomes"].as_i64().unwrap_or(0),
                0,
                "{row}"
            );
            assert_eq!(
                (&row["cost"], &row["exposed"].as_i64()),
                (&Value::Null, &None),
                "{row}"
            );
        }
    }
}

/// What an address can ask beside the split.
const FILTERS: [&str; 11] = [
    "",
    "&level=person",
    "&window=30",
    "&model=first",
    "&model=markov:2",
    "&model=shapley",
    "&period=month",
    "&period=three",
    "&outcome=margin",
    "&outcome=deals",
    "&outcome=meetings",
];

async fn no_filter_tells_a_small_department_apart(app: TestApp) {
    house(&app).await;
    work(&app).await;
    let boss = app.sign_in(Role::Owner, "").await;
    let mut together = Vec::new();
    for by in ["department", "activity", "channel", "campaign"] {
        for filter in FILTERS {
            let path = format!("/api/v1/contribution?by={by}{filter}");
            let answer = boss.get(&path).await.assert_ok().value();
            names_nobody_small(&answer);
            let row = row(&answer, JOINT);
            let credit = row["credit"]["outcomes"].as_f64().expect("credit");
            let told = ((credit * 1e9).round(), row["cost"]["minor"].as_i64());
            // Wherever credit is a sum of touchpoints, every split has the same number: there is nothing
            // to subtract.
            if !filter.contains("markov") && !filter.contains("shapley") {
                together.push((filter, told));
            }
        }
        let page = boss
            .get(&format!("/contribution?by={by}"))
            .await
            .assert_ok();
        let page = page
            .assert_has("Kleine Abteilungen (zusammen)")
            .assert_has("Service, Buchhaltung, PR");
        page.assert_lacks("row=pr\"")
            .assert_lacks("row=pressearbeit")
            .assert_lacks("row=press\"");
    }
    for (filter, told) in &together {
        let first = together
            .iter()
            .find(|(f, _)| f == filter)
            .map(|(_, told)| told);
        assert_eq!(Some(told), first, "{filter}");
    }
    // All that is shown one by one, taken from the total, leaves what three departments did together.
    let answer = boss.get("/api/v1/contribution").await.value();
    let credit = |key: &str| row(&answer, key)["credit"]["value_minor"].as_i64();
    assert_eq!(credit(JOINT), Some(120_000), "three touchpoints of five");
    assert_eq!(
        (credit("marketing"), credit("sales")),
        (Some(40_000), Some(40_000))
    );
    let shared = &answer["small_departments"];
    assert_eq!(
        (&shared["members"], &shared["smallest_group"]),
        (&15.into(), &8.into())
    );
}

async fn what_is_listed_and_taken_along_has_the_row_too(app: TestApp) {
    house(&app).await;
    let cases = work(&app).await;
    let boss = app.sign_in(Role::Owner, "").await;
    for by in ["department", "channel"] {
        let list = async |row: &str| {
            let path = format!("/api/v1/contribution/journeys?by={by}&row={row}");
            boss.get(&path).await.assert_ok().value()["data"].clone()
        };
        assert_eq!(list("pr").await, list(JOINT).await, "{by}");
        let share = list(JOINT).await[0]["share"].as_f64().expect("a share");
        assert!((share - 0.6).abs() < 1e-9, "{by}: {share}");
        let weights = format!("/api/v1/contribution/weights?by={by}");
        names_nobody_small(&boss.get(&weights).await.assert_ok().value());
        let csv = boss
            .get(&format!("{weights}&format=csv"))
            .await
            .assert_ok()
            .text();
        assert!(csv.contains(JOINT) && !csv.contains(",pr,") && !csv.contains(",press,"));
    }
    let deal = format!("/api/v1/deals/{}/contribution", cases[0].deal);
    names_nobody_small(&boss.get(&deal).await.assert_ok().value());
    let page = format!("/deals/{}/contribution", cases[0].deal);
    boss.get(&page)
        .await
        .assert_ok()
        .assert_lacks("department=pr\"");
    boss.get("/deals")
        .await
        .assert_ok()
        .assert_has("Kleine Abteilungen (zusammen) 60\u{a0}%");
    let dashboard = boss.get("/dashboard").await.assert_ok();
    dashboard
        .assert_has("Kleine Abteilungen (zusammen)")
        .assert_lacks("row=pr\"")
        .assert_lacks("row=press\"")
        .assert_lacks("/timeline?department=pr\"");
    let program = Program::new(
        env!("CARGO_BIN_EXE_unisono"),
        app.folder(),
        app.database_url(),
    );
    for what in ["contribution", "effects"] {
        names_nobody_small(&program.json(&["report", what, "--by", "activity"]));
    }
}

async fn marketing_alone_is_not_shown_when_it_is_small(app: TestApp) {
    app.colleagues("marketing", 3).await;
    app.colleagues("sales", 10).await;
    app.colleagues("service", 12).await;
    work(&app).await;
    let boss = app.sign_in(Role::Owner, "").await;
    let answer = boss.get("/api/v1/contribution").await.assert_ok().value();
    // Three people are not enough, so sales, the smaller of the others, joins them.
    assert_eq!(
        answer["small_departments"]["departments"],
        serde_json::json!(["marketing", "sales"])
    );
    assert_eq!(
        (&answer["together"], &answer["together_hidden"]),
        (&Value::Null, &true.into())
    );
    boss.get("/contribution")
        .await
        .assert_ok()
        .assert_has("nicht einzeln gezeigt");
}

testkit::both_engines!(
    no_filter_tells_a_small_department_apart,
    what_is_listed_and_taken_along_has_the_row_too,
    marketing_alone_is_not_shown_when_it_is_small,
);
