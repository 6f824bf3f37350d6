//! No `unwrap` and no `expect` outside of tests: every failure is an error with a name.

use super::code::Token;
use super::tree::{Breach, Tree};

/// Calls that stop the program.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.product() {
        let Some(code) = file.code() else { continue };
        for at in 0..code.tokens.len() {
            let is_text = matches!(
                code.tokens.get(at + 3),
                Some((Token::Str(_) | Token::Punct('&'), _))
            );
            let expect = code.reads(at, &[".", "expect", "("]) && is_text;
            let unwrap = code.reads(at, &[".", "unwrap", "(", ")"])
                || code.reads(at, &[".", "unwrap_err", "("])
                || code.reads(at, &["panic", "!"]);
            if expect || unwrap {
                let what = "stops the program: return an error that has a name";
                found.push(Breach::new(file, code.tokens[at].1, what));
            }
        }
    }
    found
}

#[test]
fn an_unwrap_is_caught_in_macros_too() {
    let text = "fn f() { html! { p { (name.unwrap()) } } }";
    super::tree::caught(
        check,
        &[("crates/org/src/members/pages.rs", text)],
        "pages.rs:1",
    );
    let text = "fn f() {\n x.expect(\"a number\") }";
    super::tree::caught(
        check,
        &[("crates/org/src/members/model.rs", text)],
        "model.rs:2",
    );
}

#[test]
fn tests_and_gentle_relatives_pass() {
    let text = "fn f() { x.unwrap_or(0); parser.expect(Kind::Comma)?; }\n#[cfg(test)]\nmod tests { fn g() { x.unwrap() } }";
    let test = "fn g() { x.unwrap() }";
    let files = [
        ("crates/org/src/a.rs", text),
        ("crates/org/src/members/tests.rs", test),
        ("crates/kernel/build.rs", test),
    ];
    super::tree::passes(check, &files);
}
