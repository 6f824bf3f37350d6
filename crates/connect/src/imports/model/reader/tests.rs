//! Tests of reading files.

use std::io::Cursor;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::imports::model::FileProblem;

fn all(bytes: &[u8], separator: u8) -> (Vec<Vec<String>>, Vec<(u64, String)>) {
    let detected = detect(&mut Cursor::new(bytes)).expect("memory can be read");
    let mut reader = RowReader::new(
        TextSource::new(Cursor::new(bytes), detected.encoding),
        separator,
    );
    let (mut rows, mut broken) = (Vec::new(), Vec::new());
    let mut record = Record::default();
    while let Some(line) = reader.next(&mut record).expect("memory can be read") {
        match line {
            Line::Row => rows.push(record.iter().map(str::to_owned).collect()),
            Line::Blank => {}
            Line::Broken(_, reason) => broken.push((reader.row(), reason.key)),
        }
    }
    (rows, broken)
}

fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("file.csv");
    std::fs::write(&path, bytes).expect("writing a file");
    (dir, path)
}

fn layout(bytes: &[u8]) -> Layout {
    let (_dir, path) = file(bytes);
    look(&path).expect("a readable file")
}

fn refusal(bytes: &[u8]) -> String {
    let (_dir, path) = file(bytes);
    match look(&path) {
        Err(FileProblem::Refused(reason)) => reason.key,
        other => panic!("not refused: {other:?}"),
    }
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let text = if mark {
        format!("\u{feff}{text}")
    } else {
        text.to_owned()
    };
    let bytes = |u: u16| {
        if big {
            u.to_be_bytes()
        } else {
            u.to_le_bytes()
        }
    };
    text.encode_utf16().flat_map(bytes).collect()
}

fn utf32(text: &str, big: bool) -> Vec<u8> {
    let bytes = |c: char| {
        if big {
            (c as u32).to_be_bytes()
        } else {
            (c as u32).to_le_bytes()
        }
    };
    format!("\u{feff}{text}").chars().flat_map(bytes).collect()
}

#[test]
fn every_encoding_gives_the_same_rows() {
    let text = "Name;Straße\r\nJürgen Groß;\"Am Wall 1\r\nHaus B\"\r\n";
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let inputs = [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        windows,
        utf16(text, false, true),
        utf16(text, true, true),
        utf16(text, false, false),
        utf16(text, true, false),
        utf32(text, false),
        utf32(text, true),
    ];
    for bytes in &inputs {
        let (rows, broken) = all(bytes, b';');
        assert_eq!(
            rows,
            [
                vec!["Name", "Straße"],
                vec!["Jürgen Groß", "Am Wall 1\nHaus B"]
            ]
        );
        assert!(broken.is_empty());
        assert_eq!(layout(bytes).headers, ["Name", "Straße"]);
    }
}

#[test]
fn damaged_utf8_stays_utf8_and_is_said() {
    let mut bytes = "a,b\nMüller,Größe\nx,".as_bytes().to_vec();
    bytes.extend_from_slice(&[0xff, b'\n']);
    let layout = layout(&bytes);
    assert_eq!((layout.encoding, layout.damaged), (Encoding::Utf8, true));
    assert_eq!(all(&bytes, b',').0[2][1], "\u{fffd}");
}

#[test]
fn quotes_commas_and_line_ends_inside_cells() {
    let (rows, broken) = all(b"a,\"b \"\"c\"\", d\"\r\"x\ny\",5\" pipe\rlast,\"\"", b',');
    assert!(broken.is_empty());
    assert_eq!(
        rows,
        [
            vec!["a", "b \"c\", d"],
            vec!["x\ny", "5\" pipe"],
            vec!["last", ""]
        ]
    );
}

#[test]
fn an_unclosed_quote_costs_one_row_and_no_more() {
    let (rows, broken) = all(b"a,b\n1,\"open\n2,x\n3,y\n", b',');
    assert_eq!(rows, [vec!["a", "b"], vec!["2", "x"], vec!["3", "y"]]);
    assert_eq!(broken, [(2, "unclosed_quote".to_owned())]);
    let (rows, broken) = all(b"a,b\n1,\"he said \"no\" to\"\n2,x\n", b',');
    assert_eq!(rows.len(), 2);
    assert_eq!(broken, [(2, "text_after_quote".to_owned())]);
}

