//! What people read stands in the text files, not in the code.

use super::code::{Code, Token};
use super::tree::{Breach, File, Tree};

/// Names of legal forms are the same in every language.
const LEGAL_FORMS: &[&str] = &["(haftungsbeschränkt)"];

/// Literals with umlauts anywhere, and sentences inside of `html!`.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.product().filter(|f| !is_place(f)) {
        let Some(code) = file.code() else { continue };
        for (text, line) in without_seeds(code) {
            let law = LEGAL_FORMS.iter().any(|form| text.contains(form));
            let german = !law && text.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü', 'ß']);
            if german && text.chars().count() > 2 {
                found.push(Breach::new(file, line, format!("text in code: {text}")));
            }
        }
        for (text, line) in in_html(code) {
            found.push(Breach::new(file, line, format!("text in code: {text}")));
        }
    }
    found
}

/// The demo company is German by nature; formats of imports know the headers of their exports; how
/// dates are written and read is the business of `ui`, whose style page shows invented records.
fn is_place(file: &File) -> bool {
    let of_ui = [
        "crates/ui/src/fmt/",
        "crates/ui/src/parse",
        "crates/ui/src/style/",
    ];
    file.in_folder("demo")
        || file.in_folder("formats")
        || of_ui.iter().any(|place| file.path.starts_with(place))
}

/// Literals outside of functions and constants called `seed…`: what a new installation begins with
/// is data in both languages.
fn without_seeds(code: &Code) -> Vec<(&str, usize)> {
    let (mut found, mut owner) = (Vec::new(), "");
    for (at, (token, line)) in code.tokens.iter().enumerate() {
        if ["fn", "const", "static"].contains(&code.ident(at)) {
            owner = code.ident(at + 1);
        }
        match token {
            Token::Str(text) if !owner.to_lowercase().contains("seed") => {
                found.push((text.as_str(), *line));
            }
            _ => {}
        }
    }
    found
}

/// Sentences inside of `html!`: a capital letter first and more than one word.
fn in_html(code: &Code) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    for at in 0..code.tokens.len() {
        if !code.reads(at, &["html", "!", "{"]) {
            continue;
        }
        let mut depth = 0;
        for (token, line) in &code.tokens[at + 2..] {
            match token {
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth -= 1,
                Token::Str(text) if is_sentence(text) => found.push((text.as_str(), *line)),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

fn is_sentence(text: &str) -> bool {
    let mut letters = text.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let words = text
        .split(' ')
        .filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 1);
    capital && letters.next().is_some_and(char::is_lowercase) && words.count() > 1
}

#[test]
fn text_in_code_is_caught() {
    let text = "fn f() -> &'static str { \"Bitte wählen\" }";
    super::tree::caught(
        check,
        &[("crates/org/src/members/model.rs", text)],
        "Bitte wählen",
    );
    let text = "fn f() -> Markup { html! { p { \"Nothing here yet\" } } }";
    super::tree::caught(
        check,
        &[("crates/org/src/members/pages.rs", text)],
        "Nothing here yet",
    );
}

#[test]
fn folding_keys_and_places_of_german_pass() {
    let text = "fn f() { s.replace('ä', \"a\"); s.replace(\"ß\", \"ss\"); html! { p class=\"a b\" title=\"Ctrl K\" { (t(lang, \"x.y\")) } } }";
    let german = "const NAMES: &[&str] = &[\"Jürgen\"];";
    let seeds = "const SEEDED: &[&str] = &[\"Einführung\"]; async fn seed() { x(\"Größe\") }";
    super::tree::passes(
        check,
        &[
            ("crates/store/src/fold.rs", text),
            ("crates/unisono/src/demo/names.rs", german),
            ("crates/connect/src/imports/formats/pipedrive.rs", german),
            ("crates/org/src/members/tests.rs", german),
            ("crates/customers/src/pipelines/store.rs", seeds),
        ],
    );
}
