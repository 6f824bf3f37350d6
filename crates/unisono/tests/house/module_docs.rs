//! Every Rust file says at its top what it is.

use super::tree::{Breach, Tree};

/// Files that do not begin with a `//!` sentence.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.rust() {
        let mut lines = file
            .text
            .lines()
            .filter(|l| !l.trim().is_empty() && !l.starts_with("#!["));
        let doc = lines
            .next()
            .and_then(|l| l.strip_prefix("//!"))
            .unwrap_or("")
            .trim();
        if doc.split_whitespace().count() < 2 {
            found.push(Breach::new(
                file,
                0,
                "begins without a //! sentence saying what it is",
            ));
        }
    }
    found
}

#[test]
fn a_file_without_words_is_caught() {
    super::tree::caught(
        check,
        &[("crates/org/src/a.rs", "use x;\n//! late")],
        "begins without",
    );
    super::tree::caught(
        check,
        &[("crates/org/src/a.rs", "//! deals\nuse x;")],
        "begins without",
    );
}

#[test]
fn a_sentence_passes() {
    let text = "#![forbid(unsafe_code)]\n\n//! Who may do what.\nuse x;";
    super::tree::passes(check, &[("crates/org/src/a.rs", text)]);
}
