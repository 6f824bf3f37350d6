//! Who is meant: from the identifiers that a source sends to the person that has them.

use ::store::Tx;
use kernel::{Id, Result, Touchpoint};

use super as store;
use super::super::Person;
use crate::fields::{Edits, Origin, clean_email};
use crate::records;

/// What a source knows about someone.
#[derive(Clone, Debug, Default)]
pub struct Identifiers {
    /// The id that the customer's own system gives a person.
    pub user_id: Option<String>,
    /// The id that a browser or device carries before anyone is known.
    pub anonymous_id: Option<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
}

/// Who it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// The record for touchpoints; `None` while only an anonymous id is known.
    pub record_id: Option<Id>,
    /// The person.
    pub person_id: Option<Id>,
    /// The company of the person.
    pub company_id: Option<Id>,
    /// The person was made just now.
    pub created: bool,
}

/// Finds the person with one of the identifiers: user id before e-mail before anonymous id. Makes a
/// person only when there is something to call them by. Identifiers that nobody had are attached;
/// earlier touchpoints of the anonymous id then belong to the person. When identifiers belong to
/// several people, nothing is merged.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn resolve(tx: &mut Tx, who: &Identifiers, source: &str) -> Result<Resolved> {
    let known = identifiers(who);
    let mut found = None;
    let mut missing = Vec::new();
    for (kind, value) in &known {
        match store::record_with(tx, kind, value).await? {
            Some(hit) => found = found.or(Some(hit)),
            None => missing.push((*kind, value.as_str())),
        }
    }
    let (record, person, company, created) = match found {
        Some((record, person, company)) => (record, person, company, false),
        None if known.iter().all(|(kind, _)| *kind == "anonymous_id") => {
            return Ok(Resolved::default());
        }
        None => {
            let id = make(tx, &known, source).await?;
            (id, id, None, true)
        }
    };
    for (kind, value) in missing {
        attach(tx, record, kind, value, company).await?;
    }
    Ok(Resolved {
        record_id: Some(record),
        person_id: Some(person),
        company_id: company,
        created,
    })
}

/// The identifiers in the order in which they count. A user id that is an address counts as both.
fn identifiers(who: &Identifiers) -> Vec<(&'static str, String)> {
    let trimmed = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or("").trim().to_owned();
        (!text.is_empty() && text.len() <= 300).then_some(text)
    };
    let user_id = trimmed(&who.user_id);
    let mut known: Vec<(&'static str, String)> = Vec::new();
    if let Some(id) = &user_id {
        known.push(("user_id", id.clone()));
    }
    let addresses = who
        .emails
        .iter()
        .map(String::as_str)
        .chain(user_id.as_deref());
    for email in addresses.filter_map(clean_email) {
        let pair = ("email", email.to_lowercase());
        if !known.contains(&pair) {
            known.push(pair);
        }
    }
    known.extend(trimmed(&who.anonymous_id).map(|id| ("anonymous_id", id)));
    known
}

async fn make(tx: &mut Tx, known: &[(&'static str, String)], source: &str) -> Result<Id> {
    let of = |wanted: &'static str| {
        known
            .iter()
            .filter(move |(kind, _)| *kind == wanted)
            .map(|(_, v)| v.as_str())
    };
    let emails: Vec<&str> = of("email").collect();
    let user_id = of("user_id").next().map(str::to_owned);
    let origin = Origin {
        source_system: user_id.is_some().then(|| source.to_owned()),
        source_id: user_id,
        ..Origin::default()
    };
    records::create::<Person>(tx, &Edits::new().set("emails", emails.join("\n")), origin).await
}

/// Attaches an identifier to a record, unless another record has it. Touchpoints that only carry the
/// anonymous id are given to the record, and the timeline says so.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn attach(
    tx: &mut Tx,
    record: Id,
    kind: &str,
    value: &str,
    company: Option<Id>,
) -> Result<bool> {
    let new = store::add_edge(tx, record, kind, value).await?;
    if new && kind == "anonymous_id" {
        let moved = tx.adopt_anonymous(value, record, company).await?;
        if moved > 0 {
            let mut linked = Touchpoint::new("identity.linked", tx.ctx().now());
            linked.record_id = Some(record);
            linked.company_id = company;
            tx.record(linked).await?;
        }
    }
    Ok(new)
}

/// The record that a source has for a person; made when it is missing.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn record_for(tx: &mut Tx, person: Id, source: &str) -> Result<Id> {
    match store::record_of_source(tx, person, source).await? {
        Some(record) => Ok(record),
        None => store::add_record(tx, person, source).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_id_counts_before_an_address_before_a_device() {
        let who = Identifiers {
            user_id: Some(" K@X.de ".to_owned()),
            anonymous_id: Some("a-1".to_owned()),
            emails: vec!["k@x.de".to_owned(), "nix".to_owned()],
        };
        let kinds: Vec<(&str, String)> = identifiers(&who);
        let wanted = [
            ("user_id", "K@X.de"),
            ("email", "k@x.de"),
            ("anonymous_id", "a-1"),
        ];
        assert_eq!(kinds, wanted.map(|(k, v)| (k, v.to_owned())));
    }
}
