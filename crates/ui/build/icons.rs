//! The icon sprite: only the icons named in `icons.txt` and by the touchpoint types.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::{fail, read};

/// The inner drawing of every used icon, by name.
pub fn collect(root: &Path) -> BTreeMap<String, String> {
    let mut used: BTreeMap<String, String> = BTreeMap::new();
    for line in read(&root.join("icons.txt")).lines() {
        let name = line.split('#').next().unwrap_or("").trim();
        for name in name.split_whitespace() {
            used.entry(name.to_owned())
                .or_insert_with(|| "icons.txt".to_owned());
        }
    }
    for (name, file) in of_touchpoint_types(&root.join("../kernel/src/types")) {
        used.entry(name).or_insert(file);
    }
    let folder = root.join("node_modules/@tabler/icons/icons/outline");
    let missing: Vec<String> = used
        .iter()
        .filter(|(name, _)| !folder.join(format!("{name}.svg")).is_file())
        .map(|(name, from)| format!("    {name} (named in {from})"))
        .collect();
    if !missing.is_empty() {
        fail(&format!(
            "these icons do not exist in @tabler/icons:\n{}",
            missing.join("\n")
        ));
    }
    used.into_keys()
        .map(|name| {
            let drawing = inner(&read(&folder.join(format!("{name}.svg"))));
            (name, drawing)
        })
        .collect()
}

fn of_touchpoint_types(folder: &Path) -> Vec<(String, String)> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|e| fail(&format!("{}: {e}", folder.display())));
    let mut found = Vec::new();
    for path in entries.filter_map(Result::ok).map(|e| e.path()) {
        if path.extension().is_some_and(|e| e == "toml") {
            let table: toml::Table = read(&path)
                .parse()
                .unwrap_or_else(|e| fail(&format!("{}: {e}", path.display())));
            let file = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if let Some(icon) = table.get("icon").and_then(toml::Value::as_str) {
                found.push((icon.to_owned(), file));
            }
        }
    }
    found.sort();
    found
}

/// What stands inside the `svg` element, without the invisible frame and without line breaks.
fn inner(svg: &str) -> String {
    let body = svg.split_once("<svg").map_or("", |(_, rest)| rest);
    let body = body.split_once('>').map_or("", |(_, rest)| rest);
    let body = body.rsplit_once("</svg>").map_or("", |(inner, _)| inner);
    body.lines()
        .map(str::trim)
        .filter(|line| !line.contains("M0 0h24v24H0z"))
        .collect::<Vec<_>>()
        .join("")
        .replace(" />", "/>")
}

/// The sprite with one symbol per icon.
pub fn sprite(icons: &BTreeMap<String, String>) -> String {
    let mut svg = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg">"#);
    for (name, drawing) in icons {
        let _ = write!(
            svg,
            r#"<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>"#
        );
    }
    svg.push_str("</svg>");
    svg
}

/// The sorted names, for the check in `icon()`.
pub fn write_names(icons: &BTreeMap<String, String>, out: &Path) {
    let names: Vec<&String> = icons.keys().collect();
    std::fs::write(out.join("icons.rs"), format!("&{names:?}")).expect("a writable OUT_DIR");
}
