//! Imports: a company's old system comes in, once, and goes again without a trace.

mod changes;
mod files;
mod jobs;
mod maven;
mod program;
mod questions;
mod screen;
mod workbooks;

use std::path::{Path, PathBuf};

use connect::exports::into_folder;
use connect::imports::model::FileOutcome;
use connect::imports::{Report, Wishes, given, import};
use store::params;
use testkit::TestApp;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The four files of the public data set, with their names.
fn maven_files() -> Vec<(String, Vec<u8>)> {
    let folder = project().join("examples/maven/data");
    let names = ["accounts", "products", "sales_teams", "sales_pipeline"];
    let read = |name: &str| {
        let name = format!("{name}.csv");
        let content = std::fs::read(folder.join(&name)).unwrap();
        (name, content)
    };
    names.map(read).into()
}

/// Files as the parts of an upload.
fn parts(files: &[(String, Vec<u8>)]) -> Vec<(&str, &str, &[u8])> {
    let mut parts = Vec::new();
    for (name, content) in files {
        parts.push(("files", name.as_str(), content.as_slice()));
    }
    parts
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
