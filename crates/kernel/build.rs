//! Collects the touchpoint types: every `src/types/NAME.toml` becomes one entry of the registry,
//! so that a new type is one new file.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    let folder = Path::new("src/types");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder of touchpoint types")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    names.sort();
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder");
    let mut list = String::from("&[\n");
    for name in &names {
        let path = Path::new(&root).join(folder).join(format!("{name}.toml"));
        println!("cargo:rerun-if-changed={}", path.display());
        writeln!(list, "    ({name:?}, include_str!({path:?})),").expect("writing to a string");
    }
    list.push(']');
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("types.rs");
    fs::write(out, list).expect("writing the list of types");
}
