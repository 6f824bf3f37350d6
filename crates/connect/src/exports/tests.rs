//! Writing sheets: formulas disarmed, restricted columns left out, the archive readable.

use std::io::Read;

use store::Value;

use super::model::{Column, Format, Holds, Zip, disarm, encode, sheet};

fn columns() -> Vec<Column> {
    let column = |name, holds| Column {
        name,
        holds,
        needs: None,
    };
    vec![
        column("id", Holds::Id),
        column("name", Holds::Text),
        column("n", Holds::Whole),
        column("phones", Holds::List),
    ]
}

#[test]
fn a_cell_that_would_run_as_a_formula_is_disarmed() {
    for (text, shown) in [
        ("=1+1", "'=1+1"),
        ("+49 89 1", "'+49 89 1"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("Müller = Sohn", "Müller = Sohn"),
        ("", ""),
    ] {
        assert_eq!(disarm(text), shown);
    }
    let columns = columns();
    let columns: Vec<&Column> = columns.iter().collect();
    let row = vec![
        Value::Int(0),
        Value::from("=cmd|'/C calc'!A0"),
        Value::Int(-5),
        Value::from("+49 1\n+49 2"),
    ];
    let csv = encode(Format::Csv, &columns, &[row], true).unwrap();
    let text = String::from_utf8(csv).unwrap();
    assert_eq!(
        text,
        "id,name,n,phones\n0000000000000,'=cmd|'/C calc'!A0,-5,'+49 1; +49 2\n"
    );
}

#[test]
fn json_keeps_values_as_they_are() {
    let columns = columns();
    let columns: Vec<&Column> = columns.iter().collect();
    let row = || {
        vec![
            Value::Int(1),
            Value::from("=\"<b>\""),
            Value::Null,
            Value::Null,
        ]
    };
    let mut json = encode(Format::Json, &columns, &[row(), row()], true).unwrap();
    json.extend(encode(Format::Json, &columns, &[row()], false).unwrap());
    json.extend(b"\n]\n");
    let read: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(read.as_array().map(Vec::len), Some(3));
    assert_eq!(read[0]["name"], "=\"<b>\"");
    assert!(read[0]["n"].is_null());
    assert_eq!(read[0]["phones"], serde_json::json!([]));
}

#[test]
fn no_sheet_has_a_secret_column() {
    let member = sheet("member").unwrap();
    for secret in ["password_hash", "key_text", "key_hash", "token_hash"] {
        assert!(
            super::model::SHEETS
                .iter()
                .all(|s| s.columns.iter().all(|c| c.name != secret))
        );
    }
    assert!(
        member.needs.is_some(),
        "members' data need their own permission"
    );
}

#[test]
fn an_archive_can_be_read_again() {
    let mut zip = Zip::default();
    let mut bytes = zip.begin("a.csv").unwrap();
    let long = "id,name\n".repeat(10_000);
    bytes.extend(zip.add(long.as_bytes()).unwrap());
    bytes.extend(zip.begin("b.json").unwrap());
    bytes.extend(zip.add(b"[]\n").unwrap());
    bytes.extend(zip.finish().unwrap());
    assert!(bytes.starts_with(b"PK\x03\x04"));
    let end = bytes.len() - 22;
    assert_eq!(&bytes[end..end + 4], b"PK\x05\x06");
    assert_eq!(bytes[end + 10], 2, "two files");
    let start = 30 + "a.csv".len();
    let mut plain = String::new();
    flate2::read::DeflateDecoder::new(&bytes[start..])
        .read_to_string(&mut plain)
        .unwrap();
    assert_eq!(plain, long);
}
