//! What waits to be written, and whose turn it is to write it.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use kernel::{Id, Result};
use org::web::Intake;
use tokio::sync::oneshot;

use super::super::store::{Fate, Item};
use super::lock;

/// Events that one transaction takes at most.
const GROUP: usize = 1_000;
/// So few events are not divided between two writers: each transaction costs the same however small.
const TOGETHER: usize = 16;

/// What a request waits for: the fate of each of its items, or why none has one.
pub(super) type Reply = oneshot::Sender<Result<Vec<Fate>>>;

/// The items of one request and who waits for them.
pub(super) struct Entry {
    pub(super) items: Vec<Item>,
    pub(super) reply: Reply,
}

/// What waits, in the order in which it came, and how much is being written.
#[derive(Default)]
pub(super) struct Queue {
    entries: VecDeque<Entry>,
    waiting: usize,
    of_source: HashMap<Id, usize>,
    at_work: usize,
    writers: usize,
}

impl Queue {
    /// Events that wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Takes a request in if there is room. One source may fill half of the queue, so that the others
    /// find some.
    pub(super) fn push(&mut self, intake: &Intake, entry: Entry) -> bool {
        let Some(source) = entry.items.first().map(|item| item.source.id) else {
            return false;
        };
        let count = entry.items.len();
        let of_source = self.of_source.get(&source).copied().unwrap_or(0);
        let room = |taken: usize, of: usize| taken == 0 || taken + count <= of;
        if !room(self.waiting, intake.waiting) || !room(of_source, intake.waiting / 2) {
            return false;
        }
        self.waiting += count;
        *self.of_source.entry(source).or_default() += count;
        self.entries.push_back(entry);
        true
    }

    /// Whether one writer more may begin, of so many at most; then it counts as one.
    pub(super) fn lets_a_writer_begin(&mut self, most: usize) -> bool {
        let begins = self.writers < most && self.is_worth_a_group(most);
        self.writers += usize::from(begins);
        begins
    }

    /// The events that one writer takes: all have an even share of what is there.
    fn share(&self, most: usize) -> usize {
        let all = self.waiting + self.at_work;
        all.div_ceil(most).clamp(TOGETHER, GROUP)
    }

    /// Beside another writer it is worth waiting until a whole share is there: half of one costs nearly as
    /// much.
    fn is_worth_a_group(&self, most: usize) -> bool {
        match self.at_work {
            0 => !self.entries.is_empty(),
            _ => self.waiting >= self.share(most),
        }
    }

    fn pop(&mut self, most: usize) -> (Vec<Entry>, usize) {
        let share = self.share(most);
        let (mut group, mut events) = (Vec::new(), 0);
        while let Some(next) = self.entries.front() {
            if events > 0 && events + next.items.len() > share {
                break;
            }
            events += next.items.len();
            group.extend(self.entries.pop_front());
        }
        self.waiting -= events;
        for entry in &group {
            let source = entry.items.first().map(|item| item.source.id);
            if let Some(taken) = source.and_then(|id| self.of_source.get_mut(&id)) {
                *taken = taken.saturating_sub(entry.items.len());
            }
        }
        self.of_source.retain(|_, taken| *taken > 0);
        (group, events)
    }
}

/// A writer among those of a queue, from [`Queue::lets_a_writer_begin`] on until nothing is left for it.
pub(super) struct Turn<'a> {
    queue: &'a Mutex<Queue>,
    most: usize,
    /// What it writes now.
    events: usize,
    ended: bool,
}

impl<'a> Turn<'a> {
    pub(super) fn new(queue: &'a Mutex<Queue>, most: usize) -> Self {
        Self {
            queue,
            most,
            events: 0,
            ended: false,
        }
    }

    /// The group before is written. Answers the next one, or none: then this writer has ended, and
    /// whatever waits is for the others, or for the one that begins with the next request.
    pub(super) fn next(&mut self) -> Vec<Entry> {
        let mut queue = lock(self.queue);
        queue.at_work -= std::mem::take(&mut self.events);
        if !queue.is_worth_a_group(self.most) {
            self.ended = true;
            queue.writers -= 1;
            return Vec::new();
        }
        let (group, events) = queue.pop(self.most);
        queue.at_work += events;
        self.events = events;
        group
    }
}

