//! The plan of a statement, and what is wrong with it.

use store::Db;

/// Tables that grow with the number of customers or with time.
const BIG: &[&str] = &[
    "person",
    "company",
    "deal",
    "touchpoint",
    "audit",
    "event",
    "participant",
    "person_email",
    "person_phone",
    "person_record",
    "identity_edge",
    "deal_person",
    "deal_line",
    "deal_stage_log",
    "file",
    "search_doc",
];

/// With this a statement is not run but explained.
pub(super) const EXPLAIN: &str = "explain query plan ";

/// The steps of the plan of a statement.
pub(super) async fn plan(db: &Db, sql: &str) -> Vec<String> {
    let most = (1..100).rev().find(|n| sql.contains(&format!("${n}")));
    let nothing = vec![store::Value::Null; most.unwrap_or(0)];
    let steps: Vec<(i64, i64, i64, String)> =
        db.rows(&format!("{EXPLAIN}{sql}"), nothing).await.unwrap();
    steps.into_iter().map(|(_, _, _, step)| step).collect()
}

/// The table behind a name of a step: itself or what the statement calls by this name.
fn table<'a>(sql: &'a str, name: &'a str) -> &'a str {
    let words: Vec<&str> = sql
        .split(|c: char| c.is_whitespace() || "(),".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let named = words
        .windows(3)
        .find(|w| ["from", "join"].contains(&w[0]) && w[2] == name);
    named.map_or(name, |w| w[1])
}

/// What is wrong with a plan: a big table read from end to end, or sorted without an equality or
/// a range with both ends that narrows it first.
pub(super) fn fault(sql: &str, steps: &[String]) -> Option<String> {
    let mut narrowed = false;
    for step in steps {
        let mut words = step.split_whitespace();
        let (how, name) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        if !BIG.contains(&table(sql, name)) {
            continue;
        }
        let in_order = step.contains("USING") && sql.contains("limit");
        if how == "SCAN" && !in_order {
            return Some(format!("reads all of {name}"));
        }
        let between = step.contains(">?") && step.contains("<?");
        narrowed |= how == "SEARCH" && (step.contains("=?") || between);
        let sorts = |s: &&String| s.contains("TEMP B-TREE FOR ORDER BY");
        if steps.iter().any(|s| sorts(&s)) && !narrowed {
            return Some(format!("sorts all of {name}"));
        }
    }
    None
}

#[test]
fn a_scan_and_a_sort_of_everything_are_caught() {
    let sql = "select p.id from person p where p.city = $1 order by p.city limit 5";
    let steps = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    assert!(fault(sql, &steps(&["SCAN p"])).is_some());
    let sorts = "USE TEMP B-TREE FOR ORDER BY";
    assert!(fault(sql, &steps(&["SCAN p USING INDEX person_name", sorts])).is_some());
    assert!(
        fault(
            sql,
            &steps(&["SEARCH p USING INDEX person_name (name_folded>?)", sorts])
        )
        .is_some()
    );
    assert!(fault(sql, &steps(&["SCAN p USING INDEX person_name"])).is_none());
    assert!(
        fault(
            sql,
            &steps(&[
                "SEARCH p USING INDEX person_owner (owner_member_id=?)",
                sorts
            ])
        )
        .is_none()
    );
    assert!(
        fault(
            "select count(*) from person",
            &steps(&["SCAN person USING COVERING INDEX person_name"])
        )
        .is_some()
    );
}
