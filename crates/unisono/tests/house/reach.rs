//! Slices know each other by their public functions, never by their store.

use super::tree::{Breach, File, Tree};

/// Paths into another slice's `store`, and slices that open theirs.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.product().filter(|f| f.krate() != "store") {
        let Some(code) = file.code() else { continue };
        for at in 0..code.tokens.len() {
            let line = code.tokens[at].1;
            let owner = code.ident(at);
            if code.reads(at + 1, &[":", ":", "store"]) && is_other(file, owner) {
                let what = format!("reaches into {owner}::store: use a function of its mod.rs");
                found.push(Breach::new(file, line, what));
            }
            if code.reads(at, &["pub", "mod", "store"]) {
                found.push(Breach::new(
                    file,
                    line,
                    "the store of a slice stays private",
                ));
            }
        }
    }
    found
}

fn is_other(file: &File, owner: &str) -> bool {
    let own = file
        .in_src()
        .is_some_and(|path| path.split('/').any(|folder| folder == owner));
    !owner.is_empty() && !own && !["crate", "self", "super", "use", "mut"].contains(&owner)
}

#[test]
fn reaching_into_another_store_is_caught() {
    let text = "use crate::people::store::find;";
    super::tree::caught(
        check,
        &[("crates/customers/src/deals/mod.rs", text)],
        "people::store",
    );
    let text = "use customers::{people::store, deals};";
    super::tree::caught(
        check,
        &[("crates/connect/src/imports/mod.rs", text)],
        "people::store",
    );
    let text = "pub mod store;";
    super::tree::caught(
        check,
        &[("crates/customers/src/deals/mod.rs", text)],
        "private",
    );
}

#[test]
fn the_own_store_and_the_store_crate_pass() {
    let text = "mod store; use store::Db; use ::store::Tx; use super::store; fn f() { crate::deals::store::find() }";
    super::tree::passes(check, &[("crates/customers/src/deals/pages.rs", text)]);
}