/// Lets another writer begin, also after a panic.
impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.ended {
            let mut queue = lock(self.queue);
            queue.at_work -= self.events;
            queue.writers -= 1;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use kernel::Millis;

    use super::super::super::model::Refusal;
    use super::super::super::store::What;
    use super::*;
    use crate::dead_letters::Letter;
    use crate::sources::Source;

    fn source(id: i64) -> Arc<Source> {
        Arc::new(Source {
            id: Id(id),
            name: format!("source {id}"),
            kind: "server".to_owned(),
            department_id: None,
            key_text: None,
            hint: None,
            created_at: Millis(0),
            delivered_at: None,
            events: 0,
            duplicates: 0,
            rejected: 0,
            revoked_at: None,
        })
    }

    fn entry(source: &Arc<Source>, events: usize) -> Entry {
        let letter = Letter {
            reason: "failed",
            stage: "read",
            error: None,
            event_id: None,
            sent_at: None,
            payload: String::new(),
        };
        let item = Item {
            source: source.clone(),
            what: What::Unreadable(Refusal::InvalidJson, letter),
        };
        Entry {
            items: vec![item; events],
            reply: oneshot::channel().0,
        }
    }

    fn filled(events: usize) -> Mutex<Queue> {
        let queue = Mutex::new(Queue::default());
        arrive(&queue, events);
        queue
    }

    fn arrive(queue: &Mutex<Queue>, events: usize) {
        let source = source(1);
        for _ in 0..events {
            assert!(lock(queue).push(&Intake::default(), entry(&source, 1)));
        }
    }

    fn sizes(group: &[Entry]) -> usize {
        group.iter().map(|entry| entry.items.len()).sum()
    }

    #[test]
    fn one_writer_takes_everything() {
        let queue = filled(64);
        assert!(lock(&queue).lets_a_writer_begin(1));
        let mut turn = Turn::new(&queue, 1);
        assert_eq!(sizes(&turn.next()), 64);
        arrive(&queue, 5);
        assert!(!lock(&queue).lets_a_writer_begin(1), "there is one");
        assert_eq!(sizes(&turn.next()), 5);
        assert!(turn.next().is_empty());
        arrive(&queue, 1);
        assert!(lock(&queue).lets_a_writer_begin(1), "the first has ended");
    }

    #[test]
    fn two_writers_share_what_is_there_and_leave_nothing() {
        let queue = filled(64);
        assert!(lock(&queue).lets_a_writer_begin(2));
        let mut first = Turn::new(&queue, 2);
        assert_eq!(sizes(&first.next()), 32);
        assert!(lock(&queue).lets_a_writer_begin(2));
        let mut second = Turn::new(&queue, 2);
        assert_eq!(sizes(&second.next()), 32);
        arrive(&queue, 3);
        assert!(first.next().is_empty(), "too little beside the second");
        assert!(!lock(&queue).lets_a_writer_begin(2));
        assert_eq!(sizes(&second.next()), 3, "whoever is left takes it");
        assert!(second.next().is_empty());
        let queue = lock(&queue);
        assert_eq!((queue.waiting, queue.at_work), (0, 0));
    }

    #[test]
    fn a_writer_that_panics_makes_room_for_another() {
        let queue = filled(20);
        assert!(lock(&queue).lets_a_writer_begin(2));
        let mut turn = Turn::new(&queue, 2);
        assert_eq!(sizes(&turn.next()), 16);
        drop(turn);
        let mut queue = lock(&queue);
        assert_eq!((queue.writers, queue.at_work), (0, 0));
        assert!(queue.lets_a_writer_begin(2));
    }

    #[test]
    fn one_source_leaves_room_for_the_others() {
        let intake = Intake {
            waiting: 10,
            ..Intake::default()
        };
        let mut queue = Queue::default();
        let (loud, quiet) = (source(1), source(2));
        assert!(queue.push(&intake, entry(&loud, 5)));
        assert!(!queue.push(&intake, entry(&loud, 1)));
        assert!(queue.push(&intake, entry(&quiet, 1)));
        let (group, events) = queue.pop(1);
        assert_eq!((group.len(), events), (2, 6));
        assert!(queue.push(&intake, entry(&loud, 1)), "it is written");
    }
}
