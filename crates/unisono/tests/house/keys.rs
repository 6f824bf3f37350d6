//! Every text key that the code names exists.

use super::code::{Code, Token};
use super::texts;
use super::tree::{Breach, Tree};

/// Functions that take a text key, and the place of the key among their arguments.
const CALLS: &[(&str, usize)] = &[
    ("t", 1),
    ("tf", 1),
    ("tn", 1),
    ("field", 1),
    ("state", 0),
    ("field_error", 1),
    ("text", 1),
];

/// Keys in calls that no text file has. `tn` asks for `key.one` and `key.other`.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let keys = texts::keys(tree);
    let mut found = Vec::new();
    for file in tree.product() {
        let Some(code) = file.code() else { continue };
        for at in 0..code.tokens.len() {
            let Some((name, key)) = key_at(code, at) else {
                continue;
            };
            let missing = if name == "tn" {
                ["one", "other"]
                    .iter()
                    .any(|form| !keys.contains(&format!("{key}.{form}")))
            } else {
                !keys.contains(&key)
            };
            if missing {
                found.push(Breach::new(
                    file,
                    code.tokens[at].1,
                    format!("there is no text {key}"),
                ));
            }
        }
    }
    found
}

/// The key of the call whose name stands at the place, where it is a literal that looks like a key.
fn key_at(code: &Code, at: usize) -> Option<(String, String)> {
    let name = code.ident(at);
    let place = if code.reads(at.checked_sub(3)?, &["FieldError", ":", ":", "new"]) {
        1
    } else {
        CALLS.iter().find(|(call, _)| *call == name)?.1
    };
    if !code.reads(at + 1, &["("]) {
        return None;
    }
    let argument = code.arguments(at + 1).into_iter().nth(place)?;
    let (Token::Str(key), 1) = (&code.tokens[argument.start].0, argument.len()) else {
        return None;
    };
    let word = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let is_key = key.contains('.') && key.split('.').all(word);
    is_key.then(|| (name.to_owned(), key.clone()))
}

#[cfg(test)]
const TEXTS: (&str, &str) = (
    "crates/ui/texts/de/deals.toml",
    "won = \"W\"\n[row]\none=\"a\"\nother=\"b\"",
);

#[test]
fn a_key_without_text_is_caught() {
    for call in [
        "t(lang, \"deals.lost\")",
        "ui::tf(ctx.lang, \"deals.lost\", &[(\"n\", &1)])",
        "Error::field(\"name\", \"deals.lost\")",
        "FieldError::new(\"name\", \"deals.lost\")",
        "Error::state(\"deals.lost\")",
        "tn(lang, \"deals.lost\", 3, &[])",
    ] {
        let text = format!("fn f() {{ {call} }}");
        let files = [
            TEXTS,
            ("crates/customers/src/deals/pages.rs", text.as_str()),
        ];
        super::tree::caught(check, &files, "there is no text deals.lost");
    }
}

#[test]
fn known_keys_and_other_literals_pass() {
    let text = "fn f() { t(lang, \"deals.won\"); tn(lang, \"deals.row\", 2, &[]); t(lang, key); tx.record(\"deal.won\"); row.field(\"a\", \"b\") }";
    super::tree::passes(
        check,
        &[TEXTS, ("crates/customers/src/deals/pages.rs", text)],
    );
}
