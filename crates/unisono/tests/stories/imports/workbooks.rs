//! Workbooks and contact cards: through the upload, over the API and by the command line.

use connect::imports::{Wishes, undo};
use kernel::Role;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::json;
use testkit::TestApp;

use super::screen::upload;
use super::{assert_same, counts, export, number, run, run_text};

const CARDS: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:urn:uuid:1\r\nN:Eder;Paula;;Dr.;\r\nFN:Dr. Paula Eder\r\n\
ORG:Isarwerk GmbH\r\nTITLE:Leiterin Produktion\r\nEMAIL:paula.eder@isarwerk.example\r\nEMAIL:p.eder@mail.example\r\n\
TEL;TYPE=CELL:+49 171 555 01 11\r\nADR;TYPE=WORK:;;Isarring 3;München;;80805;Deutschland\r\nNOTE:Mag Tee.\r\n\
PHOTO;ENCODING=b:AAAA\r\n AAAA\r\nEND:VCARD\r\n\
BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BCn;J=C3=B6rg\r\nORG:Isarwerk GmbH\r\n\
TEL;WORK;VOICE:+49 89 1234\r\nEND:VCARD\r\n\
BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\nFN:Isarwerk GmbH\r\nORG:Isarwerk GmbH\r\nTEL:+49 89 555 01 10\r\n\
URL:https://www.isarwerk.example/\r\nEND:VCARD\r\n";

/// Companies and people of a portal as a workbook: a title above, a day, a number as a phone number.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let companies = book.add_worksheet().set_name("Firmen").unwrap();
    companies.write(0, 0, "Unsere Kunden").unwrap();
    for (column, name) in (0u16..).zip([
        "Record ID",
        "Company name",
        "City",
        "Postal Code",
        "Phone Number",
        "Create Date",
    ]) {
        companies.write(2, column, name).unwrap();
    }
    for (row, (name, city, code)) in (3u32..).zip([
        ("Nordlicht", "Kiel", "24103"),
        ("Hafenkran", "Dresden", "01067"),
    ]) {
        companies.write(row, 0, row - 2).unwrap();
        companies.write(row, 1, name).unwrap();
        companies.write(row, 2, city).unwrap();
        companies.write(row, 3, code).unwrap();
        companies
            .write(row, 4, 494_315_550_100_f64 + f64::from(row))
            .unwrap();
        let since = ExcelDateTime::from_ymd(2024, 3, 1).unwrap();
        companies.write_with_format(row, 5, &since, &day).unwrap();
    }
    companies.write(5, 1, "Ohne Schlüssel").unwrap();
    let people = book.add_worksheet().set_name("Personen").unwrap();
    for (column, name) in (0u16..).zip(["Record ID", "First Name", "Last Name", "Email"]) {
        people.write(0, column, name).unwrap();
    }
    for (column, value) in (0u16..).zip(["8", "Ida", "Lorenz", "ida@nordlicht.example"]) {
        people.write(1, column, value).unwrap();
    }
    book.add_worksheet().set_name("Leer").unwrap();
    book.save_to_buffer().unwrap()
}

async fn a_workbook_comes_in_by_the_command_line(app: TestApp) {
    let before = export(&app).await;
    let both = Wishes {
        sheets: vec!["Firmen".to_owned(), "Personen".to_owned()],
        data: Some(app.folder().to_owned()),
        ..Wishes::default()
    };
    let report = run_text(&app, "kunden.xlsx", &workbook(), &both).await;
    let names: Vec<&str> = report.files.iter().map(|f| f.file.as_str()).collect();
    assert_eq!(names, ["kunden.xlsx – Firmen", "kunden.xlsx – Personen"]);
    assert_eq!(counts(&report.files[0]), (2, 0, 0, 1));
    assert_eq!(
        report.files[0].problems[0].row, 6,
        "the row that the spreadsheet shows"
    );
    assert_eq!(counts(&report.files[1]), (1, 0, 0, 0));
    let kept =
        "select count(*) from company where postal_code = '01067' and created_at = 1709294400000";
    assert_eq!(number(&app, kept).await, 1);
    assert!(
        !app.folder()
            .join("uploads")
            .join(report.run.as_ref().unwrap().id.to_string())
            .exists()
    );

    let first = Wishes {
        sheets: Vec::new(),
        ..both.clone()
    };
    let again = run_text(&app, "kunden.xlsx", &workbook(), &first).await;
    assert_eq!(
        counts(&again.files[0]),
        (0, 0, 2, 1),
        "the first sheet, nothing changed"
    );
    let left = again.findings.0.iter().find(|f| f.kind == "sheet_left_out");
    assert_eq!(left.map(|f| f.value.as_str()), Some("Personen"));

    let no_such = Wishes {
        sheets: vec!["Kontakte".to_owned()],
        ..both
    };
    let refused = run_text(&app, "kunden.xlsx", &workbook(), &no_such).await;
    assert!(refused.refused);
    assert_eq!(refused.files[0].problems[0].reason.key, "sheet_missing");
    let id = report.run.unwrap().id;
    assert_eq!(undo(app.db(), &app.ctx(), id).await.unwrap().kept, []);
    assert_same(&before, &export(&app).await);
}

