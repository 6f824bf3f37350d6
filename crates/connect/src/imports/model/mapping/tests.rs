//! Tests of the mapping language and of rows.

use super::*;
use crate::imports::model::reader::{Line, Record, look};
use crate::imports::model::{Answers, Problem, QuestionKind, survey};

const MAVEN: &str = include_str!("../../../../../../examples/maven/maven.toml");
const DEFAULTS: super::bind::Defaults<'static> = super::bind::Defaults {
    zone: "Europe/Berlin",
    currency: "EUR",
};

/// Rows, problems and questions of a file under a mapping.
fn read(
    mapping: &str,
    file: &str,
    answers: &Answers,
) -> (Vec<Row>, Vec<Problem>, Vec<QuestionKind>) {
    let mapping = parse(mapping).expect("a mapping");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("file.csv");
    std::fs::write(&path, file).expect("writing a file");
    let layout = look(&path).expect("a readable file");
    let mut plan = bind(&mapping, &mapping.files[0], &layout, true, &DEFAULTS).expect("a plan");
    let survey = survey(&path, &layout, &plan, answers).expect("a survey");
    plan.adopt(&survey.conventions);
    let mut reader = layout.open(&path).expect("a reader");
    let (mut rows, mut problems, mut record) = (Vec::new(), Vec::new(), Record::default());
    while let Some(line) = reader.next(&mut record).expect("a line") {
        match (line, plan.apply(reader.row(), &record)) {
            (Line::Row, Applied::Row(row)) => rows.push(*row),
            (Line::Row, Applied::Rejected(more)) => problems.extend(more),
            (Line::Broken(_, reason), _) => problems.push(Problem::row(reader.row(), reason)),
            _ => {}
        }
    }
    (
        rows,
        problems,
        survey.questions.iter().map(|q| q.kind).collect(),
    )
}

const DEALS: &str = "title = \"T\"\nsource = \"t\"\n[[file]]\nkind = \"deal\"\n[file.fields]\nname = \"Deal\"\nvalue = \"Betrag\"\ncreated = \"Am\"\n";

#[test]
fn the_example_is_a_mapping_and_survives_saving() {
    let mapping = parse(MAVEN).expect("the example");
    assert_eq!(mapping.files.len(), 4);
    let again = parse(&mapping.to_toml().expect("a file")).expect("what we save can be read");
    assert_eq!(again, mapping);
}

#[test]
fn an_ambiguous_date_is_a_question_and_an_answer_settles_it() {
    let file = "Deal;Betrag;Am\nA;1,50;1/3/2024\nB;2,75;4/5/2024\n";
    let (_, _, questions) = read(DEALS, file, &Answers::default());
    assert_eq!(questions, [QuestionKind::DateOrder]);
    let answers = Answers {
        date_order: Some(DateOrder::Mdy),
        ..Answers::default()
    };
    let (rows, problems, questions) = read(DEALS, file, &answers);
    assert!(questions.is_empty() && problems.is_empty());
    assert_eq!(
        rows[0].values["value"], 150,
        "the comma is a decimal mark for certain"
    );
    let january =
        kernel::Millis::of_date(jiff::civil::date(2024, 1, 3)).plus(kernel::Millis::DAY / 2);
    assert_eq!(rows[0].values["created"], january.0);
}

#[test]
fn a_value_over_twelve_tells_the_order_whatever_was_said() {
    let file = "Deal,Betrag,Am\nA,1,1/3/2024\nB,2,13/5/2024\n";
    let answers = Answers {
        date_order: Some(DateOrder::Mdy),
        ..Answers::default()
    };
    let (rows, problems, questions) = read(DEALS, file, &answers);
    assert!(questions.is_empty() && problems.is_empty());
    assert_eq!(rows.len(), 2);
}

#[test]
fn a_thousand_or_a_fraction_is_asked() {
    let (_, _, questions) = read(
        DEALS,
        "Deal;Betrag;Am\nA;1.500;2024-01-01\n",
        &Answers::default(),
    );
    assert_eq!(questions, [QuestionKind::Decimal]);
}

#[test]
fn every_bad_row_has_its_reason_and_the_good_ones_stay() {
    let file = "Deal,Betrag,Am\nA,1,2024-01-01\nB,many,2024-01-01\nC,2\nD,3,2024-01-01,extra\n,4,2024-01-01\nE,5,someday\nF,\"6,2024-01-01\nG,7,2024-01-01,\nH\u{1},8,2024-01-01\n";
    let (rows, problems, _) = read(DEALS, file, &Answers::default());
    let names: Vec<_> = rows.iter().map(|r| r.key.as_str()).collect();
    assert_eq!(names, ["a", "g"]);
    let found: Vec<_> = problems
        .iter()
        .map(|p| (p.row, p.column.as_deref(), p.reason.key.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (3, Some("Betrag"), "not_a_number"),
            (4, None, "too_few_cells"),
            (5, None, "too_many_cells"),
            (6, None, "name_missing"),
            (7, Some("Am"), "not_a_date"),
            (8, None, "unclosed_quote"),
            (10, Some("Deal"), "control_character"),
        ]
    );
}

#[test]
fn mappings_that_cannot_work_are_refused_with_their_place() {
    for (text, key) in [
        ("", "mapping_unreadable"),
        ("title = \"T\"\nsource = \"t\"\nfile = []", "mapping_wrong"),
        (
            "title = \"T\"\nsource = \"\"\n[[file]]\nkind = \"deal\"\nfields = {}",
            "mapping_wrong",
        ),
        (
            "title = \"T\"\nsource = \"t\"\n[[file]]\nkind = \"deal\"\n[file.fields]\ncolour = \"x\"",
            "mapping_unknown_field",
        ),
        (
            "title = \"T\"\nsource = \"t\"\n[[file]]\nkind = \"deal\"\nzone = \"Mars\"\n[file.fields]\nname = \"x\"",
            "mapping_wrong",
        ),
    ] {
        assert_eq!(parse(text).expect_err("no mapping").key, key, "{text}");
    }
    let mapping = parse(DEALS).expect("a mapping");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("file.csv");
    std::fs::write(&path, "Deal,Am\nA,2024-01-01\n").expect("writing a file");
    let layout = look(&path).expect("a readable file");
    let reason = bind(&mapping, &mapping.files[0], &layout, true, &DEFAULTS)
        .expect_err("a column is missing");
    assert_eq!(
        reason,
        Reason::new("mapping_missing_column").with("column", "Betrag")
    );
}

#[test]
fn html_and_formulas_in_cells_are_text_like_any_other() {
    let file =
        "Deal,Betrag,Am\n<script>alert(1)</script>,1,2024-01-01\n=cmd|' /C calc'!A0,2,2024-01-01\n";
    let (rows, problems, _) = read(DEALS, file, &Answers::default());
    assert!(problems.is_empty());
    assert_eq!(rows[0].values["name"], "<script>alert(1)</script>");
    assert_eq!(rows[1].values["name"], "=cmd|' /C calc'!A0");
}
