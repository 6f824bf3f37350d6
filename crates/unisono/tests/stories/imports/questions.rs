//! What values cannot tell is asked, and never guessed.

use connect::imports::model::mapping::parse;
use kernel::Role;
use testkit::TestApp;

use super::number;
use super::screen::upload;

const DATES: &str = "Record ID,Company name,Create Date,Annual Revenue\n1,Nordlicht,3/4/2024,1.234\n2,Hafenkran,5/6/2024,2.500\n";

async fn day_or_month_first_is_asked_on_the_screen(app: TestApp) {
    let client = app.sign_in(Role::Member, "marketing").await;
    let files = [("firmen.csv".to_owned(), DATES.as_bytes().to_vec())];
    let import = upload(&client, &files).await;
    let page = client.get(&import).await.assert_status(200);
    page.assert_has("Frage beantworten")
        .assert_has("hubspot_companies");
    client
        .post(&format!("{import}/run"), &[])
        .await
        .assert_status(409);

    let file = format!("{import}/files/0");
    let page = client.get(&file).await.assert_status(200);
    page.assert_has("name=\"order.2\" value=\"dmy\"")
        .assert_has("3. Apr.")
        .assert_has("4. März")
        .assert_lacks("value=\"dmy\" checked");
    let answer = [("order.2", "dmy"), ("then", "overview")];
    client.post(&file, &answer).await.assert_status(303);
    let page = client.get(&import).await;
    page.assert_lacks("Frage beantworten")
        .assert_has("Probelauf");
    let page = client.get(&file).await;
    page.assert_has("Tag zuerst").assert_has("Dezimalpunkt");
    let saved = client.get(&format!("{import}/mapping.toml")).await.text();
    assert!(
        parse(&saved).is_ok() && saved.contains("date_order = \"dmy\""),
        "{saved}"
    );

    client
        .post(&format!("{import}/run"), &[])
        .await
        .assert_status(303);
    app.settle().await;
    let begun =
        "select count(*) from touchpoint where type = 'company.created' and time = 1712145600000";
    assert_eq!(number(&app, begun).await, 1, "3 April 2024, noon UTC");

    // The answer is remembered with the mapping, and shown.
    let again = upload(&client, &files).await;
    let page = client.get(&again).await;
    page.assert_has("wie beim letzten Mal")
        .assert_lacks("Frage beantworten");
}

async fn a_wide_file_is_shown_in_pages_and_a_wider_one_refused(app: TestApp) {
    let client = app.sign_in(Role::Member, "marketing").await;
    let wide = |n: usize| {
        let heads: Vec<String> = (0..n).map(|n| format!("column {n}")).collect();
        let cells: Vec<String> = (0..n).map(|n| format!("value {n}")).collect();
        let text = format!("{}\n{}\n", heads.join(","), cells.join(","));
        vec![("wide.csv".to_owned(), text.into_bytes())]
    };
    let import = upload(&client, &wide(500)).await;
    for page in ["?page=0", "?page=24", "?page=99999"] {
        let shown = client.get(&format!("{import}/files/0{page}")).await;
        let text = shown.assert_status(200).text();
        assert_eq!(text.matches("name=\"to.").count(), 20, "{page}");
        assert!(text.matches('<').count() < 3_000);
    }
    let import = upload(&client, &wide(1000)).await;
    let page = client.get(&import).await.assert_status(200);
    page.assert_has("Die Datei hat 1000 Spalten");
    client
        .get(&format!("{import}/files/0"))
        .await
        .assert_status(404);
    client
        .post(&format!("{import}/trial"), &[])
        .await
        .assert_status(409);
    client
        .post(&format!("{import}/removal"), &[])
        .await
        .assert_status(303);
    client.get(&import).await.assert_status(404);
    let left = std::fs::read_dir(app.folder().join("uploads"))
        .unwrap()
        .count();
    assert_eq!(left, 1, "the dropped upload has left nothing");
}

async fn what_is_not_a_file_of_records_is_said_and_can_be_taken_out(app: TestApp) {
    let client = app.sign_in(Role::Member, "marketing").await;
    let good = "Record ID,Company name,City\n1,Nordlicht,Kiel\n";
    let files = [
        ("a.csv".to_owned(), good.as_bytes().to_vec()),
        ("book.xlsx".to_owned(), b"PK\x03\x04 zip".to_vec()),
        ("a.csv".to_owned(), good.as_bytes().to_vec()),
    ];
    let import = upload(&client, &files).await;
    let page = client.get(&import).await.assert_status(200);
    page.assert_has("Die Arbeitsmappe ist beschädigt")
        .assert_has("a.csv (2)");
    client
        .post(&format!("{import}/files/1/removal"), &[])
        .await
        .assert_status(303);
    client
        .post(&format!("{import}/run"), &[])
        .await
        .assert_status(303);
    app.settle().await;
    assert_eq!(number(&app, "select count(*) from company").await, 1);

    let html = "<script>alert(1)</script>,\"=1+1\"\nx,y\n";
    let import = upload(&client, &[("<b>.csv".to_owned(), html.into())]).await;
    let page = client.get(&format!("{import}/files/0")).await;
    page.assert_lacks("<script>alert")
        .assert_has("&lt;script&gt;alert");
}

testkit::both_engines!(
    day_or_month_first_is_asked_on_the_screen,
    a_wide_file_is_shown_in_pages_and_a_wider_one_refused,
    what_is_not_a_file_of_records_is_said_and_can_be_taken_out,
);
