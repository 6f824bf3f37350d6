//! The text of one card after the other, without what is large and of no use here.

use std::io::{self, Read};

use crate::imports::model::reader::{MAX_RECORD, TextSource};

/// Bytes of a line that are kept; what follows is dropped.
const MAX_LINE: usize = 256 * 1024;
/// Properties that hold pictures, sounds and keys.
const LEFT_OUT: [&str; 4] = ["PHOTO", "LOGO", "SOUND", "KEY"];

/// What comes next in a file of cards.
pub(super) enum Next {
    /// The text of a card, from its beginning to its end.
    Card(String),
    /// A card longer than anything a person writes.
    TooLong,
    /// A card without an end.
    CutOff,
}

/// Reads cards; holds one of them at a time.
pub(super) struct Lines<R> {
    source: TextSource<R>,
    buffer: String,
    start: usize,
    ended: bool,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(source: TextSource<R>) -> Self {
        Self {
            source,
            buffer: String::new(),
            start: 0,
            ended: false,
        }
    }

    /// The next card; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Next>> {
        let (mut card, mut line) = (String::new(), String::new());
        let (mut depth, mut dropping, mut too_long) = (0u32, false, false);
        while self.line(&mut line)? {
            let folded = line.starts_with([' ', '\t']);
            if !folded && is_begin(&line) {
                depth += 1;
            }
            if depth == 0 {
                continue;
            }
            // Base64 has no colon: without one a line goes on with the property before it.
            let goes_on = folded || !line.contains(':');
            dropping = if goes_on {
                dropping
            } else {
                is_left_out(&line)
            };
            let ends = !folded && is_end(&line);
            // A card within a card (an agent) is no contact of ours.
            if !dropping && depth == 1 {
                too_long |= card.len() + line.len() > MAX_RECORD;
                if !too_long {
                    card.push_str(&line);
                    card.push_str("\r\n");
                }
            }
            if ends {
                depth -= 1;
                if depth == 0 {
                    let next = if too_long {
                        Next::TooLong
                    } else {
                        Next::Card(card)
                    };
                    return Ok(Some(next));
                }
            }
        }
        Ok((depth > 0).then_some(Next::CutOff))
    }

    /// The next line without its end; `false` when there is none.
    fn line(&mut self, line: &mut String) -> io::Result<bool> {
        line.clear();
        let mut any = false;
        loop {
            let rest = &self.buffer[self.start..];
            let end = rest.find('\n');
            let piece = &rest[..end.unwrap_or(rest.len())];
            let room = MAX_LINE.saturating_sub(line.len());
            let kept = (0..=room.min(piece.len()))
                .rev()
                .find(|at| piece.is_char_boundary(*at));
            line.push_str(&piece[..kept.unwrap_or(0)]);
            any |= !rest.is_empty();
            self.start += end.map_or(rest.len(), |end| end + 1);
            if end.is_some() || !self.more()? {
                line.truncate(line.trim_end_matches('\r').len());
                return Ok(any);
            }
        }
    }

    fn more(&mut self) -> io::Result<bool> {
        self.buffer.clear();
        self.start = 0;
        while !self.ended && self.buffer.is_empty() {
            self.ended = !self.source.fill(&mut self.buffer)?;
        }
        Ok(!self.buffer.is_empty())
    }
}

/// `BEGIN:VCARD`, with a byte order mark or spaces.
pub(super) fn is_begin(line: &str) -> bool {
    is_mark(line.trim_start_matches('\u{feff}'), "BEGIN")
}

fn is_end(line: &str) -> bool {
    is_mark(line, "END")
}

fn is_mark(line: &str, word: &str) -> bool {
    let parts = line.split_once(':');
    parts.is_some_and(|(name, value)| {
        name.trim().eq_ignore_ascii_case(word) && value.trim().eq_ignore_ascii_case("VCARD")
    })
}

fn is_left_out(line: &str) -> bool {
    let name = line.split([':', ';']).next().unwrap_or("");
    let name = name.rsplit('.').next().unwrap_or("").trim();
    LEFT_OUT.iter().any(|left| name.eq_ignore_ascii_case(left))
}
