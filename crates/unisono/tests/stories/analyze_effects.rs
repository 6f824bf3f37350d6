//! `unisono analyze effects` as people and scripts run it: the contract of its JSON, what it says to
//! people, and how it refuses.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

#[path = "../../../analysis/tests/effects/planted.rs"]
mod planted;

use analysis::effects::Values;
use planted::{NAMES, Planted};

/// The files of a study: events and cases.
fn write(folder: &Path, planted: &Planted) {
    let mut events = String::from("account_id,day,activity,department\n");
    for event in &planted.study.events {
        let name = NAMES[event.activity as usize];
        let _ = writeln!(events, "a{},{},{name},x", event.case, event.day);
    }
    let mut cases = String::from("account_id,size,intent_score,newsletter_holdout,won,revenue\n");
    let [Values::Words(sizes), Values::Numbers(intents)] =
        [0, 1].map(|at| planted.study.covariates[at].values.clone())
    else {
        panic!("size and intent");
    };
    for (at, won) in planted.study.outcome.iter().enumerate() {
        let held = u8::from(planted.held_out[at]);
        let (size, intent) = (sizes.of(at), intents[at]);
        let _ = writeln!(
            cases,
            "a{at},{size},{intent:.4},{held},{won},{}",
            won * 900.0
        );
    }
    std::fs::write(folder.join("events.csv"), events).unwrap();
    std::fs::write(folder.join("cases.csv"), cases).unwrap();
}

fn unisono(folder: &Path, more: &[&str]) -> Output {
    let words = [
        "analyze",
        "effects",
        "--events",
        "events.csv",
        "--cases",
        "cases.csv",
    ];
    let columns = ["--case", "account_id", "--time", "day", "--outcome", "won"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_unisono"));
    command.current_dir(folder).args(words).args(columns);
    command.args(more).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn answer(folder: &Path, more: &[&str]) -> Value {
    let output = unisono(folder, &[more, &["--json"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let json = text(&output.stdout);
    assert!(!json.contains("NaN"), "{json}");
    serde_json::from_str(&json).expect("JSON")
}

fn refused(folder: &Path, more: &[&str]) -> String {
    let output = unisono(folder, more);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(
        !errors.contains("panicked") && output.stdout.is_empty(),
        "{errors}"
    );
    errors
}

/// The entry of an activity.
fn of<'a>(answer: &'a Value, activity: &str) -> &'a Value {
    let mut all = answer["activities"].as_array().expect("activities").iter();
    all.find(|a| a["activity"] == activity)
        .expect("the activity")
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("a number, not {value}"))
}

const USUAL: &[&str] = &["--covariates", "size,intent_score"];

#[test]
fn the_json_has_what_was_agreed() {
    let folder = tempfile::tempdir().unwrap();
    let planted = planted::invent(8_000, 31);
    write(folder.path(), &planted);
    let more = [
        "--value",
        "revenue",
        "--holdout",
        "newsletter_holdout=newsletter",
        "--split",
        "size",
    ];
    let found = answer(folder.path(), &[USUAL, &more].concat());
    assert_eq!(found["activities"].as_array().expect("activities").len(), 8);
    let call = of(&found, "sales_call");
    let adjusted = &call["adjusted"];
    assert!(number(&adjusted["ci"][0]) > 0.0 && number(&adjusted["ratio_ci"][0]) > 1.0);
    let apart = number(&call["naive"]["difference"]) - number(&adjusted["difference"]);
    assert!(apart > 0.005, "adjusting takes something away: {apart}");
    assert!(number(&call["value"]["ci"][0]) > 0.0);
    assert_eq!(call["consequences"], serde_json::json!(["sales_demo"]));
    for field in ["overlap", "smd_max", "placebo_p", "n_exposed", "n_control"] {
        number(&call[field]);
    }
    assert_eq!(call["grade"], "C", "no landmark");
    let pairs = found["pairs"].as_array().expect("pairs");
    assert_eq!(pairs.len(), 8 * 7 * 5);
    let pair = pairs.iter().find(|p| {
        (&p["first"], &p["then"], &p["lag"])
            == (&"webinar".into(), &"sales_call".into(), &"any".into())
    });
    let pair = pair.expect("a pair");
    assert!(number(&pair["order"]["ci"][0]) < number(&pair["order"]["ci"][1]));
    assert!((0.0..=1.0).contains(&number(&pair["q"])));
    assert!(number(&pair["rate_first_then"]) > number(&pair["rate_reverse"]));
    number(&pair["synergy"]["ratio"]);
    let holdout = &found["holdouts"][0];
    assert_eq!(
        (&holdout["activity"], &holdout["grade"]),
        (&"newsletter".into(), &"A".into())
    );
    number(&holdout["itt"]["always_valid_ci"][0]);
    number(&holdout["per_exposed"]["difference"]);
    assert_eq!(found["splits"].as_array().expect("splits").len(), 3);
    let shares = &found["contributions"];
    let each = shares["activities"]
        .as_array()
        .expect("contributions")
        .iter();
    let sum: f64 = each.map(|a| number(&a["value"])).sum();
    let whole = number(&shares["total"]);
    assert!((sum + number(&shares["baseline"]["value"]) - whole).abs() < 1e-6 * whole);
}

#[test]
fn the_order_of_rows_and_the_separator_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &planted::invent(1_500, 32));
    let first = answer(folder.path(), USUAL);
    for name in ["events.csv", "cases.csv"] {
        let path = folder.path().join(name);
        let given = std::fs::read_to_string(&path).unwrap();
        let (head, rows) = given.split_once('\n').unwrap();
        let turned: Vec<&str> = [head].into_iter().chain(rows.lines().rev()).collect();
        std::fs::write(&path, turned.join("\r\n").replace(',', ";")).unwrap();
    }
    let second = answer(folder.path(), USUAL);
    for activity in NAMES {
        let (a, b) = (of(&first, activity), of(&second, activity));
        assert_eq!(a["n_exposed"], b["n_exposed"]);
        if a["adjusted"]["difference"].is_null() {
            continue;
        }
        for end in [0, 1] {
            let (a, b) = (
                number(&a["adjusted"]["ci"][end]),
                number(&b["adjusted"]["ci"][end]),
            );
            assert!((a - b).abs() < 1e-6, "{activity}: {a} {b}");
        }
    }
}

