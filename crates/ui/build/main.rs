//! Bundles the front end into the binary: one script, one style sheet, the used icons, the fonts
//! and the texts. Reads `node_modules`; runs nothing of it.

mod assets;
mod icons;
mod texts;

use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    for path in ["assets", "build", "icons.txt", "package-lock.json", "texts"] {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rerun-if-changed=../kernel/src/types");
    println!("cargo::rerun-if-changed=node_modules/.package-lock.json");
    require_packages(&root);
    texts::write(&root.join("texts"), &out);
    let icons = icons::collect(&root);
    icons::write_names(&icons, &out);
    assets::write(&root, &out, &icons::sprite(&icons));
}

/// Stops with the command to run when the packages are not installed.
fn require_packages(root: &Path) {
    let needed = [
        "htmx.org",
        "basecoat-css",
        "@tabler/icons",
        "@fontsource-variable/inter",
        "sortablejs",
        "@segment/analytics-next",
    ];
    let missing: Vec<&str> = needed
        .into_iter()
        .filter(|name| !root.join("node_modules").join(name).is_dir())
        .collect();
    if !missing.is_empty() {
        fail(&format!(
            "front-end packages are missing ({}). Run this once:\n    (cd {} && npm ci --ignore-scripts)",
            missing.join(", "),
            root.display()
        ));
    }
}

/// Reads a file or stops with its name.
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| fail(&format!("{}: {e}", path.display())))
}

/// Prints the reason and ends the build.
fn fail(message: &str) -> ! {
    eprintln!("\n{message}\n");
    std::process::exit(1);
}
