//! Cards as phones and office programs write them.

use crate::imports::model::tables::{Holder, holder, unfold};

const CARDS: &str = "\u{feff}BEGIN:VCARD\r\nVERSION:3.0\r\nUID:urn:uuid:1\r\nN:Eder;Paula;Maria;Frau Dr.;MBA\r\n\
FN:Dr. Paula Eder\r\nORG:Isarwerk GmbH;Produktion;Halle 3\r\nTITLE:Leiterin\\, Produktion\r\n\
item1.EMAIL;type=INTERNET;type=WORK:paula.eder@isarwerk.example\r\nEMAIL:p.eder@mail.example\r\n\
TEL;type=CELL:+49 171 555 01 11\r\nTEL;type=WORK;VALUE=uri:tel:+49-89-555-0111\r\n\
ADR;type=HOME:;;;;;;Deutschland\r\nADR;type=WORK:;;Isarring 3;München;Bayern;80805;Deutschland\r\n\
BDAY:1980-04-12\r\nNOTE:Ruft vormitt\r\n ags zurück.\\nMag Tee.\r\n\
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD\r\n 2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRof\r\nEND:VCARD\r\n\
BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BCn;J=C3=B6rg\r\n\
TEL;WORK;VOICE:089 1234\r\nNOTE;ENCODING=QUOTED-PRINTABLE:erste Zeile=0D=0A=\r\nzweite Zeile\r\n\
PHOTO;ENCODING=BASE64;JPEG:\r\n /9j/4AAQ\r\n\r\nEND:VCARD\r\n\
BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\nFN:Gondola AG\r\nORG:Gondola AG\r\nTEL:+43 5572 1\r\nTEL:+43 5572 2\r\nURL:https://gondola.example\r\nEND:VCARD\r\n\
BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nFN:Stammtisch\r\nMEMBER:urn:uuid:1\r\nEND:VCARD\r\n\
BEGIN:VCARD\r\nVERSION:4.0\r\nBDAY:--0412\r\nFN:Ida Lorenz\r\nORG:Ida Lorenz\r\nN:Lorenz;Ida;;;\r\nEND:VCARD\r\n\
BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Abgeschnitten\r\n";

/// Name, values and what is told of a table.
type Read = (String, String, Vec<(String, u64)>);

fn tables(bytes: &[u8]) -> Vec<Read> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).expect("writing a file");
    assert_eq!(holder(&path).expect("a kind"), Some(Holder::Cards));
    let mut number = 0;
    let unfolded = unfold(&path, Holder::Cards, &mut || {
        number += 1;
        folder.path().join(number.to_string())
    });
    let read = |table: crate::imports::model::tables::Table| {
        let text = std::fs::read_to_string(&table.path).expect("a table");
        let told = table
            .findings
            .0
            .into_iter()
            .map(|f| (f.kind, f.rows))
            .collect();
        (table.name, text, told)
    };
    unfolded
        .expect("tables")
        .tables
        .into_iter()
        .map(read)
        .collect()
}

#[test]
fn cards_of_all_versions_become_rows() {
    let read = tables(CARDS.as_bytes());
    let people = "\"UID\",\"FN\",\"N salutation\",\"N prefix\",\"N given\",\"N family\",\"N suffix\",\"ORG\",\"ORG unit\",\"TITLE\",\"EMAIL\",\"TEL\",\"ADR street\",\"ADR postal code\",\"ADR city\",\"ADR region\",\"ADR country\",\"BDAY\",\"NOTE\"\n\
\"urn:uuid:1\",\"Dr. Paula Eder\",\"Frau\",\"Dr.\",\"Paula Maria\",\"Eder\",\"MBA\",\"Isarwerk GmbH\",\"Produktion, Halle 3\",\"Leiterin, Produktion\",\"paula.eder@isarwerk.example | p.eder@mail.example\",\"+49 171 555 01 11 | +49-89-555-0111\",\"Isarring 3\",\"80805\",\"München\",\"Bayern\",\"Deutschland\",\"1980-04-12\",\"Ruft vormittags zurück.\nMag Tee.\"\n\
\"jörg grün, 089 1234\",\"Jörg Grün\",,,\"Jörg\",\"Grün\",,,,,,\"089 1234\",,,,,,,\"erste Zeile\r\nzweite Zeile\"\n\
\"ida lorenz\",\"Ida Lorenz\",,,\"Ida\",\"Lorenz\",,\"Ida Lorenz\",,,,,,,,,,\"--04-12\",\n";
    assert_eq!(read[0].1, people);
    let told = [
        ("card_group", 1),
        ("card_unreadable", 1),
        ("card_cut_off", 1),
    ];
    assert_eq!(read[0].2, told.map(|(kind, n)| (kind.to_owned(), n)));
    assert_eq!(read[1].0, "ORG");
    let organizations = "\"UID\",\"ORG name\",\"TEL\",\"ADR street\",\"ADR postal code\",\"ADR city\",\"ADR country\",\"URL\"\n\
\"gondola ag, +43 5572 1\",\"Gondola AG\",\"+43 5572 1\",,,,,\"https://gondola.example\"\n";
    assert_eq!(read[1].1, organizations);
}

#[test]
fn other_encodings_are_read() {
    let card = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Grün;Jörg\r\nEND:VCARD\r\n";
    let latin: Vec<u8> = card.chars().map(|c| c as u8).collect();
    let utf16: Vec<u8> = "\u{feff}"
        .chars()
        .chain(card.chars())
        .flat_map(|c| (c as u16).to_le_bytes())
        .collect();
    for bytes in [latin, utf16] {
        assert!(tables(&bytes)[0].1.contains("\"Jörg Grün\""));
    }
}

/// Sixteen megabytes of pictures and a line without an end.
#[test]
fn pictures_are_not_kept() {
    let picture = format!("PHOTO:{}\r\n", "A".repeat(8 * 1024 * 1024));
    let mut text = String::new();
    for n in 0..2 {
        text.push_str(&format!(
            "BEGIN:VCARD\r\nFN:Person {n}\r\n{picture}EMAIL:p{n}@a.example\r\nEND:VCARD\r\n"
        ));
    }
    text.push_str(&format!(
        "BEGIN:VCARD\r\nFN:X\r\n{}END:VCARD\r\n",
        "NOTE:ab\r\n".repeat(150_000)
    ));
    let read = tables(text.as_bytes());
    assert_eq!(read[0].1.lines().count(), 3, "header and two people");
    assert_eq!(read[0].2, [("card_unreadable".to_owned(), 1)]);
}
