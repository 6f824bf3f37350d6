//! What a fuzzer calls: any bytes as a file of values.

use std::io::Cursor;

use super::{Line, Record, RowReader, TextSource, detect};

/// Reads the bytes as a file in their own encoding, with each separator.
///
/// # Panics
/// When memory cannot be read, which is what the fuzzer looks for.
#[allow(clippy::unwrap_used)]
pub fn csv(bytes: &[u8]) {
    let detected = detect(&mut Cursor::new(bytes)).unwrap();
    for separator in [b',', b';', b'\t'] {
        let source = TextSource::new(Cursor::new(bytes), detected.encoding);
        let mut reader = RowReader::new(source, separator);
        let mut record = Record::default();
        while let Some(line) = reader.next(&mut record).unwrap() {
            if matches!(line, Line::Row) {
                assert_eq!(record.iter().count(), record.len());
            }
        }
    }
}
