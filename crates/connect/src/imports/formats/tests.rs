//! Every format on its own fixture.

use super::*;
use crate::imports::model::fields::Kind;
use crate::imports::model::mapping::{Applied, Row, bind};
use crate::imports::model::reader::{Line, Record, look};
use crate::imports::model::{Answers, Survey, survey};

fn read(format: &Format) -> (Survey, Vec<Row>, u32) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("fixture.csv");
    std::fs::write(&path, format.fixture).expect("writing a file");
    let layout = look(&path).expect("a readable fixture");
    let defaults = crate::imports::model::mapping::Defaults {
        zone: "Europe/Berlin",
        currency: "EUR",
    };
    let mut plan = bind(
        &format.mapping,
        &format.mapping.files[0],
        &layout,
        false,
        &defaults,
    )
    .expect("a plan");
    let survey = survey(&path, &layout, &plan, &Answers::default()).expect("a survey");
    plan.adopt(&survey.conventions);
    let mut reader = layout.open(&path).expect("a reader");
    let (mut rows, mut skipped, mut record) = (Vec::new(), 0, Record::default());
    while let Some(line) = reader.next(&mut record).expect("a line") {
        assert_eq!(line, Line::Row, "{}", format.name);
        match plan.apply(reader.row(), &record) {
            Applied::Row(row) => rows.push(*row),
            Applied::Skipped => skipped += 1,
            Applied::Rejected(problems) => panic!("{}: {problems:?}", format.name),
        }
    }
    (survey, rows, skipped)
}

#[test]
fn every_format_recognises_its_own_fixture_and_no_other() {
    assert_eq!(all().len(), FILES.len(), "every format.toml is readable");
    for format in all() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("fixture.csv");
        std::fs::write(&path, format.fixture).expect("writing a file");
        let layout = look(&path).expect("a readable fixture");
        let fitting: Vec<&str> = all()
            .iter()
            .filter(|f| score(&f.mapping.files[0], &layout).is_some())
            .map(|f| f.name)
            .collect();
        assert_eq!(fitting, [format.name]);
    }
}

#[test]
fn every_fixture_is_read_without_a_question() {
    for format in all() {
        let (survey, rows, _) = read(format);
        assert!(
            survey.questions.is_empty(),
            "{}: {:?}",
            format.name,
            survey.questions
        );
        assert!(!rows.is_empty(), "{}", format.name);
    }
}

#[test]
fn a_won_opportunity_comes_with_its_state_dates_and_account() {
    let (_, rows, _) = read(find("salesforce_opportunity").expect("a format"));
    let state = |i: usize| {
        rows[i].values["state"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        (state(0), state(1), state(2)),
        ("won".into(), "open".into(), "lost".into())
    );
    assert_eq!(rows[0].values["value"], 18_500_000);
    assert_eq!(rows[0].values["close_on"], "2021-09-30");
    assert_eq!(rows[0].references[0].value, "001A0000001aaaaAAA");
    assert!(rows[2].references.iter().all(|r| r.field != "company"));
}

#[test]
fn deleted_and_converted_rows_are_left_out() {
    assert_eq!(read(find("salesforce_account").expect("a format")).2, 1);
    assert_eq!(read(find("salesforce_lead").expect("a format")).2, 1);
}

#[test]
fn several_addresses_of_a_person_are_kept() {
    let (_, rows, _) = read(find("pipedrive_persons").expect("a format"));
    assert_eq!(rows[0].values["emails"].as_array().map(Vec::len), Some(2));
    assert_eq!(rows[0].values["last_name"], "Falk");
}

#[test]
fn a_first_mapping_is_made_from_the_names_of_the_columns() {
    let layout = |headers: &[&str]| {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("headers.csv");
        std::fs::write(&path, headers.join(",")).expect("writing a file");
        look(&path).expect("readable headers")
    };
    let map = super::propose(
        &layout(&["Vorname", "Nachname", "E-Mail", "Unternehmen", "Laune"]),
        None,
    );
    assert_eq!(map.kind, Kind::Person);
    let fields: Vec<&str> = map.fields.keys().map(String::as_str).collect();
    assert_eq!(fields, ["company", "emails", "first_name", "last_name"]);
    let map = super::propose(
        &layout(&["Unternehmen", "Branche", "Ort"]),
        Some(Kind::Company),
    );
    assert!(map.fields.contains_key("name") && map.fields.contains_key("city"));
}
