//! The log in a file, so that a server of millions of touchpoints answers right after its start.
//!
//! Everything in it stands in the database as well: a file that is missing, damaged, of another database or
//! of another release is not used, and the log is read anew. It holds what the memory holds: types, times,
//! departments, activities and ids, no name of a person and no address.
//! Shape: a line that names the format, a head, the companies with their touchpoints, a checksum of all that.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use kernel::Id;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::model::{Log, Names, Touch, kinds};
use super::store::Version;

/// First bytes of a file of this shape; another shape gets another number.
const FORMAT: &[u8] = b"unisono effects log 3\n";
/// Bytes of the checksum at the end.
const SUM: usize = size_of::<u64>();

/// The touchpoint at the position up to which the log was read: its id and when it was recorded. Another
/// database that happens to be as long has another one there.
pub(super) type Witness = (i64, i64);

#[derive(Serialize, Deserialize)]
struct Head {
    release: String,
    /// The types that were read.
    types: Vec<String>,
    version: Version,
    witness: Witness,
    kinds: Vec<String>,
    activities: Vec<i64>,
    campaigns: Vec<String>,
    departments: Vec<i64>,
    channels: Vec<String>,
    /// Companies that were merged into others, and into whom.
    merged: Vec<(i64, i64)>,
    companies: usize,
}

/// Writes the file beside its place and then puts it there, so that there is always a whole one.
pub(super) fn write(
    file: &Path,
    version: &Version,
    witness: Witness,
    log: &Log,
) -> std::io::Result<()> {
    let part = file.with_extension("part");
    let opened = File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&part)?;
    let mut out = Summed {
        out: BufWriter::with_capacity(1 << 20, opened),
        sum: Xxh3::new(),
    };
    out.write_all(FORMAT)?;
    put(&mut out, &head(version, witness, log))?;
    for (company, touches) in log.companies() {
        put(&mut out, &(company.0, touches.len()))?;
        for touch in touches {
            put(&mut out, touch)?;
        }
    }
    let sum = out.sum.digest();
    out.out.write_all(&sum.to_le_bytes())?;
    out.out.flush()?;
    std::fs::rename(part, file)
}

fn put<T: Serialize>(out: &mut impl Write, value: &T) -> std::io::Result<()> {
    postcard::to_io(value, out)
        .map(|_| ())
        .map_err(std::io::Error::other)
}

fn head(version: &Version, witness: Witness, log: &Log) -> Head {
    let numbers = |ids: &[Id]| ids.iter().map(|id| id.0).collect();
    Head {
        release: env!("CARGO_PKG_VERSION").to_owned(),
        types: kinds().map(str::to_owned).collect(),
        version: *version,
        witness,
        kinds: log.names.kinds.clone(),
        activities: numbers(&log.names.activities),
        campaigns: log.names.campaigns.clone(),
        departments: numbers(&log.names.departments),
        channels: log.names.channels.clone(),
        merged: log.owners.iter().map(|(id, into)| (id.0, into.0)).collect(),
        companies: log.blocks.len(),
    }
}

/// What a file says: up to where it was read, the touchpoint there, and touchpoints with their names.
pub(super) fn read(file: &Path) -> Option<(Version, Witness, Log)> {
    let mut bytes = Vec::new();
    File::open(file).ok()?.read_to_end(&mut bytes).ok()?;
    let (text, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
    let mut own = Xxh3::new();
    own.update(text);
    if own.digest().to_le_bytes() != sum {
        return None;
    }
    let (head, mut rest): (Head, &[u8]) =
        postcard::take_from_bytes(text.strip_prefix(FORMAT)?).ok()?;
    let is_ours = head.release == env!("CARGO_PKG_VERSION")
        && head.types.iter().map(String::as_str).eq(kinds());
    if !is_ours {
        return None;
    }
    let mut blocks = HashMap::with_capacity(head.companies);
    for _ in 0..head.companies {
        let ((company, count), after): ((i64, usize), &[u8]) =
            postcard::take_from_bytes(rest).ok()?;
        rest = after;
        let mut touches = Vec::with_capacity(count);
        for _ in 0..count {
            let (touch, after): (Touch, &[u8]) = postcard::take_from_bytes(rest).ok()?;
            rest = after;
            touches.push(touch);
        }
        blocks.insert(Id(company), Arc::from(touches));
    }
    Some((head.version, head.witness, of(head, blocks)))
}

fn of(head: Head, blocks: HashMap<Id, Arc<[Touch]>>) -> Log {
    let ids = |numbers: Vec<i64>| numbers.into_iter().map(Id).collect();
    let owners = head.merged.into_iter();
    let owners = owners.map(|(id, into)| (Id(id), Id(into))).collect();
    let names = Names {
        kinds: head.kinds,
        activities: ids(head.activities),
        campaigns: head.campaigns,
        departments: ids(head.departments),
        channels: head.channels,
    };
    Log {
        blocks,
        names: Arc::new(names),
        owners: Arc::new(owners),
        ..Log::default()
    }
}

/// Sums up what is written.
struct Summed<W> {
    out: W,
    sum: Xxh3,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::UNKNOWN;
    use super::*;

    fn log() -> Log {
        let touch = |id: i64| Touch {
            id,
            time: 1_760_000_000_000 + id,
            person: -id,
            late_min: 7,
            kind: 0,
            activity: UNKNOWN,
            campaign: 0,
            department: UNKNOWN,
            channel: 0,
        };
        let names = Names {
            kinds: vec!["meeting.held".to_owned()],
            activities: vec![Id(i64::MAX)],
            campaigns: vec!["Messe München".to_owned()],
            departments: vec![Id(3)],
            channels: vec!["fair".to_owned()],
        };
        Log {
            blocks: HashMap::from([
                (Id(1), Arc::from([touch(1), touch(2)])),
                (Id(i64::MAX), Arc::from([touch(i64::MAX / 2)])),
            ]),
            names: Arc::new(names),
            owners: Arc::new(HashMap::from([(Id(8), Id(1)), (Id(9), Id(i64::MAX))])),
            ..Log::default()
        }
    }

    #[test]
    fn a_kept_log_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("effects.log");
        let version = Version {
            seq: 17,
            ..Version::default()
        };
        assert!(read(&file).is_none());
        write(&file, &version, (5, 6), &log()).expect("the file");
        let (found, witness, again) = read(&file).expect("a log");
        assert_eq!((found, witness), (version, (5, 6)));
        assert_eq!(again.companies(), log().companies());
        assert_eq!(again.owners, log().owners);
        assert_eq!(again.names.campaigns, log().names.campaigns);
        assert_eq!(again.names.activities, log().names.activities);
    }

    #[test]
    fn no_byte_of_a_kept_log_changes_unnoticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("effects.log");
        write(&file, &Version::default(), (5, 6), &log()).expect("the file");
        let bytes = std::fs::read(&file).expect("the file");
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            std::fs::write(&file, &damaged).expect("the file");
            assert!(read(&file).is_none(), "byte {at}");
            std::fs::write(&file, &bytes[..at]).expect("the file");
            assert!(read(&file).is_none(), "cut at {at}");
        }
    }
}
