//! Migrations are numbered in rising order, lower case, and stay inside the SQL of both engines.

use super::tree::{Breach, File, Tree};

/// Words that only one engine has, or that distributed PostgreSQL engines refuse.
const REFUSED: &[&str] = &[
    "serial",
    "bigserial",
    "autoincrement",
    "jsonb",
    "json",
    "boolean",
    "timestamptz",
    "timestamp",
    "datetime",
    "uuid",
    "listen",
    "notify",
    "pg_advisory_lock",
    "real",
    "numeric",
    "varchar",
    "integer",
    "int",
];

/// What is wrong with the migrations of the store.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let ours = |f: &&File| f.in_folder("migrations") && f.path.ends_with(".sql");
    let mut found = Vec::new();
    let mut last = 0;
    for file in tree.files.iter().filter(ours) {
        if is_of_one_engine(file) {
            continue;
        }
        let number = file.name().split(['_', '-', '.']).next().unwrap_or("");
        match number.parse::<u32>() {
            Ok(n) if n > last => last = n,
            _ => found.push(Breach::new(
                file,
                0,
                format!("expected a number above {last}"),
            )),
        }
        found.extend(of_file(file));
    }
    found
}

/// A file for one engine says so in its name: `search.sqlite.sql`.
fn is_of_one_engine(file: &File) -> bool {
    file.name().contains("sqlite") || file.name().contains("postgres")
}

fn of_file(file: &File) -> Vec<Breach> {
    let mut found = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        let sql = line.split("--").next().unwrap_or("");
        let mut words = sql.split(|c: char| !c.is_alphanumeric() && c != '_');
        if words
            .clone()
            .any(|w| ["SELECT", "CREATE", "TABLE", "INSERT", "NOT", "NULL"].contains(&w))
        {
            found.push(Breach::new(file, at + 1, "SQL is written in lower case"));
        }
        if let Some(word) = words.find(|w| REFUSED.contains(w)) {
            found.push(Breach::new(
                file,
                at + 1,
                format!("{word} is not SQL of both engines"),
            ));
        }
    }
    found
}

#[test]
fn what_one_engine_refuses_is_caught() {
    let sql = "create table deal (id bigserial primary key)";
    super::tree::caught(
        check,
        &[("crates/store/migrations/0001_a.sql", sql)],
        "bigserial",
    );
    let sql = "CREATE TABLE deal (id bigint)";
    super::tree::caught(
        check,
        &[("crates/store/migrations/0001_a.sql", sql)],
        "lower case",
    );
    let twice = [
        ("crates/store/migrations/0001_a.sql", ""),
        ("crates/store/migrations/0001_b.sql", ""),
    ];
    super::tree::caught(check, &twice, "expected a number above 1");
}

#[test]
fn the_common_subset_passes() {
    let sql =
        "-- serial numbers of JSON\ncreate table deal (id bigint primary key, serial_no text);";
    let files = [
        ("crates/store/migrations/0001_a.sql", sql),
        ("crates/store/migrations/0002_b.sql", ""),
        (
            "crates/store/migrations/search.sqlite.sql",
            "create table s (j json)",
        ),
    ];
    super::tree::passes(check, &files);
}
