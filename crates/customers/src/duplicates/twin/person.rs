//! People as things that can be there twice.

use std::collections::HashMap;

use ::store::{Db, Tx};
use analysis::identity::Shape;
use kernel::{Id, Result, Touchpoint};

use super::super::model::Inverse;
use super::super::store::{self as sql, Card, Reader};
use super::{Kind, Side, Source, Trees, Twin};
use crate::fields::{Changed, Edits, Kind as Holds, Origin, Spelled, find};
use crate::people::{self, FIELDS, Person};

impl Twin for Person {
    const TWIN: Kind = Kind::Person;
    const SHAPE: Shape = Shape::Business;
    const KEYS: &'static str = "duplicates.keys";
    const SAYS: &'static str = "duplicates";
    const NAMED: &'static [&'static str] = &["first_name", "last_name"];

    fn objects(&self) -> bool {
        self.objection_at.is_some()
    }

    fn sign(&self, happened: &mut Touchpoint) {
        happened.record_id = Some(self.id);
        happened.company_id = self.company_id;
    }

    async fn current_in(tx: &mut Tx, id: Id) -> Result<Id> {
        people::current_in(tx, id).await
    }

    async fn sources(db: &Db, id: Id) -> Result<Vec<Source>> {
        let members = people::members(db, id).await?;
        let ids: Vec<Id> = members.iter().map(|member| member.id).collect();
        let mut identifiers: HashMap<Id, Vec<(String, String)>> = HashMap::new();
        for (record, kind, value) in people::identifiers_of(db, &ids).await? {
            identifiers.entry(record).or_default().push((kind, value));
        }
        let source = |member: people::Member| Source {
            identifiers: identifiers.remove(&member.id).unwrap_or_default(),
            id: member.id,
            source: member.source,
            name: None,
            created_at: member.created_at,
            touchpoints: member.touchpoints,
            last_at: member.last_at,
        };
        Ok(members.into_iter().map(source).collect())
    }

    async fn may_join(_tx: &mut Tx, _winner: &Self, _loser: &Self) -> Result<()> {
        Ok(())
    }

    async fn join(tx: &mut Tx, winner: Id, loser: Id) -> Result<Vec<Id>> {
        people::join(tx, winner, loser).await
    }

    async fn give(tx: &mut Tx, from: Id, records: &[Id], to: Id) -> Result<()> {
        people::give(tx, from, records, to).await
    }

    async fn overwrite(
        tx: &mut Tx,
        before: &Self,
        values: Spelled,
    ) -> Result<(Self, Vec<Changed>)> {
        people::overwrite(tx, before, values).await
    }

    async fn index(tx: &mut Tx, one: &Self) -> Result<()> {
        people::index(tx, one).await
    }

    async fn joined(tx: &mut Tx, after: &Self, inverse: &mut Inverse) -> Result<()> {
        if let Some(company) = after.company_id {
            let open = people::without_company(tx, after.id).await?;
            for part in open.chunks(200) {
                let resolved = tx.resolve_companies(part, company).await?;
                inverse.resolved.extend(resolved);
            }
            inverse.company_id = Some(company);
        }
        Ok(())
    }

    /// Companies of touchpoints as they were. An objection that was raised while the two were one is kept
    /// for both: nobody knows which of them objected.
    async fn parting(tx: &mut Tx, inverse: &Inverse, holder: &Self, loser: Id) -> Result<()> {
        if let Some(company) = inverse.company_id {
            tx.take_from(&inverse.resolved, Some(company), None).await?;
        }
        let of_merge = inverse
            .replaced
            .iter()
            .any(|r| r.field == "objection_at" && r.after == holder.value("objection_at"));
        if holder.objects() && !of_merge {
            share_objection(tx, holder, loser).await?;
        }
        Ok(())
    }

    /// Its addresses are those that were seen on the records.
    async fn make(tx: &mut Tx, from: &Self, records: &[Id], named: Edits) -> Result<Id> {
        let emails = people::emails_of(tx, records).await?;
        let edits = named
            .set("emails", emails.join("\n"))
            .set_opt("company_id", from.company_id.map(|id| id.to_string()))
            .set_opt("objection_at", from.value("objection_at"));
        people::create(tx, &edits, Origin::default()).await
    }

    /// Addresses that went with the records no longer stand at the person, unless none would be left to
    /// call it by.
    fn leaves(from: &Self, new: &Self) -> Vec<Changed> {
        let Some(field) = find(FIELDS, "emails").filter(|field| field.kind == Holds::Emails) else {
            return Vec::new();
        };
        let gone = |email: &&String| {
            !new.emails
                .iter()
                .any(|other| other.eq_ignore_ascii_case(email))
        };
        let left: Vec<String> = from.emails.iter().filter(gone).cloned().collect();
        let named = from.first_name.is_some() || from.last_name.is_some() || !left.is_empty();
        if left.len() == from.emails.len() || !named {
            return Vec::new();
        }
        vec![Changed {
            field,
            before: from.value("emails"),
            after: (!left.is_empty()).then(|| left.join("\n")),
        }]
    }

    async fn split_off(tx: &mut Tx, from: &Self, new: &Self) -> Result<()> {
        people::claim_emails(tx, new).await?;
        share_objection(tx, from, new.id).await
    }

    fn card(id: Id, value: impl Fn(&str) -> Option<String>) -> Card {
        Card::of_person(id, value)
    }

    async fn cards(from: Reader<'_>, ids: &[Id]) -> Result<Vec<Card>> {
        sql::people_cards(from, ids).await
    }

    /// With what is compared of its employer.
    async fn completed(from: Reader<'_>, card: &Card) -> Result<Card> {
        let mut card = card.clone();
        if let Some(employer) = card.employer {
            card.with_employer(sql::employer(from, employer).await?);
        }
        Ok(card)
    }

    async fn begin_alike(_db: &Db, _card: &Card) -> Result<Vec<Id>> {
        Ok(Vec::new())
    }

    async fn after(db: &Db, after: Id, limit: usize) -> Result<Vec<Id>> {
        sql::people_after(db, after, limit).await
    }

    async fn count(db: &Db) -> Result<usize> {
        sql::count_people(db).await
    }

    async fn changed(tx: &mut Tx, after: i64, up_to: i64, limit: usize) -> Result<Vec<Id>> {
        sql::changed_people(tx, after, up_to, limit).await
    }

    async fn trees(_db: &Db) -> Result<Trees> {
        Ok(Trees::default())
    }

    async fn sides(db: &Db, ids: &[Id]) -> Result<HashMap<Id, Side>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let people = people::many(db, ids).await?;
        let companies: Vec<Id> = people
            .iter()
            .filter_map(|person| person.company_id)
            .collect();
        let companies = crate::companies::names(db, &companies).await?;
        let side = |person: &Person| {
            let company = person.company_id.and_then(|id| companies.get(&id).cloned());
            let email = person.emails.first().cloned();
            let contact = email.or_else(|| person.phones.first().cloned());
            let about = [company, contact, person.city.clone()];
            let about: Vec<String> = about.into_iter().flatten().collect();
            Side {
                name: person.name(),
                about: about.join(" · "),
            }
        };
        Ok(people
            .iter()
            .map(|person| (person.id, side(person)))
            .collect())
    }
}

/// An objection of the one is written to the other too, unless it has an earlier one.
async fn share_objection(tx: &mut Tx, from: &Person, to: Id) -> Result<()> {
    let (Some(field), Some(at)) = (find(FIELDS, "objection_at"), from.value("objection_at")) else {
        return Ok(());
    };
    let other = people::get_in(tx, to).await?;
    if other.objects() {
        return Ok(());
    }
    let change = Changed {
        field,
        before: None,
        after: Some(at),
    };
    sql::write_values(tx, &other, vec![change]).await?;
    Ok(())
}
