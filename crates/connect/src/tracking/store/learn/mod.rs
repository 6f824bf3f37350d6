//! Who is meant by new identifiers, and what events teach about people and companies.
//!
//! Lessons are read in the order of the log and worked on together. A server speaks for the
//! customer's own system: it changes values and may make a company. The key of a browser is public:
//! it only fills what is empty, and makes no company. Of several values of a field, the one of the
//! latest event counts, whenever it arrives.

mod claims;
mod company;
mod devices;
mod records;
mod shifted;

use customers::fields::Edits;
use customers::people::{self, Identifiers, Moment, Plan, Resolved, Said, Target};
use kernel::{Error, Id, Millis, Result};
use store::{Tx, params};

use self::claims::{Claims, Words};
use self::company::Companies;
use self::records::Kind as RecordKind;
use super::super::model::{Delivery, Incoming, Kind, identifiers, of_person, read_event};
use crate::dead_letters::{self, Letter};

const SELECT: &str = "select l.touchpoint_id, s.name, s.kind, e.event_id, e.time, e.payload \
     from lesson l join event e on e.id = l.event_row_id join source s on s.name = e.source ";

store::row! {
    /// An event from which somebody is to be learned.
    struct Row {
        touchpoint: Id,
        source: String,
        kind: String,
        event_id: String,
        time: Millis,
        payload: String,
    }
}

/// An event that teaches.
struct Lesson {
    touchpoint: Id,
    source: String,
    is_server: bool,
    event: Incoming,
    who: Identifiers,
}

/// Learns from the events with positions in `after+1 ..= up_to`. An event that nothing can be learned
/// from because of a fault goes to the dead letters and stops nobody else.
pub(crate) async fn learn_from(tx: &mut Tx, after: i64, up_to: i64) -> Result<()> {
    let rows: Vec<Row> = {
        let sql = format!("{SELECT}where l.seq > $1 and l.seq <= $2 order by l.seq");
        tx.rows(&sql, params![after, up_to]).await?
    };
    if rows.is_empty() {
        return Ok(());
    }
    // From here on nobody appends: no event can slip between what is known and what is written.
    tx.take_positions(0).await?;
    let lessons: Vec<Lesson> = rows.into_iter().filter_map(lesson).collect();
    match part(tx, &lessons).await? {
        None => Ok(()),
        Some(_) => one_by_one(tx, &lessons).await,
    }
}

/// Learns from one event again. Answers whether it is there.
pub(crate) async fn learn_again(tx: &mut Tx, source: &str, event: &str) -> Result<bool> {
    let sql = format!("{SELECT}where e.source = $1 and e.event_id = $2");
    let rows: Vec<Row> = tx.rows(&sql, params![source, event]).await?;
    tx.take_positions(0).await?;
    let lessons: Vec<Lesson> = rows.into_iter().filter_map(lesson).collect();
    learn(tx, &lessons).await?;
    Ok(!lessons.is_empty())
}

async fn one_by_one(tx: &mut Tx, lessons: &[Lesson]) -> Result<()> {
    for lesson in lessons {
        if let Some(error) = part(tx, std::slice::from_ref(lesson)).await? {
            set_aside(tx, lesson, &error).await?;
        }
    }
    Ok(())
}

/// Learns within a part of the transaction; answers the fault for which it was taken back.
async fn part(tx: &mut Tx, lessons: &[Lesson]) -> Result<Option<Error>> {
    tx.begin_part().await?;
    match learn(tx, lessons).await {
        Ok(()) => tx.keep_part().await.map(|()| None),
        Err(error @ Error::Unavailable { .. }) => Err(error),
        Err(error) => tx.roll_back_part().await.map(|()| Some(error)),
    }
}

