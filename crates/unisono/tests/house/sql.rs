//! SQL is written in the stores of the slices, in the store crate and in `.sql` files only.

use super::tree::{Breach, File, Tree};

/// Literals that look like SQL in other places.
pub fn check(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in tree.product().filter(|f| !is_place(f)) {
        let Some(code) = file.code() else { continue };
        for (text, line) in code.strings().filter(|(text, _)| is_sql(text)) {
            let start: String = text.trim_start().chars().take(24).collect();
            found.push(Breach::new(
                file,
                line,
                format!("SQL outside of a store: {start}"),
            ));
        }
    }
    found
}

/// Whether SQL may stand here.
pub fn is_place(file: &File) -> bool {
    file.krate() == "store"
        || file.name() == "store.rs"
        || file
            .in_src()
            .is_some_and(|path| path.contains("/store/") || path.starts_with("store/"))
}

/// Whether a text reads like a statement or like a piece of one.
fn is_sql(text: &str) -> bool {
    let plain = text
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let starts = |words: &[&str]| words.iter().any(|w| plain.starts_with(w));
    let has = |words: &[&str]| words.iter().any(|w| plain.contains(w));
    let select = starts(&["select "]) && has(&[" from ", "select 1", "select $", "select count("]);
    let with = starts(&["with "]) && has(&[" as (", " as materialized ("]);
    let update = starts(&["update "]) && has(&[" set "]);
    let condition =
        starts(&["where ", "and ", "or ", "on "]) && has(&[" = $", " is null", " < $", " > $"]);
    let change = starts(&[
        "insert into ",
        "delete from ",
        "truncate ",
        "pragma ",
        "begin immediate",
    ]);
    let define = starts(&["create ", "drop ", "alter "])
        && has(&[
            "create table ",
            "create index ",
            "create unique index ",
            "create view ",
        ]) | has(&[
            "drop table ",
            "drop index ",
            "drop view ",
            "alter table ",
            "create virtual table ",
        ]);
    let piece = starts(&[
        "order by ",
        "group by ",
        "left join ",
        "inner join ",
        "cross join ",
    ]);
    select || with || update || condition || change || define || piece
}

#[test]
fn sql_outside_of_a_store_is_caught() {
    for sql in [
        "\"select id, name from company where id = $1\"",
        "r#\"\n  insert into deal (id) values ($1)\"#",
        "\"WITH x AS (select 1) select * from x\"",
        "\" and company_id = $2\"",
        "\"order by name, id\"",
        "\"create table x (id bigint)\"",
    ] {
        let text = format!("fn load() {{ run({sql}) }}");
        super::tree::caught(
            check,
            &[("crates/customers/src/deals/pages.rs", &text)],
            "SQL outside",
        );
    }
}

#[test]
fn stores_tests_and_plain_words_pass() {
    let sql = "fn load() { run(\"select id from company\") }";
    let words = "fn say() { log(\"select a row, then update it\"); log(\"with care as ever\") }";
    super::tree::passes(
        check,
        &[
            ("crates/customers/src/deals/store.rs", sql),
            ("crates/customers/src/deals/store/board.rs", sql),
            ("crates/store/src/jobs.rs", sql),
            ("crates/unisono/tests/stories/import.rs", sql),
            ("crates/customers/src/deals/model.rs", words),
        ],
    );
}
