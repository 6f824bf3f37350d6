//! What people change about companies reaches the log in memory, and only the companies concerned are read again.

use std::sync::Arc;

use kernel::{Id, Millis, Role, Touchpoint};
use serde_json::json;
use steering::effects::{Log, Memory, load};
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
    app.settle().await;
    (all, Memory::keeping(usize::MAX))
}

/// The log in memory, which says what the database says.
async fn renewed(app: &TestApp, memory: &Memory) -> Arc<Log> {
    let log = memory.log(app.app()).await.expect("a log");
    assert_eq!(told(&log), told(&load(app.db()).await.expect("a log")));
    log
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

testkit::both_engines!(
    only_companies_that_were_merged_or_parted_are_read_again,
    only_a_company_that_was_assigned_something_is_read_again,
);
