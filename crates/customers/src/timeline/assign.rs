//! Saying to whom touchpoints belong that wait in the queue, and taking that back.

use kernel::{Error, Id, Result, Touchpoint};
use store::{Change, Tx};

use super::store::{self as sql, Waiting};
use crate::fields::{Edits, Origin};
use crate::{companies, deals, people};

/// Most touchpoints that are chosen at once.
pub(crate) const MOST: usize = 200;

/// To whom touchpoints belong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Company(Id),
    Person(Id),
    /// A company of this name that does not exist yet.
    NewCompany(String),
}

impl Target {
    /// Reads `company:ID`, `person:ID` or `new:NAME`.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let unknown = || Error::field("to", "timeline.choose_target");
        let (kind, value) = text.split_once(':').ok_or_else(unknown)?;
        let id = || value.parse().map_err(|_| unknown());
        match kind {
            "company" => Ok(Self::Company(id()?)),
            "person" => Ok(Self::Person(id()?)),
            "new" if !value.trim().is_empty() => Ok(Self::NewCompany(value.trim().to_owned())),
            _ => Err(unknown()),
        }
    }
}

/// What an assignment did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Assigned {
    /// Names it for the undo.
    pub(crate) id: Id,
    /// Touchpoints that have a company now.
    pub(crate) resolved: usize,
    pub(crate) company: Option<Id>,
}

/// Gives touchpoints to a company or a person, and with them all others of the same people, visitors
/// and deals: those would only come back into the queue.
pub(crate) async fn assign(tx: &mut Tx, chosen: &[Id], target: &Target) -> Result<Assigned> {
    if chosen.is_empty() || chosen.len() > MOST {
        return Err(Error::field("id", "timeline.choose_some"));
    }
    let (company, person) = whom(tx, target).await?;
    let waiting = sql::waiting(tx, chosen).await?;
    if waiting.is_empty() {
        return Err(Error::state("timeline.nothing_waits"));
    }
    let touchpoints: Vec<Id> = waiting.iter().map(|w| w.id).collect();
    let mut effects = Vec::new();
    if let Some(person) = person {
        if waiting
            .iter()
            .any(|w| w.person_id.is_some_and(|own| own != person))
        {
            return Err(Error::field("to", "timeline.has_person"));
        }
        give_to_person(tx, &waiting, person, &mut effects).await?;
    }
    let resolved = match company {
        Some(company) => {
            let resolved = tx.resolve_companies(&touchpoints, company).await?;
            effects.extend(resolved.iter().map(|id| ("touchpoint", *id, None)));
            give_company(tx, &waiting, company, &mut effects).await?;
            resolved.len()
        }
        None => 0,
    };
    let note = note(tx, company, person, resolved).await?;
    let id = sql::insert_assignment(tx, company, person, note).await?;
    sql::insert_effects(tx, id, effects).await?;
    let changes = touchpoints
        .iter()
        .map(|t| Change::of("resolved", "touchpoint", *t));
    tx.audit(changes.collect()).await?;
    Ok(Assigned {
        id,
        resolved,
        company,
    })
}

async fn whom(tx: &mut Tx, target: &Target) -> Result<(Option<Id>, Option<Id>)> {
    Ok(match target {
        Target::Company(id) => {
            companies::get_in(tx, *id).await?;
            (Some(*id), None)
        }
        Target::Person(id) => (people::get_in(tx, *id).await?.company_id, Some(*id)),
        Target::NewCompany(name) => {
            let edits = Edits::new().set("name", name);
            (
                Some(companies::create(tx, &edits, Origin::default()).await?),
                None,
            )
        }
    })
}

/// Touchpoints of nobody become those of the person, also what the same visitor does later.
async fn give_to_person(
    tx: &mut Tx,
    waiting: &[Waiting],
    person: Id,
    effects: &mut Vec<sql::Effect>,
) -> Result<()> {
    let record = sql::record_of(tx, person).await?;
    let ids: Vec<Id> = waiting.iter().map(|w| w.id).collect();
    let given = tx.give_to_record(&ids, record).await?;
    effects.extend(given.into_iter().map(|id| ("record", id, None)));
    let mut visitors: Vec<&str> = waiting
        .iter()
        .filter(|w| w.person_id.is_none())
        .filter_map(|w| w.anonymous_id.as_deref())
        .collect();
    visitors.sort_unstable();
    visitors.dedup();
    for visitor in visitors {
        if people::attach(tx, record, "anonymous_id", visitor, None).await? {
            // One effect per visitor: its id is that of the touchpoint that named it first.
            let named = waiting
                .iter()
                .find(|w| w.anonymous_id.as_deref() == Some(visitor));
            let named = named.map_or(record, |w| w.id);
            effects.push(("visitor", named, Some(visitor.to_owned())));
        }
    }
    Ok(())
}

