//! Does it work: a planted change is found, where nothing changed nothing is found, page and API say the
//! same, every number opens its records, and a change can be written anew, withdrawn and restored.

mod recorded;

use kernel::{Date, Id, Millis, Role, Touchpoint};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

/// The day of the change in these stories.
const DAY: Date = Date::constant(2025, 5, 1);
const ZONE: &str = "Europe/Berlin";

/// Conversations of a month and insights in them.
struct Month {
    conversations: i64,
    insights: i64,
}

/// The first day of the month so many months after the day, negative ones before it.
fn first_of(after: i64) -> Date {
    let number = i64::from(DAY.year()) * 12 + i64::from(DAY.month()) - 1 + after;
    let text = format!("{:04}-{:02}-01", number / 12, number % 12 + 1);
    text.parse().expect("a day")
}

/// Plants the conversations and insights of a department, month by month around the day.
async fn plant(
    app: &TestApp,
    department: &str,
    months: std::ops::Range<i64>,
    of: impl Fn(i64) -> Month,
) {
    let company = app.company(&format!("Kunde {department}")).build().await;
    let department = org::departments::by_key(app.db(), department)
        .await
        .expect("departments");
    let mut all = Vec::new();
    for at in months {
        let month = of(at);
        let begin = Millis::start_of(first_of(at), ZONE);
        let mut touch = |type_key: &str, n: i64| {
            for nth in 0..n {
                // Spread over the first 28 days of the month.
                let when = begin.plus((nth * 26 * Millis::DAY) / n.max(1) + 10 * 3_600_000);
                let mut touchpoint = Touchpoint::new(type_key, when);
                touchpoint.company_id = Some(company);
                touchpoint.department_id = department;
                all.push(touchpoint);
            }
        };
        touch("phone.call.completed", month.conversations);
        touch("insight.captured", month.insights);
    }
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.record_all(all).await.expect("touchpoints");
    tx.commit().await.expect("kept");
}

/// A little noise that is the same everywhere.
fn wave(at: i64, of: i64) -> i64 {
    (at * 7 + 3).rem_euclid(of) - of / 2
}

/// Sales learns in 11 of 100 conversations, service in 20; from the day on sales in `after`.
async fn planted(app: &TestApp, after: i64) {
    plant(app, "sales", -18..18, |at| Month {
        conversations: 200,
        insights: 2 * if at >= 0 { after } else { 11 } + wave(at, 5),
    })
    .await;
    plant(app, "service", -18..18, |at| Month {
        conversations: 150,
        insights: 30 + wave(at + 2, 7),
    })
    .await;
}

async fn department(app: &TestApp, key: &str) -> Id {
    let found = org::departments::by_key(app.db(), key).await;
    found.expect("departments").expect("the department")
}

fn number(value: &Value, path: &str) -> f64 {
    value
        .pointer(path)
        .and_then(Value::as_f64)
        .unwrap_or_else(|| panic!("{path} of {value}"))
}

async fn record(app: &TestApp, client: &Client, departments: &[&str]) -> Value {
    let mut ids = Vec::new();
    for key in departments {
        ids.push(department(app, key).await);
    }
    let sent = json!({
        "name": "Neuordnung", "day": "2025-05-01", "measure": "insights_per_conversation",
        "departments": ids, "note": "Charta und wöchentliches Treffen",
    });
    let made = client.post_json("/api/v1/changes", &sent).await;
    made.assert_status(201).value()
}

async fn a_planted_change_is_found(app: TestApp) {
    planted(&app, 24).await;
    let owner = app.sign_in(Role::Owner, "").await;
    let made = record(&app, &owner, &["sales"]).await;
    assert_eq!(made["verdict"], "better", "{made}");
    assert_eq!(made["grade"], "B");
    let (low, high) = (number(&made, "/effect/ci/0"), number(&made, "/effect/ci/1"));
    assert!(low <= 0.13 && 0.13 <= high, "{low} to {high}");
    assert!(
        low > 0.1 && high < 0.16,
        "the interval says something: {low} to {high}"
    );
    assert_eq!(made["effect"]["compared"], true);
    assert_eq!(made["effect"]["seasonal"], true);
    let months = made["months"].as_array().expect("months");
    assert_eq!(months.len(), 36);
    assert_eq!(months[0]["month"], "2023-11");
    assert_eq!(months[0]["of"], 200);
    assert_eq!(months[0]["comparison"]["of"], 150);
    assert_eq!(made["before"]["months"], 18);
    assert_eq!(made["sentences"].as_array().map(Vec::len), Some(3));
    // Only those who changed: without naming them the effect is thinner and the evidence lower.
    let all = record(&app, &owner, &[]).await;
    assert_eq!(all["grade"], "C");
    assert_eq!(all["effect"]["compared"], false);
    assert_eq!(all["checks"]["passed"]["comparison"], false);
    let thin = number(&all, "/effect/difference");
    assert!(thin > 0.04 && thin < 0.11, "{thin}");
}

