//! Crates import from left to right only.

use super::tree::{Breach, File, Tree};

/// Each crate with the crates of ours that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("analysis", &["kernel"]),
    ("store", &["kernel"]),
    ("ui", &["kernel"]),
    ("org", &["kernel", "store", "ui"]),
    ("customers", &["kernel", "analysis", "store", "ui", "org"]),
    (
        "activities",
        &["kernel", "analysis", "store", "ui", "org", "customers"],
    ),
    (
        "steering",
        &["kernel", "analysis", "store", "ui", "org", "customers"],
    ),
    (
        "connect",
        &[
            "kernel",
            "analysis",
            "store",
            "ui",
            "org",
            "customers",
            "activities",
            "steering",
        ],
    ),
    (
        "unisono",
        &[
            "kernel",
            "analysis",
            "store",
            "ui",
            "org",
            "customers",
            "activities",
            "steering",
            "connect",
        ],
    ),
    (
        "testkit",
        &[
            "kernel",
            "analysis",
            "store",
            "ui",
            "org",
            "customers",
            "activities",
            "steering",
            "connect",
            "unisono",
        ],
    ),
];

/// Dependencies that point the wrong way, and crates without a place in the order.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let manifest = |f: &&File| f.path.starts_with("crates/") && f.name() == "Cargo.toml";
    tree.files
        .iter()
        .filter(manifest)
        .flat_map(of_crate)
        .collect()
}

fn of_crate(file: &File) -> Vec<Breach> {
    let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == file.krate()) else {
        return vec![Breach::new(
            file,
            0,
            "this crate has no place in the order of crates",
        )];
    };
    let Ok(manifest) = toml::from_str::<toml::Table>(&file.text) else {
        return vec![Breach::new(file, 0, "not readable as TOML")];
    };
    let mut found = Vec::new();
    for (name, is_dev) in ours(&manifest) {
        let ok = allowed.contains(&name.as_str()) || (is_dev && name == "testkit");
        if !ok {
            let what = format!("{} must not depend on {name}", file.krate());
            found.push(Breach::new(file, line_of(&file.text, &name), what));
        }
    }
    found
}

/// The crates of ours that a manifest names, and whether for tests only.
fn ours(manifest: &toml::Table) -> Vec<(String, bool)> {
    let mut tables = vec![manifest];
    let targets = manifest.get("target").and_then(|t| t.as_table());
    tables.extend(
        targets
            .into_iter()
            .flat_map(|t| t.values().filter_map(|v| v.as_table())),
    );
    let mut found = Vec::new();
    for table in tables {
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let names = table.get(section).and_then(|s| s.as_table());
            for name in names.into_iter().flat_map(|t| t.keys()) {
                if MAY_USE.iter().any(|(ours, _)| ours == name) {
                    found.push((name.clone(), section == "dev-dependencies"));
                }
            }
        }
    }
    found
}

fn line_of(text: &str, name: &str) -> usize {
    text.lines()
        .position(|l| l.starts_with(name))
        .map_or(0, |at| at + 1)
}

#[test]
fn an_arrow_to_the_right_is_caught() {
    let store = "[dependencies]\nkernel.workspace = true\norg.workspace = true\n";
    super::tree::caught(
        check,
        &[("crates/store/Cargo.toml", store)],
        "store must not depend on org",
    );
    let steering = "[dependencies]\nactivities = { path = \"../activities\" }\n";
    let words = "steering must not depend on activities";
    super::tree::caught(check, &[("crates/steering/Cargo.toml", steering)], words);
}

#[test]
fn testkit_outside_of_tests_and_unknown_crates_are_caught() {
    let org = "[dependencies]\ntestkit.workspace = true\n";
    super::tree::caught(
        check,
        &[("crates/org/Cargo.toml", org)],
        "must not depend on testkit",
    );
    super::tree::caught(check, &[("crates/extra/Cargo.toml", "")], "no place");
    let ui = "[target.'cfg(unix)'.dependencies]\nunisono.workspace = true\n";
    let words = "must not depend on unisono";
    super::tree::caught(check, &[("crates/ui/Cargo.toml", ui)], words);
}

#[test]
fn arrows_to_the_left_pass() {
    let org = "[dependencies]\nstore.workspace = true\nserde = \"1\"\n[dev-dependencies]\ntestkit.workspace = true\n";
    super::tree::passes(check, &[("crates/org/Cargo.toml", org)]);
}