async fn cards_come_in_by_the_command_line(app: TestApp) {
    let before = export(&app).await;
    let wishes = Wishes {
        data: Some(app.folder().to_owned()),
        ..Wishes::default()
    };
    let report = run_text(&app, "kontakte.vcf", CARDS.as_bytes(), &wishes).await;
    let formats: Vec<Option<&str>> = report.files.iter().map(|f| f.format.as_deref()).collect();
    assert_eq!(formats, [Some("vcard"), Some("vcard_organizations")]);
    assert_eq!(
        counts(&report.files[0]),
        (2, 0, 0, 0),
        "{:?}",
        report.files[0].problems
    );
    assert_eq!(counts(&report.files[1]), (1, 0, 0, 0));
    assert_eq!(
        number(&app, "select count(*) from company").await,
        1,
        "people are of the company beside them"
    );
    assert_eq!(
        number(
            &app,
            "select count(*) from person where last_name = 'Grün' and first_name = 'Jörg'"
        )
        .await,
        1
    );
    let path = app.folder().join("kontakte.vcf");
    let again = run(&app, &[path], &wishes).await;
    assert_eq!(counts(&again.files[0]), (0, 0, 2, 0));
    assert_eq!(counts(&again.files[1]), (0, 0, 1, 0));
    let id = report.run.unwrap().id;
    assert_eq!(undo(app.db(), &app.ctx(), id).await.unwrap().kept, []);
    assert_same(&before, &export(&app).await);
}

async fn both_come_in_through_the_upload(app: TestApp) {
    let client = app.sign_in(Role::Manager, "sales").await;
    let before = export(&app).await;
    let files = [
        ("kunden.xlsx".to_owned(), workbook()),
        ("kontakte.vcf".to_owned(), CARDS.as_bytes().to_vec()),
    ];
    let import = upload(&client, &files).await;
    let page = client.get(&import).await.assert_status(200);
    page.assert_has("kunden.xlsx – Firmen")
        .assert_has("kunden.xlsx – Personen")
        .assert_has("kontakte.vcf – ORG");
    client
        .post(&format!("{import}/run"), &[])
        .await
        .assert_status(303);
    app.settle().await;
    assert_eq!(number(&app, "select count(*) from company").await, 3);
    assert_eq!(number(&app, "select count(*) from person").await, 3);
    client.get(&import).await.assert_has("vcard_organizations");

    let again = upload(&client, &files).await;
    client
        .post(&format!("{again}/run"), &[])
        .await
        .assert_status(303);
    app.settle().await;
    assert_eq!(number(&app, "select count(*) from company").await, 3);
    client
        .post(&format!("{import}/undo"), &[])
        .await
        .assert_status(303);
    app.settle().await;
    assert_same(&before, &export(&app).await);
}

async fn a_sheet_that_is_not_wanted_is_removed_over_the_api(app: TestApp) {
    let client = app.with_token(Role::Manager).await;
    let book = workbook();
    let parts = [
        ("files", "kunden.xlsx", book.as_slice()),
        ("files", "kaputt.xlsx", &book[..900]),
    ];
    let made = client.upload_all("/api/v1/imports", &parts, &[]).await;
    let made = made.assert_status(201).value();
    let import = format!("/api/v1/imports/{}", made["id"].as_str().unwrap());
    let proposal = client.get(&format!("{import}/mapping")).await.value();
    let needs = |proposal: &serde_json::Value| -> Vec<String> {
        let files = proposal["files"].as_array().unwrap();
        files
            .iter()
            .map(|f| f["needs"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(needs(&proposal), ["ready", "ready", "refused"]);
    let why = proposal["files"][2]["refused"].as_str().unwrap();
    assert!(why.starts_with("Die Arbeitsmappe ist beschädigt"), "{why}");
    client
        .delete(&format!("{import}/files/2"))
        .await
        .assert_status(204);
    client
        .delete(&format!("{import}/files/1"))
        .await
        .assert_status(204);
    client
        .delete(&format!("{import}/files/9"))
        .await
        .assert_status(404);
    let proposal = client.get(&format!("{import}/mapping")).await.value();
    assert_eq!(needs(&proposal), ["ready"]);
    assert_eq!(proposal["ready"], json!(true));
    client
        .post_json(&format!("{import}/run"), &json!({}))
        .await
        .assert_status(202);
    app.settle().await;
    let done = client.get(&import).await.value();
    assert_eq!(done["files"][0]["created"], json!(2));
    assert_eq!(number(&app, "select count(*) from person").await, 0);
}

testkit::both_engines!(
    a_workbook_comes_in_by_the_command_line,
    cards_come_in_by_the_command_line,
    both_come_in_through_the_upload,
    a_sheet_that_is_not_wanted_is_removed_over_the_api,
);
