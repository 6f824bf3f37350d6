//! The store on both engines: PostgreSQL when `UNISONO_TEST_POSTGRES` names a server.

mod moved;
mod work;

use std::sync::Arc;

use kernel::{Ctx, Error, FixedClock, Id, IdGen, Millis, Touchpoint};
use tempfile::TempDir;

use crate::{Db, Doc, OnConstraint, params};

fn ctx() -> Ctx {
    let clock = Arc::new(FixedClock::at(Millis(1_795_420_800_000)));
    Ctx::system(clock, Arc::new(IdGen::new(0)))
}

async fn embedded() -> (TempDir, Db, Ctx) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::sqlite(&folder.path().join("unisono.db")).unwrap();
    let ctx = ctx();
    db.migrate(&ctx).await.unwrap();
    (folder, db, ctx)
}

async fn on_server(name: &str) -> Option<(Db, Ctx)> {
    let (db, ctx) = empty_on_server(name).await?;
    db.migrate(&ctx).await.unwrap();
    Some((db, ctx))
}

/// A database of its own without any table.
async fn empty_on_server(name: &str) -> Option<(Db, Ctx)> {
    let url = std::env::var("UNISONO_TEST_POSTGRES").ok()?;
    let admin = Db::postgres(&url).unwrap();
    let crate::db::Backend::Postgres(server) = &admin.backend else {
        return None;
    };
    let client = server.client().await.unwrap();
    let name = format!("store_{name}_{}", std::process::id());
    client
        .batch_execute(&format!("drop database if exists {name}"))
        .await
        .unwrap();
    client
        .batch_execute(&format!("create database {name}"))
        .await
        .unwrap();
    let (base, _) = url.rsplit_once('/').unwrap();
    let db = Db::postgres(&format!("{base}/{name}")).unwrap();
    Some((db, ctx()))
}

async fn a_change_and_its_touchpoint_are_one(db: &Db, ctx: &Ctx) {
    let mut tx = db.begin(ctx).await.unwrap();
    let mut call = Touchpoint::new("phone.call.completed", ctx.now());
    call.source = "pbx".into();
    call.event_id = "1".into();
    assert!(tx.record(call.clone()).await.unwrap().is_some());
    drop(tx);
    let count: (i64,) = db
        .one("select count(*) from touchpoint", params![])
        .await
        .unwrap();
    assert_eq!(count.0, 0, "a dropped transaction leaves nothing");

    let mut tx = db.begin(ctx).await.unwrap();
    assert!(tx.record(call.clone()).await.unwrap().is_some());
    assert!(
        tx.record(call).await.unwrap().is_none(),
        "the same event twice is one"
    );
    assert!(matches!(
        tx.record(Touchpoint::new("no.such.type", ctx.now())).await,
        Err(Error::Invalid(_))
    ));
    tx.commit().await.unwrap();
    let row: (String, Option<String>, i64, i64) = db
        .one(
            "select type, channel, two_way, seq from touchpoint",
            params![],
        )
        .await
        .unwrap();
    assert_eq!(
        row,
        ("phone.call.completed".into(), Some("phone".into()), 1, 1)
    );
}

