//! The architecture is a test.
//!
//! Each rule is one file in `house/`: a function over a set of files, a word in [`house::RULES`],
//! and tests of its own that show one deliberate break being caught and one near miss passing.
//! What breaks a rule is printed with its place; budgets that are only stretched are printed as
//! warnings and do not fail.

#![allow(clippy::unwrap_used)]

mod house {
    mod budgets;
    mod clock;
    mod code;
    mod crates;
    mod drawers;
    mod html;
    mod icons;
    mod keys;
    mod leftovers;
    mod lock_files;
    mod migrations;
    mod module_docs;
    mod money;
    mod reach;
    mod slices;
    mod sql;
    mod tables;
    mod texts;
    mod tree;
    mod unwrap;
    mod user_text;
    mod walkthroughs;
    mod words;

    use tree::{Breach, Tree};

    /// A rule looks at all files and reports what breaks it.
    type Rule = fn(&Tree) -> Vec<Breach>;

    /// Every rule by name.
    const RULES: &[(&str, Rule)] = &[
        ("budgets", budgets::check),
        ("clock", clock::check),
        ("crates", crates::check),
        ("drawers", drawers::check),
        ("html", html::check),
        ("icons", icons::check),
        ("keys", keys::check),
        ("leftovers", leftovers::check),
        ("lock_files", lock_files::check),
        ("migrations", migrations::check),
        ("module_docs", module_docs::check),
        ("money", money::check),
        ("reach", reach::check),
        ("slices", slices::check),
        ("sql", sql::check),
        ("tables", tables::check),
        ("texts", texts::check),
        ("unwrap", unwrap::check),
        ("user_text", user_text::check),
        ("walkthroughs", walkthroughs::check),
        ("words", words::check),
    ];

    #[test]
    fn the_project_keeps_every_rule() {
        let tree = Tree::of_the_project();
        let mut broken = String::new();
        for (name, check) in RULES {
            for breach in check(&tree) {
                broken.push_str(&format!("  {name}: {breach}\n"));
            }
        }
        budgets::warn(&tree);
        assert!(broken.is_empty(), "\nthe house rules are broken:\n{broken}");
    }

    #[test]
    fn every_rule_file_is_in_the_list() {
        let folder = "crates/unisono/tests/house/";
        for file in &Tree::of_the_project().files {
            let Some(name) = file.path.strip_prefix(folder) else {
                continue;
            };
            let name = name.trim_end_matches(".rs");
            let known = ["code", "tree"].contains(&name) || RULES.iter().any(|(n, _)| *n == name);
            assert!(known, "{name} is no rule of the list");
        }
    }
}
