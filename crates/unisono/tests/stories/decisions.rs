//! Decisions upon questions and upon pairs: written with what is expected, reviewed against the newest answer.

use kernel::{Date, Id, Millis, Role};
use serde_json::{Value, json};
use store::params;
use testkit::{Client, TestApp};

use super::questions::with_demo;
use super::synergies::{found, plant, searched};

const DECISIONS: &str = "/api/v1/decisions";

async fn a_decision_upon_a_question_is_made_reviewed_and_taken_back(app: TestApp) {
    with_demo(&app).await;
    app.settle().await;
    let owner = app.sign_in(Role::Owner, "").await;
    let about = |action: &str, day: &str| json!({ "about": "question", "subject": "fair_win", "action": action, "review_on": day, "note": "Messe prüfen" });
    let past = about("start", "2020-01-01");
    owner.post_json(DECISIONS, &past).await.assert_status(422);
    let odd = about("dance", "2099-01-01");
    owner.post_json(DECISIONS, &odd).await.assert_status(422);
    let fine = about("test", "2099-01-01");
    let made = owner.post_json(DECISIONS, &fine).await;
    let made = made.assert_status(201).value();
    assert_eq!(
        (&made["action"], &made["measure"]),
        (&"test".into(), &"rate".into())
    );
    expects_what_the_page_shows(&owner, &made).await;
    let list = owner.get("/questions").await.assert_ok();
    list.assert_has("01.01.2099");
    let page = owner.get("/questions/fair_win").await.assert_ok();
    page.assert_has("Messe prüfen");
    the_form_needs_no_typing_and_is_undone(&app, &owner).await;
    let first = made["id"].as_str().expect("an id");
    let learned = json!({ "note": "Bestätigt" });
    let review = format!("{DECISIONS}/{first}/review");
    let closed = owner.post_json(&review, &learned).await.assert_ok().value();
    assert_eq!(closed["review_note"], "Bestätigt");
    assert_eq!(
        (&closed["actual"], &closed["actual_ci"]),
        (&closed["expected"], &closed["expected_ci"]),
        "the answer is the same"
    );
    assert!(closed["judgement"].is_string(), "{closed}");
    owner.post_json(&review, &learned).await.assert_status(409);
}

/// The expected effect and its interval are those of the newest answer, and the question tells the decision.
async fn expects_what_the_page_shows(owner: &Client, made: &Value) {
    let told = owner.get("/api/v1/questions/fair_win").await.assert_ok();
    let told = told.value();
    let adjusted = &told["answers"][0]["answer"]["adjusted"];
    assert_eq!(made["expected"], adjusted["difference"]);
    assert_eq!(made["expected_ci"], adjusted["ci"]);
    assert_eq!(made["answer_id"], told["answers"][0]["answer_id"]);
    assert_eq!(&told["decisions"][0], made);
}

async fn the_form_needs_no_typing_and_is_undone(app: &TestApp, owner: &Client) {
    let fields = [
        ("about", "question"),
        ("subject", "fair_win"),
        ("action", "start"),
        ("review_on", "2099-02-01"),
        ("note", ""),
        // As the form sends it.
        ("_csrf", "token"),
    ];
    let second = owner.post("/decisions", &fields).await.assert_status(303);
    assert_eq!(second.location(), "/questions/fair_win");
    let (newest,): (Id,) = app
        .db()
        .one("select max(id) from decision", params![])
        .await
        .expect("a decision");
    let undo = format!("/decisions/{newest}/withdrawal");
    owner.post(&undo, &[]).await.assert_status(303);
    owner.post(&undo, &[]).await.assert_status(409);
    let lines: Vec<(String,)> = app
        .db()
        .rows(
            "select action from audit where record_kind = 'decision' and record_id = $1 order by id",
            params![newest],
        )
        .await
        .expect("the audit trail");
    let lines: Vec<String> = lines.into_iter().map(|(action,)| action).collect();
    assert_eq!(lines, ["decided", "withdrawn"]);
}

/// The one pair that was planted and its key.
async fn planted_pair(app: &TestApp, who: &Client) -> (Value, String) {
    plant(app, true).await;
    let wins = searched(app, who).await;
    let pair = found(&wins)[0].clone();
    let lag = pair["lag"].as_str().expect("a lag");
    (pair.clone(), format!("revenue/webinar/erstkontakt/{lag}"))
}

