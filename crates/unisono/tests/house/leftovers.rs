//! Nothing is left for later: no marks of unfinished work in what we ship.

use super::tree::{Breach, Tree};

const MARKS: &[&str] = &["TODO", "FIXME", "XXX", "HACK"];
const MACROS: &[&str] = &["todo", "unimplemented", "dbg"];

/// Marks in any source or document, and macros that stand for missing work.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in &tree.files {
        if file.path.ends_with("house/leftovers.rs") || file.name().ends_with(".lock") {
            continue;
        }
        for (at, line) in file.text.lines().enumerate() {
            let words = line.split(|c: char| !c.is_alphanumeric());
            if let Some(mark) = words.into_iter().find(|w| MARKS.contains(w)) {
                found.push(Breach::new(file, at + 1, format!("{mark} is left over")));
            }
            if line.trim() == "//! placeholder" {
                found.push(Breach::new(file, at + 1, "a placeholder is left over"));
            }
        }
    }
    for file in tree.rust() {
        let Some(code) = file.code() else { continue };
        for at in 0..code.tokens.len() {
            if let Some(name) = MACROS.iter().find(|name| code.reads(at, &[name, "!"])) {
                found.push(Breach::new(
                    file,
                    code.tokens[at].1,
                    format!("{name}! is left over"),
                ));
            }
        }
    }
    found
}

#[test]
fn unfinished_work_is_caught() {
    super::tree::caught(
        check,
        &[("crates/org/src/a.rs", "// TODO: later\n")],
        "TODO",
    );
    super::tree::caught(
        check,
        &[("crates/org/src/a.rs", "fn a() { todo!() }")],
        "todo!",
    );
    super::tree::caught(
        check,
        &[("crates/org/src/lib.rs", "//! placeholder\n")],
        "placeholder",
    );
}

#[test]
fn words_that_only_look_like_it_pass() {
    let text = "//! Hacks are not XXXL.\nfn todo_list() { input(\"placeholder\") }";
    super::tree::passes(check, &[("crates/org/src/a.rs", text)]);
}
