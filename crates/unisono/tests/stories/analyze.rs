//! The analyses on files, as people and scripts run them: answers, failures, sizes.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const PATHS: &str = include_str!("../../../analysis/tests/data/paths.csv");
const HEAD: &str = "path,total_conversions,total_conversion_value,total_null\n";

/// The program with these words and this input.
fn unisono(words: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_unisono"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input");
    let input = input.to_owned();
    // A command that refuses its input closes it; that is no fault.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the program ends");
    let _ = writer.join();
    output
}

fn paths(words: &[&str], input: &str) -> Output {
    unisono(&[&["analyze", "paths", "-"], words].concat(), input)
}

/// The answer of `analyze paths --json` on a file.
fn answer(words: &[&str], input: &str) -> Value {
    let output = paths(&[words, &["--json"]].concat(), input);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {errors}");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(!text.contains("NaN"), "{text}");
    serde_json::from_str(&text).expect("JSON")
}

/// What the program says when it refuses.
fn refused(words: &[&str], input: &str, code: i32) -> String {
    let output = paths(words, input);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{words:?}: {errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    errors
}

fn sum(model: &Value, field: &str) -> f64 {
    let channels = model["channels"].as_array().expect("channels");
    channels
        .iter()
        .map(|c| c[field].as_f64().expect("a number"))
        .sum()
}

#[test]
fn a_file_of_paths_is_shared_among_its_channels_by_every_model() {
    let models = "first,last,last-non-direct,linear,u,w,time-decay:2,shapley,ordered-shapley,rate-shapley,markov:1,markov:2,markov:3,markov:4";
    let words = ["--nulls", "total_null", "--models", models, "--pairs"];
    let told = answer(&words, PATHS);
    assert_eq!(told["journeys"], 10_000);
    assert_eq!(told["conversions"], 19_785);
    assert_eq!(told["nulls"], 68_602);
    let value = told["value"].as_f64().expect("a value");
    let list = told["models"].as_array().expect("models");
    assert_eq!(list.len(), 14);
    for model in list {
        assert_eq!(model["channels"].as_array().expect("channels").len(), 12);
        assert!(
            (sum(model, "conversions") - 19_785.0).abs() < 1e-6,
            "{}",
            model["model"]
        );
        assert!(
            (sum(model, "value") - value).abs() < 1e-6,
            "{}",
            model["model"]
        );
        assert!(
            model["channels"][0]["se_conversions"]
                .as_f64()
                .expect("an error")
                > 0.0
        );
    }
    let alpha = &list[10]["channels"][0];
    assert_eq!(alpha["channel"], "alpha");
    assert!(
        (alpha["removal_effect"].as_f64().expect("an effect") - 0.558_399_489_508).abs() < 1e-11
    );
    assert_eq!(told["pairs"].as_array().expect("pairs").len(), 56);
    assert_eq!(
        told,
        answer(&words, PATHS),
        "the same file, the same answer"
    );
}

#[test]
fn without_nulls_a_note_says_that_only_converting_paths_were_seen() {
    let told = answer(&["--language", "en"], PATHS);
    assert!(
        told["notes"]
            .to_string()
            .contains("Only converting paths were seen")
    );
    assert_eq!(told["nulls"], Value::Null);
    let told = answer(&["--language", "en", "--nulls", "total_null"], PATHS);
    assert!(!told["notes"].to_string().contains("Only converting"));
}

#[test]
fn people_get_a_table_in_their_language() {
    for (lang, word) in [
        ("de", "Beteiligung an Abschlüssen"),
        ("en", "Credit in conversions"),
    ] {
        let output = paths(&["--language", lang, "--nulls", "total_null"], PATHS);
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(text.contains(word) && text.contains("kappa"), "{text}");
    }
}

#[test]
fn quotes_other_separators_and_other_delimiters_are_read() {
    let plain = "path,total_conversions\na > b,2\nb,1\n";
    let wanted = answer(&["--models", "linear"], plain);
    for (words, input) in [
        (
            vec![],
            "\u{feff}path;total_conversions\r\n\"a > b\";2\r\nb;1\r\n",
        ),
        (
            vec!["--separator", " / ", "--path", "weg", "--conversions", "n"],
            "n,weg\n2,\"a / b\"\n1,b\n",
        ),
        (
            vec![],
            "path,total_conversions,note\n a>>b ,2.0,\"a\nline, \"\"quoted\"\"\"\nb,1,",
        ),
    ] {
        let told = answer(&[&["--models", "linear"], words.as_slice()].concat(), input);
        assert_eq!(told["models"], wanted["models"], "{input}");
    }
}

#[test]
fn wrong_columns_and_numbers_are_named_with_their_place() {
    let told = refused(&["--conversions", "wins", "--language", "en"], PATHS, 1);
    assert!(
        told.contains("wins: There is no such column. There are: path, total_conversions"),
        "{told}"
    );
    let told = refused(&["--path", "way", "--language", "de"], PATHS, 1);
    assert!(told.contains("way: Diese Spalte gibt es nicht"), "{told}");
    for cell in ["-3", "1.5", "x", "nan", "99999999999"] {
        let input = format!("{HEAD}a,1,1,0\nb,{cell},2,0\n");
        let told = refused(&["--language", "en"], &input, 1);
        assert!(
            told.contains("total_conversions: Line 3:") && told.contains(cell),
            "{told}"
        );
    }
    let told = refused(&["--language", "en"], &format!("{HEAD}a,1,inf,0\n"), 1);
    assert!(told.contains("total_conversion_value: Line 2"), "{told}");
    let told = refused(&["--language", "en"], &format!("{HEAD}a,1\n"), 1);
    assert!(told.contains("Line 2 has 2 columns"), "{told}");
    refused(&[], "", 1);
    for model in [
        "magic",
        "markov:9",
        "time-decay:x",
        "survival",
        "time-decay:7d",
    ] {
        refused(&["--models", model], PATHS, 2);
    }
    let missing = unisono(&["analyze", "paths", "/nowhere.csv"], "");
    assert_eq!(missing.status.code(), Some(1));
}

#[test]
fn empty_paths_are_unknown_and_belong_to_nobody() {
    let input = format!("{HEAD}a > b,40,4,1\n,5,2.5,7\n > ,1,0,0\n");
    let told = answer(&["--nulls", "total_null"], &input);
    let unknown = json!({ "journeys": 2, "conversions": 6, "value": 2.5 });
    assert_eq!(told["unknown"], unknown);
    assert_eq!(told["conversions"], 46);
    for model in told["models"].as_array().expect("models") {
        assert!((sum(model, "conversions") - 40.0).abs() < 1e-9, "{model}");
    }
    let only = answer(
        &["--models", "linear,markov:1"],
        &format!("{HEAD},5,2.5,7\n"),
    );
    assert_eq!(only["models"][0]["channels"], json!([]));
    assert_eq!(only["models"][1]["channels"], Value::Null);
}

#[test]
fn when_all_or_none_convert_the_answer_is_honest() {
    let models = "linear,shapley,rate-shapley,markov:1,markov:3";
    let words = ["--nulls", "total_null", "--models", models, "--pairs"];
    let none = answer(&words, &format!("{HEAD}a > b,0,0,9\nb,0,0,4\n"));
    assert_eq!(none["models"][3]["channels"], Value::Null);
    assert!(none["models"][3]["reason"].is_string());
    assert_eq!(none["models"][0]["channels"][0]["conversions"], 0.0);
    let all = answer(&words, &format!("{HEAD}a > b,9,9,0\nb,4,8,0\n"));
    assert_eq!(all["models"][3]["channels"][1]["removal_effect"], 1.0);
    let no_lines = answer(&words, HEAD);
    assert_eq!(no_lines["journeys"], 0);
    assert_eq!(no_lines["models"][3]["channels"], Value::Null);
}

#[test]
fn a_path_of_a_million_letters_and_five_thousand_channels_are_answered() {
    let long = "abcdefghi > ".repeat(50_000) + &"b > a > ".repeat(50_000) + "b";
    assert!(long.len() >= 1_000_000);
    let input = format!("{HEAD}{long},1,1,1\nb > c,1,1,1\n");
    let words = [
        "--nulls",
        "total_null",
        "--models",
        "linear,shapley,markov:1,markov:2,rate-shapley",
        "--pairs",
    ];
    let told = answer(&words, &input);
    assert_eq!(told["touchpoints"], 150_003);
    for model in told["models"].as_array().expect("models") {
        assert!((sum(model, "conversions") - 2.0).abs() < 1e-6, "{model}");
    }
    let mut input = HEAD.to_owned();
    for at in 0..5000 {
        let _ = writeln!(
            input,
            "c{at} > c{} > c{},2,1,3",
            (at * 7) % 5000,
            (at * 13) % 5000
        );
    }
    let few = "linear,shapley,markov:1,rate-shapley";
    let told = answer(
        &["--nulls", "total_null", "--models", few, "--pairs"],
        &input,
    );
    for model in told["models"].as_array().expect("models") {
        match model["channels"].as_array() {
            Some(channels) => {
                assert_eq!(channels.len(), 5000);
                assert!(
                    (sum(model, "conversions") - 10_000.0).abs() < 1e-3,
                    "{}",
                    model["model"]
                );
            }
            None => assert!(model["reason"].is_string()),
        }
    }
    assert_eq!(told["pairs"], Value::Null);
}

#[test]
fn the_demo_companys_game_is_solved_and_bad_games_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("games.json");
    let solve = |games: &Value| {
        std::fs::write(&file, games.to_string()).expect("written");
        unisono(
            &[
                "calc",
                "game",
                &file.display().to_string(),
                "--language",
                "en",
            ],
            "",
        )
    };
    let v = json!({ "": 0.0, "W": 0.02, "C": 0.0, "N": 0.0, "C,W": 0.14, "N,W": 0.02, "C,N": 0.0, "C,N,W": 0.14 });
    let game = json!([{ "name": "E1", "players": ["W", "C", "N"], "v": v, "source": "ignored" }]);
    let output = solve(&game);
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let near =
        |value: &Value, wanted: f64| (value.as_f64().expect("a number") - wanted).abs() < 1e-12;
    assert!(near(&told[0]["shapley"]["W"], 0.08) && near(&told[0]["shapley"]["C"], 0.06));
    assert!(near(&told[0]["shapley"]["N"], 0.0));
    assert_eq!(told[0]["interaction"][0]["b"], "C");
    assert!(near(&told[0]["interaction"][0]["value"], 0.12));
    for (game, words) in [
        (
            json!([{ "name": "g", "players": ["a", "b"], "v": { "a": 1, "b": 2 } }]),
            "a,b",
        ),
        (
            json!([{ "name": "g", "players": ["a"], "v": { "a": 1, "x": 2 } }]),
            "unknown player",
        ),
        (
            json!([{ "name": "g", "players": ["a"], "v": { "a": "1" } }]),
            "is no number",
        ),
        (
            json!([{ "name": "g", "players": ["a", "a"], "v": {} }]),
            "different names",
        ),
        (json!({ "name": "g" }), "A list of games"),
    ] {
        let output = solve(&game);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1));
        assert!(errors.contains(words), "{errors}");
    }
}
