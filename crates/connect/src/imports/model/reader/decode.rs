//! From bytes to UTF-8 text, piece by piece.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

const CHUNK: usize = 64 * 1024;

/// How the bytes of a file stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, low byte first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, high byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// UTF-32, low byte first.
    #[serde(rename = "utf-32le")]
    Utf32Le,
    /// UTF-32, high byte first.
    #[serde(rename = "utf-32be")]
    Utf32Be,
    /// Windows-1252, the fallback of Western office programs.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// What a look at the bytes said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The encoding to read with.
    pub encoding: Encoding,
    /// UTF-8 with places that are not UTF-8: rows with such a place are problems.
    pub damaged: bool,
}

/// Finds the encoding. With a byte order mark the first bytes decide; without one the whole input is
/// checked for UTF-8 and taken as Windows-1252 when it is none.
///
/// # Errors
/// When the input cannot be read.
pub fn detect(input: &mut impl Read) -> io::Result<Detected> {
    let mut head = vec![0u8; 4096];
    let filled = read_full(input, &mut head)?;
    head.truncate(filled);
    match by_mark(&head).or_else(|| by_zeros(&head)) {
        Some(encoding) => Ok(Detected {
            encoding,
            damaged: false,
        }),
        None => by_validity(input, head),
    }
}

/// Reads until the buffer is full or the input over; answers how much it was.
pub fn read_full(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(&mut buffer[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

fn by_mark(head: &[u8]) -> Option<Encoding> {
    match head {
        [0xff, 0xfe, 0, 0, ..] => Some(Encoding::Utf32Le),
        [0, 0, 0xfe, 0xff, ..] => Some(Encoding::Utf32Be),
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// UTF-16 without a mark: Latin text has a zero in nearly every second byte.
fn by_zeros(head: &[u8]) -> Option<Encoding> {
    let pairs = head.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (first, second) = (zeros(0), zeros(1));
    if second * 10 >= pairs * 7 && first * 10 < pairs {
        Some(Encoding::Utf16Le)
    } else if first * 10 >= pairs * 7 && second * 10 < pairs {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Reads on to the end: no invalid place is UTF-8; more valid multi-byte characters than invalid places
/// is damaged UTF-8; anything else is Windows-1252.
fn by_validity(input: &mut impl Read, head: Vec<u8>) -> io::Result<Detected> {
    let mut pending = head;
    let (mut invalid, mut multi) = (0u64, 0u64);
    loop {
        let mut more = vec![0u8; CHUNK];
        let n = read_full(input, &mut more)?;
        let rest = count_utf8(&pending, n == 0, &mut invalid, &mut multi);
        if n == 0 {
            break;
        }
        let mut next = rest;
        next.extend_from_slice(&more[..n]);
        pending = next;
    }
    let encoding = if invalid == 0 || multi > invalid {
        Encoding::Utf8
    } else {
        Encoding::Windows1252
    };
    Ok(Detected {
        encoding,
        damaged: invalid > 0 && encoding == Encoding::Utf8,
    })
}

/// Counts invalid places and multi-byte characters; returns an incomplete character at the end.
fn count_utf8(bytes: &[u8], last: bool, invalid: &mut u64, multi: &mut u64) -> Vec<u8> {
    let mut rest = bytes;
    loop {
        let valid_up_to = match std::str::from_utf8(rest) {
            Ok(_) => rest.len(),
            Err(error) => error.valid_up_to(),
        };
        *multi += rest[..valid_up_to].iter().filter(|b| **b >= 0xc0).count() as u64;
        rest = &rest[valid_up_to..];
        let Err(error) = std::str::from_utf8(rest) else {
            return Vec::new();
        };
        match error.error_len() {
            Some(length) => {
                *invalid += 1;
                rest = &rest[length..];
            }
            None if last => {
                *invalid += 1;
                return Vec::new();
            }
            None => return rest.to_vec(),
        }
    }
}

/// Text out of bytes; reads the input in pieces of 64 KB.
pub struct TextSource<R> {
    input: R,
    raw: Vec<u8>,
    engine: Engine,
    done: bool,
}

enum Engine {
    Web(Box<encoding_rs::Decoder>),
    Utf32 {
        big: bool,
        rest: Vec<u8>,
        first: bool,
    },
}

impl<R: Read> TextSource<R> {
    /// A source that reads the input with the encoding; a byte order mark is left out.
    pub fn new(input: R, encoding: Encoding) -> Self {
        let web = |e: &'static encoding_rs::Encoding| {
            Engine::Web(Box::new(e.new_decoder_with_bom_removal()))
        };
        let engine = match encoding {
            Encoding::Utf8 => web(encoding_rs::UTF_8),
            Encoding::Utf16Le => web(encoding_rs::UTF_16LE),
            Encoding::Utf16Be => web(encoding_rs::UTF_16BE),
            Encoding::Windows1252 => web(encoding_rs::WINDOWS_1252),
            Encoding::Utf32Le => Engine::Utf32 {
                big: false,
                rest: Vec::new(),
                first: true,
            },
            Encoding::Utf32Be => Engine::Utf32 {
                big: true,
                rest: Vec::new(),
                first: true,
            },
        };
        Self {
            input,
            raw: vec![0; CHUNK],
            engine,
            done: false,
        }
    }

    /// Appends the next piece of text; `false` when nothing is left. What is no character becomes U+FFFD.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn fill(&mut self, out: &mut String) -> io::Result<bool> {
        if self.done {
            return Ok(false);
        }
        let n = read_full(&mut self.input, &mut self.raw)?;
        self.done = n < self.raw.len();
        match &mut self.engine {
            Engine::Web(decoder) => {
                let need = decoder.max_utf8_buffer_length(n).unwrap_or(n * 3 + 16);
                out.reserve(need);
                let _ = decoder.decode_to_string(&self.raw[..n], out, self.done);
            }
            Engine::Utf32 { big, rest, first } => {
                rest.extend_from_slice(&self.raw[..n]);
                decode_utf32(*big, rest, first, self.done, out);
            }
        }
        Ok(true)
    }
}

fn decode_utf32(big: bool, rest: &mut Vec<u8>, first: &mut bool, last: bool, out: &mut String) {
    let whole = rest.len() / 4 * 4;
    for unit in rest[..whole].chunks_exact(4) {
        let bytes = [unit[0], unit[1], unit[2], unit[3]];
        let value = if big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        };
        let is_mark = std::mem::take(first) && value == 0xfeff;
        if !is_mark {
            out.push(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }
    rest.drain(..whole);
    if last && !rest.is_empty() {
        out.push(char::REPLACEMENT_CHARACTER);
        rest.clear();
    }
}
