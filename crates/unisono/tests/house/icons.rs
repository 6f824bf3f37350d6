//! Every icon that the code names is in the list from which the sprite is made.

use std::collections::BTreeSet;

use super::code::{Code, Token};
use super::tree::{Breach, Tree};

const LIST: &str = "crates/ui/icons.txt";
/// Calls that take the name of an icon, and its place among the arguments.
const CALLS: &[(&str, usize)] = &[("icon", 0), ("icon_button", 0), ("empty_state", 0)];

/// Icons in calls and menu entries that are neither listed nor those of touchpoint types.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let known = known(tree);
    let mut found = Vec::new();
    for file in tree.product() {
        let Some(code) = file.code() else { continue };
        for at in 0..code.tokens.len() {
            let Some(name) = icon_at(code, at) else {
                continue;
            };
            if !known.contains(name) {
                let what = format!("the icon {name} is not in {LIST}");
                found.push(Breach::new(file, code.tokens[at].1, what));
            }
        }
    }
    found
}

fn known(tree: &Tree) -> BTreeSet<&str> {
    let list = tree.files.iter().filter(|f| f.path == LIST);
    let lines = list
        .flat_map(|f| f.text.lines())
        .filter(|l| !l.starts_with('#'));
    let mut names: BTreeSet<&str> = lines.flat_map(str::split_whitespace).collect();
    let types = tree
        .files
        .iter()
        .filter(|f| f.path.starts_with("crates/kernel/src/types/"));
    for line in types.flat_map(|f| f.text.lines()) {
        names.extend(
            line.strip_prefix("icon = ")
                .map(|name| name.trim_matches('"')),
        );
    }
    names
}

fn icon_at(code: &Code, at: usize) -> Option<&str> {
    let place = if at >= 3 && code.reads(at - 3, &["MenuEntry", ":", ":", "new"]) {
        2
    } else {
        CALLS.iter().find(|(call, _)| *call == code.ident(at))?.1
    };
    if !code.reads(at + 1, &["("]) || (at > 0 && code.ident(at - 1) == "fn") {
        return None;
    }
    let argument = code.arguments(at + 1).into_iter().nth(place)?;
    match &code.tokens[argument.start].0 {
        Token::Str(name) if argument.len() == 1 => Some(name),
        _ => None,
    }
}

#[test]
fn an_icon_that_is_not_listed_is_caught() {
    let list = (LIST, "# menu\nhome bell");
    for call in [
        "icon(\"factory\")",
        "button(label).ghost().icon(\"factory\")",
        "empty_state(\"factory\", title, text, actions)",
        "MenuEntry::new(\"menu.home\", \"/\", \"factory\")",
    ] {
        let text = format!("fn f() {{ html! {{ ({call}) }} }}");
        let files = [list, ("crates/org/src/members/pages.rs", text.as_str())];
        super::tree::caught(check, &files, "the icon factory is not in");
    }
}

#[test]
fn listed_icons_and_those_of_types_pass() {
    let text =
        "fn f() { icon(\"bell\"); icon(name); MenuEntry::new(\"menu.x\", \"/x\", \"trophy\"); }";
    super::tree::passes(
        check,
        &[
            (LIST, "# menu\nhome bell"),
            (
                "crates/kernel/src/types/deal.won.toml",
                "icon = \"trophy\"\n",
            ),
            ("crates/org/src/members/pages.rs", text),
        ],
    );
}
