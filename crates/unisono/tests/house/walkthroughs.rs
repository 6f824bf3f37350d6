//! The walkthroughs of ARCHITECTURE.md name story tests that exist, and paths that exist.

use super::tree::{Breach, Tree};

/// Names after `Story:` without a test, and paths in backticks without a file.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    let pages = [
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "README.md",
        "README.de.md",
    ];
    for file in tree
        .files
        .iter()
        .filter(|f| pages.contains(&f.path.as_str()))
    {
        for (at, line) in file.text.lines().enumerate() {
            let is_story = line.trim_start().starts_with("Story:");
            for name in line.split('`').skip(1).step_by(2) {
                let problem = if is_story {
                    (!has_test(tree, name)).then(|| format!("there is no test {name}"))
                } else {
                    (!has_path(tree, name)).then(|| format!("there is no {name}"))
                };
                found.extend(problem.map(|what| Breach::new(file, at + 1, what)));
            }
        }
    }
    found
}

fn has_test(tree: &Tree, name: &str) -> bool {
    let (path, test) = name.rsplit_once("::").unwrap_or(("", name));
    let declared = [
        format!("fn {test}("),
        format!("{test},"),
        format!("{test}:"),
    ];
    let in_path = |p: &str| path.split("::").all(|part| p.contains(part));
    tree.rust()
        .filter(|f| in_path(&f.path))
        .any(|f| declared.iter().any(|d| f.text.contains(d.as_str())))
}

/// Only what is surely a path of ours is looked for: it begins with a folder of the project.
fn has_path(tree: &Tree, name: &str) -> bool {
    let ours = ["crates/", "tests/", "docs/"]
        .iter()
        .any(|folder| name.starts_with(folder));
    let plain = !name.contains(['{', '*', '…', '<', ' '])
        && name.split('/').all(|p| p != "NAME" && p != "SLICE");
    let plain =
        plain && !name.contains("NAME") && !name.contains("SLICE") && !name.contains("LANG");
    if !ours || !plain {
        return true;
    }
    let folder = format!("{}/", name.trim_end_matches('/'));
    tree.files
        .iter()
        .any(|f| f.path == name || f.path.starts_with(&folder))
}

#[test]
fn a_story_that_is_gone_is_caught() {
    let files = [
        (
            "ARCHITECTURE.md",
            "Story: `stories::won_deal::credit_is_shared`",
        ),
        ("crates/unisono/tests/stories/won_deal.rs", "fn other() {}"),
    ];
    super::tree::caught(check, &files, "there is no test");
    super::tree::caught(
        check,
        &[("ARCHITECTURE.md", "see `crates/org/src/gone.rs`")],
        "there is no crates",
    );
}

#[test]
fn living_stories_and_patterns_pass() {
    let page = "Story: `stories::won_deal::credit_is_shared`\nsee `crates/unisono/tests` and `crates/kernel/src/types/NAME.toml`";
    let files = [
        ("ARCHITECTURE.md", page),
        (
            "crates/unisono/tests/stories/won_deal.rs",
            "async fn credit_is_shared(app: TestApp) {}",
        ),
    ];
    super::tree::passes(check, &files);
}
