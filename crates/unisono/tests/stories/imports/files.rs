//! Files of all kinds: those of the formats we ship, several that refer to each other, broken ones.

use connect::imports::model::Answers;
use connect::imports::model::values::DateOrder;
use connect::imports::{Wishes, undo};
use testkit::TestApp;

use super::changes::COMPANIES;
use super::{assert_same, counts, export, number, project, reasons, run, run_text};

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

async fn bad_input_is_refused_clearly_and_nothing_is_lost(app: TestApp) {
    let wishes = Wishes::default();
    let wide: String = (0..1000).map(|n| format!("column {n},")).collect();
    let refused: &[(&[u8], &str)] = &[
        (b"", "file_empty"),
        (b"%PDF-1.7 not a table", "file_not_text"),
        (b"PK\x03\x04 not a table", "workbook_damaged"),
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
    let report = run_text(&app, "asked.csv", refused[7].0, &answered).await;
    assert_eq!(
        report.files[0].rejected + report.files[0].created + report.files[0].changed,
        1
    );
}

testkit::both_engines!(
    every_format_imported_twice_is_once,
    files_of_one_system_find_each_other,
    bad_input_is_refused_clearly_and_nothing_is_lost,
);
