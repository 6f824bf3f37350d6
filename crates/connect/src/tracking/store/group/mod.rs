//! One transaction for everything that waits: raw events, touchpoints, dead letters, counts.

mod events;
mod touchpoints;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use kernel::{Ctx, Error, Id, Result};
use org::web::App;
use store::{Entry, Speed, Tx};
use tokio::sync::{Mutex, OwnedMutexGuard};

use self::events::insert_events;
use self::touchpoints::write_touchpoints;
use super::super::model::{Incoming, Kind, Refusal, identifiers, touchpoint};
use super::known::{Identifier, Known};
use crate::dead_letters::{self, Letter};
use crate::sources::{self, Delivered, Source};

/// Something that a source sent.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) source: Arc<Source>,
    pub(crate) what: What,
}

/// An event, or what could not be read as one and why.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Event(Box<Arriving>),
    Unreadable(Refusal, Letter),
}

/// An event with all that can be made of it before the transaction that writes it.
#[derive(Clone, Debug)]
pub(crate) struct Arriving {
    event: Incoming,
    entry: Entry,
    who: Vec<Identifier>,
    /// It may say something new about somebody who is known.
    teaches: bool,
}

impl Arriving {
    /// Makes an event of a source ready to be written.
    ///
    /// # Errors
    /// `Invalid` when the registry does not know the type of its touchpoint.
    pub(crate) fn new(mut event: Incoming, source: &Source) -> Result<Self> {
        let who = identifiers(&event).in_order();
        let says = !event.traits.is_empty() || event.group_id.is_some();
        let teaches = says || matches!(event.kind, Kind::Group | Kind::Alias);
        let mut touchpoint = touchpoint(&mut event, &source.name);
        touchpoint.department_id = source.department_id;
        Ok(Self {
            entry: Entry::new(touchpoint)?,
            event,
            who,
            teaches,
        })
    }
}

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The event and its touchpoint are durable.
    Accepted,
    /// It was there before.
    Duplicate,
    /// Another event has its id; it is kept among the dead letters.
    Conflict,
    /// It is kept among the dead letters, or (an unknown key) not at all.
    Refused(Refusal),
}

/// Makes items durable, all in one transaction if possible. When something in the group cannot be
/// written, the group is halved until it stands alone; it goes to the dead letters and fails nobody
/// else.
pub(crate) async fn commit_all(
    app: &App,
    known: &Arc<Mutex<Known>>,
    items: &Arc<Vec<Item>>,
) -> Vec<Result<Fate>> {
    let mut fates: Vec<Result<Fate>> = Vec::with_capacity(items.len());
    let whole = 0..items.len();
    let mut parts: Vec<Range<usize>> = vec![whole];
    while let Some(part) = parts.pop() {
        let error = match commit(app, known, items, part.clone(), Letters::Kept).await {
            Ok(done) => {
                fates.extend(done.into_iter().map(Ok));
                continue;
            }
            Err(error) => error,
        };
        let alone = part.len() == 1;
        match error {
            Error::Unavailable { .. } => {
                tracing::warn!(%error, events = part.len(), "events are turned away");
                fates.extend(part.map(|_| Err(again(&error))));
            }
            _ if !alone => {
                let middle = part.start + part.len() / 2;
                parts.extend([middle..part.end, part.start..middle]);
            }
            _ => fates.push(set_aside(app, known, items, part, error).await),
        }
    }
    fates
}

/// Writes one event that is a dead letter already: what goes wrong makes no second one.
///
/// # Errors
/// As the database.
pub(crate) async fn commit_alone(
    app: &App,
    known: &Arc<Mutex<Known>>,
    source: Arc<Source>,
    event: Incoming,
) -> Result<Fate> {
    let arriving = Arriving::new(event, &source)?;
    let item = Item {
        source,
        what: What::Event(Box::new(arriving)),
    };
    let items = Arc::new(vec![item]);
    let fates = commit(app, known, &items, 0..1, Letters::Dropped).await?;
    let fate = fates.into_iter().next();
    fate.ok_or_else(|| Error::internal("an event without a fate"))
}

/// What becomes of events that cannot be kept.
#[derive(Clone, PartialEq, Eq)]
enum Letters {
    /// They go to the dead letters.
    Kept,
    /// All of them do, because the database said this.
    AllOf(String),
    /// They are dead letters already.
    Dropped,
}

/// The item that no transaction takes is kept with what the database said.
async fn set_aside(
    app: &App,
    known: &Arc<Mutex<Known>>,
    items: &Arc<Vec<Item>>,
    part: Range<usize>,
    error: Error,
) -> Result<Fate> {
    tracing::error!(%error, "an event cannot be written and is set aside");
    let letters = Letters::AllOf(error.to_string());
    let done = commit(app, known, items, part, letters).await?;
    done.into_iter()
        .next()
        .ok_or_else(|| Error::internal("no fate"))
}

