//! `unisono analyze duplicates` as people run it: on files, without a database.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn run(words: &[&str], files: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unisono"));
    command
        .args(["analyze", "duplicates"])
        .args(files)
        .args(words);
    command.output().unwrap()
}

fn answer(words: &[&str], files: &[&Path]) -> Value {
    let out = run(&[words, &["--json"]].concat(), files);
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    serde_json::from_slice(&out.stdout).unwrap()
}

fn clusters(answer: &Value) -> Vec<u64> {
    let members = answer["members"].as_array().unwrap();
    let rows: Vec<u64> = members.iter().map(|m| m["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, (1..=rows.len() as u64).collect::<Vec<_>>());
    members
        .iter()
        .map(|m| m["cluster"].as_u64().unwrap())
        .collect()
}

const CONTACTS: &str = "\
ent_id;Vorname;Nachname;Firma;E-Mail;Telefon;Ort
a;Jürgen;Müller;Nordbau GmbH;j.mueller@nordbau.de;;Kiel
b;Berta;Krause;Nordbau GmbH;info@nordbau.de;0431 55500;Kiel
a;Juergen;Mueller;Nordbau G.m.b.H.;J.Mueller@NORDBAU.de;+49 (0)431 55500;Kiel
c;Carl;Müller;Nordbau GmbH;info@nordbau.de;0431 55500;Kiel
";

#[test]
fn a_file_is_read_measured_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let contacts = file(folder.path(), "contacts.csv", CONTACTS);
    let out = folder.path().join("clusters.csv");
    let told = answer(
        &["--truth", "ent_id", "--out", out.to_str().unwrap()],
        &[&contacts],
    );
    assert_eq!(clusters(&told), [0, 1, 0, 2]);
    assert_eq!(
        (told["records"].as_u64(), told["clusters"].as_u64()),
        (Some(4), Some(3))
    );
    assert_eq!(told["largest_cluster"], 2);
    for figure in [
        "precision",
        "recall",
        "f1",
        "review_recall",
        "blocking_recall",
    ] {
        assert_eq!(told[figure].as_f64(), Some(1.0), "{figure}");
    }
    assert_eq!(told["ignored_columns"][0], "ent_id");
    assert_eq!(
        std::fs::read_to_string(out).unwrap(),
        "file,row,cluster\n1,1,0\n1,2,1\n1,3,0\n1,4,2\n"
    );
    let without = answer(&[], &[&contacts]);
    assert!(without.get("precision").is_none());
    assert_eq!(
        clusters(&without),
        clusters(&told),
        "the truth is no evidence"
    );
}

#[test]
fn two_files_are_compared_across() {
    let folder = tempfile::tempdir().unwrap();
    let head = "rec_id, given_name, surname, date_of_birth, soc_sec_id, suburb\n";
    let ours = format!(
        "{head}rec-1-org, anna, huber, 19850309, 7814962, kiel\nrec-2-org, carl, lang, 19700101, 5555555, graz\n"
    );
    let theirs = format!("{head}rec-1-dup-0, ana, huber, 19850309, 7814926, kiel\n");
    let (ours, theirs) = (
        file(folder.path(), "a.csv", &ours),
        file(folder.path(), "b.csv", &theirs),
    );
    let told = answer(&["--truth", "rec_id"], &[&ours, &theirs]);
    assert_eq!(clusters(&told), [0, 1, 0]);
    assert_eq!(
        (told["f1"].as_f64(), told["shape"].as_str()),
        (Some(1.0), Some("person"))
    );
}

#[test]
fn what_cannot_be_read_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let empty = file(folder.path(), "empty.csv", "");
    let useless = file(folder.path(), "useless.csv", "id,colour\n1,red\n2,blue\n");
    let contacts = file(folder.path(), "contacts.csv", CONTACTS);
    for (words, path, expected) in [
        (vec![], empty.as_path(), "empty"),
        (vec![], useless.as_path(), "id, colour"),
        (vec!["--truth", "nobody"], contacts.as_path(), "nobody"),
        (vec![], Path::new("missing.csv"), "missing.csv"),
    ] {
        let out = run(&[&words[..], &["--language", "en"]].concat(), &[path]);
        let told = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(1), "{told}");
        assert!(
            told.contains(expected) && !told.contains("duplicates.error"),
            "{told}"
        );
    }
    assert_eq!(
        run(&["--no-such-word"], &[&contacts]).status.code(),
        Some(2)
    );
}

#[test]
fn strange_cells_are_no_problem() {
    let folder = tempfile::tempdir().unwrap();
    let one = file(folder.path(), "one.csv", "Name,Email\nHuber,a@b.de\n");
    assert_eq!(clusters(&answer(&[], &[&one])), [0]);
    let head = file(folder.path(), "head.csv", "Name,Email\n");
    assert_eq!(answer(&[], &[&head])["records"], 0);
    let long = "x".repeat(10_000);
    let text = format!("Name,Email\n{long},{long}\n{long}y,{long}@{long}.de\n-,null\n");
    let told = answer(
        &["--truth", "Email"],
        &[&file(folder.path(), "long.csv", &text)],
    );
    assert_eq!(told["records"], 3);
    assert!(told["precision"].is_f64());
}
