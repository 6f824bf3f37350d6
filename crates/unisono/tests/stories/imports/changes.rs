//! What a later file changes, what an undo leaves, how an interrupted import goes on.

use connect::imports::{Wishes, given, import, undo, work_off};
use kernel::Id;
use store::params;
use testkit::TestApp;

use super::{assert_same, counts, export, number, run_text};

pub(super) const COMPANIES: &str = "Record ID,Company name,Website URL,City\n1,Nordlicht GmbH,nordlicht.example,Kiel\n2,Hafenkran AG,,Hamburg\n3,Dritte KG,,Bonn\n";

/// Two rows are one by now: what their source says later reaches the one that stands for both, and an undone
/// merge leaves the rows to their records.
async fn a_later_file_reaches_who_stands_for_a_merged_record(app: TestApp) {
    run_text(&app, "a.csv", COMPANIES.as_bytes(), &Wishes::default()).await;
    let id_of = |source: &'static str| {
        let db = app.db().clone();
        async move {
            let sql = "select id from company where source_id = $1";
            let (id,): (kernel::Id,) = db.one(sql, store::params![source]).await.unwrap();
            id
        }
    };
    let (nord, third) = (id_of("1").await, id_of("3").await);
    let token = app.with_token(kernel::Role::Member).await;
    let merges = format!("/api/v1/companies/{nord}/merges");
    let asked = serde_json::json!({ "loser_id": third.to_string() });
    let merged = token.post_json(&merges, &asked).await.assert_status(201);
    let again = run_text(&app, "a.csv", COMPANIES.as_bytes(), &Wishes::default()).await;
    assert_eq!(
        counts(&again.files[0]),
        (0, 0, 3, 0),
        "the same file changes nothing"
    );
    let later = COMPANIES.replace("Bonn", "Köln");
    run_text(&app, "a.csv", later.as_bytes(), &Wishes::default()).await;
    let city = |id: kernel::Id| {
        let db = app.db().clone();
        async move {
            let sql = "select city from company where id = $1";
            let (city,): (String,) = db.one(sql, store::params![id]).await.unwrap();
            city
        }
    };
    assert_eq!(
        (city(nord).await, city(third).await),
        ("Köln".to_owned(), "Bonn".to_owned())
    );
    let decision = merged.value()["id"].as_str().unwrap().to_owned();
    let undo = format!("/api/v1/merges/{decision}/undo");
    token
        .post_json(&undo, &serde_json::json!({}))
        .await
        .assert_ok();
    let last = COMPANIES.replace("Bonn", "Aachen");
    run_text(&app, "a.csv", last.as_bytes(), &Wishes::default()).await;
    assert_eq!(
        (city(nord).await, city(third).await),
        ("Köln".to_owned(), "Aachen".to_owned())
    );
}

async fn a_later_file_changes_what_its_source_changed_and_nothing_else(app: TestApp) {
    run_text(&app, "a.csv", COMPANIES.as_bytes(), &Wishes::default()).await;
    let hand = customers::fields::Edits::new()
        .set("city", "Flensburg")
        .set("phone", "+49 461 1");
    let company: (Id,) = app
        .db()
        .one("select id from company where source_id = '1'", params![])
        .await
        .unwrap();
    let mut tx = app.db().begin(&app.ctx()).await.unwrap();
    customers::companies::change(&mut tx, company.0, None, &hand, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let before = export(&app).await;

    let later = COMPANIES
        .replace("nordlicht.example", "nordlicht-segel.example")
        .replace("Bonn", "Köln");
    let report = run_text(&app, "a.csv", later.as_bytes(), &Wishes::default()).await;
    assert_eq!(counts(&report.files[0]), (0, 2, 1, 0));
    let city: (String, String) = app
        .db()
        .one(
            "select city, website from company where source_id = '1'",
            params![],
        )
        .await
        .unwrap();
    assert_eq!(
        city,
        (
            "Flensburg".to_owned(),
            "https://nordlicht-segel.example".to_owned()
        ),
        "an edit by hand stays"
    );
    assert_eq!(
        number(
            &app,
            "select count(*) from audit where field = 'city' and import_id is not null"
        )
        .await,
        1
    );

    let undone = undo(app.db(), &app.ctx(), report.run.unwrap().id)
        .await
        .unwrap();
    assert_eq!(
        (undone.restored, undone.removed, undone.kept.len()),
        (2, 0, 0)
    );
    assert_same(&before, &export(&app).await);
}

async fn what_someone_touched_since_stays_and_is_named(app: TestApp) {
    let report = run_text(&app, "a.csv", COMPANIES.as_bytes(), &Wishes::default()).await;
    let ids: Vec<(Id,)> = app
        .db()
        .rows("select id from company order by source_id", params![])
        .await
        .unwrap();
    let mut tx = app.db().begin(&app.ctx()).await.unwrap();
    let edit = customers::fields::Edits::new().set("city", "Flensburg");
    customers::companies::change(&mut tx, ids[0].0, None, &edit, None)
        .await
        .unwrap();
    let mut note = kernel::Touchpoint::new("note.written", app.ctx().now());
    note.company_id = Some(ids[1].0);
    tx.record(note).await.unwrap();
    tx.commit().await.unwrap();
    let undone = undo(app.db(), &app.ctx(), report.run.unwrap().id)
        .await
        .unwrap();
    let mut kept: Vec<Id> = undone.kept.iter().map(|(_, id)| *id).collect();
    kept.sort();
    assert_eq!(kept, [ids[0].0, ids[1].0]);
    assert_eq!(undone.removed, 1);
    let created =
        "select count(*) from touchpoint where type = 'company.created' and retracted_by is null";
    assert_eq!(
        number(&app, created).await,
        2,
        "what stays keeps its beginning"
    );
}

async fn an_interrupted_import_is_continued(app: TestApp) {
    let rows: String = (0..4_500)
        .map(|n| format!("{n},Firma {n},,Kiel\n"))
        .collect();
    let text = format!("Record ID,Company name,Website URL,City\n{rows}");
    let path = app.folder().join("many.csv");
    std::fs::write(&path, text).unwrap();
    let (db, ctx) = (app.db().clone(), app.ctx());
    let files = given(&[path]);
    let (sender, mut steps) = tokio::sync::mpsc::unbounded_channel();
    let task = tokio::spawn(async move {
        let mut progress = |step| drop(sender.send(step));
        import(&db, &ctx, &files, &Wishes::default(), false, &mut progress).await
    });
    steps.recv().await.unwrap();
    task.abort();
    let _ = task.await;
    let (id, state): (Id, String) = app
        .db()
        .one(
            "select id, state from import_run order by id desc limit 1",
            params![],
        )
        .await
        .unwrap();
    let so_far = number(&app, "select count(*) from company").await;
    if state == "running" {
        assert!(so_far > 0 && so_far < 4_500, "{so_far}");
        let run = work_off(app.db(), &app.ctx(), id, &mut |_| {})
            .await
            .unwrap();
        assert_eq!(run.files[0].created, 4_500);
    }
    assert_eq!(number(&app, "select count(*) from company").await, 4_500);
    assert_eq!(undo(app.db(), &app.ctx(), id).await.unwrap().removed, 4_500);
}

testkit::both_engines!(
    a_later_file_reaches_who_stands_for_a_merged_record,
    a_later_file_changes_what_its_source_changed_and_nothing_else,
    what_someone_touched_since_stays_and_is_named,
    an_interrupted_import_is_continued,
);