async fn where_nothing_changed_nothing_is_found(app: TestApp) {
    planted(&app, 11).await;
    let owner = app.sign_in(Role::Owner, "").await;
    let made = record(&app, &owner, &["sales"]).await;
    assert_eq!(made["verdict"], "unproven", "{made}");
    assert!(number(&made, "/effect/ci/0") < 0.0 && number(&made, "/effect/ci/1") > 0.0);
    let page = owner
        .get(&format!("/changes/{}", made["id"].as_str().expect("an id")))
        .await;
    page.assert_ok()
        .assert_has("noch nicht belegt")
        .assert_has("Das ist noch nicht belegt")
        .assert_lacks("NaN");
}

async fn the_page_says_what_the_api_says(app: TestApp) {
    planted(&app, 24).await;
    let owner = app.sign_in(Role::Owner, "").await;
    let made = record(&app, &owner, &["sales"]).await;
    let id = made["id"].as_str().expect("an id");
    let page = owner.get(&format!("/changes/{id}")).await.assert_ok();
    let text = page.text();
    for sentence in made["sentences"].as_array().expect("sentences") {
        let sentence = sentence.as_str().expect("a sentence");
        assert!(text.contains(sentence), "no {sentence} in {text}");
    }
    let step = ui::fmt::decimal(
        kernel::Lang::De,
        number(&made, "/effect/difference") * 100.0,
        1,
    );
    let (low, high) = (number(&made, "/effect/ci/0"), number(&made, "/effect/ci/1"));
    let one = |v: f64| ui::fmt::decimal(kernel::Lang::De, v * 100.0, 1);
    page.assert_has("Ja, es wirkt")
        .assert_has(&format!("+{step} je 100 Gespräche"))
        .assert_has(&format!("+{} … +{}", one(low), one(high)))
        .assert_has("Widerlegt wäre das")
        .assert_has("Keine Wirkung in der Mitte der Zeit davor")
        .assert_has("Änderung am 01.05.2025");
    let english = owner
        .clone()
        .english()
        .get(&format!("/api/v1/changes/{id}"))
        .await;
    let english = english.assert_ok().value();
    assert_eq!(english["effect"], made["effect"]);
    let list = owner.get("/changes").await.assert_ok();
    list.assert_has("Neuordnung").assert_has("wirkt");
    let listed = owner.get("/api/v1/changes").await.assert_ok().value();
    assert_eq!(listed["data"][0], made);
    the_records_add_up(&owner, id, &made).await;
}

/// The records behind a month are as many as it says, on the page and for programs.
async fn the_records_add_up(owner: &Client, id: &str, made: &Value) {
    let month = &made["months"][20];
    let word = month["month"].as_str().expect("a month");
    let page = owner
        .get(&format!("/changes/{id}/records?month={word}"))
        .await;
    page.assert_ok()
        .assert_has("Kunde sales")
        .assert_lacks("Kunde service");
    let others = owner
        .get(&format!("/changes/{id}/records?month={word}&group=others"))
        .await;
    others
        .assert_ok()
        .assert_has("Kunde service")
        .assert_lacks("Kunde sales");
    let (mut counted, mut all, mut page) = (0, 0, Some(0));
    while let Some(at) = page {
        let path = format!("/api/v1/changes/{id}/records?month={word}&page={at}");
        let found = owner.get(&path).await.assert_ok().value();
        for one in found["data"].as_array().expect("records") {
            all += 1;
            counted += one["counted"].as_i64().expect("a number");
        }
        page = found["next_page"].as_i64();
    }
    assert_eq!(month["counted"], counted);
    assert_eq!(month["of"].as_i64().unwrap_or(0) + counted, all);
    let odd = owner
        .get(&format!("/api/v1/changes/{id}/records?month=1999-01"))
        .await;
    odd.assert_status(422);
}

testkit::both_engines!(
    a_planted_change_is_found,
    where_nothing_changed_nothing_is_found,
    the_page_says_what_the_api_says,
);
