//! A cost opens the touchpoints that it is the sum of: in every split, page by page, to the cent.

use kernel::{Id, Millis, Role, Touchpoint};
use serde_json::{Value, json};
use store::params;
use testkit::{Client, TestApp};

use super::small::{JOINT, house};
use super::{Case, won, won_by_few};

/// Costs in minor units with their currency; only those without one and in euro count.
const AMOUNTS: [(i64, Option<&str>); 4] = [
    (1_234, Some("EUR")),
    (507, None),
    (-33, Some("EUR")),
    (9_999, Some("USD")),
];
const TYPES: [&str; 4] = [
    "ad.click.tracked",
    "fair.lead_scanned",
    "letter.posted",
    "webinar.registered",
];
/// Touchpoints of the story: more than a page of the list.
const PAID: i64 = 200;

/// Costs of three departments and of none, of activities, campaigns and a company; some long ago, one taken back.
async fn pay(app: &TestApp, case: &Case) {
    let mut departments = vec![None];
    for key in ["marketing", "sales", "service"] {
        let found = org::departments::by_key(app.db(), key).await;
        departments.push(found.expect("departments"));
    }
    let activities: Vec<(Id,)> = app
        .db()
        .rows("select id from activity order by id limit 3", params![])
        .await
        .expect("activities");
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let mut touchpoints = Vec::new();
    for n in 0..PAID {
        let at = |many: usize| n as usize % many;
        // Several at the same instant, so that a page may end among them.
        let days = if n % 19 == 0 { 700 } else { n / 9 };
        let mut touch =
            Touchpoint::new(TYPES[at(4)], app.ctx().now().plus(-days * Millis::DAY - 1));
        let (minor, currency) = AMOUNTS[at(4) ^ at(3)];
        touch.cost_minor = Some(minor + n);
        touch.currency = currency.map(str::to_owned);
        touch.department_id = departments[at(20) / 5];
        touch.activity_id = activities.get(at(5)).map(|(id,)| *id);
        touch.company_id = (n % 7 < 4).then_some(case.company);
        touch.object_name = Some(format!("Fertigungstage {}", n % 3));
        if n % 6 == 0 {
            let campaign = json!(format!("Herbst {}", n % 2));
            touch.properties.insert("campaign".to_owned(), campaign);
        }
        touchpoints.push(touch);
    }
    tx.record_all(touchpoints).await.expect("touchpoints");
    let wrong: (Id,) = tx
        .row(
            "select min(id) from touchpoint where cost_minor is not null",
            params![],
        )
        .await
        .expect("touchpoints")
        .expect("one of them");
    tx.retract(wrong.0, "paid by somebody else")
        .await
        .expect("taken back");
    tx.commit().await.expect("kept");
}

/// All pages of the list of a row; without a row of all rows.
async fn listed(who: &Client, by: &str, row: Option<&str>) -> (Value, Vec<Value>) {
    let row = row.map_or(String::new(), |row| {
        format!("&row={}", row.replace(' ', "%20"))
    });
    let query = format!("period=twelve&by={by}{row}");
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/contribution/costs?{query}{after}");
        let page = who.get(&path).await.assert_ok().value();
        all.extend(page["data"].as_array().expect("touchpoints").clone());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return (page["cost"].clone(), all),
        }
    }
}

/// The cost of a row is the sum of its list, each touchpoint once, the latest first.
fn add_up(cost: &Value, all: &[Value], what: &str) {
    let sum: i64 = all.iter().filter_map(|t| t["cost_minor"].as_i64()).sum();
    assert_eq!(cost["minor"], sum, "{what}");
    assert_eq!(cost["touchpoints"], all.len(), "{what}");
    let place = |t: &Value| (t["at"].to_string(), t["id"].to_string());
    let places: Vec<(String, String)> = all.iter().map(place).collect();
    let falls = places.windows(2).all(|two| two[0] > two[1]);
    assert!(falls, "{what}: the latest first, none twice");
}

async fn every_cost_opens_what_it_is_the_sum_of(app: TestApp) {
    let case = won(&app).await;
    pay(&app, &case).await;
    let boss = app.sign_in(Role::Owner, "").await;
    for by in ["department", "activity", "channel", "campaign"] {
        let path = format!("/api/v1/contribution?period=twelve&by={by}");
        let answer = boss.get(&path).await.assert_ok().value();
        let rows = answer["rows"].as_array().expect("rows");
        let paid: Vec<&Value> = rows.iter().filter(|r| !r["cost"].is_null()).collect();
        assert!(paid.len() > 2, "{by}: {} rows cost something", paid.len());
        let mut seen = 0;
        for row in paid {
            let key = row["key"].as_str().expect("a key");
            let (cost, all) = listed(&boss, by, Some(key)).await;
            assert_eq!(cost, row["cost"], "{by} {key}");
            add_up(&cost, &all, key);
            seen += all.len();
        }
        let (cost, all) = listed(&boss, by, None).await;
        assert_eq!(cost, answer["cost"], "{by}");
        add_up(&cost, &all, by);
        assert_eq!(all.len(), seen, "{by}: every touchpoint has one row");
        assert!(all.len() > 120, "several pages");
    }
    the_page_shows_the_same(&boss).await;
}

async fn the_page_shows_the_same(boss: &Client) {
    let (cost, all) = listed(boss, "department", Some("marketing")).await;
    let table = boss.get("/contribution?period=twelve").await.assert_ok();
    table
        .assert_has("/contribution/costs?outcome=revenue&amp;by=department&amp;level=company&amp;period=twelve&amp;row=marketing")
        .assert_has("/contribution/costs?outcome=revenue&amp;by=department&amp;level=company&amp;period=twelve&amp;row=\"")
        .assert_has("/contribution/costs?outcome=revenue&amp;by=department&amp;level=company&amp;period=twelve\"");
    let query = "period=twelve&by=department&row=marketing";
    let page = boss.get(&format!("/contribution/costs?{query}")).await;
    let exact = ui::fmt::money(
        kernel::Lang::De,
        cost["minor"].as_i64().expect("a sum"),
        "EUR",
    );
    page.assert_ok()
        .assert_has(&exact)
        .assert_has("Fertigungstage")
        .assert_has("Müller AG")
        .assert_has(&format!(
            "/timeline/{}",
            all[0]["id"].as_str().expect("an id")
        ))
        .assert_has("in einer anderen Währung");
    let nothing = boss.get("/contribution/costs?by=department&row=pr").await;
    nothing.assert_ok().assert_has("Keine Kosten erfasst");
    let unknown = boss.get("/contribution/costs?row=nobody").await;
    unknown.assert_status(404);
    let odd = boss.get("/api/v1/contribution/costs?rows=x").await;
    odd.assert_status(422);
}

async fn small_departments_share_one_list(app: TestApp) {
    let case = won_by_few(&app).await;
    house(&app).await;
    pay(&app, &case).await;
    let boss = app.sign_in(Role::Owner, "").await;
    let answer = boss.get("/api/v1/contribution?period=twelve").await;
    let answer = answer.assert_ok().value();
    let (cost, all) = listed(&boss, "department", Some(JOINT)).await;
    add_up(&cost, &all, JOINT);
    assert_eq!(cost, super::row(&answer, JOINT)["cost"]);
    let (alone, _) = listed(&boss, "department", Some("service")).await;
    assert_eq!(alone, cost, "one of them has the list of all");
}

testkit::both_engines!(
    every_cost_opens_what_it_is_the_sum_of,
    small_departments_share_one_list,
);
