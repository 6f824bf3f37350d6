//! New companies and changed companies: the only ways in which a company is written.

use ::store::{Change, Doc, Tx};
use kernel::{Error, Id, Millis, Result, Touchpoint};

use super as store;
use super::super::model::{Company, FIELDS, bare_name, complete};
use crate::fields::{Changed, Edits, Origin, Spelled};
use crate::people;
use crate::records::{self, New};

/// How many people are found under the new name at once after a renaming.
const PEOPLE: i64 = 500;

/// Whether a company could be made of this.
///
/// # Errors
/// `Invalid` with the fields that need another value.
pub fn check(edits: &Edits) -> Result<()> {
    require_a_name(&edits.read(FIELDS)?)
}

fn require_a_name(values: &Spelled) -> Result<()> {
    match values.get("name") {
        Some(_) => Ok(()),
        None => Err(Error::field("name", "error.required")),
    }
}

/// Writes new companies. Legal form and domain follow from name and web address unless given.
pub(crate) async fn write_new(tx: &mut Tx, chunk: Vec<(Spelled, Origin)>) -> Result<Vec<Id>> {
    let ctx = tx.ctx().clone();
    let mut companies = Vec::with_capacity(chunk.len());
    for (mut values, origin) in chunk {
        require_a_name(&values)?;
        complete(&mut values);
        companies.push(New {
            id: ctx.id(),
            values,
            origin,
        });
    }
    records::insert::<Company>(tx, &companies, |company| {
        bare_name(company.values.get("name").unwrap_or_default())
    })
    .await?;
    let ids: Vec<Id> = companies.iter().map(|company| company.id).collect();
    store::stand_alone(tx, &ids).await?;
    let keyed = companies
        .iter()
        .map(|company| (company.id, &company.values));
    crate::duplicates::keep_new::<Company>(tx, keyed).await?;
    let mut audit = Vec::with_capacity(companies.len());
    let mut touchpoints = Vec::with_capacity(companies.len());
    let mut docs = Vec::with_capacity(companies.len());
    for company in &companies {
        let mut change = Change::of("created", "company", company.id);
        change.after = company.values.get("name").map(str::to_owned);
        change.import_id = company.origin.import_id;
        audit.push(change);
        touchpoints.push(created(company, ctx.now(), ctx.member));
        docs.push(doc(company.id, |name| {
            company.values.get(name).map(str::to_owned)
        }));
    }
    tx.audit(audit).await?;
    tx.record_all(touchpoints).await?;
    tx.index(docs).await?;
    Ok(ids)
}

fn created(company: &New, now: Millis, member: Option<Id>) -> Touchpoint {
    let mut touchpoint =
        Touchpoint::new("company.created", company.origin.created_at.unwrap_or(now));
    touchpoint.company_id = Some(company.id);
    touchpoint.member_id = member;
    touchpoint.import_id = company.origin.import_id;
    touchpoint
}

fn doc(id: Id, value: impl Fn(&str) -> Option<String>) -> Doc {
    let joined = |names: &[&str], between: &str| {
        let words: Vec<String> = names.iter().filter_map(|name| value(name)).collect();
        words.join(between)
    };
    Doc {
        id,
        kind: "company",
        title: value("name").unwrap_or_default(),
        subtitle: joined(&["industry", "city"], " · "),
        words: joined(
            &[
                "domain",
                "phone",
                "vat_id",
                "register_number",
                "postal_code",
            ],
            " ",
        ),
    }
}

/// Changes fields of a company; answers the company afterwards and what changed. With `expected` it
/// fails when someone else changed the company since that version was read.
///
/// # Errors
/// `NotFound`, `Invalid` with the fields, `Conflict` on another version.
pub async fn change(
    tx: &mut Tx,
    id: Id,
    expected: Option<i64>,
    edits: &Edits,
    import_id: Option<Id>,
) -> Result<(Company, Vec<Changed>)> {
    let spelled = edits.read(FIELDS)?;
    let before = store::get_in(tx, id).await?;
    records::require_version(expected, before.version)?;
    let (company, changed) = overwrite(tx, &before, spelled).await?;
    if !changed.is_empty() {
        note_change(tx, &company, &changed, import_id).await?;
    }
    Ok((company, changed))
}

/// Writes the fields that differ; answers the company afterwards and what changed. Audit trail and
/// timeline are the caller's.
pub(crate) async fn overwrite(
    tx: &mut Tx,
    before: &Company,
    spelled: Spelled,
) -> Result<(Company, Vec<Changed>)> {
    if spelled.has("name") {
        require_a_name(&spelled)?;
    }
    let mut changed = spelled.differing(|field| before.value(field.name));
    part_of_nothing(before, &mut changed);
    if changed.is_empty() {
        return Ok((before.clone(), changed));
    }
    records::require_links(tx, changed.iter().map(|c| (c.field, c.after.as_deref()))).await?;
    store::require_place(tx, before.id, &changed).await?;
    let named = changed.iter().find(|c| c.field.name == "name");
    let name = named
        .and_then(|c| c.after.as_deref())
        .unwrap_or(&before.name);
    let sorted_by = bare_name(name);
    records::update::<Company>(tx, before.id, before.version, &changed, &sorted_by).await?;
    let after = store::get_in(tx, before.id).await?;
    let (old, new) = (
        |field: &str| before.value(field),
        |field: &str| after.value(field),
    );
    crate::duplicates::keep_changed::<Company>(tx, before.id, old, new).await?;
    Ok((after, changed))
}

/// Who belongs to nobody any more is no subsidiary or site either.
fn part_of_nothing(before: &Company, changed: &mut Vec<Changed>) {
    let leaves = changed
        .iter()
        .any(|c| c.field.name == "parent_company_id" && c.after.is_none());
    let said = changed.iter().any(|c| c.field.name == "parent_kind");
    if let (true, false, Some(field), Some(kind)) = (
        leaves,
        said,
        crate::fields::find(FIELDS, "parent_kind"),
        before.value("parent_kind"),
    ) {
        changed.push(Changed {
            field,
            before: Some(kind),
            after: None,
        });
    }
}

/// Renews what search finds about a company.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn index(tx: &mut Tx, company: &Company) -> Result<()> {
    match company.merged_into_id {
        Some(_) => Ok(()),
        None => {
            tx.index(vec![doc(company.id, |name| company.value(name))])
                .await
        }
    }
}

async fn note_change(
    tx: &mut Tx,
    company: &Company,
    changed: &[Changed],
    import_id: Option<Id>,
) -> Result<()> {
    let fields = records::audit::<Company>(tx, company.id, changed, import_id).await?;
    let mut touchpoint = Touchpoint::new("company.changed", tx.ctx().now());
    touchpoint.company_id = Some(company.id);
    touchpoint.member_id = tx.ctx().member;
    touchpoint.import_id = import_id;
    touchpoint
        .properties
        .insert("fields".to_owned(), fields.into());
    tx.record(touchpoint).await?;
    index(tx, company).await?;
    if changed.iter().any(|c| c.field.name == "name") {
        for person in store::some_people(tx, company.id, PEOPLE).await? {
            let person = people::get_in(tx, person).await?;
            people::index(tx, &person).await?;
        }
    }
    Ok(())
}
