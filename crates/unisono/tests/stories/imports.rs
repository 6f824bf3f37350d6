//! Imports: a company's old system comes in, once, and goes again without a trace.

use std::path::{Path, PathBuf};

use connect::exports::into_folder;
use connect::imports::model::mapping::parse;
use connect::imports::model::values::DateOrder;
use connect::imports::model::{Answers, FileOutcome};
use connect::imports::{Report, Wishes, given, import, undo, work_off};
use kernel::Id;
use store::params;
use testkit::TestApp;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn maven() -> (Vec<PathBuf>, Wishes) {
    let folder = project().join("examples/maven");
    let text = std::fs::read_to_string(folder.join("maven.toml")).unwrap();
    let names = ["accounts", "products", "sales_teams", "sales_pipeline"];
    let files = names.map(|name| folder.join("data").join(format!("{name}.csv")));
    (
        files.to_vec(),
        Wishes {
            mapping: Some(parse(&text).unwrap()),
            ..Wishes::default()
        },
    )
}

async fn run(app: &TestApp, files: &[PathBuf], wishes: &Wishes) -> Report {
    import(
        app.db(),
        &app.ctx(),
        &given(files),
        wishes,
        false,
        &mut |_| {},
    )
    .await
    .unwrap()
}

async fn run_text(app: &TestApp, name: &str, text: &[u8], wishes: &Wishes) -> Report {
    let path = app.folder().join(name);
    std::fs::write(&path, text).unwrap();
    run(app, &[path], wishes).await
}

fn counts(file: &FileOutcome) -> (u64, u64, u64, u64) {
    (file.created, file.changed, file.unchanged, file.rejected)
}

fn reasons(report: &Report) -> Vec<(u64, &str)> {
    let problems = report.files.iter().flat_map(|f| &f.problems);
    problems.map(|p| (p.row, p.reason.key.as_str())).collect()
}

async fn number(app: &TestApp, sql: &str) -> i64 {
    app.db().one::<(i64,)>(sql, params![]).await.unwrap().0
}

/// Every file of an export with its content.
async fn export(app: &TestApp) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let written = into_folder(app.db(), folder.path()).await.unwrap();
    let read = |file: String| {
        (
            file.clone(),
            std::fs::read(folder.path().join(file)).unwrap(),
        )
    };
    written.into_iter().map(|w| read(w.file)).collect()
}

fn assert_same(before: &[(String, Vec<u8>)], after: &[(String, Vec<u8>)]) {
    for ((file, was), (_, is)) in before.iter().zip(after) {
        assert!(
            was == is,
            "{file} differs:\n{}\n{}",
            String::from_utf8_lossy(was),
            String::from_utf8_lossy(is)
        );
    }
}

