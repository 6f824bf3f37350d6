//! Workbooks and cards as people have them, and such as nobody should have.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::fuzz::{self, sst};
use super::*;
use crate::imports::model::reader::look;

/// Names and values of tables, and what is told of each.
type Read = (Vec<(String, String)>, Vec<Findings>);

/// What becomes of a file: its tables, or the key of the reason.
fn unfolded(bytes: &[u8]) -> Result<Read, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).expect("writing a file");
    let key = |problem: FileProblem| problem.reason().key;
    let kind = holder(&path).map_err(key)?.ok_or("a text")?;
    let mut number = 0;
    let mut place = || -> PathBuf {
        number += 1;
        folder.path().join(number.to_string())
    };
    let unfolded = unfold(&path, kind, &mut place).map_err(key)?;
    let read = |table: &Table| {
        let text = std::fs::read_to_string(&table.path).expect("a table");
        (table.name.clone(), text)
    };
    let tables = unfolded.tables.iter().map(read).collect();
    Ok((
        tables,
        unfolded.tables.into_iter().map(|t| t.findings).collect(),
    ))
}

fn xlsx(sheet: &[u8], shared: &[u8]) -> Vec<u8> {
    fuzz::xlsx(sheet, shared).expect("a workbook")
}

fn ods(content: &[u8]) -> Vec<u8> {
    fuzz::ods(content).expect("a workbook")
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    fuzz::zipped(parts).expect("an archive")
}