fn page_of(key: &str) -> String {
    let (pair, lag) = key.rsplit_once('/').expect("a lag");
    format!("/synergies/{pair}?lag={lag}")
}

async fn a_pair_is_decided_upon_and_its_review_compares(app: TestApp) {
    let lena = app.sign_in(Role::Owner, "marketing").await;
    let empty = lena.get("/decisions").await.assert_ok();
    empty.assert_has("Noch nichts entschieden");
    let (pair, key) = planted_pair(&app, &lena).await;
    let form = lena.get(&page_of(&key)).await.assert_ok();
    form.assert_has("Erwartete Wirkung: ")
        .assert_has("Beginnen");
    let day = due_day(&app, 91);
    let fields = [
        ("about", "pair"),
        ("subject", key.as_str()),
        ("action", "start"),
        ("review_on", day.as_str()),
        ("note", ""),
    ];
    let sent = lena.post("/decisions", &fields).await.assert_status(303);
    assert_eq!(sent.location(), page_of(&key));
    let list = lena.get("/api/v1/decisions?about=pair").await.assert_ok();
    let kept = list.value()["data"][0].clone();
    assert_eq!(kept["subject"], key.as_str());
    let expected = pair[kept["comparison"].as_str().expect("a comparison")].clone();
    assert_eq!(kept["expected"], expected["value"]);
    assert_eq!(kept["expected_ci"], expected["ci"]);
    let page = lena.get("/decisions").await.assert_ok();
    page.assert_has("Umsatz: Erst ")
        .assert_has("läuft")
        .assert_lacks("Prüfung fällig");
    // The day has come, and what was found no longer looks as large.
    app.clock().advance(92 * Millis::DAY);
    let lena = app.sign_in(Role::Owner, "marketing").await;
    let page = lena.get("/decisions?about=pair").await.assert_ok();
    page.assert_has("Prüfung fällig");
    plant(&app, false).await;
    let wins = searched(&app, &lena).await;
    let now = newest(&wins, &key);
    let review = format!("/decisions/{}/review", kept["id"].as_str().expect("an id"));
    lena.post(&review, &[("note", "Kleiner als gedacht")])
        .await
        .assert_status(303);
    let one = lena
        .get(&format!(
            "/api/v1/{key}",
            key = page_of(&key).trim_start_matches('/')
        ))
        .await
        .assert_ok()
        .value();
    let closed = &one["decisions"][0];
    let compared = &now[kept["comparison"].as_str().expect("a comparison")];
    assert_eq!(closed["actual"], compared["value"]);
    assert_eq!(closed["actual_ci"], compared["ci"]);
    assert_eq!(closed["judgement"], "smaller", "{closed}");
    assert!(closed["actual"].as_f64() < closed["expected"].as_f64());
    lena.get(&page_of(&key))
        .await
        .assert_ok()
        .assert_has("belegt, aber kleiner als erwartet")
        .assert_has("Kleiner als gedacht");
}

/// What the newest answer says of a pair, in its list or beside it.
fn newest(wins: &Value, key: &str) -> Value {
    let lag = key.rsplit('/').next().expect("a lag");
    let all = ["pairs", "decided"].map(|part| wins[part].as_array().expect("pairs").clone());
    all.concat()
        .into_iter()
        .find(|p| p["first"] == "webinar" && p["then"] == "erstkontakt" && p["lag"] == lag)
        .expect("the pair that was decided upon")
}

fn due_day(app: &TestApp, days: i64) -> String {
    let day: Date = app
        .ctx()
        .now()
        .plus(days * Millis::DAY)
        .date_in("Europe/Berlin");
    day.to_string()
}

async fn a_decided_pair_keeps_its_lag_in_later_answers(app: TestApp) {
    let lena = app.sign_in(Role::Owner, "marketing").await;
    let (pair, shown) = planted_pair(&app, &lena).await;
    let other = if pair["lag"] == "30d" { "7d" } else { "30d" };
    let key = format!("revenue/webinar/erstkontakt/{other}");
    let said = json!({ "about": "pair", "subject": key, "action": "test", "review_on": due_day(&app, 30) });
    let made = lena.post_json(DECISIONS, &said).await.assert_status(201);
    let made = made.value();
    assert_eq!(
        made["expected"],
        Value::Null,
        "the answer has the lag that says most"
    );
    let wins = searched(&app, &lena).await;
    assert_eq!(wins["decided"][0]["lag"], other);
    let best = newest(&wins, &shown);
    assert_eq!(
        best["order"], pair["order"],
        "the list is the same as before"
    );
    let path = format!("{DECISIONS}/{}/review", made["id"].as_str().expect("an id"));
    let closed = lena.post_json(&path, &json!({})).await.assert_ok().value();
    assert_eq!(closed["judgement"], "found");
    assert!(closed["actual"].is_number() && closed["actual_ci"].is_array());
}

