//! Money is whole minor units with a currency, never a floating-point number.

use super::code::{Code, Token};
use super::tree::{Breach, Tree};

/// Names of money typed as a float, in Rust and in SQL.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.rust() {
        let Some(code) = file.code() else { continue };
        for at in 0..code.tokens.len() {
            let name = code.ident(at);
            if is_money(name) && is_float(code, at + 1) {
                let what = format!("{name} is money: whole minor units, not a float");
                found.push(Breach::new(file, code.tokens[at].1, what));
            }
        }
    }
    for file in tree.files.iter().filter(|f| f.path.ends_with(".sql")) {
        for (at, line) in file.text.lines().enumerate() {
            let mut words = line.split_whitespace();
            while let Some(word) = words.next() {
                let kind = words.clone().next().unwrap_or("").trim_end_matches(',');
                if is_money(word) && ["double", "real", "float", "numeric"].contains(&kind) {
                    found.push(Breach::new(
                        file,
                        at + 1,
                        format!("{word} is money, not {kind}"),
                    ));
                }
            }
        }
    }
    found
}

fn is_money(name: &str) -> bool {
    name.ends_with("_minor") || ["amount", "price"].contains(&name)
}

/// `: f64`, `: Option<f64>` and `: &f64` behind a name.
fn is_float(code: &Code, colon: usize) -> bool {
    if !code.reads(colon, &[":"]) || code.reads(colon + 1, &[":"]) {
        return false;
    }
    for at in colon + 1..colon + 5 {
        match code.tokens.get(at) {
            Some((Token::Ident(name), _)) if name == "f64" || name == "f32" => return true,
            Some((Token::Ident(name), _)) if name == "Option" || name == "Vec" => {}
            Some((Token::Punct('<' | '&'), _)) => {}
            _ => return false,
        }
    }
    false
}

#[test]
fn float_money_is_caught() {
    let text = "struct Deal { value_minor: Option<f64> }";
    super::tree::caught(
        check,
        &[("crates/customers/src/deals/model.rs", text)],
        "value_minor",
    );
    let sql = "create table deal (\n  value_minor double precision,\n";
    super::tree::caught(
        check,
        &[("crates/store/migrations/0001_a.sql", sql)],
        "not double",
    );
}

#[test]
fn shares_of_money_pass() {
    let text =
        "fn share(part_minor: i64, all_minor: i64) -> f64 { part_minor as f64 / all_minor as f64 }";
    let sql = "create table deal (value_minor bigint, share double precision)";
    let files = [
        ("crates/customers/src/a.rs", text),
        ("crates/store/migrations/0001_a.sql", sql),
    ];
    super::tree::passes(check, &files);
}
