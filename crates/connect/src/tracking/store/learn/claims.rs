//! What events claim about a record: of each field the latest word counts, and a server before a
//! browser. The order in which events arrive changes nothing.

use std::collections::BTreeMap;
use std::collections::HashMap;

use customers::fields::{Edits, Field};
use customers::people::{Resolved, Target};
use kernel::{Id, Millis};

use super::super::super::model::Said;
use super::Lesson;
use super::records::{Kept, Origin};

/// The authority of a value that is written only where nothing stands.
pub(super) const FILLS_ONLY: i64 = -1;

/// A value of a field as one event has it. The order decides which one counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Claim {
    /// 1 for a server, 0 for a browser.
    pub(super) authority: i64,
    pub(super) time: Millis,
    pub(super) event_id: String,
    pub(super) value: String,
}

/// Whether a claim counts more than another one about the same field: the later one, but the earlier one of
/// those that only fill what is empty.
pub(super) fn counts_more(claim: &Claim, than: &Claim) -> bool {
    match (claim.authority, than.authority) {
        (FILLS_ONLY, FILLS_ONLY) => claim < than,
        _ => claim > than,
    }
}

/// The claims about one record.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    fields: BTreeMap<&'static str, Claim>,
    /// What only fills an empty field: the earliest word counts.
    fills: BTreeMap<&'static str, (Millis, String, String)>,
}

impl Claims {
    /// Takes in what an event says, as far as its fields can hold it.
    pub(super) fn hear(&mut self, fields: &'static [Field], said: Said, lesson: &Lesson) {
        for (name, value) in said {
            let Ok(spelled) = Edits::new().set(name, value).read(fields) else {
                continue;
            };
            let Some(value) = spelled.get(name) else {
                continue;
            };
            let claim = Claim {
                authority: i64::from(lesson.is_server),
                time: lesson.event.time,
                event_id: lesson.event.message_id.clone(),
                value: value.to_owned(),
            };
            match self.fields.get_mut(name) {
                Some(last) if *last < claim => *last = claim,
                Some(_) => {}
                None => {
                    self.fields.insert(name, claim);
                }
            }
        }
    }

    /// Takes in what is written only where nothing stands: a company.
    pub(super) fn fill(&mut self, field: &'static str, value: String, lesson: &Lesson) {
        let said = (lesson.event.time, lesson.event.message_id.clone(), value);
        let first = self.fills.entry(field).or_insert_with(|| said.clone());
        if said < *first {
            *first = said;
        }
    }

    fn edits(&self) -> Edits {
        let edits = self
            .fields
            .iter()
            .fold(Edits::new(), |edits, (name, claim)| {
                edits.set(*name, claim.value.as_str())
            });
        self.fills
            .iter()
            .fold(edits, |edits, (field, (.., value))| {
                edits.set(*field, value.as_str())
            })
    }

    /// The claims as rows of a record.
    pub(super) fn of_record(self, record: Id, subject: Id, origin: Origin) -> Vec<Kept> {
        let fills = self
            .fills
            .into_iter()
            .map(|(field, (time, event_id, value))| {
                let claim = Claim {
                    authority: FILLS_ONLY,
                    time,
                    event_id,
                    value,
                };
                (field, claim)
            });
        let fields = self.fields.into_iter().chain(fills);
        fields
            .map(|(field, claim)| Kept {
                record,
                subject,
                field,
                claim,
                origin,
            })
            .collect()
    }
}

/// The claims about everybody whom a number of events are about.
#[derive(Debug, Default)]
pub(super) struct Words(HashMap<Target, Claims>);

impl Words {
    pub(super) fn of(&mut self, target: Target) -> &mut Claims {
        self.0.entry(target).or_default()
    }

    /// What is written into the new person of this number at once.
    pub(super) fn for_new(&self, number: usize) -> Edits {
        let claims = self.0.get(&Target::New(number));
        claims.map(Claims::edits).unwrap_or_default()
    }

    /// The claims with the records they are about, now that the new people have theirs.
    pub(super) fn with_records(mut self, targets: &[Target], resolved: &[Resolved]) -> Vec<Kept> {
        let mut kept = Vec::new();
        for (target, who) in targets.iter().zip(resolved) {
            if let (Some(record), Some(person), Some(claims)) =
                (who.record_id, who.person_id, self.0.remove(target))
            {
                let origin = match who.created {
                    true => Origin::Written,
                    false => Origin::Old,
                };
                kept.extend(claims.of_record(record, person, origin));
            }
        }
        kept
    }
}
