//! What a fuzzer calls: any bytes as a workbook, as parts of one, and as contact cards.

use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::{Holder, holder, unfold};
use crate::imports::model::reader::{Encoding, Line, Record, RowReader, TextSource};

/// Reads the bytes as a workbook of each kind, as the sheet of one and as its shared texts.
///
/// # Errors
/// When a temporary file cannot be written.
pub fn workbook(bytes: &[u8]) -> io::Result<()> {
    let folder = Folder::new()?;
    for kind in [
        None,
        Some(Holder::Xlsx),
        Some(Holder::Xls),
        Some(Holder::Ods),
    ] {
        folder.read(bytes, kind)?;
    }
    let shared = sst();
    folder.read(&xlsx(bytes, shared.as_bytes())?, None)?;
    folder.read(&xlsx(SHEET.as_bytes(), bytes)?, None)?;
    folder.read(&ods(bytes)?, None)
}

/// Reads the bytes as contact cards, also as the text of one.
///
/// # Errors
/// When a temporary file cannot be written.
pub fn cards(bytes: &[u8]) -> io::Result<()> {
    let folder = Folder::new()?;
    folder.read(bytes, Some(Holder::Cards))?;
    let card = [
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\n",
        bytes,
        b"\r\nEND:VCARD\r\n",
    ]
    .concat();
    folder.read(&card, Some(Holder::Cards))
}

/// A folder in memory where the system has one: a fuzzer writes thousands of files.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        static NUMBER: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let folder = base.join(format!("tables-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// Reads the bytes as the kind, or as what they are; every row that comes out is a row.
    fn read(&self, bytes: &[u8], kind: Option<Holder>) -> io::Result<()> {
        let path = self.0.join("file");
        std::fs::write(&path, bytes)?;
        let Some(kind) = kind.or_else(|| holder(&path).ok().flatten()) else {
            return Ok(());
        };
        let mut number = 0;
        let unfolded = unfold(&path, kind, &mut || {
            number += 1;
            self.0.join(number.to_string())
        });
        for table in unfolded.map(|u| u.tables).unwrap_or_default() {
            let file = std::fs::File::open(&table.path)?;
            let mut reader = RowReader::new(TextSource::new(file, Encoding::Utf8), b',');
            let mut record = Record::default();
            while let Some(line) = reader.next(&mut record)? {
                assert!(!matches!(line, Line::Broken(..)), "{line:?}");
            }
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A sheet with a value of each kind.
pub(super) const SHEET: &str = concat!(
    r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"#,
    r#"<row r="2"><c r="A2"><v>1.5</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" t="e"><v>#N/A</v></c></row>"#,
    r#"</sheetData><mergeCells><mergeCell ref="A2:A4"/></mergeCells></worksheet>"#,
);

/// Two shared texts.
pub(super) fn sst() -> String {
    let head = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#;
    format!("{head}<si><t>Name</t></si><si><r><t>Or</t></r><r><t>t</t></r></si></sst>")
}

/// A workbook with one sheet.
pub(super) fn xlsx(sheet: &[u8], shared: &[u8]) -> io::Result<Vec<u8>> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let workbook = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let parts = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let root = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    zipped(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", parts.as_bytes()),
        ("xl/sharedStrings.xml", shared),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// An OpenDocument workbook with this content.
pub(super) fn ods(content: &[u8]) -> io::Result<Vec<u8>> {
    zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content),
    ])
}

/// An archive of the parts, not packed.
pub(super) fn zipped(parts: &[(&str, &[u8])]) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        archive.start_file(*name, plain)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// XML that looks like a sheet: its elements and attributes with any values.
    fn sheet() -> impl Strategy<Value = String> {
        let place = prop_oneof!["[A-Z]{1,3}[0-9]{1,7}", Just(String::new()), ".{0,4}"];
        let kind = prop::sample::select(vec!["s", "b", "e", "str", "inlineStr", "n", "d", ""]);
        let value = prop_oneof!["[0-9.eE-]{0,8}", "[a-z&;#<]{0,8}", ".{0,8}"];
        let cell = (place, kind, value).prop_map(|(place, kind, value)| {
            format!(r#"<c r="{place}" t="{kind}"><v>{value}</v></c>"#)
        });
        let row = prop::collection::vec(cell, 0..5).prop_map(|cells| cells.concat());
        prop::collection::vec(row, 0..5).prop_map(|rows| {
            let rows: Vec<String> = rows.iter().map(|row| format!("<row>{row}</row>")).collect();
            format!(
                "<worksheet><sheetData>{}</sheetData></worksheet>",
                rows.concat()
            )
        })
    }

    /// Lines of a card: known names with parameters and any values.
    fn card() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec![
            "FN",
            "N",
            "ORG",
            "TEL;TYPE=cell",
            "TEL;CELL",
            "EMAIL",
            "ADR;TYPE=work",
            "BDAY",
            "UID",
            "NOTE",
            "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8",
            "PHOTO;ENCODING=b",
            "item1.URL",
            "BEGIN",
            "END",
            "KIND",
        ]);
        let value = prop_oneof![
            "[a-zA-Z0-9;,:=\\\\ +-]{0,20}",
            ".{0,20}",
            Just("VCARD".to_owned())
        ];
        let line = (name, value).prop_map(|(name, value)| format!("{name}:{value}\r\n"));
        prop::collection::vec(line, 0..8).prop_map(|lines| lines.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_bytes_break_a_workbook(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            workbook(&bytes).expect("a temporary file");
        }

        #[test]
        fn no_sheet_breaks_a_workbook(sheet in sheet()) {
            workbook(sheet.as_bytes()).expect("a temporary file");
        }

        #[test]
        fn no_text_breaks_the_cards(bytes in prop::collection::vec(any::<u8>(), 0..300), card in card()) {
            cards(&bytes).expect("a temporary file");
            cards(card.as_bytes()).expect("a temporary file");
        }
    }
}
