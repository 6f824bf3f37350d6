//! Questions about effect: the same answers in memory and from the database, shown with what they rest
//! on.

use connect::demo::{Plan, Scale};
use kernel::Role;
use serde_json::Value;
use steering::questions::{ALL, cases_of};
use testkit::TestApp;

pub(crate) async fn with_demo(app: &TestApp) -> Plan {
    let plan = Plan {
        sign_ins: false,
        ..Plan::new(Scale::Xs, "2026-11-01".parse().expect("a day"))
    };
    connect::demo::load(app.db(), &app.ctx(), &plan, |_, _| async { Ok(()) })
        .await
        .expect("the demo company");
    plan
}

async fn the_database_gives_the_cases_that_the_generator_gives(app: TestApp) {
    let plan = with_demo(&app).await;
    let (histories, setting, truth) = connect::demo::histories(&plan);
    let told = |_, _| async { Ok(()) };
    let read = steering::questions::all_cases(app.db(), app.ctx().now(), told).await;
    let (there, cases) = read.expect("cases").expect("a timeline");
    assert_eq!(there.ground, setting.ground);
    let mut all = 0;
    for (question, cases) in ALL.iter().zip(cases) {
        let made = cases_of(*question, &histories, &setting);
        let key = question.about().key;
        assert_eq!(cases.len(), made.len(), "{key}");
        assert_eq!(cases.hash(), made.hash(), "{key}");
        assert!(truth.of_question(key).is_some(), "{key} has a truth");
        all += made.len();
    }
    assert!(all > 1_000, "{all} cases");
}

async fn answers_are_shown_with_what_they_rest_on(app: TestApp) {
    with_demo(&app).await;
    let owner = app.sign_in(Role::Owner, "").await;
    let empty = owner.get("/questions").await.assert_ok();
    empty.assert_has("Noch keine Antworten");
    app.settle().await;
    let page = owner.get("/questions").await.assert_ok();
    page.assert_has("Was das Marketing für den Vertrieb bewirkt")
        .assert_has("noch nicht belegt")
        .assert_has("/questions/slow_response_sql");
    let told = owner.get("/api/v1/questions").await.assert_ok().value();
    let questions = told["questions"].as_array().expect("questions");
    assert_eq!(questions.len(), ALL.len());
    for one in questions {
        let key = one["question"].as_str().expect("a key");
        let page = owner.get(&format!("/questions/{key}")).await.assert_ok();
        page.assert_has("Worauf die Antwort beruht")
            .assert_lacks("NaN");
        let cases = owner
            .get(&format!("/questions/{key}/cases"))
            .await
            .assert_ok();
        cases.assert_lacks("NaN");
    }
    the_cases_add_up(&owner, questions).await;
}

/// The cases behind a number are as many as it says, page by page.
async fn the_cases_add_up(owner: &testkit::Client, questions: &[Value]) {
    let one = questions
        .iter()
        .find(|q| q["question"] == "slow_response_sql");
    let answer = &one.expect("the question")["answer"];
    let (mut cases, mut exposed, mut next) = (0, 0, String::new());
    loop {
        let path = format!("/api/v1/questions/slow_response_sql/cases?after={next}");
        let path = if next.is_empty() {
            path.replace("?after=", "")
        } else {
            path
        };
        let page = owner.get(&path).await.assert_ok().value();
        for case in page["data"].as_array().expect("cases") {
            cases += 1;
            exposed += u64::from(case["exposed"] == true);
            assert!(!case["company"].as_str().unwrap_or("").is_empty());
        }
        match page["next"].as_str() {
            Some(id) => next = id.to_owned(),
            None => break,
        }
    }
    assert_eq!(answer["cases"], cases);
    assert_eq!(answer["exposed"], exposed);
}

async fn asking_again_keeps_the_answers_before(app: TestApp) {
    with_demo(&app).await;
    app.settle().await;
    let owner = app.sign_in(Role::Owner, "").await;
    owner.post("/questions/runs", &[]).await.assert_status(303);
    app.settle().await;
    let told = owner
        .get("/api/v1/questions/fair_win")
        .await
        .assert_ok()
        .value();
    let answers = told["answers"].as_array().expect("answers");
    assert_eq!(answers.len(), 2);
    assert_eq!(
        answers[0]["data_hash"], answers[1]["data_hash"],
        "nothing happened in between"
    );
    assert_eq!(
        answers[0]["answer"], answers[1]["answer"],
        "the same data give the same answer"
    );
    owner
        .get("/questions/fair_win")
        .await
        .assert_ok()
        .assert_has("Frühere Antworten");
}

testkit::both_engines!(
    the_database_gives_the_cases_that_the_generator_gives,
    answers_are_shown_with_what_they_rest_on,
    asking_again_keeps_the_answers_before,
);
