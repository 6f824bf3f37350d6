//! A slice always looks the same: a folder with files of the agreed names.

use super::tree::{Breach, File, Tree};

const DOMAIN: &[&str] = &["org", "customers", "activities", "steering", "connect"];
const NAMES: &[&str] = &[
    "mod", "model", "store", "pages", "panels", "api", "jobs", "react", "tests",
];
/// Folders that are no slices: the web front of `org`, which all slices stand on.
const NOT_SLICES: &[&str] = &["org/web"];
/// Folders of plug points: one new thing is one new file in them.
const PLUGS: &[&str] = &[
    "customers/contact_policy/rules",
    "connect/imports/formats",
    "steering/kpis/defs",
    "steering/slas/templates",
    "steering/scoring/rules",
];

/// Files of a slice with another name.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.rust().filter(|f| DOMAIN.contains(&f.krate())) {
        let Some((slice, inner)) = file.in_src().and_then(|p| p.split_once('/')) else {
            continue;
        };
        let place = format!("{}/{slice}", file.krate());
        if NOT_SLICES.contains(&place.as_str()) {
            continue;
        }
        if !is_agreed(&place, inner) {
            let what = format!("not a file of a slice; agreed are {}", NAMES.join(", "));
            found.push(Breach::new(file, 0, what));
        }
        if !tree
            .files
            .iter()
            .any(|f| f.path == format!("crates/{}/src/{slice}/mod.rs", file.krate()))
        {
            found.push(Breach::new(
                file,
                0,
                format!("the slice {slice} has no mod.rs"),
            ));
        }
    }
    found
}

fn is_agreed(place: &str, inner: &str) -> bool {
    let first = inner
        .split('/')
        .next()
        .unwrap_or("")
        .trim_end_matches(".rs");
    NAMES.contains(&first) || PLUGS.contains(&format!("{place}/{first}").as_str())
}

#[test]
fn a_file_by_kind_is_caught() {
    let files = [
        ("crates/customers/src/deals/mod.rs", ""),
        ("crates/customers/src/deals/handlers.rs", ""),
    ];
    super::tree::caught(check, &files, "handlers.rs:1: not a file of a slice");
    let files = [("crates/customers/src/deals/pages.rs", "")];
    super::tree::caught(check, &files, "no mod.rs");
}

#[test]
fn folders_by_noun_and_plug_points_pass() {
    super::tree::passes(
        check,
        &[
            ("crates/customers/src/lib.rs", ""),
            ("crates/customers/src/deals/mod.rs", ""),
            ("crates/customers/src/deals/pages/board.rs", ""),
            ("crates/connect/src/imports/mod.rs", ""),
            ("crates/connect/src/imports/formats/pipedrive.rs", ""),
            ("crates/org/src/web/session.rs", ""),
        ],
    );
}

/// Kept so that the exception above is not forgotten when the folder goes.
#[test]
fn the_exceptions_exist() {
    let tree = Tree::of_the_project();
    let lives = |f: &File, place: &str| {
        let (krate, folder) = place.split_once('/').unwrap();
        f.krate() == krate && f.in_src().is_some_and(|p| p.starts_with(folder))
    };
    for place in NOT_SLICES {
        let any_slice = tree
            .rust()
            .any(|f| f.krate() == "org" && f.in_src() != Some("lib.rs"));
        assert!(
            !any_slice || tree.rust().any(|f| lives(f, place)),
            "{place} is gone"
        );
    }
}
