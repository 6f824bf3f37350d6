//! What traits teach about people and companies.
//!
//! A server speaks for the customer's own system: it changes what it sent before and may make a
//! company. The key of a browser is public: it only fills what is empty and makes no company.

use customers::fields::{Edits, Field, Origin};
use customers::people::Resolved;
use customers::{companies, people};
use kernel::{Error, Id, Millis, Result};
use store::{Tx, params};

use super::super::model::{Incoming, Kind, Said, company_of_person, of_company, of_person};
use crate::sources::Source;

/// Learns from an `identify` or a `group`; answers the company that the event names, if any.
pub(super) async fn learn(
    tx: &mut Tx,
    source: &Source,
    event: &Incoming,
    who: &Resolved,
) -> Result<Option<Id>> {
    let company = match event.kind {
        Kind::Group => {
            let said = of_company(&event.traits);
            company_of(tx, source, said, event.group_id.as_deref()).await?
        }
        Kind::Identify => {
            let said = company_of_person(&event.traits);
            company_of(tx, source, said, None).await?
        }
        _ => return Ok(None),
    };
    let Some(person) = who.person_id else {
        return Ok(company);
    };
    let mut said = match event.kind {
        Kind::Identify => of_person(&event.traits),
        _ => Vec::new(),
    };
    if let (Some(company), None) = (company, who.company_id) {
        said.push(("company_id", company.to_string()));
    }
    if !said.is_empty() {
        let newest = is_newest(tx, who.record_id, event.time).await?;
        about_person(tx, person, said, source.is_server() && newest).await?;
    }
    Ok(company)
}

/// Whether nothing that happened later was learned about the record before.
async fn is_newest(tx: &mut Tx, record: Option<Id>, time: Millis) -> Result<bool> {
    let last: Option<(Option<Millis>,)> = tx
        .row(
            "select max(time) from touchpoint where record_id = $1 and type = 'identity.identified'",
            params![record],
        )
        .await?;
    Ok(last.and_then(|(at,)| at).is_none_or(|at| at <= time))
}

async fn about_person(tx: &mut Tx, id: Id, said: Said, overwrite: bool) -> Result<()> {
    let person = people::get_in(tx, id).await?;
    if person.erased_at.is_some() {
        return Ok(());
    }
    let edits = edits(people::FIELDS, said, |name| {
        overwrite || person.value(name).is_none()
    });
    if edits.is_empty() {
        return Ok(());
    }
    unless_invalid(people::change(tx, id, None, &edits, None).await.map(|_| ()))
}

/// The company of its id in the source, of its domain or of its name; made when it has a name and
/// the source may.
async fn company_of(
    tx: &mut Tx,
    source: &Source,
    said: Said,
    group: Option<&str>,
) -> Result<Option<Id>> {
    let value = |field: &str| {
        said.iter()
            .find(|(name, _)| *name == field)
            .map(|(_, v)| v.clone())
    };
    let mut found = None;
    if let Some(group) = group {
        let known = companies::find_by_sources(tx, &source.name, &[group]).await?;
        found = known.first().map(|(_, id)| *id);
    }
    if let (None, Some(domain)) = (found, value("domain")) {
        found = companies::find_by_domain(tx, &domain).await?;
    }
    if let (None, Some(name)) = (found, value("name")) {
        found = companies::find_by_name(tx, &name).await?;
    }
    if let (None, Some(_), true) = (found, value("name"), source.is_server()) {
        let edits = edits(companies::FIELDS, said, |_| true);
        let origin = Origin {
            source_system: group.map(|_| source.name.clone()),
            source_id: group.map(str::to_owned),
            ..Origin::default()
        };
        return match companies::create(tx, &edits, origin).await {
            Ok(id) => Ok(Some(id)),
            Err(Error::Invalid(_)) => Ok(None),
            Err(other) => Err(other),
        };
    }
    Ok(found)
}

/// What may be written, each value only if it can be read as what its field holds.
fn edits(fields: &'static [Field], said: Said, may: impl Fn(&str) -> bool) -> Edits {
    said.into_iter()
        .filter(|(name, _)| may(name))
        .filter(|(name, value)| Edits::new().set(*name, value.as_str()).read(fields).is_ok())
        .fold(Edits::new(), |edits, (name, value)| edits.set(name, value))
}

/// A value that a rule refuses is left out of the record; the event itself is kept as it came.
fn unless_invalid(outcome: Result<()>) -> Result<()> {
    match outcome {
        Err(Error::Invalid(_)) => Ok(()),
        other => other,
    }
}
