//! What a fuzzer calls: any bytes as a file of values.

use std::io::{self, Cursor};

use super::{Line, Record, RowReader, TextSource, detect};

/// Reads the bytes as a file in their own encoding, with each separator.
///
/// # Errors
/// None: memory can always be read, and whatever is wrong with the bytes is a broken line.
pub fn csv(bytes: &[u8]) -> io::Result<()> {
    let detected = detect(&mut Cursor::new(bytes))?;
    for separator in [b',', b';', b'\t'] {
        let source = TextSource::new(Cursor::new(bytes), detected.encoding);
        let mut reader = RowReader::new(source, separator);
        let mut record = Record::default();
        while let Some(line) = reader.next(&mut record)? {
            if matches!(line, Line::Row) {
                assert_eq!(record.iter().count(), record.len());
            }
        }
    }
    Ok(())
}