async fn maven_comes_in_once_and_goes_without_a_trace(app: TestApp) {
    let (files, wishes) = maven();
    let before = export(&app).await;
    let report = run(&app, &files, &wishes).await;
    let made: Vec<u64> = report.files.iter().map(|f| f.created).collect();
    assert_eq!(made, [85, 7, 35, 8800]);
    assert!(
        report
            .files
            .iter()
            .all(|f| f.problems.is_empty() && f.changed + f.unchanged + f.rejected == 0)
    );
    let stage = |name: &str| {
        format!(
            "select count(*) from deal d join stage s on s.id = d.stage_id where s.name_en = '{name}'"
        )
    };
    for (name, deals) in [
        ("Won", 4238),
        ("Lost", 2473),
        ("Engaging", 1589),
        ("Prospecting", 500),
    ] {
        assert_eq!(number(&app, &stage(name)).await, deals, "{name}");
    }
    let won = "select cast(sum(value_minor) as bigint) from deal where won_at is not null and currency = 'USD'";
    assert_eq!(number(&app, won).await, 1_000_553_400);
    assert_eq!(
        number(&app, "select count(distinct owner_member_id) from deal").await,
        30
    );
    assert_eq!(
        number(&app, "select count(*) from deal where company_id is null").await,
        1425
    );
    assert_eq!(
        number(
            &app,
            "select count(*) from company where parent_company_id is not null"
        )
        .await,
        15
    );
    let sold = "select count(*) from deal_line l join product p on p.id = l.product_id where p.name = 'GTX Pro'";
    assert_eq!(number(&app, sold).await, 1480);
    let found: Vec<(&str, &str, &str, u64)> = report
        .findings
        .0
        .iter()
        .map(|f| (f.kind.as_str(), f.value.as_str(), f.taken.as_str(), f.rows))
        .collect();
    assert_eq!(
        found,
        [
            ("respelled", "GTXPro", "GTX Pro", 1480),
            ("deal_without_company", "", "", 1425)
        ]
    );

    let again = run(&app, &files, &wishes).await;
    let all: Vec<_> = again.files.iter().map(counts).collect();
    assert_eq!(
        all,
        [(0, 0, 85, 0), (0, 0, 7, 0), (0, 0, 35, 0), (0, 0, 8800, 0)]
    );

    app.settle().await;
    let undone = undo(app.db(), &app.ctx(), report.run.unwrap().id)
        .await
        .unwrap();
    assert!(undone.kept.is_empty());
    assert_same(&before, &export(&app).await);
    let third = run(&app, &files, &wishes).await;
    assert_eq!(
        third.files[3].created, 8800,
        "what is undone can come again"
    );
}

async fn every_format_imported_twice_is_once(app: TestApp) {
    let folder = project().join("crates/connect/src/imports/formats");
    let mut formats: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    formats.sort();
    assert!(formats.len() >= 12);
    let before = export(&app).await;
    let mut runs = Vec::new();
    for format in &formats {
        let file = folder.join(format).join("fixture.csv");
        let first = run(&app, std::slice::from_ref(&file), &Wishes::default()).await;
        let outcome = &first.files[0];
        assert_eq!(outcome.format.as_deref(), Some(format.as_str()));
        assert_eq!(
            outcome.created + outcome.skipped,
            outcome.rows,
            "{format}: {:?}",
            outcome.problems
        );
        runs.push(first.run.unwrap().id);
        let second = run(&app, &[file], &Wishes::default()).await;
        assert_eq!(second.files[0].unchanged, outcome.created, "{format}");
        assert_eq!(
            counts(&second.files[0]).0 + counts(&second.files[0]).1,
            0,
            "{format}"
        );
    }
    for id in runs.into_iter().rev() {
        assert_eq!(undo(app.db(), &app.ctx(), id).await.unwrap().kept, []);
    }
    assert_same(&before, &export(&app).await);
}

const COMPANIES: &str = "Record ID,Company name,Website URL,City\n1,Nordlicht GmbH,nordlicht.example,Kiel\n2,Hafenkran AG,,Hamburg\n3,Dritte KG,,Bonn\n";

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

