//! What events say about somebody of whom only a device is known: it is kept for the record of the device,
//! and goes with it.

use std::collections::{HashMap, HashSet};

use customers::people::{self, Shift};
use kernel::{Id, Result};
use store::{Sql, Tx};

use super::super::super::model::{Kind, of_person};
use super::claims::Claims;
use super::records::{Kept, Origin};
use super::{Lesson, Row, SELECT, lesson};

/// What is known now about whoever uses devices: from these events, and from earlier ones of devices that
/// lead to somebody only now.
pub(super) async fn heard(tx: &mut Tx, lessons: &[Lesson], shift: &Shift) -> Result<Vec<Kept>> {
    let mut records: HashSet<Id> = shift.devices.iter().copied().collect();
    let visitors: Vec<String> = lessons
        .iter()
        .filter(|lesson| says_of_a_device(lesson))
        .flat_map(|lesson| lesson.who.in_order().into_iter().map(|(_, value)| value))
        .collect();
    let keys = visitors.into_iter().map(|value| ("anonymous_id", value));
    let known = people::known(tx, keys.collect()).await?;
    let told = known.into_values().filter(|lead| !lead.is_written);
    records.extend(told.filter_map(|lead| lead.record));
    let mut claims: HashMap<Id, Claims> = HashMap::new();
    let mut records = Vec::from_iter(records);
    records.sort_unstable();
    for part in records.chunks(500) {
        for (record, row) in lessons_of(tx, part).await? {
            if let Some(lesson) = lesson(row).filter(says_of_a_device) {
                let claims = claims.entry(record).or_default();
                claims.hear(people::FIELDS, of_person(&lesson.event.traits), &lesson);
            }
        }
    }
    let hits = people::hits(tx, &records).await?;
    let of_record = |(record, claims): (Id, Claims)| {
        let person = hits.get(&record)?.1;
        Some(claims.of_record(record, person, Origin::Old))
    };
    Ok(claims.into_iter().filter_map(of_record).flatten().collect())
}

fn says_of_a_device(lesson: &Lesson) -> bool {
    let list = lesson.who.in_order();
    let is_all = list.iter().all(|(kind, _)| *kind == "anonymous_id");
    lesson.event.kind == Kind::Identify && is_all
}

/// The events that teach something about whoever uses devices.
async fn lessons_of(tx: &mut Tx, records: &[Id]) -> Result<Vec<(Id, Row)>> {
    let mut sql = Sql::new(
        "select l.touchpoint_id, t.record_id from touchpoint t join lesson l on l.seq = t.seq where t.record_id in ",
    );
    sql.bind_list(records.iter().copied());
    let of: HashMap<Id, Id> = tx.query::<(Id, Id)>(sql).await?.into_iter().collect();
    let mut found = Vec::new();
    for part in Vec::from_iter(of.keys().copied()).chunks(500) {
        let mut sql = Sql::new(SELECT);
        sql.push("where l.touchpoint_id in ")
            .bind_list(part.iter().copied());
        let rows: Vec<Row> = tx.query(sql).await?;
        found.extend(rows.into_iter().map(|row| (of[&row.touchpoint], row)));
    }
    Ok(found)
}
