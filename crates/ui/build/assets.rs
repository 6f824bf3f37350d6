//! One script, one style sheet, fonts, sprite: named by content, compressed once, embedded.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use crate::{fail, read};

/// What the script is made of, in this order: the extension must register before htmx starts, and
/// two deferred scripts do not guarantee that. So all of it is one file.
const SCRIPTS: &[&str] = &[
    "node_modules/htmx.org/dist/htmx.min.js",
    "node_modules/htmx.org/dist/ext/hx-sse.min.js",
    "node_modules/basecoat-css/dist/js/basecoat.min.js",
    "node_modules/basecoat-css/dist/js/dropdown-menu.min.js",
    "assets/app.js",
    "assets/keys.js",
    "assets/board.js",
];
const STYLES: &[&str] = &[
    "node_modules/basecoat-css/dist/basecoat-nova.cdn.min.css",
    "assets/app.css",
    "assets/parts.css",
];
const FONTS: &[(&str, &str)] = &[
    ("inter-latin.woff2", "inter-latin-wght-normal.woff2"),
    ("inter-latin-ext.woff2", "inter-latin-ext-wght-normal.woff2"),
];
/// Upper limits of the compressed sizes in bytes (house rule: what a page may weigh).
const BUDGETS: &[(&str, usize)] = &[
    ("app.js", 30 * 1024),
    ("app.css", 30 * 1024),
    ("inter-latin.woff2", 50 * 1024),
    ("unisono.js", 3 * 1024),
];
/// The published browser library that websites may load from our host instead of our own script.
const LIBRARY: &str = "node_modules/@segment/analytics-next/dist/umd";

struct Bundle<'a> {
    out: &'a Path,
    /// Name as used in the code and address under which it is served.
    names: Vec<(String, String)>,
    code: String,
}

/// Writes all assets to `out` and their table to `assets.rs`.
pub fn write(root: &Path, out: &Path, sprite: &str) {
    let mut bundle = Bundle {
        out,
        names: Vec::new(),
        code: String::new(),
    };
    for (name, file) in FONTS {
        let path = root
            .join("node_modules/@fontsource-variable/inter/files")
            .join(file);
        let bytes =
            std::fs::read(&path).unwrap_or_else(|e| fail(&format!("{}: {e}", path.display())));
        bundle.add(name, &bytes, "font/woff2");
    }
    bundle.add("icons.svg", sprite.as_bytes(), "image/svg+xml");
    bundle.add(
        "logo.svg",
        read(&root.join("assets/logo.svg")).as_bytes(),
        "image/svg+xml",
    );
    let sortable = without_map(&read(&root.join("node_modules/sortablejs/Sortable.min.js")));
    bundle.add(
        "sortable.js",
        sortable.as_bytes(),
        "text/javascript; charset=utf-8",
    );
    for_sites(root, &mut bundle);
    let script = joined(root, SCRIPTS, ";\n");
    bundle.add(
        "app.js",
        script.as_bytes(),
        "text/javascript; charset=utf-8",
    );
    let mut style = joined(root, STYLES, "\n");
    for (name, address) in &bundle.names {
        style = style.replace(&format!("url({name})"), &format!("url({address})"));
    }
    bundle.add("app.css", style.as_bytes(), "text/css; charset=utf-8");
    bundle.finish();
}

/// The scripts of websites: ours, and the published library with its parts.
fn for_sites(root: &Path, bundle: &mut Bundle<'_>) {
    let script = "text/javascript; charset=utf-8";
    let own = joined(root, &["assets/unisono.js"], "");
    bundle.add("unisono.js", own.as_bytes(), script);
    let folder = root.join(LIBRARY);
    let listed = std::fs::read_dir(&folder);
    let listed = listed.unwrap_or_else(|e| fail(&format!("{}: {e}", folder.display())));
    let mut names: Vec<String> = listed
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            name == "standalone.js" || name.contains(".bundle.") && name.ends_with(".js")
        })
        .collect();
    names.sort();
    for name in names {
        let text = without_map(&read(&folder.join(&name)));
        bundle.add(&name, text.as_bytes(), script);
    }
}

fn joined(root: &Path, files: &[&str], between: &str) -> String {
    let parts: Vec<String> = files
        .iter()
        .map(|file| {
            let text = without_map(&read(&root.join(file)));
            match file.rsplit_once('.') {
                Some((path, "css")) if path.starts_with("assets/") => squeeze(&text),
                Some((path, "js")) if path.starts_with("assets/") => without_comments(&text),
                _ => text,
            }
        })
        .collect();
    parts.join(between)
}

/// Drops the pointer to a source map that is not served.
fn without_map(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//# sourceMappingURL"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Removes indentation and the lines that hold only a comment from our own scripts.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Removes comments and indentation from our own style sheets.
fn squeeze(css: &str) -> String {
    let mut rest = css;
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, tail)| tail);
    }
    text.push_str(rest);
    text.lines().map(str::trim).collect::<Vec<_>>().join("")
}

impl Bundle<'_> {
    fn add(&mut self, name: &str, bytes: &[u8], media_type: &str) {
        let hash: String = Sha256::digest(bytes)
            .iter()
            .take(6)
            .map(|b| format!("{b:02x}"))
            .collect();
        let (stem, end) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let address = format!("{stem}.{hash}.{end}");
        let packed = gzip(bytes);
        let worth = packed.len() < bytes.len() * 9 / 10;
        check_budget(name, if worth { packed.len() } else { bytes.len() });
        self.write(&address, bytes);
        let gzip = if worth {
            self.write(&format!("{address}.gz"), &packed);
            format!(r#"Some(include_bytes!(concat!(env!("OUT_DIR"), "/{address}.gz")))"#)
        } else {
            "None".to_owned()
        };
        let _ = writeln!(
            self.code,
            r#"    Entry {{ name: {name:?}, url: "/assets/{address}", asset: Asset {{ bytes: include_bytes!(concat!(env!("OUT_DIR"), "/{address}")), gzip: {gzip}, media_type: {media_type:?}, hash: {hash:?} }} }},"#
        );
        self.names.push((name.to_owned(), address));
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.out.join(name), bytes).expect("a writable OUT_DIR");
    }

    fn finish(self) {
        let code = format!("&[\n{}]", self.code);
        self.write("assets.rs", code.as_bytes());
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn check_budget(name: &str, size: usize) {
    let limit = BUDGETS
        .iter()
        .find(|(n, _)| *n == name)
        .map(|(_, limit)| *limit);
    if limit.is_some_and(|limit| size > limit) {
        fail(&format!(
            "{name} weighs {size} bytes compressed, allowed are {}",
            limit.unwrap_or(0)
        ));
    }
}
