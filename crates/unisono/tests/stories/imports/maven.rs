//! The public data set of 8 800 opportunities, by a mapping as a file.

use connect::imports::model::mapping::parse;
use connect::imports::{Wishes, undo};
use std::path::PathBuf;
use testkit::TestApp;

use super::{assert_same, counts, export, number, project, run};

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

/// Every figure of the data set, as it stands in the database.
pub(super) async fn assert_maven(app: &TestApp) {
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
        assert_eq!(number(app, &stage(name)).await, deals, "{name}");
    }
    let won = "select cast(sum(value_minor) as bigint) from deal where won_at is not null and currency = 'USD'";
    assert_eq!(number(app, won).await, 1_000_553_400);
    assert_eq!(
        number(app, "select count(distinct owner_member_id) from deal").await,
        30
    );
    assert_eq!(
        number(app, "select count(*) from deal where company_id is null").await,
        1425
    );
    assert_eq!(
        number(
            app,
            "select count(*) from company where parent_company_id is not null"
        )
        .await,
        15
    );
    let sold = "select count(*) from deal_line l join product p on p.id = l.product_id where p.name = 'GTX Pro'";
    assert_eq!(number(app, sold).await, 1480);
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
    assert_maven(&app).await;
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

testkit::both_engines!(maven_comes_in_once_and_goes_without_a_trace);