#[test]
fn people_read_it_in_their_language() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &planted::invent(4_000, 33));
    let say = |more: &[&str]| text(&unisono(folder.path(), &[USUAL, more].concat()).stdout);
    let german = say(&[
        "--language",
        "de",
        "--holdout",
        "newsletter_holdout=newsletter",
    ]);
    assert!(german.contains("Wirkung auf won: 4.000 Fälle"), "{german}");
    assert!(german.contains("noch nicht belegt") && german.contains("Kontrollgruppe"));
    let english = say(&["--language", "en"]);
    assert!(english.contains("Effects on won: 4,000 cases"), "{english}");
    assert!(english.contains("not proven") && english.contains("For all: no landmark"));
}

#[test]
fn dates_count_from_the_beginning_of_each_case() {
    let folder = tempfile::tempdir().unwrap();
    let mut events = String::from("account_id,day,activity\n");
    let mut cases = String::from("account_id,began,ended,won\n");
    for case in 0..400 {
        let month = 1 + case % 9;
        let _ = writeln!(
            cases,
            "{case},2026-0{month}-01,2026-0{month}-28T12:00:00Z,{}",
            case % 3 / 2
        );
        if case % 2 == 0 {
            let day = if case % 4 == 0 { "05" } else { "20" };
            let _ = writeln!(events, "{case},2026-0{month}-{day}T09:00:00+02:00,call");
        }
    }
    std::fs::write(folder.path().join("events.csv"), events).unwrap();
    std::fs::write(folder.path().join("cases.csv"), cases).unwrap();
    let times = [
        "--time-zero",
        "began",
        "--outcome-time",
        "ended",
        "--landmark",
    ];
    let found = answer(folder.path(), &[&times[..], &["10"]].concat());
    assert_eq!(found["at_risk"], 400);
    assert_eq!(of(&found, "call")["n_exposed"], 100);
    let late = answer(folder.path(), &[&times[..], &["25"]].concat());
    assert_eq!(of(&late, "call")["n_exposed"], 200);
    let over = refused(
        folder.path(),
        &[&times[..], &["40", "--language", "en"]].concat(),
    );
    assert!(over.contains("No case was still open on day 40"), "{over}");
}