fn again(error: &Error) -> Error {
    match error {
        Error::Unavailable { what, retry_after } => Error::Unavailable {
            what,
            retry_after: *retry_after,
        },
        other => Error::internal(other.to_string()),
    }
}

/// What one transaction is about to write.
struct Group<'a> {
    ctx: Ctx,
    fates: Vec<Fate>,
    letters: Vec<(&'a str, Letter)>,
    /// Position among the items, the event and the id of its row.
    fresh: Vec<(usize, &'a Source, &'a Arriving, Id)>,
}

async fn commit(
    app: &App,
    known: &Arc<Mutex<Known>>,
    items: &Arc<Vec<Item>>,
    part: Range<usize>,
    kept: Letters,
) -> Result<Vec<Fate>> {
    let (ctx, known, items) = (app.system(), known.clone(), items.clone());
    let written = app.db().transact(&ctx, Speed::Durable, move |tx| {
        Box::pin(async move { write(tx, known, &items[part], kept).await })
    });
    let (fates, seen) = written.await?;
    if let Some((mut known, last)) = seen {
        known.has_seen(last);
    }
    Ok(fates)
}

/// What is known, held until the transaction is committed that took positions, with the last of them.
type Seen = Option<(OwnedMutexGuard<Known>, i64)>;

async fn write(
    tx: &mut Tx,
    known: Arc<Mutex<Known>>,
    items: &[Item],
    kept: Letters,
) -> Result<(Vec<Fate>, Seen)> {
    let ids: HashSet<Id> = items.iter().map(|item| item.source.id).collect();
    let valid = sources::valid(tx, ids).await?;
    let mut group = sorted(tx.ctx().clone(), items, &valid, &kept);
    insert_events(tx, &mut group).await?;
    let seen = write_touchpoints(tx, known, &group).await?;
    if kept != Letters::Dropped {
        let letters = std::mem::take(&mut group.letters);
        dead_letters::park(tx, letters).await?;
    }
    sources::count(tx, counts(items, &group.fates)).await?;
    Ok((group.fates, seen))
}

/// What is to be written, what is a repetition within the group, and what goes to the dead letters.
fn sorted<'a>(ctx: Ctx, items: &'a [Item], valid: &HashSet<Id>, kept: &Letters) -> Group<'a> {
    let mut group = Group {
        fates: vec![Fate::Accepted; items.len()],
        letters: Vec::new(),
        fresh: Vec::with_capacity(items.len()),
        ctx,
    };
    let mut seen: HashMap<(Id, &str), &str> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        let source = item.source.as_ref();
        let arriving = match &item.what {
            _ if !valid.contains(&source.id) => {
                group.fates[at] = Fate::Refused(Refusal::UnknownKey);
                continue;
            }
            What::Unreadable(refusal, letter) => {
                group.letters.push((&source.name, letter.clone()));
                group.fates[at] = Fate::Refused(*refusal);
                continue;
            }
            What::Event(arriving) => arriving.as_ref(),
        };
        let event = &arriving.event;
        if let Letters::AllOf(error) = kept {
            let letter = letter(event, "failed", "write", Some(error.clone()));
            group.letters.push((&source.name, letter));
            group.fates[at] = Fate::Refused(Refusal::Internal);
            continue;
        }
        let key = (source.id, event.message_id.as_str());
        match seen.get(&key) {
            None => {
                seen.insert(key, &event.fingerprint);
                let id = group.ctx.id();
                group.fresh.push((at, source, arriving, id));
            }
            Some(print) => group.repeat(at, source, event, *print == event.fingerprint),
        }
    }
    group
}

impl<'a> Group<'a> {
    fn repeat(&mut self, at: usize, source: &'a Source, event: &Incoming, is_same: bool) {
        self.fates[at] = Fate::Duplicate;
        if !is_same {
            self.letters
                .push((&source.name, letter(event, "conflict", "write", None)));
            self.fates[at] = Fate::Conflict;
        }
    }
}

fn letter(
    event: &Incoming,
    reason: &'static str,
    stage: &'static str,
    error: Option<String>,
) -> Letter {
    Letter {
        reason,
        stage,
        error,
        event_id: Some(event.message_id.clone()),
        sent_at: event.sent,
        payload: event.payload.clone(),
    }
}

fn counts(items: &[Item], fates: &[Fate]) -> Vec<Delivered> {
    // In the order of the ids: writers at the same time wait for one another's rows in one order.
    let mut counts: BTreeMap<Id, Delivered> = BTreeMap::new();
    for (item, fate) in items.iter().zip(fates) {
        let id = item.source.id;
        let count = counts.entry(id).or_insert_with(|| Delivered::of(id));
        match fate {
            Fate::Accepted => count.events += 1,
            Fate::Duplicate => count.duplicates += 1,
            Fate::Conflict | Fate::Refused(_) => count.rejected += 1,
        }
    }
    counts.into_values().collect()
}