/// People and deals without a company get it too.
async fn give_company(
    tx: &mut Tx,
    waiting: &[Waiting],
    company: Id,
    effects: &mut Vec<sql::Effect>,
) -> Result<()> {
    let mut of_person: Vec<Id> = waiting.iter().filter_map(|w| w.person_id).collect();
    of_person.sort_unstable();
    of_person.dedup();
    for person in of_person {
        if people::get_in(tx, person).await?.company_id.is_none() {
            let edits = Edits::new().set("company_id", company.to_string());
            people::change(tx, person, None, &edits, None).await?;
            effects.push(("person", person, None));
        }
    }
    let mut of_deal: Vec<Id> = waiting.iter().filter_map(|w| w.deal_id).collect();
    of_deal.sort_unstable();
    of_deal.dedup();
    for deal in of_deal {
        if deals::get_in(tx, deal).await?.company_id.is_none() {
            let to = [(deals::Field::Company, Some(company.to_string()))];
            deals::change(tx, deal, None, &to).await?;
            effects.push(("deal", deal, None));
        }
    }
    Ok(())
}

async fn note(
    tx: &mut Tx,
    company: Option<Id>,
    person: Option<Id>,
    resolved: usize,
) -> Result<Option<Id>> {
    let mut note = Touchpoint::new("identity.grouped", tx.ctx().now());
    note.company_id = company;
    note.member_id = tx.ctx().member;
    if let Some(person) = person {
        note.record_id = Some(sql::record_of(tx, person).await?);
    }
    note.properties
        .insert("evidence".to_owned(), "by hand".into());
    note.properties
        .insert("touchpoints".to_owned(), resolved.into());
    tx.record(note).await
}

/// Takes an assignment back: what it gave and still is as given, it takes. A company that was made
/// for it stays, like any other company.
pub(crate) async fn undo(tx: &mut Tx, id: Id) -> Result<()> {
    let assignment = sql::undone(tx, id).await?;
    let record = match assignment.person_id {
        Some(person) => Some(sql::record_of(tx, person).await?),
        None => None,
    };
    let effects = sql::effects(tx, id).await?;
    let of = |kind: &'static str| effects.iter().filter(move |(k, _, _)| k == kind);
    let ids = |kind| of(kind).map(|(_, id, _)| *id).collect::<Vec<Id>>();
    for person in ids("person") {
        if people::get_in(tx, person).await?.company_id == assignment.company_id {
            let edits = Edits::new().clear("company_id");
            people::change(tx, person, None, &edits, None).await?;
        }
    }
    for deal in ids("deal") {
        if deals::get_in(tx, deal).await?.company_id == assignment.company_id {
            deals::change(tx, deal, None, &[(deals::Field::Company, None)]).await?;
        }
    }
    tx.take_from(&ids("touchpoint"), assignment.company_id, None)
        .await?;
    tx.take_from(&ids("record"), None, record).await?;
    if let Some(record) = record {
        for (_, _, visitor) in of("visitor") {
            people::detach(tx, record, "anonymous_id", visitor.as_deref().unwrap_or("")).await?;
        }
    }
    if let Some(note) = assignment.touchpoint_id {
        tx.retract(note, "undone").await?;
    }
    tx.audit(vec![Change::of("undone", "assignment", id)]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_company_a_person_or_a_name() {
        let id = Id(7).to_string();
        assert_eq!(
            Target::parse(&format!("company:{id}")).ok(),
            Some(Target::Company(Id(7)))
        );
        assert_eq!(
            Target::parse(&format!("person:{id}")).ok(),
            Some(Target::Person(Id(7)))
        );
        assert_eq!(
            Target::parse("new: Vogel: AG ").ok(),
            Some(Target::NewCompany("Vogel: AG".to_owned()))
        );
        for wrong in ["", "company:", "new: ", "planet:1", "company:x"] {
            assert!(Target::parse(wrong).is_err(), "{wrong}");
        }
    }
}
