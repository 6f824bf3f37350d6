//! New people and changed people: the only ways in which a person is written.

use std::collections::HashMap;

use ::store::{Change, Doc, Tx};
use kernel::{Error, Id, Result, Touchpoint};

use super as store;
use super::super::model::{FIELDS, Person, full_name, require_a_name, sort_name};
use crate::fields::{Changed, Edits, Kind, Origin, Spelled};
use crate::records::{self, New};

/// How many parameters one `in (…)` takes.
const IDS: usize = 500;

/// Whether a person could be made of this.
///
/// # Errors
/// `Invalid` with the fields that need another value.
pub fn check(edits: &Edits, origin: &Origin) -> Result<()> {
    require_a_name(&edits.read(FIELDS)?, origin.source_id.as_deref())
}

/// Writes new people. The first record of each has the person's own id.
pub(crate) async fn write_new(tx: &mut Tx, chunk: Vec<(Spelled, Origin)>) -> Result<Vec<Id>> {
    let ctx = tx.ctx().clone();
    let with_ids = chunk.into_iter().map(|new| (ctx.id(), new)).collect();
    write_with_ids(tx, with_ids).await
}

/// A record that belongs to somebody becomes a person of its own, under its own id.
pub(crate) async fn stand_up(tx: &mut Tx, id: Id, edits: Edits, origin: Origin) -> Result<()> {
    let spelled = edits.read(FIELDS)?;
    write_with_ids(tx, vec![(id, (spelled, origin))]).await?;
    Ok(())
}

async fn write_with_ids(tx: &mut Tx, chunk: Vec<(Id, (Spelled, Origin))>) -> Result<Vec<Id>> {
    let ctx = tx.ctx().clone();
    let mut people = Vec::with_capacity(chunk.len());
    for (id, (values, origin)) in chunk {
        require_a_name(&values, origin.source_id.as_deref())?;
        people.push(New { id, values, origin });
    }
    store::insert(tx, &people).await?;
    crate::duplicates::keep_new::<Person>(tx, people.iter().map(|p| (p.id, &p.values))).await?;
    let companies = company_names(tx, &people).await?;
    let mut audit = Vec::with_capacity(people.len());
    let mut touchpoints = Vec::with_capacity(people.len());
    let mut docs = Vec::with_capacity(people.len());
    for person in &people {
        let doc = doc_of_new(person, &companies);
        let mut change = Change::of("created", "person", person.id);
        change.after = Some(doc.title.clone());
        change.import_id = person.origin.import_id;
        audit.push(change);
        touchpoints.push(created(person, ctx.now(), ctx.member));
        docs.push(doc);
    }
    tx.audit(audit).await?;
    tx.record_all(touchpoints).await?;
    tx.index(docs).await?;
    Ok(people.into_iter().map(|p| p.id).collect())
}

async fn company_names(tx: &mut Tx, people: &[New]) -> Result<HashMap<Id, String>> {
    let ids = people.iter().filter_map(company_of);
    let mut ids: Vec<Id> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let mut names = HashMap::new();
    for part in ids.chunks(IDS) {
        names.extend(store::company_names(tx, part.to_vec()).await?);
    }
    Ok(names)
}

fn company_of(person: &New) -> Option<Id> {
    person.values.get("company_id")?.parse().ok()
}

fn created(person: &New, now: kernel::Millis, member: Option<Id>) -> Touchpoint {
    let mut touchpoint = Touchpoint::new("person.created", person.origin.created_at.unwrap_or(now));
    touchpoint.record_id = Some(person.id);
    touchpoint.company_id = company_of(person);
    touchpoint.member_id = member;
    touchpoint.import_id = person.origin.import_id;
    touchpoint
}

