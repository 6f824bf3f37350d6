//! What people change about companies reaches the log in memory, and only the companies concerned are read again.

use std::sync::Arc;

use analysis::effects::Covariate;
use kernel::{Id, Millis, Role, Touchpoint};
use serde_json::json;
use steering::effects::{Log, Memory, Outcome, cases, load, study};
use store::params;
use testkit::TestApp;

use super::kept::told;
use super::weights::belongs;
use super::{Case, touch, won, won_by_few};

/// Three companies with a touchpoint each, and a log in memory that is kept in no file.
async fn three(app: &TestApp) -> ([Case; 3], Memory) {
    let all = [won(app).await, won_by_few(app).await, won_by_few(app).await];
    for case in &all {
        touch(app, case, "web.form.submitted", "marketing", 20).await;
    }
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let size = "update company set segment_size = 'M' where id = $1";
    tx.exec(size, params![all[1].company])
        .await
        .expect("a size");
    tx.commit().await.expect("kept");
    app.settle().await;
    (all, Memory::keeping(usize::MAX))
}

/// The log in memory, which says what the database says.
async fn renewed(app: &TestApp, memory: &Memory) -> Arc<Log> {
    let log = memory.log(app.app()).await.expect("a log");
    let anew = load(app.db()).await.expect("a log");
    assert_eq!(told(&log), told(&anew));
    assert_eq!(known(app, &log), known(app, &anew));
    log
}

/// What is known about the companies of the won deals.
fn known(app: &TestApp, log: &Log) -> Vec<Covariate> {
    let now = app.ctx().now();
    let year = (now.plus(-365 * Millis::DAY), now.plus(Millis::DAY));
    let cases = cases(log, Outcome::Revenue, year, "EUR");
    assert_eq!(cases.list.len(), 3);
    study(log, &cases, Vec::new(), |_| None).covariates
}

/// Whether the touchpoints of a company are the same ones in memory: they were not read again.
fn is_held(before: &Log, after: &Log, company: Id) -> bool {
    std::ptr::eq(before.of(company), after.of(company))
}

async fn only_companies_that_were_merged_or_parted_are_read_again(app: TestApp) {
    let ([one, other, third], memory) = three(&app).await;
    let first = renewed(&app, &memory).await;
    belongs(&app, other.company, one.company, Some(one.company)).await;
    let merged = renewed(&app, &memory).await;
    assert_eq!(
        (merged.of(one.company).len(), merged.of(other.company).len()),
        (2, 0)
    );
    assert!(is_held(&first, &merged, third.company));
    belongs(&app, other.company, other.company, None).await;
    let parted = renewed(&app, &memory).await;
    assert_eq!(
        (parted.of(one.company).len(), parted.of(other.company).len()),
        (1, 1)
    );
    assert!(is_held(&first, &parted, third.company));
}

async fn only_a_company_that_was_assigned_something_is_read_again(app: TestApp) {
    let ([one, other, third], memory) = three(&app).await;
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let nobodys = Touchpoint::new(
        "phone.call.completed",
        app.ctx().now().plus(-3 * Millis::DAY),
    );
    let call = tx.record(nobodys).await.expect("a call");
    tx.commit().await.expect("kept");
    app.settle().await;
    let first = renewed(&app, &memory).await;
    let token = app.with_token(Role::Member).await;
    let to = json!({ "touchpoints": [call], "company_id": one.company });
    let assigned = token.post_json("/api/v1/assignments", &to).await.value();
    app.settle().await;
    let found = renewed(&app, &memory).await;
    assert_eq!(found.of(one.company).len(), 2);
    assert!(is_held(&first, &found, other.company) && is_held(&first, &found, third.company));
    let id = assigned["id"].as_str().expect("an assignment");
    token.delete(&format!("/api/v1/assignments/{id}")).await;
    app.settle().await;
    let back = renewed(&app, &memory).await;
    assert_eq!(back.of(one.company).len(), 1);
    assert!(is_held(&first, &back, other.company) && is_held(&first, &back, third.company));
}

/// Somebody who is known at two companies under two records.
async fn people_that_are_one_are_one_at_every_company(app: TestApp) {
    let ([one, other, third], memory) = three(&app).await;
    let (katrin, vogel) = (
        app.person("Katrin Vogel").build().await,
        app.person("K. Vogel").build().await,
    );
    for (case, person) in [(&one, katrin), (&other, vogel)] {
        let mut call = Touchpoint::new("phone.call.completed", app.ctx().now().plus(-Millis::DAY));
        (call.record_id, call.company_id) = (Some(person), Some(case.company));
        let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
        tx.record(call).await.expect("a call");
        tx.commit().await.expect("kept");
    }
    app.settle().await;
    let caller = |log: &Log| log.of(other.company).last().map(|call| Id(call.person));
    let first = renewed(&app, &memory).await;
    assert_eq!(caller(&first), Some(vogel));
    let token = app.with_token(Role::Member).await;
    let loser = json!({ "loser_id": vogel.to_string() });
    let merged = token
        .post_json(&format!("/api/v1/people/{katrin}/merges"), &loser)
        .await;
    let merge = merged.assert_status(201).value()["id"].clone();
    app.settle().await;
    let found = renewed(&app, &memory).await;
    assert_eq!(caller(&found), Some(katrin));
    assert!(is_held(&first, &found, third.company));
    let undo = format!("/api/v1/merges/{}/undo", merge.as_str().expect("a merge"));
    token.post_json(&undo, &json!({})).await.assert_ok();
    app.settle().await;
    let parted = renewed(&app, &memory).await;
    assert_eq!(caller(&parted), Some(vogel));
    assert!(is_held(&first, &parted, third.company));
}

/// What recognising somebody on a device writes: earlier touchpoints of the device are theirs, at any company.
async fn who_is_recognised_is_known_at_every_company(app: TestApp) {
    let ([_, other, third], memory) = three(&app).await;
    let katrin = app.person("Katrin Vogel").build().await;
    let first = renewed(&app, &memory).await;
    let form = Id(first.of(other.company)[0].id);
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let adopted = "update touchpoint set record_id = $2 where id = $1";
    tx.exec(adopted, params![form, katrin])
        .await
        .expect("adopted");
    let mut linked = Touchpoint::new("identity.linked", app.ctx().now());
    linked.record_id = Some(katrin);
    tx.record(linked).await.expect("told");
    tx.commit().await.expect("kept");
    app.settle().await;
    let found = renewed(&app, &memory).await;
    assert_eq!(Id(found.of(other.company)[0].person), katrin);
    assert!(is_held(&first, &found, third.company));
}

async fn what_was_taken_back_leaves_the_log(app: TestApp) {
    let ([one, other, third], memory) = three(&app).await;
    let first = renewed(&app, &memory).await;
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let form = Id(first.of(one.company)[0].id);
    tx.retract(form, "a mistake").await.expect("taken back");
    tx.commit().await.expect("kept");
    app.settle().await;
    let found = renewed(&app, &memory).await;
    assert_eq!(found.of(one.company).len(), 0);
    assert!(is_held(&first, &found, other.company) && is_held(&first, &found, third.company));
}

testkit::both_engines!(
    people_that_are_one_are_one_at_every_company,
    who_is_recognised_is_known_at_every_company,
    what_was_taken_back_leaves_the_log,
    only_companies_that_were_merged_or_parted_are_read_again,
    only_a_company_that_was_assigned_something_is_read_again,
);