async fn only_known_subjects_and_only_with_the_right_to_write(app: TestApp) {
    let lena = app.sign_in(Role::Owner, "marketing").await;
    let (_, key) = planted_pair(&app, &lena).await;
    let day = due_day(&app, 30);
    let about = |kind: &str, key: &str| json!({ "about": kind, "subject": key, "action": "test", "review_on": day });
    for (kind, key) in [
        ("question", "no_such_question"),
        ("pair", "revenue/webinar/erstkontakt"),
        ("pair", "revenue/webinar/nothing/7d"),
        ("pair", "weather/webinar/erstkontakt/7d"),
    ] {
        let answer = lena.post_json(DECISIONS, &about(kind, key)).await;
        answer.assert_status(404);
    }
    let odd = about("deal", "x");
    lena.post_json(DECISIONS, &odd).await.assert_status(422);
    let made = lena.post_json(DECISIONS, &about("pair", &key)).await;
    let id = made.assert_status(201).value()["id"].clone();
    let id = id.as_str().expect("an id");
    let reader = app.sign_in(Role::Reader, "sales").await;
    let refused = reader.post_json(DECISIONS, &about("pair", &key)).await;
    refused.assert_status(403);
    let review = format!("{DECISIONS}/{id}/review");
    reader
        .post_json(&review, &json!({}))
        .await
        .assert_status(403);
    reader
        .delete(&format!("{DECISIONS}/{id}"))
        .await
        .assert_status(403);
    let list = reader.get("/decisions").await.assert_ok();
    list.assert_has("Umsatz: Erst ");
    let page = reader.get(&page_of(&key)).await.assert_ok();
    page.assert_has("Testen")
        .assert_lacks("action=\"/decisions\"");
}

async fn due_reviews_come_first_and_the_list_goes_on(app: TestApp) {
    let lena = app.sign_in(Role::Owner, "marketing").await;
    let about = |day: i64| json!({ "about": "question", "subject": "fair_win", "action": "test", "review_on": due_day(&app, day) });
    let mut ids = Vec::new();
    // Days in no order, some of them the same.
    for n in 0..45_i64 {
        let made = lena.post_json(DECISIONS, &about(n * 7 % 20)).await;
        let made = made.assert_status(201).value();
        ids.push(made["id"].as_str().expect("an id").to_owned());
    }
    for id in &ids[..3] {
        let gone = lena.delete(&format!("{DECISIONS}/{id}")).await;
        gone.assert_ok();
    }
    let (mut seen, mut path) = (Vec::new(), DECISIONS.to_owned());
    loop {
        let page = lena.get(&path).await.assert_ok().value();
        seen.extend(page["data"].as_array().expect("decisions").clone());
        match page["next"].as_str() {
            Some(next) => path = format!("{DECISIONS}?after={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), ids.len(), "each once");
    let (open, closed) = seen.split_at(ids.len() - 3);
    let days: Vec<&str> = open
        .iter()
        .filter_map(|d| d["review_on"].as_str())
        .collect();
    assert!(days.is_sorted(), "{days:?}");
    let closed: Vec<&str> = closed.iter().filter_map(|d| d["id"].as_str()).collect();
    assert_eq!(closed, [&ids[2], &ids[1], &ids[0]], "the newest first");
    let first = lena.get("/decisions").await.assert_ok();
    first.assert_has("?after=");
    let pairs = lena.get("/api/v1/decisions?about=pair").await.assert_ok();
    assert_eq!(pairs.value()["data"], json!([]));
}

testkit::both_engines!(
    a_decision_upon_a_question_is_made_reviewed_and_taken_back,
    a_pair_is_decided_upon_and_its_review_compares,
    a_decided_pair_keeps_its_lag_in_later_answers,
    only_known_subjects_and_only_with_the_right_to_write,
    due_reviews_come_first_and_the_list_goes_on,
);
