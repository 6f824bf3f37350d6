//! A zip archive that is written as it goes: nothing is held but the piece at hand.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use kernel::{Error, Result};

/// Sizes and the checksum follow the data; names are UTF-8.
const FLAGS: u16 = 0x0808;
const DEFLATE: u16 = 8;
/// 1 January 1980, the first date the format knows: the same content is the same archive.
const DATE: u16 = 0x0021;
const VERSION: u16 = 20;

struct Entry {
    name: String,
    at: u32,
    crc: u32,
    packed: u32,
    plain: u32,
}

struct Open {
    name: String,
    at: u32,
    crc: Crc,
    packed: u64,
    encoder: DeflateEncoder<Vec<u8>>,
}

/// An archive on its way.
#[derive(Default)]
pub struct Zip {
    entries: Vec<Entry>,
    open: Option<Open>,
    written: u64,
}

impl Zip {
    /// Begins a file; answers the bytes to send.
    ///
    /// # Errors
    /// `Internal` beyond four gigabytes.
    pub fn begin(&mut self, name: &str) -> Result<Vec<u8>> {
        let mut out = self.end()?;
        let at = small(self.written)?;
        let mut head = Vec::with_capacity(64);
        head.extend(0x0403_4b50_u32.to_le_bytes());
        for word in [VERSION, FLAGS, DEFLATE, 0, DATE] {
            head.extend(word.to_le_bytes());
        }
        head.extend([0; 12]);
        head.extend((name.len() as u16).to_le_bytes());
        head.extend(0u16.to_le_bytes());
        head.extend(name.as_bytes());
        self.written += head.len() as u64;
        out.extend(head);
        let encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        self.open = Some(Open {
            name: name.to_owned(),
            at,
            crc: Crc::new(),
            packed: 0,
            encoder,
        });
        Ok(out)
    }

    /// Adds to the file; answers the bytes to send.
    ///
    /// # Errors
    /// `Internal` without a file.
    pub fn add(&mut self, piece: &[u8]) -> Result<Vec<u8>> {
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| Error::internal("no file in the archive"))?;
        open.crc.update(piece);
        open.encoder.write_all(piece)?;
        let ready = std::mem::take(open.encoder.get_mut());
        open.packed += ready.len() as u64;
        self.written += ready.len() as u64;
        Ok(ready)
    }

    fn end(&mut self) -> Result<Vec<u8>> {
        let Some(open) = self.open.take() else {
            return Ok(Vec::new());
        };
        let mut out = open.encoder.finish()?;
        let packed = small(open.packed + out.len() as u64)?;
        // The checksum counts the bytes only up to four gigabytes; the limit above covers the rest.
        let (crc, plain) = (open.crc.sum(), open.crc.amount());
        out.extend(0x0807_4b50_u32.to_le_bytes());
        for word in [crc, packed, plain] {
            out.extend(word.to_le_bytes());
        }
        self.written += out.len() as u64;
        self.entries.push(Entry {
            name: open.name,
            at: open.at,
            crc,
            packed,
            plain,
        });
        Ok(out)
    }

    /// Ends the archive; answers the last bytes to send.
    ///
    /// # Errors
    /// `Internal` beyond four gigabytes.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        let mut out = self.end()?;
        let start = small(self.written)?;
        let mut list = Vec::new();
        for entry in &self.entries {
            list.extend(0x0201_4b50_u32.to_le_bytes());
            for word in [VERSION, VERSION, FLAGS, DEFLATE, 0, DATE] {
                list.extend(word.to_le_bytes());
            }
            for word in [entry.crc, entry.packed, entry.plain] {
                list.extend(word.to_le_bytes());
            }
            list.extend((entry.name.len() as u16).to_le_bytes());
            list.extend([0; 12]);
            list.extend(entry.at.to_le_bytes());
            list.extend(entry.name.as_bytes());
        }
        let count = self.entries.len() as u16;
        let size = small(list.len() as u64)?;
        out.extend(list);
        out.extend(0x0605_4b50_u32.to_le_bytes());
        for word in [0, 0, count, count] {
            out.extend(word.to_le_bytes());
        }
        for word in [size, start] {
            out.extend(word.to_le_bytes());
        }
        out.extend(0u16.to_le_bytes());
        Ok(out)
    }
}

fn small(n: u64) -> Result<u32> {
    u32::try_from(n).map_err(|_| Error::internal("an archive holds at most four gigabytes"))
}
