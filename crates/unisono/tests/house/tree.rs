//! The files that the rules look at, and what a rule reports.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::code::Code;

/// One file: its path from the root of the project and its text.
pub struct File {
    /// Path from the root, with `/`.
    pub path: String,
    /// The text; empty for files that are not text.
    pub text: String,
    code: OnceLock<Option<Code>>,
}

/// A set of files.
pub struct Tree {
    /// In the order of their paths.
    pub files: Vec<File>,
}

/// What breaks a rule, and where.
#[derive(Debug)]
pub struct Breach {
    path: String,
    line: usize,
    what: String,
}

impl Breach {
    /// A breach in the line of the file; line 0 means the file as a whole.
    pub fn new(file: &File, line: usize, what: impl Into<String>) -> Self {
        Self {
            path: file.path.clone(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line.max(1), self.what)
    }
}

impl File {
    fn new(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            text,
            code: OnceLock::new(),
        }
    }

    /// The crate folder's name, for files below `crates/`.
    pub fn krate(&self) -> &str {
        let rest = self.path.strip_prefix("crates/").unwrap_or("");
        rest.split('/').next().unwrap_or("")
    }

    /// The path below `crates/NAME/src/`, if it is there.
    pub fn in_src(&self) -> Option<&str> {
        let rest = self.path.strip_prefix("crates/")?;
        rest.split_once('/')?.1.strip_prefix("src/")
    }

    /// Name of the file without its folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or("")
    }

    /// Whether one of the folders of the path has the name.
    pub fn in_folder(&self, name: &str) -> bool {
        let folders = self
            .path
            .rsplit_once('/')
            .map_or("", |(folders, _)| folders);
        folders.split('/').any(|folder| folder == name)
    }

    /// Code that exists for tests and measurements only.
    pub fn is_for_tests(&self) -> bool {
        self.name() == "tests.rs"
            || self.krate() == "testkit"
            || ["tests", "benches", "examples", "fixtures"]
                .iter()
                .any(|f| self.in_folder(f))
    }

    /// The tokens of a Rust file without its `#[cfg(test)]` parts.
    pub fn code(&self) -> Option<&Code> {
        self.code.get_or_init(|| Code::read(&self.text)).as_ref()
    }
}

impl Tree {
    /// A tree made of paths and texts, for the tests of a rule.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(p, t)| File::new(p, (*t).to_owned()))
            .collect();
        Self { files }
    }

    /// Every tracked file of the project, and new ones that git would not ignore.
    pub fn of_the_project() -> Self {
        let root = root();
        let mut paths = tracked(&root).unwrap_or_else(|| walk(&root));
        paths.sort();
        let read = |path: &String| {
            let bytes = std::fs::read(root.join(path)).ok()?;
            Some(File::new(
                path,
                String::from_utf8(bytes).unwrap_or_default(),
            ))
        };
        Self {
            files: paths.iter().filter_map(read).collect(),
        }
    }

    /// Every Rust file below `crates/`.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        let ours = |f: &&File| f.path.starts_with("crates/") && f.path.ends_with(".rs");
        self.files.iter().filter(ours)
    }

    /// Rust files of the product itself: no tests, no benches, no test support.
    pub fn product(&self) -> impl Iterator<Item = &File> {
        let is_build = |f: &File| f.name() == "build.rs" || f.in_folder("build");
        self.rust()
            .filter(move |f| !f.is_for_tests() && !is_build(f))
    }
}

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn tracked(root: &Path) -> Option<Vec<String>> {
    let list = [
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ];
    let out = Command::new("git")
        .args(list)
        .current_dir(root)
        .output()
        .ok()?;
    if !out.status.success() {
        return None;
    }
    let text = String::from_utf8(out.stdout).ok()?;
    let paths: Vec<String> = text
        .split('\0')
        .filter(|p| !p.is_empty())
        .map(str::to_owned)
        .collect();
    (!paths.is_empty()).then_some(paths)
}

/// All files where there is no git, without what builds and packages leave behind.
fn walk(root: &Path) -> Vec<String> {
    let skip = ["target", "node_modules", "demo-data", "dist"];
    let mut folders = vec![root.to_path_buf()];
    let mut paths = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let (path, name) = (
                entry.path(),
                entry.file_name().to_string_lossy().into_owned(),
            );
            if path.is_dir() && !skip.contains(&name.as_str()) && name != ".git" {
                folders.push(path);
            } else if path.is_file() {
                paths.push(
                    path.strip_prefix(root)
                        .unwrap()
                        .to_string_lossy()
                        .into_owned(),
                );
            }
        }
    }
    paths
}

/// Asserts that the rule reports a breach whose text contains `words`.
pub fn caught(check: fn(&Tree) -> Vec<Breach>, files: &[(&str, &str)], words: &str) {
    let breaches = check(&Tree::of(files));
    let hit = breaches.iter().any(|b| b.to_string().contains(words));
    assert!(hit, "not caught: {words}; reported: {breaches:?}");
}

/// Asserts that the rule has nothing against the files.
pub fn passes(check: fn(&Tree) -> Vec<Breach>, files: &[(&str, &str)]) {
    let breaches = check(&Tree::of(files));
    assert!(
        breaches.is_empty(),
        "a near miss was reported: {breaches:?}"
    );
}
