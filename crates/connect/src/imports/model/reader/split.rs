//! One record out of text: cells, quotes, line ends. Pure; asks for more text when it has too little.

/// The cells of one record, reused from row to row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    text: String,
    ends: Vec<usize>,
}

impl Record {
    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// No cells at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cell at the position; empty beyond the last.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let start = match index {
            0 => 0,
            _ => self.ends.get(index - 1).copied().unwrap_or(self.text.len()),
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        &self.text[start..end]
    }

    /// All cells in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// Nothing but empty cells.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The whole text of all cells without separators.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn close_cell(&mut self) {
        self.ends.push(self.text.len());
    }
}

/// What was found at the beginning of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The record does not end within the text.
    More,
    /// A record that ends before the position.
    Row(usize),
    /// A line that is no record; the next one starts at the position (`None`: further than the text).
    Broken(Option<usize>, &'static str),
}

enum Cell {
    More,
    Next(usize),
    Last(usize),
    Broken(&'static str),
}

/// Reads one record from the beginning of the text. `last`: no text follows.
pub(super) fn step(text: &str, separator: u8, last: bool, record: &mut Record) -> Step {
    record.clear();
    let mut at = 0;
    loop {
        let cell = match quote_at(text.as_bytes(), at) {
            Some(quote) => quoted(text, quote + 1, separator, last, record),
            None => plain(text, at, separator, last, record),
        };
        match cell {
            Cell::More => return Step::More,
            Cell::Next(next) => at = next,
            Cell::Last(end) => return Step::Row(end),
            Cell::Broken(why) => return Step::Broken(line_end(text.as_bytes(), 0, last), why),
        }
    }
}

/// Position of the opening quote when the cell starts with one, spaces before it allowed.
fn quote_at(bytes: &[u8], at: usize) -> Option<usize> {
    let spaces = bytes[at..].iter().take_while(|b| **b == b' ').count();
    (bytes.get(at + spaces) == Some(&b'"')).then_some(at + spaces)
}

fn plain(text: &str, at: usize, separator: u8, last: bool, record: &mut Record) -> Cell {
    let bytes = text.as_bytes();
    let found = bytes[at..]
        .iter()
        .position(|b| *b == separator || *b == b'\n' || *b == b'\r');
    let Some(end) = found.map(|p| at + p) else {
        if !last {
            return Cell::More;
        }
        record.text.push_str(&text[at..]);
        record.close_cell();
        return Cell::Last(bytes.len());
    };
    let close = after_cell(bytes, end, separator, last);
    if !matches!(close, Cell::More) {
        record.text.push_str(&text[at..end]);
        record.close_cell();
    }
    close
}

fn quoted(text: &str, start: usize, separator: u8, last: bool, record: &mut Record) -> Cell {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        let Some(quote) = bytes[at..].iter().position(|b| *b == b'"').map(|p| at + p) else {
            return if last {
                Cell::Broken("unclosed_quote")
            } else {
                Cell::More
            };
        };
        push_lines(&mut record.text, &text[at..quote]);
        if bytes.get(quote + 1) == Some(&b'"') {
            record.text.push('"');
            at = quote + 2;
            continue;
        }
        let spaces = bytes[quote + 1..]
            .iter()
            .take_while(|b| **b == b' ')
            .count();
        record.close_cell();
        return after_cell(bytes, quote + 1 + spaces, separator, last);
    }
}

/// A line end inside a cell is one `\n`, whatever the file uses.
fn push_lines(out: &mut String, piece: &str) {
    if piece.contains('\r') {
        out.push_str(&piece.replace("\r\n", "\n").replace('\r', "\n"));
    } else {
        out.push_str(piece);
    }
}

/// What follows a cell: the separator, a line end, the end of the file, or something that breaks it.
fn after_cell(bytes: &[u8], at: usize, separator: u8, last: bool) -> Cell {
    match bytes.get(at) {
        None if last => Cell::Last(at),
        None => Cell::More,
        Some(b) if *b == separator => Cell::Next(at + 1),
        Some(b'\n') => Cell::Last(at + 1),
        Some(b'\r') => match bytes.get(at + 1) {
            Some(b'\n') => Cell::Last(at + 2),
            None if !last => Cell::More,
            _ => Cell::Last(at + 1),
        },
        Some(_) => Cell::Broken("text_after_quote"),
    }
}

/// Position after the first line end at or after `from`; the end of the text when it is the last.
pub(super) fn line_end(bytes: &[u8], from: usize, last: bool) -> Option<usize> {
    match bytes[from..]
        .iter()
        .position(|b| *b == b'\n' || *b == b'\r')
        .map(|p| from + p)
    {
        Some(at) if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') => Some(at + 2),
        Some(at) => Some(at + 1),
        None if last => Some(bytes.len()),
        None => None,
    }
}
