//! A file of any size in pieces of whole lines, spread over a fixed number of lanes.
//!
//! Piece i goes to lane i mod LANES whatever the machine, so the sums are the same everywhere to the
//! last bit. Memory: a few pieces and the sums.

use std::io::Read;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use analysis::attribution::Aggregate;
use kernel::{Clock as _, Error, FieldError, Result, SystemClock};

use super::Paths;
use super::columns::Columns;
use super::lane::{Lane, Wrong};

/// Threads that read pieces.
const LANES: usize = 4;
/// Size of a piece in bytes.
const PIECE: usize = 1 << 20;
/// The longest line that is read.
const LONGEST: usize = 256 << 20;
/// Most different channels: more of them are a wrong column or separator.
const MOST_CHANNELS: usize = 65_536;

/// What a file says.
pub(super) struct FileSums {
    /// The sums; codes are places in `channels`.
    pub(super) sums: Aggregate,
    /// Names of the channels in the order of the alphabet.
    pub(super) channels: Vec<String>,
    /// Whether values were given.
    pub(super) has_value: bool,
    /// Whether ends without conversion were given.
    pub(super) has_nulls: bool,
}

/// Whole lines, and the number of the first of them in the file.
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    pub(super) line: u64,
}

/// A file that is there.
pub(super) fn open(file: &str) -> Result<std::fs::File> {
    std::fs::File::open(file).map_err(|error| {
        let told = FieldError::new(file, "analyze.error.file").arg("cause", error);
        Error::Invalid(vec![told])
    })
}

/// Reads a file to its end.
pub(super) fn read(input: impl Read, command: &Paths) -> Result<FileSums> {
    let mut pieces = Pieces::new(input);
    let Some(mut first) = pieces.next()? else {
        return Err(Error::field(&command.file, "analyze.error.empty"));
    };
    let columns = Arc::new(Columns::find(&mut first, command)?);
    let mut lanes = Vec::new();
    std::thread::scope(|scope| {
        let (mut senders, mut threads) = (Vec::new(), Vec::new());
        for _ in 0..LANES {
            let (sender, receiver) = sync_channel(1);
            let columns = Arc::clone(&columns);
            senders.push(sender);
            threads.push(scope.spawn(move || work(&receiver, &columns, command)));
        }
        let sent = send(first, &mut pieces, &senders);
        drop(senders);
        for thread in threads {
            let lane = thread
                .join()
                .map_err(|_| Error::internal("a lane of the file stopped"))?;
            lanes.push(lane);
        }
        sent
    })?;
    if let Some(wrong) = lanes
        .iter()
        .filter_map(|lane| lane.wrong.as_ref())
        .min_by_key(|w| w.line)
    {
        return Err(told(wrong));
    }
    together(&lanes, &columns, command)
}

/// Hands out the pieces in turn; stops early when a lane has found something wrong.
fn send(first: Piece, pieces: &mut Pieces<impl Read>, senders: &[SyncSender<Piece>]) -> Result<()> {
    let mut told_at = SystemClock.now();
    let mut piece = Some(first);
    for sender in senders.iter().cycle() {
        let Some(next) = piece else { break };
        let line = next.line;
        if sender.send(next).is_err() {
            break;
        }
        if SystemClock.now().0 - told_at.0 >= 1000 {
            told_at = SystemClock.now();
            eprintln!("{line}");
        }
        piece = pieces.next()?;
    }
    Ok(())
}

fn work(pieces: &Receiver<Piece>, columns: &Columns, command: &Paths) -> Lane {
    let mut lane = Lane::new(&command.models, command.pairs, columns);
    while lane.wrong.is_none() && lane.names.names().len() <= MOST_CHANNELS {
        let Ok(piece) = pieces.recv() else { break };
        lane.read(&piece, columns);
    }
    lane
}

/// The sums of all lanes, with the channels in the order of the alphabet.
fn together(lanes: &[Lane], columns: &Columns, command: &Paths) -> Result<FileSums> {
    let names = lanes.iter().flat_map(|lane| lane.names.names());
    let mut channels: Vec<String> = names.cloned().collect();
    channels.sort_unstable();
    channels.dedup();
    if channels.len() > MOST_CHANNELS {
        let told = FieldError::new(&command.path, "analyze.error.channels");
        return Err(Error::Invalid(vec![told.arg("max", MOST_CHANNELS)]));
    }
    let mut sums = Aggregate::new(&command.models, command.pairs);
    for lane in lanes {
        let place = |name| channels.binary_search(name).unwrap_or_default() as u32;
        let map: Vec<u32> = lane.names.names().iter().map(place).collect();
        sums.merge(&lane.sums, &map);
    }
    Ok(FileSums {
        sums,
        channels,
        has_value: columns.value.is_some(),
        has_nulls: columns.nulls.is_some(),
    })
}

fn told(wrong: &Wrong) -> Error {
    let mut told = FieldError::new(&wrong.column, wrong.key).arg("line", wrong.line);
    told = told.arg("text", &wrong.text);
    Error::Invalid(vec![told])
}

/// The pieces of an input, one after the other.
struct Pieces<R> {
    input: R,
    rest: Vec<u8>,
    line: u64,
    is_over: bool,
}

impl<R: Read> Pieces<R> {
    fn new(input: R) -> Self {
        Self {
            input,
            rest: Vec::new(),
            line: 1,
            is_over: false,
        }
    }

    fn next(&mut self) -> Result<Option<Piece>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = PIECE;
        let end = loop {
            self.fill(&mut bytes, wanted)?;
            if self.is_over {
                break bytes.len();
            }
            if let Some(end) = last_line(&bytes) {
                break end;
            }
            if bytes.len() > LONGEST {
                let told = FieldError::new("CSV", "analyze.error.line_length");
                return Err(Error::Invalid(vec![told.arg("line", self.line)]));
            }
            wanted *= 2;
        };
        self.rest = bytes.split_off(end);
        let line = self.line;
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        Ok((!bytes.is_empty()).then_some(Piece { bytes, line }))
    }

    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> Result<()> {
        let missing = wanted.saturating_sub(bytes.len()) as u64;
        bytes.reserve(missing as usize);
        let read = self.input.by_ref().take(missing).read_to_end(bytes)?;
        self.is_over = (read as u64) < missing;
        Ok(())
    }
}

/// Where the last whole line ends; a line break inside quotes ends no line.
fn last_line(bytes: &[u8]) -> Option<usize> {
    if memchr::memchr(b'"', bytes).is_none() {
        return memchr::memrchr(b'\n', bytes).map(|at| at + 1);
    }
    let (mut is_quoted, mut end) = (false, None);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => end = Some(at + 1),
            _ => {}
        }
    }
    end
}
