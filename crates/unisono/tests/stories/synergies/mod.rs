//! What works together: an order that was planted is found, its reverse is no second finding, nothing else
//! is; the cases behind it add up.

mod followed;

use kernel::{Id, Millis, Role, Touchpoint};
use serde_json::Value;
use store::{Tx, params};
use testkit::{Client, TestApp};

/// Deals of each group.
const GROUP: i64 = 220;
/// First a webinar, then a call; the other way round; one of them; none.
const GROUPS: [&[(&str, i64)]; 5] = [
    &[("webinar", 3), ("erstkontakt", 4)],
    &[("webinar", 4), ("erstkontakt", 3)],
    &[("webinar", 3)],
    &[("erstkontakt", 3)],
    &[],
];

/// Of ten deals of a group, so many are won: only the first order helps.
fn wins(group: usize, planted: bool) -> i64 {
    if group == 0 && planted { 7 } else { 3 }
}

async fn activity(tx: &mut Tx, key: &str) -> Id {
    let found: Option<(Id,)> = tx
        .row("select id from activity where key = $1", params![key])
        .await
        .expect("activities");
    found.expect("seeded").0
}

pub(crate) async fn plant(app: &TestApp, planted: bool) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let now = tx.ctx().now();
    let webinar = activity(&mut tx, "webinar").await;
    let call = activity(&mut tx, "erstkontakt").await;
    let (won, lost) = (stage(&mut tx, "won").await, stage(&mut tx, "lost").await);
    let (mut companies, mut records, mut deals) = (Vec::new(), Vec::new(), Vec::new());
    let mut touchpoints = Vec::new();
    for n in 0..GROUP * GROUPS.len() as i64 {
        let group = (n % GROUPS.len() as i64) as usize;
        let turn = n / GROUPS.len() as i64;
        let (company, deal) = (tx.ctx().id(), tx.ctx().id());
        let opened = now.plus(-(80 + n * 7 % 300) * Millis::DAY);
        let ended = opened.plus(45 * Millis::DAY);
        let is_won = turn * 3 % 10 < wins(group, planted);
        companies.push(params![
            company,
            format!("Firma {n}"),
            format!("firma {n}"),
            now,
            now
        ]);
        records.push(params![company, company]);
        let (pipeline, stage) = if is_won { won } else { lost };
        let at = |yes: bool| yes.then_some(ended);
        deals.push(params![
            deal,
            format!("Deal {n}"),
            "deal",
            company,
            pipeline,
            stage,
            ended,
            100_000,
            opened,
            at(is_won),
            at(!is_won),
            now,
            now
        ]);
        for (key, day) in GROUPS[group] {
            // Time zero lies 30 days before the deal was opened.
            let time = opened.plus((day - 30) * Millis::DAY);
            let mut touch = Touchpoint::new("phone.call.completed", time);
            touch.company_id = Some(company);
            touch.activity_id = Some(if *key == "webinar" { webinar } else { call });
            touch.timestamp_quality = kernel::TimestampQuality::Imported;
            touchpoints.push(touch);
        }
    }
    let company = ["id", "name", "name_folded", "created_at", "updated_at"];
    tx.insert_many("company", &company, companies, "")
        .await
        .expect("companies");
    tx.insert_many("company_record", &["id", "company_id"], records, "")
        .await
        .expect("records");
    let deal = [
        "id",
        "name",
        "name_folded",
        "company_id",
        "pipeline_id",
        "stage_id",
        "stage_since",
        "value_minor",
        "opened_at",
        "won_at",
        "lost_at",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("deal", &deal, deals, "")
        .await
        .expect("deals");
    tx.record_all(touchpoints).await.expect("touchpoints");
    tx.commit().await.expect("all of it");
}

async fn stage(tx: &mut Tx, key: &str) -> (Id, Id) {
    let found: Option<(Id, Id)> = tx
        .row(
            "select pipeline_id, id from stage where key = $1",
            params![key],
        )
        .await
        .expect("stages");
    found.expect("seeded")
}

pub(crate) async fn searched(app: &TestApp, who: &Client) -> Value {
    searched_for(app, who, "revenue").await
}

async fn searched_for(app: &TestApp, who: &Client, outcome: &str) -> Value {
    who.post_json("/api/v1/synergies/runs", &serde_json::json!({}))
        .await
        .assert_status(202);
    app.settle().await;
    let told = who.get("/api/v1/synergies").await.assert_ok().value();
    let outcomes = told["outcomes"].as_array().expect("outcomes").clone();
    outcomes
        .into_iter()
        .find(|o| o["outcome"] == outcome)
        .expect("an answer")
}

pub(crate) fn found(outcome: &Value) -> Vec<&Value> {
    let pairs = outcome["pairs"].as_array().expect("pairs").iter();
    pairs.filter(|pair| pair["unproven"] == false).collect()
}

async fn a_planted_order_is_found_and_its_cases_add_up(app: TestApp) {
    plant(&app, true).await;
    let lena = app.sign_in(Role::Owner, "marketing").await;
    lena.get("/synergies")
        .await
        .assert_ok()
        .assert_has("Noch nicht gesucht");
    let wins = searched(&app, &lena).await;
    let found = found(&wins);
    assert_eq!(found.len(), 1, "{found:?}");
    let pair = found[0];
    assert_eq!(
        (&pair["first"], &pair["then"]),
        (&"webinar".into(), &"erstkontakt".into())
    );
    assert_eq!(pair["verdict"], "more");
    assert_eq!(pair["n"], GROUP);
    let low = pair["order"]["ci"][0].as_f64().expect("an interval");
    let high = pair["order"]["ci"][1].as_f64().expect("an interval");
    assert!(low < 0.4 && 0.4 < high && low > 0.0, "{low} to {high}");
    let address = format!(
        "synergies/revenue/webinar/erstkontakt?lag={}",
        pair["lag"].as_str().expect("a lag")
    );
    let behind = lena
        .get(&format!("/api/v1/{address}"))
        .await
        .assert_ok()
        .value();
    for group in ["first_then", "reverse", "only_first", "only_then"] {
        assert_eq!(behind["counts"][group][0], GROUP, "{group}");
    }
    assert_eq!(behind["counts"]["first_then"][1], GROUP * 7 / 10);
    lena.get("/synergies")
        .await
        .assert_ok()
        .assert_has(&address.replace('&', "&amp;"))
        .assert_lacks("NaN");
    lena.get(&format!("/{address}"))
        .await
        .assert_ok()
        .assert_has("in dieser Reihenfolge")
        .assert_lacks("NaN");
    lena.get("/synergies/revenue/webinar/nothing")
        .await
        .assert_status(404);
    lena.get("/synergies/weather/webinar/erstkontakt")
        .await
        .assert_status(404);
}

async fn where_nothing_was_planted_nothing_is_found(app: TestApp) {
    plant(&app, false).await;
    let lena = app.sign_in(Role::Owner, "marketing").await;
    let wins = searched(&app, &lena).await;
    assert!(
        found(&wins).is_empty() && wins["tested"].as_u64() > Some(0),
        "{wins}"
    );
    lena.get("/synergies")
        .await
        .assert_ok()
        .assert_has("hält keines der Korrektur stand");
    let member = app.sign_in(Role::Reader, "").await;
    member
        .post_json("/api/v1/synergies/runs", &serde_json::json!({}))
        .await
        .assert_status(403);
}

testkit::both_engines!(
    a_planted_order_is_found_and_its_cases_add_up,
    where_nothing_was_planted_nothing_is_found,
);
