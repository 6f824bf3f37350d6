//! Writes what was learned into people and companies, and remembers when it was said.

use std::collections::{BTreeMap, HashMap};

use customers::fields::Edits;
use customers::{companies, people};
use kernel::{Error, Id, Millis, Result};
use store::{Sql, Tx, Value, params};

use super::claims::{Claim, FILLS_ONLY, counts_more};
use super::shifted::move_company;

const COLUMNS: &[&str] = &[
    "record_kind",
    "record_id",
    "field",
    "value",
    "authority",
    "time",
    "event_id",
];

/// What kind of record is learned about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Person,
    Company,
}

impl Kind {
    fn key(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Company => "company",
        }
    }
}

/// A claim with what it is about.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// The record of the source; for a company the company itself.
    pub(super) record: Id,
    /// The person or company.
    pub(super) subject: Id,
    pub(super) field: &'static str,
    pub(super) claim: Claim,
    pub(super) origin: Origin,
}

/// How the subject of a claim came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It was there before.
    Old,
    /// We made it a moment ago from some of the claims.
    Ours,
    /// We made it a moment ago and it has this value.
    Written,
}

/// A person or company as it stands.
struct Standing {
    values: HashMap<&'static str, String>,
    created_at: Millis,
}

/// Remembers what people were made with, before anything else is weighed against it. Answers the claims
/// that are left.
pub(super) async fn remember_made(tx: &mut Tx, kept: Vec<Kept>) -> Result<Vec<Kept>> {
    let (made, left) = kept
        .into_iter()
        .partition(|kept| kept.origin == Origin::Written);
    remember(tx, Kind::Person, made).await?;
    Ok(left)
}

/// Writes claims that count more than what was learned before.
pub(super) async fn apply(tx: &mut Tx, kind: Kind, kept: Vec<Kept>) -> Result<()> {
    let mut rows: Vec<Kept> = Vec::new();
    let mut by_subject: BTreeMap<Id, Vec<Kept>> = BTreeMap::new();
    for kept in kept {
        by_subject.entry(kept.subject).or_default().push(kept);
    }
    let subjects: Vec<Id> = by_subject.keys().copied().collect();
    let learned = learned(tx, kind, &subjects).await?;
    for (subject, claims) in by_subject {
        let more = |last: Option<&Claim>, kept: &Kept| {
            last.is_none_or(|last| counts_more(&kept.claim, last))
        };
        let own = |kept: &Kept| learned.own.get(&(kept.record, kept.field.to_owned()));
        rows.extend(claims.iter().filter(|kept| more(own(kept), kept)).cloned());
        // Of several records of a person, the one whose word counts is written.
        let mut best: BTreeMap<&str, Kept> = BTreeMap::new();
        for kept in claims {
            let last = learned.best.get(&(subject, kept.field.to_owned()));
            let so_far = best.get(kept.field).map(|best| &best.claim);
            if more(last, &kept) && more(so_far, &kept) {
                best.insert(kept.field, kept);
            }
        }
        let claims = Vec::from_iter(best.into_values());
        if claims.is_empty() {
            continue;
        }
        write(tx, kind, subject, &claims, &learned.best).await?;
    }
    remember(tx, kind, rows).await
}

/// What was learned before.
#[derive(Default)]
struct Learned {
    /// By subject and field: what counts of all records of a person.
    best: HashMap<(Id, String), Claim>,
    /// By record and field.
    own: HashMap<(Id, String), Claim>,
}

async fn learned(tx: &mut Tx, kind: Kind, subjects: &[Id]) -> Result<Learned> {
    let mut learned = Learned::default();
    for part in subjects.chunks(512) {
        let mut sql = match kind {
            Kind::Person => Sql::new(
                "select r.person_id, r.id, l.field, l.authority, l.time, l.event_id, l.value from person_record r \
                 join learned_value l on l.record_kind = 'person' and l.record_id = r.id where r.person_id in ",
            ),
            Kind::Company => Sql::new(
                "select record_id, record_id, field, authority, time, event_id, value from learned_value \
                 where record_kind = 'company' and record_id in ",
            ),
        };
        sql.bind_padded_list(part.iter().copied());
        let rows: Vec<(Id, Id, String, i64, Millis, String, String)> = tx.query(sql).await?;
        for (subject, record, field, authority, time, event_id, value) in rows {
            let claim = Claim {
                authority,
                time,
                event_id,
                value,
            };
            learned.own.insert((record, field.clone()), claim.clone());
            let last = learned
                .best
                .entry((subject, field))
                .or_insert_with(|| claim.clone());
            if counts_more(&claim, last) {
                *last = claim;
            }
        }
    }
    Ok(learned)
}

