//! A slice writes only its own tables: those that its `mod.rs` names after `Tables:` (or `Table:`).

use std::collections::BTreeMap;

use super::code::{Code, Token};
use super::tree::{Breach, File, Tree};

/// The loader of the demo company fills the tables of many slices at once; it says so in its module.
const LOADERS: &[&str] = &["connect::demo"];

/// Writes into tables of others, tables with two owners and tables with none.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let owners = owners(tree);
    let mut found = Vec::new();
    for file in tree
        .product()
        .filter(|f| f.krate() != "testkit" && super::sql::is_place(f))
    {
        let Some(code) = file.code() else { continue };
        let own = owner_of(file);
        for (tables, line) in writes(code) {
            for table in tables {
                let by = owners.get(&table).map(|(owner, _)| owner.as_str());
                let exempt = LOADERS.contains(&own.as_str());
                if by == Some(own.as_str()) || exempt || table.contains(['{', '}']) {
                    continue;
                }
                let by = by.unwrap_or("no slice");
                let what = format!("{own} writes {table}, which belongs to {by}");
                found.push(Breach::new(file, line, what));
            }
        }
    }
    for (table, (_, others)) in &owners {
        for (file, line) in others {
            found.push(Breach::new(
                file,
                *line,
                format!("{table} has another owner already"),
            ));
        }
    }
    found.extend(without_owner(tree, &owners));
    found
}

/// The tables written by each statement and by each bulk insert of a file.
fn writes(code: &Code) -> Vec<(Vec<String>, usize)> {
    let mut found: Vec<_> = code
        .strings()
        .map(|(text, line)| (written(text), line))
        .collect();
    for at in 0..code.tokens.len() {
        if let (true, Some((Token::Str(table), line))) = (
            code.reads(at, &["insert_many", "("]),
            code.tokens.get(at + 2),
        ) {
            found.push((vec![table.clone()], *line));
        }
    }
    found
}

type Owners<'a> = BTreeMap<String, (String, Vec<(&'a File, usize)>)>;

/// Owner of each table, and the files that claim it a second time.
fn owners(tree: &Tree) -> Owners<'_> {
    let mut owners: Owners<'_> = BTreeMap::new();
    for file in tree
        .rust()
        .filter(|f| ["mod.rs", "lib.rs"].contains(&f.name()))
    {
        let (owner, line) = (owner_of(file), 1);
        for table in claimed(&file.text) {
            match owners.get_mut(&table) {
                Some((_, others)) => others.push((file, line)),
                None => {
                    owners.insert(table, (owner.clone(), Vec::new()));
                }
            }
        }
    }
    owners
}

/// Crate and slice of a file: `customers::deals`, or the crate alone.
fn owner_of(file: &File) -> String {
    match file.in_src().and_then(|path| path.split_once('/')) {
        Some((slice, _)) if file.krate() != "store" => format!("{}::{slice}", file.krate()),
        _ => file.krate().to_owned(),
    }
}

/// The words behind `Tables:` in the module's documentation, to the full stop.
fn claimed(text: &str) -> Vec<String> {
    let docs = text.lines().take_while(|l| l.starts_with("//!"));
    let docs: Vec<&str> = docs.map(|l| l.trim_start_matches("//!").trim()).collect();
    let docs = docs.join(" ");
    let docs = docs.replace("Table: ", "Tables: ");
    let Some((_, list)) = docs.split_once("Tables: ") else {
        return Vec::new();
    };
    let list = list.split('.').next().unwrap_or("");
    let words = list
        .split(',')
        .map(|w| w.trim().trim_matches('`').to_owned());
    let is_name = |w: &str| w.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let is_table = |w: &String| !w.is_empty() && w != "none" && is_name(w);
    words.filter(is_table).collect()
}

