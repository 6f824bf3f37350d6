//! Front-end packages are locked by name and hash, without the address they came from.

use super::tree::{Breach, Tree};

/// `package-lock.json` files with addresses, and `package.json` files without a lock beside them.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in &tree.files {
        if file.name() == "package-lock.json" {
            let mut lines = file.text.lines();
            if let Some(at) = lines.position(|line| line.contains("\"resolved\"")) {
                found.push(Breach::new(file, at + 1, "the lock names an address"));
            }
        }
        let Some(folder) = file.path.strip_suffix("package.json") else {
            continue;
        };
        let lock = format!("{folder}package-lock.json");
        if !tree.files.iter().any(|f| f.path == lock) {
            found.push(Breach::new(file, 0, "no package-lock.json beside it"));
        }
    }
    found
}

#[test]
fn an_address_and_a_missing_lock_are_caught() {
    let lock = "{\n\"resolved\": \"https://example.org/x.tgz\"\n}";
    super::tree::caught(
        check,
        &[("crates/ui/package-lock.json", lock)],
        "names an address",
    );
    super::tree::caught(
        check,
        &[("crates/ui/package.json", "{}")],
        "no package-lock.json",
    );
}

#[test]
fn a_lock_with_hashes_only_passes() {
    let lock = "{\n\"version\": \"1.0.0\", \"integrity\": \"sha512-x\"\n}";
    super::tree::passes(
        check,
        &[("a/package.json", "{}"), ("a/package-lock.json", lock)],
    );
}