/// Writes what counts into the record.
async fn write(
    tx: &mut Tx,
    kind: Kind,
    subject: Id,
    claims: &[Kept],
    learned: &HashMap<(Id, String), Claim>,
) -> Result<()> {
    let Some(standing) = standing(tx, kind, subject, claims).await? else {
        return Ok(());
    };
    let mut edits = Edits::new();
    let mut company = None;
    for kept in claims {
        let (field, claim) = (kept.field, &kept.claim);
        let last = learned.get(&(subject, field.to_owned()));
        if counts(tx, kind, kept, &standing, last).await? {
            edits = edits.set(field, claim.value.as_str());
            if field == "company_id" {
                company = claim.value.parse().ok();
            }
        }
    }
    if edits.is_empty() {
        return Ok(());
    }
    let outcome = match kind {
        Kind::Person => people::change(tx, subject, None, &edits, None)
            .await
            .map(|_| ()),
        Kind::Company => companies::change(tx, subject, None, &edits, None)
            .await
            .map(|_| ()),
    };
    match outcome {
        Ok(()) => {
            let before = standing.values.get("company_id");
            let before = before.and_then(|id| id.parse().ok());
            if let (Kind::Person, Some(_), Some(_)) = (kind, company, before) {
                for record in people::records_in(tx, subject).await? {
                    move_company(tx, record, before, company).await?;
                }
            }
            Ok(())
        }
        // A value that a rule refuses is left out of the record; the event itself is kept as it came.
        Err(Error::Invalid(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Whether a claim is written into the record that it is about.
async fn counts(
    tx: &mut Tx,
    kind: Kind,
    kept: &Kept,
    standing: &Standing,
    last: Option<&Claim>,
) -> Result<bool> {
    let (field, claim) = (kept.field, &kept.claim);
    let value = standing.values.get(field);
    let is_ours = value.is_some_and(|value| {
        kept.origin == Origin::Ours || last.is_some_and(|last| last.value == *value)
    });
    let may_replace = claim.authority != FILLS_ONLY || is_ours;
    if value.is_some_and(|v| *v == claim.value || !may_replace) {
        return Ok(false);
    }
    if is_ours {
        return Ok(true);
    }
    // Somebody else wrote the value or emptied the field, a member or an import: a browser is not
    // believed against that, a server if its word is the later one.
    let written = written_at(tx, kind, kept.subject, field).await?;
    let written = written.or(value.map(|_| standing.created_at));
    Ok(written.is_none_or(|at| claim.authority > 0 && claim.time >= at))
}

async fn standing(
    tx: &mut Tx,
    kind: Kind,
    subject: Id,
    claims: &[Kept],
) -> Result<Option<Standing>> {
    let fields = claims.iter().map(|kept| kept.field);
    match kind {
        Kind::Person => {
            let person = people::get_in(tx, subject).await?;
            Ok(person.erased_at.is_none().then(|| Standing {
                values: fields.filter_map(|f| Some((f, person.value(f)?))).collect(),
                created_at: person.created_at,
            }))
        }
        Kind::Company => {
            let company = companies::get_in(tx, subject).await?;
            Ok(Some(Standing {
                values: fields
                    .filter_map(|f| Some((f, company.value(f)?)))
                    .collect(),
                created_at: company.created_at,
            }))
        }
    }
}

/// When a member, a program or an import last wrote a field.
pub(super) async fn written_at(
    tx: &mut Tx,
    kind: Kind,
    subject: Id,
    field: &str,
) -> Result<Option<Millis>> {
    let found: Option<(Option<Millis>,)> = tx
        .row(
            "select max(at) from audit where record_kind = $1 and record_id = $2 and field = $3 \
             and (member_id is not null or import_id is not null or token_id is not null)",
            params![kind.key(), subject, field],
        )
        .await?;
    Ok(found.and_then(|(at,)| at))
}

async fn remember(tx: &mut Tx, kind: Kind, rows: Vec<Kept>) -> Result<()> {
    let rows: Vec<Vec<Value>> = rows
        .into_iter()
        .map(|kept| {
            params![
                kind.key(),
                kept.record,
                kept.field,
                kept.claim.value,
                kept.claim.authority,
                kept.claim.time,
                kept.claim.event_id
            ]
        })
        .collect();
    let conflict = "on conflict (record_kind, record_id, field) do update set value = excluded.value, \
                    authority = excluded.authority, time = excluded.time, event_id = excluded.event_id";
    tx.insert_many("learned_value", COLUMNS, rows, conflict)
        .await?;
    Ok(())
}
