//! Row after row out of a text source.

use std::io::{self, Read};

use super::decode::TextSource;
use super::split::{Record, Step, line_end, step};
use super::{MAX_RECORD, Reason};

/// What the reader found next.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// A record; its cells are in the buffer that was handed in.
    Row,
    /// A line without any value.
    Blank,
    /// A line that is no record, its raw text (cut) and why.
    Broken(String, Reason),
}

/// Reads records; counts rows as a spreadsheet does.
pub struct RowReader<R> {
    source: TextSource<R>,
    buffer: String,
    start: usize,
    ended: bool,
    skipping: bool,
    separator: u8,
    row: u64,
}

impl<R: Read> RowReader<R> {
    /// A reader of the source with its separator.
    pub fn new(source: TextSource<R>, separator: u8) -> Self {
        Self {
            source,
            buffer: String::new(),
            start: 0,
            ended: false,
            skipping: false,
            separator,
            row: 0,
        }
    }

    /// Number of the row that was read last, counted from 1.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.row
    }

    /// The next line; `None` at the end of the file.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn next(&mut self, record: &mut Record) -> io::Result<Option<Line>> {
        loop {
            if self.skipping && !self.skip_line()? {
                return Ok(None);
            }
            if self.start == self.buffer.len() && !self.more()? {
                return Ok(None);
            }
            let text = &self.buffer[self.start..];
            match step(text, self.separator, self.ended, record) {
                Step::More if text.len() > MAX_RECORD => {
                    let why = if text.contains('"') {
                        "unclosed_quote"
                    } else {
                        "record_too_long"
                    };
                    let resume = line_end(text.as_bytes(), 0, self.ended);
                    return Ok(Some(self.broken(resume, why)));
                }
                Step::More => {
                    self.more()?;
                }
                Step::Row(end) => {
                    self.start += end;
                    self.row += 1;
                    return Ok(Some(if record.is_blank() {
                        Line::Blank
                    } else {
                        Line::Row
                    }));
                }
                Step::Broken(resume, why) => return Ok(Some(self.broken(resume, why))),
            }
        }
    }

    fn broken(&mut self, resume: Option<usize>, why: &'static str) -> Line {
        let end = resume.unwrap_or(self.buffer.len() - self.start);
        let raw: String = self.buffer[self.start..self.start + end]
            .trim_end()
            .chars()
            .take(2000)
            .collect();
        self.start += end;
        self.skipping = resume.is_none();
        self.row += 1;
        Line::Broken(raw, Reason::new(why))
    }

    /// Drops text up to the next line end; `false` when the file ended before.
    fn skip_line(&mut self) -> io::Result<bool> {
        loop {
            let text = &self.buffer[self.start..];
            match line_end(text.as_bytes(), 0, self.ended) {
                Some(end) => {
                    self.start += end;
                    self.skipping = false;
                    return Ok(true);
                }
                None => {
                    self.start = self.buffer.len();
                    if !self.more()? && self.ended && self.start == self.buffer.len() {
                        return Ok(false);
                    }
                }
            }
        }
    }

    /// Appends text; `false` at the end of the file.
    fn more(&mut self) -> io::Result<bool> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let before = self.buffer.len();
        while !self.ended && self.buffer.len() == before {
            self.ended = !self.source.fill(&mut self.buffer)?;
        }
        Ok(self.buffer.len() > before)
    }
}