/// The tables that a statement writes.
fn written(sql: &str) -> Vec<String> {
    let plain = sql.to_lowercase();
    let words: Vec<&str> = plain
        .split(|c: char| c.is_whitespace() || "();,".contains(c))
        .collect();
    let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    let mut found = Vec::new();
    for at in 0..words.len() {
        let word = |n: usize| words.get(at + n).copied().unwrap_or("");
        let table = match (word(0), word(1)) {
            ("insert" | "replace", "into") | ("delete", "from") => word(2),
            ("update", table) if word(2) == "set" || word(3) == "set" || word(4) == "set" => table,
            _ => continue,
        };
        if !table.is_empty() && table != "set" {
            found.push(table.to_owned());
        }
    }
    found
}

/// Tables of the migrations that no slice names, but for those that a migration drops again.
fn without_owner(tree: &Tree, owners: &Owners<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    let migrations = || tree.files.iter().filter(|f| f.in_folder("migrations"));
    let lines = migrations().flat_map(|f| f.text.lines());
    let dropped: Vec<&str> = lines
        .filter_map(|line| line.trim().strip_prefix("drop table "))
        .map(|rest| rest.trim_end_matches(';'))
        .collect();
    for file in migrations() {
        for (at, line) in file.text.lines().enumerate() {
            let Some(rest) = line.trim().strip_prefix("create table ") else {
                continue;
            };
            let rest = rest.trim_start_matches("if not exists ");
            let table = rest
                .split(|c: char| c.is_whitespace() || c == '(')
                .next()
                .unwrap_or("");
            if !owners.contains_key(table) && !dropped.contains(&table) {
                found.push(Breach::new(
                    file,
                    at + 1,
                    format!("no slice names the table {table}"),
                ));
            }
        }
    }
    found
}

#[test]
fn writing_a_table_of_another_slice_is_caught() {
    let files = [
        (
            "crates/customers/src/deals/mod.rs",
            "//! Deals and their stages.\n//! Tables: deal, stage.\n",
        ),
        (
            "crates/customers/src/people/mod.rs",
            "//! People.\n//! Tables: person.\n",
        ),
        (
            "crates/customers/src/people/store.rs",
            "fn a() { x(\"update deal d set name = $1\") }",
        ),
    ];
    let words = "customers::people writes deal, which belongs to customers::deals";
    super::tree::caught(check, &files, words);
    let bulk = (
        "crates/customers/src/people/store.rs",
        "fn a() { tx.insert_many(\"deal\", &[]) }",
    );
    super::tree::caught(check, &[files[0], files[1], bulk], words);
}

#[test]
fn two_owners_and_none_are_caught() {
    let files = [
        (
            "crates/customers/src/deals/mod.rs",
            "//! Deals.\n//! Tables: deal.\n",
        ),
        (
            "crates/customers/src/people/mod.rs",
            "//! People.\n//! Tables: deal.\n",
        ),
    ];
    super::tree::caught(check, &files, "another owner");
    let files = [(
        "crates/store/migrations/0001_a.sql",
        "create table deal (\n",
    )];
    super::tree::caught(check, &files, "no slice names the table deal");
}

#[test]
fn a_dropped_table_needs_no_owner() {
    let files = [
        (
            "crates/store/migrations/0001_a.sql",
            "create table deal (\n",
        ),
        ("crates/store/migrations/0002_b.sql", "drop table deal;\n"),
    ];
    super::tree::passes(check, &files);
}

#[test]
fn own_writes_and_reading_others_pass() {
    let store = "fn a() { x(\"insert into deal (id) select id from v_person on conflict (id) do update set name = excluded.name\"); x(\"select id from stage for update\") }";
    let files = [
        (
            "crates/customers/src/deals/mod.rs",
            "//! Deals.\n//! Tables: deal,\n//! `stage`. More.\n",
        ),
        ("crates/customers/src/deals/store.rs", store),
        (
            "crates/store/migrations/0001_a.sql",
            "create table deal (\n",
        ),
    ];
    super::tree::passes(check, &files);
}
