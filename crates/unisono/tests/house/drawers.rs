//! No drawers: a module is named for what is in it.

use super::tree::{Breach, Tree};

const DRAWERS: &[&str] = &[
    "utils", "util", "common", "helpers", "helper", "misc", "types", "stuff", "prelude",
];

/// Files, folders and modules with the name of a drawer. `kernel::types` is the touchpoint types.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree
        .rust()
        .filter(|f| f.path != "crates/kernel/src/types.rs")
    {
        let path = file.path.trim_end_matches(".rs");
        let drawer = path.split('/').find(|part| DRAWERS.contains(part));
        if let Some(drawer) = drawer {
            found.push(Breach::new(
                file,
                0,
                format!("{drawer} says nothing: name what is in it"),
            ));
        }
        let Some(code) = file.code() else { continue };
        for at in 0..code.tokens.len() {
            let name = code.ident(at + 1);
            if code.ident(at) == "mod" && code.reads(at + 2, &["{"]) && DRAWERS.contains(&name) {
                let what = format!("mod {name} says nothing: name what is in it");
                found.push(Breach::new(file, code.tokens[at].1, what));
            }
        }
    }
    found
}

#[test]
fn a_drawer_is_caught() {
    super::tree::caught(
        check,
        &[("crates/org/src/utils.rs", "//! x")],
        "utils says nothing",
    );
    super::tree::caught(
        check,
        &[("crates/org/src/common/a.rs", "//! x")],
        "common says nothing",
    );
    let inline = "mod helpers { fn a() {} }";
    super::tree::caught(
        check,
        &[("crates/org/src/a.rs", inline)],
        "mod helpers says nothing",
    );
}

#[test]
fn a_name_that_contains_the_word_passes() {
    let files = [
        ("crates/org/src/commons_of_work.rs", "//! x"),
        ("crates/kernel/src/types.rs", "//! x"),
    ];
    super::tree::passes(check, &files);
}
