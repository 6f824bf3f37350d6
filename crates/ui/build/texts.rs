//! Collects `texts/LANG/NAME.toml` into one sorted table per language.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::{fail, read};

/// Writes `texts.rs`: sorted `(key, text)` pairs as `DE` and `EN`.
pub fn write(folder: &Path, out: &Path) {
    let mut code = String::new();
    for lang in ["de", "en"] {
        let texts = of_language(&folder.join(lang));
        let _ = writeln!(
            code,
            "pub(super) static {}: &[(&str, &str)] = &[",
            lang.to_uppercase()
        );
        for (key, text) in texts {
            let _ = writeln!(code, "    ({key:?}, {text:?}),");
        }
        code.push_str("];\n");
    }
    std::fs::write(out.join("texts.rs"), code).expect("a writable OUT_DIR");
}

fn of_language(folder: &Path) -> BTreeMap<String, String> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|e| fail(&format!("{}: {e}", folder.display())));
    let mut texts = BTreeMap::new();
    for path in entries.filter_map(Result::ok).map(|e| e.path()) {
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let table: toml::Table = read(&path)
            .parse()
            .unwrap_or_else(|e| fail(&format!("{}: {e}", path.display())));
        let prefix = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        flatten(&prefix, &table, &path, &mut texts);
    }
    texts
}

fn flatten(prefix: &str, table: &toml::Table, path: &Path, texts: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = format!("{prefix}.{key}");
        match value {
            toml::Value::Table(inner) => flatten(&key, inner, path, texts),
            toml::Value::String(text) => {
                texts.insert(key, text.trim().to_owned());
            }
            _ => fail(&format!("{}: {key} must be a text", path.display())),
        }
    }
}
