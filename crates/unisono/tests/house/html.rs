//! HTML is written in pages, panels and the component library only.

use super::tree::{Breach, File, Tree};

/// `html!` and literals that are tags outside the places of HTML; raw HTML outside of `ui`.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.product().filter(|f| f.krate() != "ui") {
        let Some(code) = file.code() else { continue };
        for at in 0..code.tokens.len() {
            let line = code.tokens[at].1;
            if code.reads(at, &["html", "!"]) && !is_place(file) {
                found.push(Breach::new(
                    file,
                    line,
                    "html! belongs into pages.rs or pages/",
                ));
            }
            if code.reads(at, &["PreEscaped", "("]) {
                found.push(Breach::new(file, line, "raw HTML is made in ui only"));
            }
        }
        for (text, line) in code.strings().filter(|(text, _)| is_tag(text)) {
            let start: String = text.chars().take(20).collect();
            found.push(Breach::new(file, line, format!("HTML as text: {start}")));
        }
    }
    found
}

/// The web frame in `org` draws the pages of errors.
fn is_place(file: &File) -> bool {
    file.path == "crates/org/src/web/page.rs"
        || ["pages.rs", "panels.rs"].contains(&file.name())
        || file.in_folder("pages")
        || file.in_folder("panels")
}

/// `<name …>` or `</name>` at the beginning of a literal, with a name of HTML.
fn is_tag(text: &str) -> bool {
    let names = [
        "div", "span", "p", "a", "html", "body", "script", "table", "ul", "li", "h1", "b",
    ];
    let Some(rest) = text.trim_start().strip_prefix('<') else {
        return false;
    };
    let rest = rest.trim_start_matches('/');
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    names.contains(&&rest[..end]) && text.contains('>')
}

#[test]
fn html_outside_of_pages_is_caught() {
    let text = "fn view() -> Markup { html! { p { \"x\" } } }";
    super::tree::caught(
        check,
        &[("crates/org/src/members/model.rs", text)],
        "html! belongs",
    );
    let text = "fn view() -> String { format!(\"<div class='x'>{}</div>\", 1) }";
    super::tree::caught(
        check,
        &[("crates/org/src/members/api.rs", text)],
        "HTML as text",
    );
    let text = "fn view(s: &str) -> Markup { PreEscaped(s) }";
    super::tree::caught(
        check,
        &[("crates/org/src/members/pages.rs", text)],
        "raw HTML",
    );
}

#[test]
fn html_in_its_places_passes() {
    let text = "fn view() -> Markup { html! { p { \"x\" } } }";
    let near = "fn is_html(s: &str) -> bool { s.contains(\"<unknown>\") }";
    super::tree::passes(
        check,
        &[
            ("crates/org/src/members/pages.rs", text),
            ("crates/customers/src/deals/pages/board.rs", text),
            ("crates/ui/src/button.rs", text),
            ("crates/org/src/members/tests.rs", text),
            ("crates/org/src/members/model.rs", near),
        ],
    );
}
