//! Work that is done as one transaction.

use kernel::{Ctx, Error, Touchpoint};

use super::{embedded, on_server};
use crate::{Db, Speed, Sql, params};

async fn sources(db: &Db) -> Vec<String> {
    let sql = "select source from touchpoint order by seq";
    let rows: Vec<(String,)> = db.rows(sql, params![]).await.unwrap();
    rows.into_iter().map(|(source,)| source).collect()
}

fn call(ctx: &Ctx, source: &str) -> Touchpoint {
    let mut call = Touchpoint::new("phone.call.completed", ctx.now());
    call.source = source.into();
    call
}

async fn a_work_is_done_whole_or_not_at_all(db: &Db, ctx: &Ctx) {
    let kept = call(ctx, "kept");
    let id = db.transact(ctx, Speed::Durable, move |tx| {
        Box::pin(async move { tx.record(kept).await })
    });
    assert!(id.await.unwrap().is_some());
    let failed = call(ctx, "failed");
    let outcome = db.transact(ctx, Speed::Unhurried, move |tx| {
        Box::pin(async move {
            tx.record(failed).await?;
            Err::<(), _>(Error::NotFound("nothing"))
        })
    });
    assert!(matches!(outcome.await, Err(Error::NotFound("nothing"))));
    assert_eq!(sources(db).await, ["kept"]);

    let mut sql = Sql::new("update touchpoint set note = 'x' where source in ");
    sql.bind_list(["kept", "other"]);
    sql.push(" and seq in ").bind_list([1_i64, 2, 3]);
    sql.push(" and seq < ").bind(9_i64);
    let changed = db.transact(ctx, Speed::Durable, move |tx| {
        Box::pin(async move { tx.change(sql).await })
    });
    assert_eq!(changed.await.unwrap(), 1);
}

#[tokio::test]
async fn a_work_is_done_whole_or_not_at_all_on_the_embedded_engine() {
    let (_folder, db, ctx) = embedded().await;
    a_work_is_done_whole_or_not_at_all(&db, &ctx).await;
}

#[tokio::test]
async fn a_work_is_done_whole_or_not_at_all_on_the_server() {
    if let Some((db, ctx)) = on_server("work").await {
        a_work_is_done_whole_or_not_at_all(&db, &ctx).await;
    }
}

#[tokio::test]
async fn a_work_that_panics_leaves_nothing_and_ends_nobody_else() {
    let (_folder, db, ctx) = embedded().await;
    let first = call(&ctx, "panicked");
    let outcome = db.transact::<(), _>(&ctx, Speed::Durable, move |tx| {
        Box::pin(async move {
            tx.record(first).await?;
            panic!("a fault of the work")
        })
    });
    assert!(matches!(outcome.await, Err(Error::Internal(_))));
    let second = call(&ctx, "after");
    let done = db.transact(&ctx, Speed::Durable, move |tx| {
        Box::pin(async move { tx.record(second).await })
    });
    done.await.unwrap();
    assert_eq!(sources(&db).await, ["after"]);
}

#[tokio::test]
async fn a_work_goes_on_when_its_caller_is_gone_and_others_wait_for_it() {
    let (_folder, db, ctx) = embedded().await;
    let first = call(&ctx, "first");
    let work = db.transact(&ctx, Speed::Durable, move |tx| {
        Box::pin(async move { tx.record(first).await })
    });
    let mut work = Box::pin(work);
    // Asked for once, so that it stands in the queue, and dropped.
    let _ = futures_util::poll!(&mut work);
    drop(work);
    let mut tx = db.begin(&ctx).await.unwrap();
    tx.record(call(&ctx, "second")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sources(&db).await, ["first", "second"]);
}
