//! A slice always looks the same: a folder with files of the agreed names. What others may call may
//! grow out of `mod.rs` into files of its own, which stay private modules: callers see `mod.rs` only.

use super::tree::{Breach, File, Tree};

const DOMAIN: &[&str] = &["org", "customers", "activities", "steering", "connect"];
const NAMES: &[&str] = &[
    "mod", "model", "store", "pages", "panels", "api", "jobs", "react", "tests",
];
/// Names of kinds of code, where the name should be that of a thing or of a deed.
const KINDS: &[&str] = &[
    "handlers",
    "handler",
    "views",
    "queries",
    "service",
    "services",
    "repository",
    "dto",
    "routes",
    "manager",
    "sql",
    "html",
];
/// Folders that are no slices: the web front of `org`, which all slices stand on.
const NOT_SLICES: &[&str] = &["org/web"];

/// Files of a slice that are neither agreed nor private modules named for what is in them.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.rust().filter(|f| DOMAIN.contains(&f.krate())) {
        let Some((slice, inner)) = file.in_src().and_then(|p| p.split_once('/')) else {
            continue;
        };
        if NOT_SLICES.contains(&format!("{}/{slice}", file.krate()).as_str()) {
            continue;
        }
        let root = format!("crates/{}/src/{slice}/mod.rs", file.krate());
        let Some(root) = tree.files.iter().find(|f| f.path == root) else {
            found.push(Breach::new(file, 0, format!("{slice} has no mod.rs")));
            continue;
        };
        let first = inner.split('/').next().unwrap_or("");
        let name = first.trim_end_matches(".rs");
        if KINDS.contains(&name) {
            let what = format!("{name} is a kind of code; agreed are {}", NAMES.join(", "));
            found.push(Breach::new(file, 0, what));
        } else if !NAMES.contains(&name) && is_public(root, name) {
            found.push(Breach::new(file, 0, "a module inside a slice is private"));
        }
    }
    found
}

fn is_public(root: &File, name: &str) -> bool {
    root.code().is_some_and(|code| {
        (0..code.tokens.len()).any(|at| code.reads(at, &["pub", "mod", name, ";"]))
    })
}

#[test]
fn a_file_by_kind_and_a_public_module_are_caught() {
    let root = ("crates/customers/src/deals/mod.rs", "pub mod closing;");
    let files = [root, ("crates/customers/src/deals/handlers.rs", "")];
    super::tree::caught(check, &files, "handlers is a kind of code");
    let files = [root, ("crates/customers/src/deals/closing.rs", "")];
    super::tree::caught(check, &files, "a module inside a slice is private");
    let files = [("crates/customers/src/deals/pages.rs", "")];
    super::tree::caught(check, &files, "no mod.rs");
}

#[test]
fn folders_by_noun_and_private_deeds_pass() {
    super::tree::passes(
        check,
        &[
            ("crates/customers/src/lib.rs", ""),
            ("crates/customers/src/deals/mod.rs", "mod closing;"),
            ("crates/customers/src/deals/closing.rs", ""),
            ("crates/customers/src/deals/pages/board.rs", ""),
            ("crates/connect/src/imports/mod.rs", "mod formats;"),
            ("crates/connect/src/imports/formats/pipedrive.rs", ""),
            ("crates/org/src/web/session.rs", ""),
        ],
    );
}
