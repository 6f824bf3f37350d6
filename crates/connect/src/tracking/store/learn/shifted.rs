//! What is known about people is computed again where records went from one to another.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use customers::fields::Edits;
use customers::people::{self, Person, Shift};
use kernel::{Error, Id, Millis, Result, Touchpoint};
use store::{Sql, Tx, params};

use super::claims::{Claim, counts_more};
use super::records::{Kind, written_at};

type Values = HashMap<Id, BTreeMap<String, Claim>>;

/// Values, addresses and companies of everybody whose records are others now.
pub(super) async fn compute(tx: &mut Tx, shift: &Shift) -> Result<()> {
    if shift.people.is_empty() {
        return Ok(());
    }
    let mut records: BTreeSet<Id> = shift.before.keys().copied().collect();
    let mut now: HashMap<Id, Vec<Id>> = HashMap::new();
    for person in &shift.people {
        let own = people::records_in(tx, *person).await?;
        records.extend(own.iter().copied());
        now.insert(*person, own);
    }
    let values = values(tx, &Vec::from_iter(records)).await?;
    for person in &shift.people {
        if !now[person].is_empty() {
            one(tx, *person, &now[person], &values, shift).await?;
        }
    }
    for record in &shift.released {
        // Should the device lead to somebody again, its events are read again.
        forget(tx, *record).await?;
    }
    companies(tx, shift, &now).await
}

async fn forget(tx: &mut Tx, record: Id) -> Result<()> {
    tx.exec(
        "delete from learned_value where record_kind = 'person' and record_id = $1",
        params![record],
    )
    .await?;
    Ok(())
}

/// What each record says.
async fn values(tx: &mut Tx, records: &[Id]) -> Result<Values> {
    type Row = (Id, String, i64, Millis, String, String);
    let mut values: Values = HashMap::new();
    for part in records.chunks(512) {
        let mut sql = Sql::new(
            "select record_id, field, authority, time, event_id, value from learned_value where record_kind = 'person' and record_id in ",
        );
        sql.bind_padded_list(part.iter().copied());
        for (record, field, authority, time, event_id, value) in tx.query::<Row>(sql).await? {
            let claim = Claim {
                authority,
                time,
                event_id,
                value,
            };
            values.entry(record).or_default().insert(field, claim);
        }
    }
    Ok(values)
}

