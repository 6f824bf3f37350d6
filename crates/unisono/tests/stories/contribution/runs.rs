//! Every answer is a run; the same question on the same data has the same numbers, whoever asks.

use kernel::{Millis, Role};
use serde_json::Value;
use testkit::{Program, TestApp};

use super::planted::plant;
use super::row;

/// Whether two answers say the same; numbers that went through a text may differ in their last digit.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().expect("a number"), b.as_f64().expect("a number"));
            (a - b).abs() <= 1e-9 * a.abs().max(1.0)
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// First and last day of the period of an answer.
fn days(answer: &Value) -> (String, String) {
    let day = |key: &str| {
        let at = Millis::parse(answer[key].as_str().expect("an instant")).expect("readable");
        at.plus(1).date_in("Europe/Berlin")
    };
    let last = day("to").yesterday().expect("a day");
    (day("from").to_string(), last.to_string())
}

async fn the_same_question_on_the_same_data_is_one_run(app: TestApp) {
    plant(&app).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let first = lena.get("/api/v1/contribution").await.assert_ok().value();
    // Another program without anything in memory gives the same numbers and finds the run.
    let program = Program::new(
        env!("CARGO_BIN_EXE_unisono"),
        app.folder(),
        app.database_url(),
    );
    let (from, last) = days(&first);
    let words = ["report", "contribution", "--from", &from, "--to", &last];
    let printed = program.json(&words);
    for key in [
        "rows",
        "models",
        "together",
        "total",
        "baseline",
        "coverage",
        "sensitivity",
        "run",
    ] {
        assert!(
            is_same(&printed[key], &first[key]),
            "{key}: {} is not {}",
            printed[key],
            first[key]
        );
    }
    let effects = program.json(&["report", "effects", "--from", &from, "--to", &last]);
    let marketing = &row(&first, "marketing")["effect"]["contribution"];
    assert!(
        is_same(&effects["rows"][0]["contribution"], marketing),
        "{effects}"
    );
    let count = async || {
        lena.get("/api/v1/contribution/runs").await.value()["data"]
            .as_array()
            .map(Vec::len)
    };
    assert_eq!(count().await, Some(1));
    // Another model of credit is another run; its effects are those known already.
    let other = lena
        .get("/api/v1/contribution?model=first")
        .await
        .assert_ok()
        .value();
    assert_eq!(
        (
            count().await,
            is_same(&other["baseline"], &first["baseline"])
        ),
        (Some(2), true)
    );
    lena.get("/contribution/runs")
        .await
        .assert_ok()
        .assert_has("contribution/5");
}

async fn every_outcome_and_every_split_has_an_answer(app: TestApp) {
    plant(&app).await;
    let boss = app.sign_in(Role::Owner, "").await;
    for outcome in [
        "revenue",
        "margin",
        "meetings",
        "deals",
        "renewals",
        "referrals",
    ] {
        for by in ["department", "activity", "channel", "campaign"] {
            let query = format!("outcome={outcome}&by={by}&level=person&model=markov:2");
            let answer = boss
                .get(&format!("/api/v1/contribution?{query}"))
                .await
                .assert_ok()
                .value();
            assert_eq!(
                (answer["outcome"].as_str(), answer["by"].as_str()),
                (Some(outcome), Some(by))
            );
            boss.get(&format!("/contribution?{query}"))
                .await
                .assert_ok();
        }
    }
    boss.get("/api/v1/contribution?model=magic")
        .await
        .assert_status(422);
    boss.get("/api/v1/contribution?from=2026-02-01&to=2026-01-01")
        .await
        .assert_status(422);
}

testkit::both_engines!(
    the_same_question_on_the_same_data_is_one_run,
    every_outcome_and_every_split_has_an_answer,
);
