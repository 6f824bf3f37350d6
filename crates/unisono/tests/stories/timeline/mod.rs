//! One timeline for all departments: logging, filters, the customer's view, live updates, the queue.

mod fresh;
mod live;
mod log;
mod queue;
mod stream;

use kernel::{Id, Touchpoint};
use store::params;
use testkit::TestApp;

/// A person at a company, written directly: this story is about the timeline.
pub(super) async fn katrin(app: &TestApp) -> (Id, Id) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let (person, company, now) = (tx.ctx().id(), tx.ctx().id(), tx.ctx().now());
    tx.exec(
        "insert into company (id, name, name_folded, created_at, updated_at) values ($1, 'Müller AG', 'muller ag', $2, $2)",
        params![company, now],
    )
    .await
    .expect("a company");
    tx.exec(
        "insert into company_record (id, company_id) values ($1, $1)",
        params![company],
    )
    .await
    .expect("its membership");
    tx.exec(
        "insert into person (id, first_name, last_name, name_folded, company_id, created_at, updated_at) \
         values ($1, 'Katrin', 'Vogel', 'vogel katrin', $2, $3, $3)",
        params![person, company, now],
    )
    .await
    .expect("a person");
    tx.exec(
        "insert into person_record (id, person_id, source, created_at) values ($1, $1, 'test', $2)",
        params![person, now],
    )
    .await
    .expect("her record");
    tx.commit().await.expect("all of it");
    (person, company)
}

pub(super) async fn record(app: &TestApp, touchpoint: Touchpoint) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    tx.record(touchpoint).await.expect("a touchpoint");
    tx.commit().await.expect("kept");
}

pub(super) fn about(app: &TestApp, type_key: &str, person: Id, company: Id) -> Touchpoint {
    let mut touchpoint = Touchpoint::new(type_key, app.ctx().now());
    touchpoint.record_id = Some(person);
    touchpoint.company_id = Some(company);
    touchpoint
}
