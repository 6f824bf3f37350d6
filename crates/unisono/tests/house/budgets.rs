//! Files of at most 500 lines and functions of at most 80; beyond 300 and 50 a warning is printed.

use std::io::Write as _;

use super::tree::{Breach, File, Tree};

const FILE: (usize, usize) = (300, 500);
const FUNCTION: (usize, usize) = (50, 80);
const HANDLER: usize = 25;

/// What is beyond the hard limits.
pub fn check(tree: &Tree) -> Vec<Breach> {
    over(tree, FILE.1, FUNCTION.1)
}

/// Prints what is only beyond the soft limits, past the capture of the test runner.
pub fn warn(tree: &Tree) {
    let mut stretched = over(tree, FILE.0, FUNCTION.0);
    stretched.extend(handlers(tree));
    let mut out = std::io::stderr().lock();
    for breach in stretched {
        let _ = writeln!(out, "  stretched: {breach}");
    }
}

fn over(tree: &Tree, file_limit: usize, function_limit: usize) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|f| is_source(f)) {
        let lines = file.text.lines().count();
        if lines > file_limit {
            found.push(Breach::new(
                file,
                0,
                format!("{lines} lines, at most {file_limit}"),
            ));
        }
        let functions = file.code().map_or(&[][..], |code| &code.functions);
        for function in functions.iter().filter(|f| f.lines > function_limit) {
            let what = format!(
                "fn {} has {} lines, at most {function_limit}",
                function.name, function.lines
            );
            found.push(Breach::new(file, function.line, what));
        }
    }
    found
}

/// Handlers of pages longer than they should be.
fn handlers(tree: &Tree) -> Vec<Breach> {
    let pages = |f: &&File| f.name() == "pages.rs" || f.in_folder("pages");
    let mut found = Vec::new();
    for file in tree.product().filter(pages) {
        let functions = file.code().map_or(&[][..], |code| &code.functions);
        for function in functions.iter().filter(|f| f.is_async && f.lines > HANDLER) {
            let what = format!(
                "handler {} has {} lines, at most {HANDLER}",
                function.name, function.lines
            );
            found.push(Breach::new(file, function.line, what));
        }
    }
    found
}

fn is_source(file: &File) -> bool {
    [".rs", ".js", ".mjs", ".sh"]
        .iter()
        .any(|end| file.path.ends_with(end))
}

#[test]
fn a_long_file_and_a_long_function_are_caught() {
    let long = format!("//! x\nfn go() {{\n{}}}\n", "    step();\n".repeat(79));
    super::tree::caught(
        check,
        &[("crates/org/src/a.rs", &long)],
        "fn go has 81 lines",
    );
    let file = "// x\n".repeat(501);
    super::tree::caught(check, &[("crates/ui/assets/a.js", &file)], "501 lines");
}

#[test]
fn what_just_fits_passes() {
    let fits = format!("//! x\nfn go() {{\n{}}}\n", "    step();\n".repeat(78));
    let file = "// x\n".repeat(500);
    super::tree::passes(
        check,
        &[
            ("crates/org/src/a.rs", &fits),
            ("crates/org/src/b.rs", &file),
        ],
    );
}

#[test]
fn a_long_handler_is_a_warning() {
    let text = format!("async fn show() {{\n{}}}\n", "    step();\n".repeat(30));
    let tree = Tree::of(&[("crates/customers/src/deals/pages.rs", &text)]);
    assert_eq!(handlers(&tree).len(), 1);
}