fn doc_of_new(person: &New, companies: &HashMap<Id, String>) -> Doc {
    let value = |name: &str| person.values.get(name);
    let first_line = |name: &str| value(name).and_then(|text| text.lines().next());
    let full = full_name(
        value("academic_degree"),
        value("first_name"),
        value("last_name"),
        value("degree_suffix"),
    );
    let other = || {
        first_line("emails")
            .or(first_line("phones"))
            .or(person.origin.source_id.as_deref())
    };
    let company = company_of(person).and_then(|id| companies.get(&id));
    let subtitle = [
        value("job_title"),
        company.map(String::as_str),
        value("city"),
    ];
    Doc {
        id: person.id,
        kind: "person",
        title: full
            .or_else(|| other().map(str::to_owned))
            .unwrap_or_default(),
        subtitle: subtitle
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        words: [value("emails"), value("phones")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// Renews what search finds about a person.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn index(tx: &mut Tx, person: &Person) -> Result<()> {
    if person.merged_into_id.is_some() {
        return Ok(());
    }
    let names = store::company_names(tx, person.company_id.into_iter().collect()).await?;
    let company = names.into_iter().next().map(|(_, name)| name);
    let subtitle = [person.job_title.clone(), company, person.city.clone()];
    let doc = Doc {
        id: person.id,
        kind: "person",
        title: person.name(),
        subtitle: subtitle
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        words: format!("{} {}", person.emails.join(" "), person.phones.join(" ")),
    };
    tx.index(vec![doc]).await
}

/// Changes fields of a person; answers the person afterwards and what changed. With `expected` it
/// fails when someone else changed the person since that version was read.
///
/// # Errors
/// `NotFound`, `Invalid` with the fields, `Conflict` on another version.
pub async fn change(
    tx: &mut Tx,
    id: Id,
    expected: Option<i64>,
    edits: &Edits,
    import_id: Option<Id>,
) -> Result<(Person, Vec<Changed>)> {
    let spelled = edits.read(FIELDS)?;
    let before = store::get_in(tx, id).await?;
    records::require_version(expected, before.version)?;
    if before.erased_at.is_some() {
        return Err(Error::state("people.error.erased"));
    }
    let (person, changed) = overwrite(tx, &before, spelled).await?;
    if changed.is_empty() {
        return Ok((before, changed));
    }
    if let (None, Some(company)) = (before.company_id, person.company_id) {
        tx.resolve_company_of(id, company).await?;
    }
    note_change(tx, &person, &changed, import_id).await?;
    Ok((person, changed))
}

/// Writes the fields that differ; answers the person afterwards and what changed. Audit trail,
/// timeline and search are the caller's.
pub(crate) async fn overwrite(
    tx: &mut Tx,
    before: &Person,
    spelled: Spelled,
) -> Result<(Person, Vec<Changed>)> {
    let id = before.id;
    let after_value = |name: &str| match spelled.has(name) {
        true => spelled.get(name).map(str::to_owned),
        false => before.value(name),
    };
    let named = ["first_name", "last_name", "emails", "phones"];
    if before.source_id.is_none() && !named.iter().any(|name| after_value(name).is_some()) {
        return Err(Error::field("last_name", "people.error.name"));
    }
    let sorted_by = sort_name(after_value, before.source_id.as_deref());
    let country = after_value("country");
    let changed = spelled.differing(|field| before.value(field.name));
    if changed.is_empty() {
        return Ok((before.clone(), changed));
    }
    records::require_links(tx, changed.iter().map(|c| (c.field, c.after.as_deref()))).await?;
    records::update::<Person>(tx, id, before.version, &changed, &sorted_by).await?;
    for change in &changed {
        match change.field.kind {
            Kind::Emails => {
                store::replace_emails(tx, id, change.before.as_deref(), change.after.as_deref())
                    .await?;
            }
            Kind::Phones => {
                store::replace_phones(tx, id, change.after.as_deref(), country.as_deref()).await?
            }
            _ => {}
        }
    }
    let after = store::get_in(tx, id).await?;
    let (old, new) = (
        |field: &str| before.value(field),
        |field: &str| after.value(field),
    );
    crate::duplicates::keep_changed::<Person>(tx, id, old, new).await?;
    Ok((after, changed))
}

async fn note_change(
    tx: &mut Tx,
    person: &Person,
    changed: &[Changed],
    import_id: Option<Id>,
) -> Result<()> {
    let fields = records::audit::<Person>(tx, person.id, changed, import_id).await?;
    let mut touchpoint = Touchpoint::new("person.changed", tx.ctx().now());
    touchpoint.record_id = Some(person.id);
    touchpoint.company_id = person.company_id;
    touchpoint.member_id = tx.ctx().member;
    touchpoint.import_id = import_id;
    touchpoint
        .properties
        .insert("fields".to_owned(), fields.into());
    tx.record(touchpoint).await?;
    index(tx, person).await
}