async fn files_of_one_system_find_each_other(app: TestApp) {
    let put = |name: &str, text: &str| {
        let path = app.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let deals = put(
        "deals.csv",
        "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Associated Company IDs,Associated Contact IDs\n7,Segel,Proposal,1500,Mara Vogt,1,9;8\n",
    );
    let people = put(
        "people.csv",
        "Record ID,First Name,Last Name,Email,Contact owner\n8,Ida,Lorenz,ida@nordlicht.example,Mara Vogt\n9,Tom,Becker,tom@becker.example,\n",
    );
    let companies = put("companies.csv", COMPANIES);
    let report = run(
        &app,
        &[deals.clone(), people, companies],
        &Wishes::default(),
    )
    .await;
    assert!(report.files.iter().all(|f| f.rejected == 0));
    let names: Vec<&str> = report.files.iter().map(|f| f.file.as_str()).collect();
    assert_eq!(
        names,
        ["deals.csv", "people.csv", "companies.csv"],
        "reported as given"
    );
    let linked =
        "select count(*) from deal d join company c on c.id = d.company_id where c.source_id = '1'";
    assert_eq!(number(&app, linked).await, 1);
    assert_eq!(number(&app, "select count(*) from deal_person").await, 2);
    assert_eq!(
        number(
            &app,
            "select count(*) from member where name = 'Mara Vogt' and password_hash is null"
        )
        .await,
        1
    );
    let won = "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Associated Company IDs,Associated Contact IDs\n7,Segel,Closed won,1500,Mara Vogt,2025-04-30 10:00,1,9;8\n";
    put("deals.csv", won);
    let later = run(&app, &[deals], &Wishes::default()).await;
    assert_eq!(counts(&later.files[0]), (0, 1, 0, 0));
    let moved = "select count(*) from touchpoint where type = 'deal.won' and source = 'hubspot' and time = 1746000000000";
    assert_eq!(
        number(&app, moved).await,
        1,
        "the win is on the timeline at the time of the file"
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

async fn bad_input_is_refused_clearly_and_nothing_is_lost(app: TestApp) {
    let wishes = Wishes::default();
    let wide: String = (0..1000).map(|n| format!("column {n},")).collect();
    let refused: &[(&[u8], &str)] = &[
        (b"", "file_empty"),
        (b"PK\x03\x04 not a table", "file_not_text"),
        (wide.as_bytes(), "file_too_many_columns"),
        (
            b"Campaign report\n2026\nCampaign,Status,Currency,Cost\nA,on,EUR,1\n",
            "file_is_report",
        ),
        (b"colour,size\nred,1\n", "not_recognised"),
        (
            b"Record ID,\"Company name\n1,A\n2,B\n",
            "file_header_broken",
        ),
        (
            b"Record ID,Company name,Create Date\n1,A,1/3/2024\n",
            "question_date_order",
        ),
    ];
    for (bytes, key) in refused {
        let report = run_text(&app, "bad.csv", bytes, &wishes).await;
        assert!(report.refused && report.run.is_none(), "{key}");
        assert_eq!(reasons(&report), [(0, *key)]);
    }
    assert_eq!(number(&app, "select count(*) from company").await, 0);

    let broken = b"Record ID,Company name,City\n1,Gut,Kiel\n2,\"offen,Kiel\n3,Kurz\n4,Lang,Kiel,mehr\n1,Doppelt,Bonn\n,Ohne,Kiel\n5,<b>Fett</b>,Kiel\n6,=1+1,Kiel\n";
    let report = run_text(&app, "broken.csv", broken, &wishes).await;
    assert_eq!(counts(&report.files[0]), (3, 0, 0, 5));
    let expected = [
        (3, "unclosed_quote"),
        (4, "too_few_cells"),
        (5, "too_many_cells"),
        (7, "key_missing"),
        (6, "duplicate_key"),
    ];
    assert_eq!(reasons(&report), expected);
    let csv = export(&app)
        .await
        .into_iter()
        .find(|(file, _)| file == "company.csv")
        .unwrap()
        .1;
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains(",'=1+1,") && csv.contains(",<b>Fett</b>,"));
    let answered = Wishes {
        answers: Answers {
            date_order: Some(DateOrder::Dmy),
            ..Answers::default()
        },
        ..Wishes::default()
    };
    let report = run_text(&app, "asked.csv", refused[6].0, &answered).await;
    assert_eq!(
        report.files[0].rejected + report.files[0].created + report.files[0].changed,
        1
    );
}

testkit::both_engines!(
    maven_comes_in_once_and_goes_without_a_trace,
    every_format_imported_twice_is_once,
    a_later_file_changes_what_its_source_changed_and_nothing_else,
    what_someone_touched_since_stays_and_is_named,
    files_of_one_system_find_each_other,
    an_interrupted_import_is_continued,
    bad_input_is_refused_clearly_and_nothing_is_lost,
);
