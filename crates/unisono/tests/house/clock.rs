//! Time comes from the context: only the kernel's clock asks the machine.

use super::tree::{Breach, Tree};

const CLOCKS: &[(&str, &str)] = &[
    ("SystemTime", "now"),
    ("Instant", "now"),
    ("Timestamp", "now"),
    ("Zoned", "now"),
    ("Utc", "now"),
    ("Local", "now"),
    ("OffsetDateTime", "now_utc"),
];

/// Calls of a clock outside `kernel/src/ctx.rs`.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree
        .product()
        .filter(|f| f.path != "crates/kernel/src/ctx.rs")
    {
        let Some(code) = file.code() else { continue };
        for at in 0..code.tokens.len() {
            for (clock, call) in CLOCKS {
                if code.reads(at, &[clock, ":", ":", call]) {
                    let what = format!("{clock}::{call}: take the time from ctx.now()");
                    found.push(Breach::new(file, code.tokens[at].1, what));
                }
            }
        }
    }
    found
}

#[test]
fn a_clock_in_a_slice_is_caught() {
    let text = "fn f() { let t = std::time::Instant::now(); }";
    super::tree::caught(
        check,
        &[("crates/org/src/audit/model.rs", text)],
        "Instant::now",
    );
}

#[test]
fn the_kernel_and_tests_may_ask() {
    let text = "fn f() { let t = Instant::now(); }";
    let comment = "/// Not Instant::now().\nfn f(ctx: &Ctx) { ctx.now(); }";
    super::tree::passes(
        check,
        &[
            ("crates/kernel/src/ctx.rs", text),
            ("crates/unisono/tests/stories/a.rs", text),
            ("crates/analysis/benches/paths.rs", text),
            ("crates/org/src/audit/model.rs", comment),
        ],
    );
}