#[test]
fn bad_input_is_refused_with_a_clear_word() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let refused = |more: &[&str]| refused(folder.path(), &[more, &["--language", "en"]].concat());
    let events = "account_id,day,activity\n1,3,call\n9,3,call\n";
    put("events.csv", events);
    put("cases.csv", "account_id,won,size\n1,1,S\n2,0,M\n");
    let unknown = refused(&["--covariates", "seize"]);
    assert!(
        unknown.contains("no column seize. It has: account_id, won, size"),
        "{unknown}"
    );
    assert!(refused(&["--activity", "what"]).contains("events: events.csv has no column what"));
    assert!(refused(&["--holdout", "size"]).contains("COLUMN=ACTIVITY"));
    assert!(refused(&["--holdout", "won=demo"]).contains("no activity demo"));
    assert!(refused(&["--holdout", "size=call"]).contains("row 2: \"S\""));
    assert!(refused(&["--value", "size"]).contains("is no number"));
    assert!(refused(&["--landmark", "nan"]).contains("number of days"));
    put("cases.csv", "account_id,won\n1,maybe\n");
    assert!(refused(&[]).contains("row 2: \"maybe\" in column won is neither"));
    put("cases.csv", "account_id,won\n1,1\n1,0\n");
    assert!(refused(&[]).contains("row 3: the case 1 is there twice"));
    put("cases.csv", "account_id,won\n1,1,7\n");
    assert!(refused(&[]).contains("row 2"));
    put("cases.csv", "account_id,won\n");
    assert!(refused(&[]).contains("cases.csv has no cases"));
    put("cases.csv", "");
    assert!(refused(&[]).contains("is empty"));
    put("cases.csv", "account_id,won\n1,1\n2,0\n");
    put("events.csv", "account_id,day,activity\n1,soon,call\n");
    assert!(refused(&[]).contains("neither a number of days nor a date"));
    put(
        "events.csv",
        "account_id,day,activity\n1,3,call\n2,2026-01-01,call\n",
    );
    assert!(refused(&[]).contains("not both"));
}

#[test]
fn what_cannot_be_told_is_null_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("events.csv", "account_id,day,activity\n");
    put("cases.csv", "account_id,won\n1,1\n2,0\n");
    let none = answer(folder.path(), &[]);
    assert_eq!(none["activities"], serde_json::json!([]));
    put(
        "events.csv",
        "account_id,day,activity\n1,3,call\n9,3,call\n1,,call\n",
    );
    let one = answer(folder.path(), &["--holdout", "won=call"]);
    let call = of(&one, "call");
    assert!(call["adjusted"]["difference"].is_null() && call["grade"] == "D");
    assert_eq!(call["adjusted"]["reason"], "few_exposed");
    assert_eq!(one["notes"].as_array().expect("notes").len(), 3);
    assert!(one["holdouts"][0]["itt"]["difference"].is_null());
    let mut cases = String::from("account_id,won,constant,separates\n");
    let mut events = String::from("account_id,day,activity\n");
    for case in 0..300 {
        let _ = writeln!(cases, "{case},{},7,{}", case % 3 / 2, case / 150);
        if case >= 150 {
            let _ = writeln!(events, "{case},1,call");
        }
    }
    put("cases.csv", &cases);
    put("events.csv", &events);
    let split = answer(folder.path(), &["--covariates", "constant,separates"]);
    assert_eq!(of(&split, "call")["adjusted"]["reason"], "no_overlap");
    put("cases.csv", &cases.replace(",0,7,", ",1,7,"));
    let all = answer(folder.path(), &[]);
    assert_eq!(of(&all, "call")["adjusted"]["reason"], "few_outcomes");
}