async fn set_aside(tx: &mut Tx, lesson: &Lesson, error: &Error) -> Result<()> {
    tracing::error!(%error, event = lesson.event.message_id, "nothing can be learned from an event");
    let letter = Letter {
        reason: "failed",
        stage: "learn",
        error: Some(error.to_string()),
        event_id: Some(lesson.event.message_id.clone()),
        sent_at: lesson.event.sent,
        payload: lesson.event.payload.clone(),
    };
    dead_letters::park(tx, vec![(&lesson.source, letter)]).await
}

/// The lesson of a row; none when its payload cannot be read any more.
fn lesson(row: Row) -> Option<Lesson> {
    let is_server = row.kind == crate::sources::Kind::Server.key();
    let delivery = Delivery {
        source: &row.source,
        sent_at: None,
        received: row.time,
        is_client: !is_server,
    };
    let value = serde_json::from_str(&row.payload).ok()?;
    let mut event = read_event(value, delivery).ok()?;
    event.time = row.time;
    event.message_id = row.event_id;
    Some(Lesson {
        touchpoint: row.touchpoint,
        who: identifiers(&event),
        source: row.source,
        is_server,
        event,
    })
}

async fn learn(tx: &mut Tx, lessons: &[Lesson]) -> Result<()> {
    let asked: Vec<Said<'_>> = lessons.iter().map(Lesson::said).collect();
    let plan = people::plan(tx, &asked).await?;
    let mut companies = Companies::default();
    let mut named = Vec::with_capacity(lessons.len());
    for lesson in lessons {
        named.push(companies.named_by(tx, lesson).await?);
    }
    let words = words(lessons, &plan, &named);
    let targets: Vec<Target> = (0..lessons.len()).map(|n| plan.target(n)).collect();
    let new: Vec<Edits> = (0..plan.new_people()).map(|n| words.for_new(n)).collect();
    let (mut resolved, shift) = plan.carry_out(tx, &asked, new).await?;
    let kept = words.with_records(&targets, &resolved);
    let mut kept = records::remember_made(tx, kept).await?;
    shifted::compute(tx, &shift).await?;
    kept.extend(devices::heard(tx, lessons, &shift).await?);
    records::apply(tx, RecordKind::Person, kept).await?;
    let said = companies.said(tx).await?;
    records::apply(tx, RecordKind::Company, said).await?;
    let records = resolved.iter().filter_map(|who| who.record_id);
    let hits = people::hits(tx, &Vec::from_iter(records)).await?;
    for who in &mut resolved {
        who.company_id = who.record_id.and_then(|record| hits.get(&record)?.2);
    }
    place(tx, lessons, &resolved, &named).await
}

impl Lesson {
    fn said(&self) -> Said<'_> {
        Said {
            who: &self.who,
            source: &self.source,
            moment: Moment {
                time: self.event.time,
                source: self.source.clone(),
                event_id: self.event.message_id.clone(),
            },
        }
    }
}

/// What the events say about each person, the latest word of each field.
fn words(lessons: &[Lesson], plan: &Plan, named: &[Option<Id>]) -> Words {
    let mut words = Words::default();
    for (n, lesson) in lessons.iter().enumerate() {
        let target = plan.target(n);
        if target == Target::Nobody {
            continue;
        }
        let claims: &mut Claims = words.of(target);
        if lesson.event.kind == Kind::Identify || lesson.event.cloud.is_some() {
            claims.hear(people::FIELDS, of_person(&lesson.event.traits), lesson);
        }
        if let Some(company) = named[n] {
            claims.fill("company_id", company.to_string(), lesson);
        }
    }
    words
}

/// Gives the touchpoints of the lessons their records and companies.
async fn place(
    tx: &mut Tx,
    lessons: &[Lesson],
    resolved: &[Resolved],
    named: &[Option<Id>],
) -> Result<()> {
    let placed = lessons
        .iter()
        .zip(resolved)
        .zip(named)
        .map(|((lesson, who), named)| {
            (lesson.touchpoint, who.record_id, who.company_id.or(*named))
        });
    tx.place(placed.collect()).await?;
    Ok(())
}