#[test]
fn an_endless_record_is_given_up_and_reading_goes_on() {
    let mut bytes = b"a,b\n1,\"".to_vec();
    bytes.extend(std::iter::repeat_n(b'x', MAX_RECORD * 3));
    bytes.extend_from_slice(b"\n2,y\n");
    let (rows, broken) = all(&bytes, b',');
    assert_eq!(rows, [vec!["a", "b"], vec!["2", "y"]]);
    assert_eq!(broken, [(2, "unclosed_quote".to_owned())]);
}

#[test]
fn separators_and_preambles_are_found() {
    let plain = layout(b"a;b;c\n1;2,5;3,5\n4;5,5;6,5\n");
    assert_eq!((plain.separator, plain.header_row), (';', 1));
    assert_eq!(layout(b"a\tb\n1\t2,5\n").separator, '\t');
    let marked = layout(b"sep=;\na;b\n1;2\n");
    assert_eq!((marked.separator, marked.header_row), (';', 2));
    let titled = layout(b"All customers\n\nname,city,zip,phone\nA,B,1,2\nC,D,3,4\n");
    assert_eq!((titled.header_row, titled.headers.len()), (3, 4));
    assert_eq!(layout(b"email\na@b.de\n").headers, ["email"]);
    let ragged = layout(b"a,b,c\n1,2\n3,4\n5,6\n");
    assert_eq!(
        ragged.header_row, 1,
        "ragged rows never make a data row the header"
    );
}

#[test]
fn headers_are_cleaned_and_told_apart() {
    let found = layout(b"\xef\xbb\xbf Name* ,,name,Name\n1,2,3,4\n");
    assert_eq!(found.headers, ["Name", "#2", "name (2)", "Name (3)"]);
}

#[test]
fn what_is_no_table_is_refused_with_its_reason() {
    let wide: String = (0..1000).map(|i| format!("c{i},")).collect();
    assert_eq!(
        refusal(format!("{wide}\n1,2\n").as_bytes()),
        "file_too_many_columns"
    );
    assert_eq!(refusal(b""), "file_empty");
    assert_eq!(refusal(b"\n \n"), "file_empty");
    assert_eq!(refusal(b"PK\x03\x04zip"), "file_not_text");
    let ads = b"Campaign report\n\"September 1, 2026 - September 30, 2026\"\nCampaign,Campaign status,Currency code,Cost\nA,Enabled,EUR,1\n";
    assert_eq!(refusal(ads), "file_is_report");
    assert_eq!(refusal(b"a,\"b\n1,2\n3,4\n"), "file_header_broken");
}

proptest! {
    #[test]
    fn no_input_panics(bytes in proptest::collection::vec(any::<u8>(), 0..2000), separator in 0usize..3) {
        let _ = all(&bytes, b",;\t"[separator]);
        prop_assert!(fuzz::csv(&bytes).is_ok());
        let (_dir, path) = file(&bytes);
        let _ = look(&path);
    }

    #[test]
    fn what_a_writer_writes_is_read_back(rows in proptest::collection::vec(
        proptest::collection::vec("[a-zäß,;\"\n \t€]{0,8}", 2..5), 1..20)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let width = rows[0].len();
        let rows: Vec<Vec<String>> = rows.into_iter().map(|mut r| { r.resize(width, "x".into()); r }).collect();
        for row in &rows { writer.write_record(row).expect("memory takes it"); }
        let bytes = writer.into_inner().expect("memory takes it");
        let (read, broken) = all(&bytes, b',');
        prop_assert!(broken.is_empty());
        let wanted: Vec<_> = rows.into_iter().filter(|r| !r.concat().trim().is_empty()).collect();
        let clean = |r: Vec<String>| r.iter().map(|c| c.trim_matches(' ').to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(read.into_iter().map(clean).collect::<Vec<_>>(), wanted.into_iter().map(clean).collect::<Vec<_>>());
    }
}