async fn one(tx: &mut Tx, id: Id, own: &[Id], values: &Values, shift: &Shift) -> Result<()> {
    let person = people::get_in(tx, id).await?;
    if person.erased_at.is_some() || person.merged_into_id.is_some() {
        return Ok(());
    }
    let (best, ours) = said(own, id, values, shift);
    let mut edits = Edits::new();
    for (field, told) in &ours {
        let stands = person.value(field);
        let counts = best.get(field.as_str());
        if stands.as_deref() == counts.map(|claim| claim.value.as_str()) {
            continue;
        }
        let is_ours = stands.as_deref().is_some_and(|value| told.contains(value));
        let written = match is_ours {
            true => None,
            false => {
                let at = written_at(tx, Kind::Person, id, field).await?;
                match (at, &stands) {
                    (None, Some(_)) => made_by_somebody(tx, id).await?,
                    (at, _) => at,
                }
            }
        };
        // What a member or an import wrote stays, unless a server knows better since then.
        let may = written
            .is_none_or(|at| counts.is_some_and(|claim| claim.authority > 0 && claim.time >= at));
        if may {
            let value = counts.map(|claim| claim.value.clone());
            edits = edits.set(field.as_str(), value.unwrap_or_default());
        }
    }
    if let Some(emails) = emails(tx, &person, shift).await? {
        edits = edits.set("emails", emails);
    }
    if edits.is_empty() {
        return Ok(());
    }
    match people::change(tx, id, None, &edits, None).await {
        Ok(_) | Err(Error::Invalid(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// When somebody made a person, a member, a program or an import; `None` where events did.
async fn made_by_somebody(tx: &mut Tx, id: Id) -> Result<Option<Millis>> {
    let found: Option<(Option<Millis>,)> = tx
        .row(
            "select max(at) from audit where action = 'created' and record_kind = 'person' and record_id = $1 \
             and (member_id is not null or import_id is not null or token_id is not null)",
            params![id],
        )
        .await?;
    Ok(found.and_then(|(at,)| at))
}

/// What counts of each field, and every value that came from records which are or were one with these.
fn said(
    own: &[Id],
    person: Id,
    values: &Values,
    shift: &Shift,
) -> (BTreeMap<String, Claim>, BTreeMap<String, HashSet<String>>) {
    let mut best: BTreeMap<String, Claim> = BTreeMap::new();
    let mut ours: BTreeMap<String, HashSet<String>> = BTreeMap::new();
    let theirs: BTreeSet<Id> = own
        .iter()
        .filter_map(|record| shift.before.get(record).map(|before| before.0))
        .chain([person])
        .collect();
    let before = shift.before.iter();
    let before = before.filter(|(_, before)| theirs.contains(&before.0));
    let all: BTreeSet<Id> = before
        .map(|(record, _)| *record)
        .chain(own.iter().copied())
        .collect();
    for record in all {
        for (field, claim) in values.get(&record).into_iter().flatten() {
            ours.entry(field.clone())
                .or_default()
                .insert(claim.value.clone());
            if !own.contains(&record) || shift.released.contains(&record) {
                continue;
            }
            match best.get(field) {
                Some(last) if !counts_more(claim, last) => {}
                _ => {
                    best.insert(field.clone(), claim.clone());
                }
            }
        }
    }
    (best, ours)
}

/// The addresses of a person, unless somebody wrote some of them down or put them in order: then only what
/// it lost is taken out.
async fn emails(tx: &mut Tx, person: &Person, shift: &Shift) -> Result<Option<String>> {
    let told = people::told_emails(tx, person.id).await?;
    let lost: BTreeSet<String> = lost(tx, person, shift, &told).await?;
    let folded = |email: &String| email.to_lowercase();
    let is_told = |email: &String| told.contains(&folded(email)) || lost.contains(&folded(email));
    let is_ours = person.emails.iter().all(is_told)
        && written_at(tx, Kind::Person, person.id, "emails")
            .await?
            .is_none();
    let emails: Vec<String> = match is_ours {
        true => {
            let spelled = |email: &String| {
                let known = person.emails.iter().find(|known| folded(known) == *email);
                known.unwrap_or(email).clone()
            };
            told.iter().map(spelled).collect()
        }
        false => {
            let kept = person.emails.iter();
            kept.filter(|email| !lost.contains(&folded(email)))
                .cloned()
                .collect()
        }
    };
    Ok((emails != person.emails).then(|| emails.join("\n")))
}

/// Addresses that stand at a person and lead to somebody else by now.
async fn lost(
    tx: &mut Tx,
    person: &Person,
    shift: &Shift,
    told: &[String],
) -> Result<BTreeSet<String>> {
    let mut lost = shift
        .lost_emails
        .get(&person.id)
        .cloned()
        .unwrap_or_default();
    let untold = |email: &&String| !told.contains(&email.to_lowercase());
    for email in person.emails.iter().filter(untold) {
        let owner = people::find_by_email(tx, email).await?;
        if owner.is_some_and(|owner| owner != person.id) {
            lost.insert(email.to_lowercase());
        }
    }
    lost.retain(|email| !told.contains(email));
    Ok(lost)
}

/// Touchpoints have the company of the person they belong to now.
async fn companies(tx: &mut Tx, shift: &Shift, now: &HashMap<Id, Vec<Id>>) -> Result<()> {
    for (person, records) in now {
        let company = match records.is_empty() {
            true => continue,
            false => people::get_in(tx, *person).await?.company_id,
        };
        for record in records {
            let Some((_, before)) = shift.before.get(record) else {
                continue;
            };
            move_company(tx, *record, *before, company).await?;
        }
    }
    Ok(())
}

/// Gives the touchpoints of a record another company; the timelines of both say so, and what is counted
/// about them is counted again.
pub(super) async fn move_company(
    tx: &mut Tx,
    record: Id,
    before: Option<Id>,
    after: Option<Id>,
) -> Result<()> {
    if before == after || tx.move_company(record, before, after).await? == 0 {
        return Ok(());
    }
    for (what, company) in [("identity.split", before), ("identity.linked", after)] {
        let mut happened = Touchpoint::new(what, tx.ctx().now());
        (happened.record_id, happened.company_id) = (Some(record), company);
        if company.is_some() {
            tx.record(happened).await?;
        }
    }
    Ok(())
}
