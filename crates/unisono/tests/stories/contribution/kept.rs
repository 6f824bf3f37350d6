//! A large log is kept in a file: the next start goes on from it, and only where it is of this database.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Id, Role};
use steering::effects::{Log, Memory, load};
use store::params;
use testkit::TestApp;

use super::{Case, touch, won, won_by_few};

/// What a log says, whatever its codes are.
pub(super) fn told(log: &Log) -> Vec<String> {
    let mut lines = Vec::new();
    for (company, touches) in log.companies() {
        for touch in touches {
            let kind = &log.names.kinds[usize::from(touch.kind)];
            let department = log.names.departments.get(usize::from(touch.department));
            let (id, time, person) = (touch.id, touch.time, touch.person);
            lines.push(format!(
                "{company:?} {id} {time} {person} {kind} {department:?}"
            ));
        }
    }
    for deal in log.deals.iter() {
        lines.push(format!("{deal:?}"));
    }
    lines
}

fn file(app: &TestApp) -> PathBuf {
    app.app().config().data.join("effects.log")
}

/// The log as a server sees it that was started just now.
async fn after_a_start(app: &TestApp) -> Arc<Log> {
    Memory::keeping(1).log(app.app()).await.expect("a log")
}

/// Waits until the file has been written.
async fn written(app: &TestApp) {
    for _ in 0..2_000 {
        if file(app).exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the log is not kept");
}

/// Moves a touchpoint by a second behind everybody's back.
async fn moved(app: &TestApp, sql: &str) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.exec(sql, params![]).await.expect("a change");
    tx.commit().await.expect("both");
}

const FIRST: &str = "update touchpoint set time = time + 1000 where seq = \
                     (select min(seq) from touchpoint where type = 'web.form.submitted')";
const LAST: &str = "update touchpoint set recorded_at = recorded_at + 1 where seq = \
                    (select seq from log_head where id = 1)";

async fn two_won(app: &TestApp) -> (Case, Case) {
    let (one, other) = (won(app).await, won_by_few(app).await);
    for case in [&one, &other] {
        touch(app, case, "web.form.submitted", "marketing", 20).await;
        touch(app, case, "phone.call.completed", "sales", 5).await;
    }
    app.settle().await;
    (one, other)
}

async fn the_next_start_goes_on_from_the_file(app: TestApp) {
    let (one, _) = two_won(&app).await;
    let first = after_a_start(&app).await;
    written(&app).await;
    moved(&app, FIRST).await;
    let fresh = load(app.db()).await.expect("a log");
    assert_ne!(told(&first), told(&fresh), "somebody changed the database");
    let again = after_a_start(&app).await;
    assert_eq!(told(&first), told(&again), "read from the file");
    // What is new since is read from the database, with everything of the same company.
    touch(&app, &one, "meeting.held", "sales", 2).await;
    won_by_few(&app).await;
    app.settle().await;
    let grown = after_a_start(&app).await;
    let fresh = load(app.db()).await.expect("a log");
    assert_eq!(told(&grown), told(&fresh));
    assert_eq!(told(&grown).len(), told(&first).len() + 2);
}

async fn a_file_of_another_database_or_a_damaged_one_is_not_used(app: TestApp) {
    two_won(&app).await;
    after_a_start(&app).await;
    written(&app).await;
    moved(&app, FIRST).await;
    moved(&app, LAST).await;
    let fresh = load(app.db()).await.expect("a log");
    let found = after_a_start(&app).await;
    assert_eq!(told(&found), told(&fresh), "another database");
    std::fs::write(file(&app), b"unisono effects log 3\nnothing more").expect("a damaged file");
    let found = after_a_start(&app).await;
    assert_eq!(told(&found), told(&fresh), "damaged");
}

async fn a_word_about_a_machine_reaches_the_log(app: TestApp) {
    let (one, _) = two_won(&app).await;
    let memory = Memory::keeping(1);
    let before = memory.log(app.app()).await.expect("a log");
    let id = Id(before.of(one.company)[0].id);
    let lena = app.sign_in(Role::Member, "marketing").await;
    lena.post(&format!("/machines/{id}/machine"), &[])
        .await
        .assert_status(303);
    let after = memory.log(app.app()).await.expect("a log");
    assert_eq!(
        after.of(one.company).len() + 1,
        before.of(one.company).len()
    );
}

testkit::both_engines!(
    the_next_start_goes_on_from_the_file,
    a_file_of_another_database_or_a_damaged_one_is_not_used,
    a_word_about_a_machine_reaches_the_log
);
