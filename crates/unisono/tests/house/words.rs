//! The project names no places outside of itself: neither where it was made nor package hosts.

use super::tree::{Breach, Tree};

/// Put together from pieces so that this file does not contain them.
fn forbidden() -> Vec<String> {
    [
        "/.lib|rary",
        "/wo|rk/",
        "../sha|red",
        "registry.npm|js.org",
        "index.crates|.io",
        "static.crates|.io",
        "crates.io-|index",
        "py|pi.org",
        "pythonhosted|.org",
        "deb.deb|ian.org",
        "security.deb|ian.org",
    ]
    .iter()
    .map(|word| word.replace('|', ""))
    .collect()
}

/// Files with such a word. The lock file of cargo names its index by itself.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let words = forbidden();
    let mut found = Vec::new();
    for file in tree
        .files
        .iter()
        .filter(|f| !f.path.ends_with("Cargo.lock"))
    {
        for (at, line) in file.text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
                found.push(Breach::new(file, at + 1, format!("names {word}")));
            }
        }
    }
    found
}

#[test]
fn every_word_is_caught() {
    for word in forbidden() {
        let text = format!("see {word} for more");
        super::tree::caught(check, &[("README.md", &text)], "README.md:1");
    }
}

#[test]
fn near_misses_pass() {
    super::tree::passes(
        check,
        &[(
            "README.md",
            "a library of work/shared parts; crates from the registry",
        )],
    );
}