async fn names_are_found_in_every_spelling(db: &Db, ctx: &Ctx) {
    let mut tx = db.begin(ctx).await.unwrap();
    let doc = |id: i64, title: &str| Doc {
        id: Id(id),
        kind: "person",
        title: title.to_owned(),
        subtitle: "Größe AG".to_owned(),
        words: "k.mueller@example.com".to_owned(),
    };
    tx.index(vec![doc(5, "Käthe Müller"), doc(6, "Jörg Weiß")])
        .await
        .unwrap();
    tx.index(vec![doc(6, "Jörg Weiss")]).await.unwrap();
    tx.commit().await.unwrap();
    for asked in ["muller", "Mueller", "MÜLL", "kathe mül", "kaethe"] {
        let found = db.search(asked, Some("person"), 10).await.unwrap();
        assert!(found.iter().any(|f| f.id == Id(5)), "{asked}: {found:?}");
    }
    assert_eq!(db.search("weiß", None, 10).await.unwrap()[0].id, Id(6));
    assert!(
        db.search("muller", Some("deal"), 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(db.search("  -- ", None, 10).await.unwrap().is_empty());
}

async fn a_named_constraint_becomes_a_field_error(db: &Db, ctx: &Ctx) {
    let mut tx = db.begin(ctx).await.unwrap();
    let sql = "insert into pipeline (id, name_de, name_en, position, created_at, updated_at) values (1, 'a', 'a', 1, 1, 1)";
    tx.exec(sql, params![]).await.unwrap();
    let stage = "insert into stage (id, pipeline_id, key, name_de, name_en, position, probability, created_at, updated_at) \
                 values ($1, 1, 'offer', 'a', 'a', 1, 1, 1, 1)";
    tx.exec(stage, params![1]).await.unwrap();
    let twice = tx
        .exec(stage, params![2])
        .await
        .on_constraint("stage_key", || Error::field("key", "error.exists"));
    assert!(matches!(twice, Err(Error::Invalid(_))), "{twice:?}");
}

async fn a_job_is_taken_once_and_tried_again(db: &Db, ctx: &Ctx) {
    let mut tx = db.begin(ctx).await.unwrap();
    let first = tx
        .enqueue("import", &1, Some("k"), ctx.now())
        .await
        .unwrap();
    tx.enqueue("import", &2, Some("k"), ctx.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let job = crate::jobs::claim(db, ctx, "a").await.unwrap().unwrap();
    assert_eq!((job.id, job.attempts), (first, 1));
    assert!(crate::jobs::claim(db, ctx, "b").await.unwrap().is_none());
    crate::jobs::fail(db, ctx, &job, "no disk").await.unwrap();
    assert!(
        crate::jobs::claim(db, ctx, "b").await.unwrap().is_none(),
        "not before its time"
    );
    let status = crate::jobs::status(db, first).await.unwrap().unwrap();
    assert_eq!(status.last_error.as_deref(), Some("no disk"));
}

async fn an_effect_goes_out_once(db: &Db, ctx: &Ctx) {
    use crate::outbox;
    let mut tx = db.begin(ctx).await.unwrap();
    assert!(tx.send("invite:1", "mail", &"hello").await.unwrap());
    assert!(!tx.send("invite:1", "mail", &"hello").await.unwrap());
    tx.commit().await.unwrap();
    let effect = outbox::claim(db, ctx, "mail").await.unwrap().unwrap();
    assert!(outbox::claim(db, ctx, "mail").await.unwrap().is_none());
    outbox::settle(db, ctx, effect.id, outbox::Outcome::Sent)
        .await
        .unwrap();
    assert!(outbox::claim(db, ctx, "mail").await.unwrap().is_none());
}

async fn all_stories(db: &Db, ctx: &Ctx) {
    a_change_and_its_touchpoint_are_one(db, ctx).await;
    names_are_found_in_every_spelling(db, ctx).await;
    a_named_constraint_becomes_a_field_error(db, ctx).await;
    a_job_is_taken_once_and_tried_again(db, ctx).await;
    an_effect_goes_out_once(db, ctx).await;
    a_company_may_refer_to_a_later_one(db, ctx).await;
}

async fn a_company_may_refer_to_a_later_one(db: &Db, ctx: &Ctx) {
    let mut tx = db.begin(ctx).await.unwrap();
    let sql = "insert into company (id, name, name_folded, parent_company_id, created_at, updated_at) \
               values ($1, 'a', 'a', $2, 1, 1)";
    tx.exec(sql, params![9, None::<i64>]).await.unwrap();
    tx.exec(sql, params![8, 9]).await.unwrap();
    tx.exec(
        "insert into file_content (sha256, content) values ('a', $1)",
        params![vec![0_u8, 255]],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_store_keeps_its_word_on_the_embedded_engine() {
    let (_folder, db, ctx) = embedded().await;
    all_stories(&db, &ctx).await;
    duplicates_leave_no_gap(&db, &ctx).await;
}

#[tokio::test]
async fn the_store_keeps_its_word_on_postgres() {
    match on_server("word").await {
        Some((db, ctx)) => {
            all_stories(&db, &ctx).await;
            duplicates_leave_no_gap(&db, &ctx).await;
        }
        None => println!("no PostgreSQL named: only the embedded engine was tried"),
    }
}

async fn duplicates_leave_no_gap(db: &Db, ctx: &Ctx) {
    let event = |id: &str| {
        let mut touchpoint = Touchpoint::new("note.written", ctx.now());
        touchpoint.source = "gap".into();
        touchpoint.event_id = id.into();
        touchpoint
    };
    for (ids, new) in [(vec!["a", "b"], 2), (vec!["a", "c", "b", "d", "d"], 2)] {
        let mut tx = db.begin(ctx).await.unwrap();
        let events = ids.into_iter().map(event).collect();
        assert_eq!(tx.record_all(events).await.unwrap(), new);
        tx.commit().await.unwrap();
    }
    let seen: (i64, i64) = db
        .one("select count(*), max(seq) from touchpoint", params![])
        .await
        .unwrap();
    assert_eq!(seen.0, seen.1, "as many as the last position says");
    assert_eq!(crate::reactors::head(db).await.unwrap(), seen.1);
}

#[tokio::test]
async fn a_backup_holds_the_same_rows() {
    let (folder, db, ctx) = embedded().await;
    all_stories(&db, &ctx).await;
    let copy = folder.path().join("copy.db");
    let hash = db.backup(&copy).await.unwrap();
    assert_eq!(db.content_hash().await.unwrap(), hash);
    let restored = Db::sqlite(&copy).unwrap();
    assert_eq!(restored.content_hash().await.unwrap(), hash);
    let mut tx = restored.begin(&ctx).await.unwrap();
    let touched = tx
        .exec("update touchpoint set note = 'x' where seq = 1", params![])
        .await;
    assert_eq!(touched.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_ne!(restored.content_hash().await.unwrap(), hash);
}

#[tokio::test]
async fn everything_moves_to_the_other_engine_and_back() {
    let Some((server, ctx)) = on_server("from").await else {
        return println!("no PostgreSQL named: nothing to move to");
    };
    all_stories(&server, &ctx).await;
    let folder = tempfile::tempdir().unwrap();
    let file = Db::sqlite(&folder.path().join("unisono.db")).unwrap();
    let there = server.copy_to(&file, &ctx, |_, _| {}).await.unwrap();
    assert_eq!(server.content_hash().await.unwrap(), there.hash);
    assert_eq!(file.search("weiß", None, 10).await.unwrap()[0].id, Id(6));
    let again = server.copy_to(&file, &ctx, |_, _| {}).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");

    let (empty, _) = on_server("to").await.unwrap();
    let crate::db::Backend::Postgres(pool) = &empty.backend else {
        return;
    };
    let client = pool.client().await.unwrap();
    client
        .batch_execute("drop schema public cascade; create schema public")
        .await
        .unwrap();
    drop(client);
    let back = file.copy_to(&empty, &ctx, |_, _| {}).await.unwrap();
    assert_eq!(back.hash, there.hash);
    it_goes_on(&empty, &ctx).await;
}

/// The moved database goes on where the other stopped.
async fn it_goes_on(db: &Db, ctx: &Ctx) {
    duplicates_leave_no_gap(db, ctx).await;
    assert_eq!(db.search("kathe", None, 10).await.unwrap()[0].id, Id(5));
}
