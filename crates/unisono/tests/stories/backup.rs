//! Backup beside a running server, restore into an empty place, and the move to the other engine,
//! each proven by the hash over every row.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use testkit::{Program, Served, TestApp};

const BINARY: &str = env!("CARGO_BIN_EXE_unisono");
const GERMAN: &str = "de_DE.UTF-8";

/// A small demo company with a source, on the engine of the story.
fn company(app: &TestApp) -> (Program, String) {
    let program = Program::new(BINARY, &app.folder().join("data"), app.database_url());
    program.run(&["demo", "--size", "xs"]);
    let made = program.json(&["source", "create", "--name", "website"]);
    let key = made["write_key"].as_str().expect("a key").to_owned();
    (program, key)
}

/// Sends events until it is told to stop; answers how many were confirmed.
fn keep_writing(
    server: &Served,
    key: String,
    stop: &Arc<AtomicBool>,
) -> std::thread::JoinHandle<usize> {
    let (mut wire, stop) = (server.connect(), stop.clone());
    std::thread::spawn(move || {
        let mut confirmed = 0;
        while !stop.load(Ordering::Relaxed) {
            let event = json!({
                "event": "Form Submitted", "messageId": format!("w-{confirmed}"), "userId": "u", "writeKey": key,
            });
            let reply = wire.post_json("/v1/track", &[], &event);
            assert_eq!(reply.status, 200, "{}", reply.text());
            confirmed += 1;
        }
        confirmed
    })
}

fn path(file: &std::path::Path) -> String {
    file.display().to_string()
}

fn hash(answer: &Value) -> String {
    answer["hash"].as_str().expect("a hash").to_owned()
}

async fn what_is_restored_is_what_was_backed_up(app: TestApp) {
    let (program, key) = company(&app);
    let server = program.serve();
    let stop = Arc::new(AtomicBool::new(false));
    let writer = keep_writing(&server, key, &stop);
    let file = app.folder().join("evening.backup");
    let made = program.json(&["backup", "--to", &path(&file)]);
    stop.store(true, Ordering::Relaxed);
    assert!(writer.join().expect("the writer") > 0, "it went on writing");
    server.kill();

    let spare = app.spare_database().await;
    let url = spare.as_ref().map(testkit::Spare::url);
    let restored = Program::new(BINARY, &app.folder().join("restored"), url);
    let back = restored.json(&["restore", "--from", &path(&file)]);
    assert_eq!(hash(&back), hash(&made));
    assert_eq!(back["proven"], true);
    let second = app.folder().join("second.backup");
    let again = restored.json(&["backup", "--to", &path(&second)]);
    assert_eq!(hash(&again), hash(&made), "row by row the same");

    let over = restored.outcome(&["restore", "--from", &path(&file)], GERMAN);
    assert_eq!(over.code, 1);
    assert!(
        over.errors.contains("Am Ziel liegen schon Daten"),
        "{over:?}"
    );
    let twice = restored.outcome(&["backup", "--to", &path(&second)], GERMAN);
    assert_eq!(twice.code, 1);
    assert!(
        twice.errors.contains("Die Datei gibt es schon"),
        "{twice:?}"
    );
}

async fn a_damaged_backup_is_refused(app: TestApp) {
    let (program, _) = company(&app);
    let file = app.folder().join("a.backup");
    program.run(&["backup", "--to", &path(&file)]);
    let whole = std::fs::read(&file).expect("the backup");
    let spare = app.spare_database().await;
    let url = spare.as_ref().map(testkit::Spare::url);
    let target = Program::new(BINARY, &app.folder().join("target"), url);
    let refused = |content: &[u8], words: &str| {
        std::fs::write(&file, content).expect("written");
        let outcome = target.outcome(&["restore", "--from", &path(&file)], GERMAN);
        assert_eq!(outcome.code, 1);
        assert!(outcome.errors.contains(words), "{outcome:?}");
    };
    let mut bent = whole.clone();
    let middle = bent.len() / 2;
    bent[middle] ^= 0xff;
    refused(&bent, "Die Sicherung ist beschädigt");
    refused(&whole[..middle], "Die Sicherung ist beschädigt");
    refused(b"PK\x03\x04 something else", "keine Sicherung von Unisono");
    let lost = target.outcome(&["restore", "--from", "/nowhere.backup"], "C");
    assert!(lost.errors.contains("The backup was not found"), "{lost:?}");
    assert!(!target.data().join("unisono.db").exists());
    std::fs::write(&file, &whole).expect("written");
    target.run(&["restore", "--from", &path(&file)]);
}

async fn everything_moves_to_another_database_and_back(app: TestApp) {
    let (program, _) = company(&app);
    let away = app.folder().join("away");
    let there = program.json(&["migrate", "--to", &path(&away)]);
    assert!(there["rows"].as_i64().is_some_and(|rows| rows > 10_000));
    let full = program.outcome(&["migrate", "--to", &path(&away)], GERMAN);
    assert_eq!(full.code, 1);
    assert!(
        full.errors.contains("Am Ziel liegen schon Daten"),
        "{full:?}"
    );
    let embedded = Program::new(BINARY, &away, None);
    let back: PathBuf = app.folder().join("back");
    let spare = app.spare_database().await;
    let target = match &spare {
        Some(spare) => spare.url(),
        None => path(&back),
    };
    let again = embedded.json(&["migrate", "--to", &target]);
    assert_eq!(hash(&again), hash(&there), "equal on both engines");
    assert_eq!(again["rows"], there["rows"]);
    let url = spare.as_ref().map(testkit::Spare::url);
    let moved = Program::new(BINARY, &back, url);
    let file = app.folder().join("moved.backup");
    let copied = moved.json(&["backup", "--to", &path(&file)]);
    assert_eq!(hash(&copied), hash(&there));
}

testkit::both_engines!(
    what_is_restored_is_what_was_backed_up,
    a_damaged_backup_is_refused,
    everything_moves_to_another_database_and_back,
);