fn saved(mut book: Workbook) -> Vec<u8> {
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_sheet_is_read_row_for_row() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Kontakte").expect("a name");
    let day = Format::new().set_num_format("dd.mm.yyyy");
    sheet.write(0, 0, "Kundenliste").expect("a cell");
    for (column, name) in
        (0u16..).zip(["Name", "Telefon", "PLZ", "Seit", "Preis", "Aktiv", "Quote"])
    {
        sheet.write(3, column, name).expect("a cell");
    }
    sheet.write(4, 0, "Ida \"die\" Lorenz").expect("a cell");
    sheet.write(4, 1, 4_989_123_456_789.0).expect("a cell");
    sheet.write(4, 2, "01067").expect("a cell");
    let since = ExcelDateTime::from_ymd(2019, 5, 3).expect("a day");
    sheet.write_with_format(4, 3, &since, &day).expect("a cell");
    sheet.write(4, 4, 1.234).expect("a cell");
    sheet.write(4, 5, true).expect("a cell");
    sheet
        .write(4, 6, Formula::new("=1/0").set_result("#DIV/0!"))
        .expect("a cell");
    sheet
        .merge_range(6, 0, 7, 0, "Tom", &Format::new())
        .expect("a cell");
    sheet.write(7, 2, "20095").expect("a cell");
    book.add_worksheet();
    let (tables, findings) = unfolded(&saved(book)).expect("tables");
    let expected = "\"Kundenliste\"\n\n\n\
        \"Name\",\"Telefon\",\"PLZ\",\"Seit\",\"Preis\",\"Aktiv\",\"Quote\"\n\
        \"Ida \"\"die\"\" Lorenz\",\"4989123456789\",\"01067\",\"2019-05-03\",\"1.2340\",\"true\",\n\n\
        \"Tom\",,,,,,\n\"Tom\",,\"20095\",,,,\n";
    assert_eq!(tables, [("Kontakte".to_owned(), expected.to_owned())]);
    let told: Vec<(&str, &str)> = findings[0]
        .0
        .iter()
        .map(|f| (f.column.as_str(), f.value.as_str()))
        .collect();
    assert_eq!(told, [("G", "#DIV/0!")]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("table");
    std::fs::write(&path, expected).expect("writing a file");
    let layout = look(&path).expect("a layout");
    assert_eq!((layout.header_row, layout.headers.len()), (4, 7));
}

#[test]
fn a_workbook_of_old_excel_is_read() {
    let (tables, _) = unfolded(include_bytes!("samples/firms.xls")).expect("tables");
    let names: Vec<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Firmen", "Zwei"], "an empty sheet is none");
    let mut rows = tables[0].1.lines();
    assert_eq!(
        rows.next(),
        Some(r#""Firma","Straße","PLZ","Mitarbeiter","Kunde seit","Aktiv""#)
    );
    let first = rows.next().expect("a row");
    assert!(
        first.starts_with(r#""Nordlicht Werft","Kai 1 ää"#)
            && first.ends_with(r#""01067","12","2019-05-03","true""#),
        "{first}"
    );
    assert_eq!(rows.next(), Some(r#""Hafenkran Łódź",,"20095","0.3",,"#));
    assert_eq!(rows.count(), 397);
    assert_eq!(tables[1].1, "\n\n\n\n,,\"später\"\n");
}

#[test]
fn an_open_document_is_read() {
    let text = |text: &str| {
        format!(
            r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
        )
    };
    let content = format!(
        r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="A">
<table:table-row>{}{}{}</table:table-row>
<table:table-row>{}<table:table-cell office:value-type="date" office:date-value="2026-11-01"><text:p>1.11.26</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"#,
        text("Name"), text("Seit"), text("Menge"), text("Ida &amp; Tom")
    ).replace('\n', "");
    let (tables, _) = unfolded(&ods(content.as_bytes())).expect("tables");
    assert_eq!(
        tables[0].1,
        "\"Name\",\"Seit\",\"Menge\"\n\"Ida & Tom\",\"2026-11-01\",\"12\"\n"
    );
}

#[test]
fn what_nobody_should_send_is_refused_with_a_reason() {
    let good = xlsx(fuzz::SHEET.as_bytes(), sst().as_bytes());
    let refused = |bytes: &[u8]| unfolded(bytes).expect_err("a reason");
    assert_eq!(refused(&good[..good.len() / 2]), "workbook_damaged");
    assert_eq!(refused(b"PK\x03\x04 not a table"), "workbook_damaged");
    assert_eq!(refused(&zipped(&[("a.txt", b"text")])), "file_not_text");
    assert_eq!(
        refused(&zipped(&[("xl/workbook.bin", b"")])),
        "workbook_binary"
    );
    assert_eq!(
        refused(&xlsx(
            b"<worksheet><sheetData><row><c r=\"A1\"",
            sst().as_bytes()
        )),
        "workbook_damaged"
    );
    assert_eq!(
        refused(&xlsx(
            b"<worksheet><sheetData/></worksheet>",
            sst().as_bytes()
        )),
        "file_empty"
    );
    let backwards = br#"<worksheet><sheetData><row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>"#;
    assert_eq!(
        refused(&xlsx(backwards, sst().as_bytes())),
        "workbook_damaged"
    );
    assert_eq!(
        refused(&compound(&[("EncryptedPackage", b"secret")])),
        "workbook_password"
    );
    assert_eq!(
        refused(&compound(&[("WordDocument", b"text")])),
        "file_not_text"
    );
}

#[test]
fn what_would_fill_the_memory_is_refused() {
    let refused = |bytes: &[u8]| unfolded(bytes).expect_err("a reason");
    let laughs = br#"<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>"#;
    assert!(
        unfolded(&xlsx(laughs, sst().as_bytes())).is_err(),
        "an entity of the file's own is not expanded"
    );
    assert_eq!(
        refused(&bomb("xl/sharedStrings.xml", 160)),
        "workbook_too_large"
    );
    assert_eq!(
        refused(&bomb("xl/worksheets/sheet1.xml", 1100)),
        "workbook_too_large"
    );
    let many = format!(
        r#"<table:table table:name="A">{}</table:table>"#,
        r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>"#
    );
    assert_eq!(refused(&ods(many.as_bytes())), "workbook_too_large");
    assert_eq!(
        refused(&compound(&[("Workbook", &declared(u32::MAX))])),
        "workbook_too_large"
    );
}

/// A cell at the far end of a sheet costs nothing but its row.
#[test]
fn a_value_far_away_is_a_row_like_any_other() {
    let far = br#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>"#;
    let (tables, _) = unfolded(&xlsx(far, sst().as_bytes())).expect("a table");
    assert_eq!(tables[0].1.lines().count(), 1_048_576);
    assert!(tables[0].1.len() < 1_100_000);
}

/// An archive whose part unpacks to so many megabytes of spaces.
fn bomb(name: &str, megabytes: usize) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default();
    archive
        .start_file("xl/workbook.xml", packed)
        .expect("a part");
    archive.start_file(name, packed).expect("a part");
    let spaces = vec![b' '; 1024 * 1024];
    for _ in 0..megabytes {
        archive.write_all(&spaces).expect("a part");
    }
    archive.finish().expect("an archive").into_inner()
}

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
    for (name, bytes) in streams {
        let mut stream = compound
            .create_stream(Path::new("/").join(name))
            .expect("a stream");
        stream.write_all(bytes).expect("a stream");
    }
    compound.flush().expect("a file");
    compound.into_inner().into_inner()
}

/// A sheet of old Excel that says it has so many rows and columns.
fn declared(rows: u32) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut record = |kind: u16, data: &[u8]| {
        stream.extend_from_slice(&kind.to_le_bytes());
        stream.extend_from_slice(&(data.len() as u16).to_le_bytes());
        stream.extend_from_slice(data);
    };
    record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    record(0x0085, &[29, 0, 0, 0, 0, 0, 1, 0, b'S']);
    record(0x000a, &[]);
    record(0x0809, &[0, 6, 16, 0, 0, 0, 0, 0]);
    let mut size = vec![0; 14];
    size[4..8].copy_from_slice(&rows.to_le_bytes());
    size[10..12].copy_from_slice(&256u16.to_le_bytes());
    record(0x0200, &size);
    record(0x000a, &[]);
    stream
}
