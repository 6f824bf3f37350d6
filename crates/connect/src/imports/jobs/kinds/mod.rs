//! One way to write each kind of record: through the slice that owns it.

mod company;
mod deal;
mod member;
mod person;
mod product;

use std::collections::BTreeMap;

use customers::fields::{Changed, Edits, Origin};
use kernel::{Fields, Id, Millis, Result};
use store::Tx;

use super::super::model::fields::Kind;
use super::super::model::spell::Spelled;

pub(super) use deal::Stages;

/// A row whose links are settled.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    /// What names it in its source.
    pub key: String,
    /// Its values.
    pub spelled: Spelled,
    /// When it came into being in its source.
    pub created_at: Option<Millis>,
}

/// Values before a change, by field.
pub(super) type Fore = BTreeMap<String, Option<String>>;

/// Which import writes, for which source.
#[derive(Clone, Debug)]
pub(super) struct Author {
    /// The import.
    pub import: Id,
    /// The source system.
    pub source: String,
}

/// Whether a record could be made of the values; the fields that need another one otherwise.
pub(super) fn check(kind: Kind, ready: &Ready) -> Fields {
    let outcome = match kind {
        Kind::Company => customers::companies::check(&edits(&ready.spelled)),
        Kind::Person => customers::people::check(
            &edits(&ready.spelled),
            &Origin {
                source_id: Some(ready.key.clone()),
                ..Origin::default()
            },
        ),
        Kind::Deal => deal::check(&ready.spelled),
        Kind::Member | Kind::Product => Ok(()),
    };
    match outcome {
        Err(kernel::Error::Invalid(fields)) => fields,
        _ => Fields::new(),
    }
}

/// Makes records; answers their ids in the same order.
pub(super) async fn create(
    tx: &mut Tx,
    kind: Kind,
    by: &Author,
    rows: &[&Ready],
) -> Result<Vec<Id>> {
    match kind {
        Kind::Company => company::create(tx, by, rows).await,
        Kind::Person => person::create(tx, by, rows).await,
        Kind::Deal => deal::create(tx, by, rows).await,
        Kind::Product => product::create(tx, by, rows).await,
        Kind::Member => member::create(tx, by, rows).await,
    }
}

/// The record that an id stands for today: itself, unless it was merged into another.
pub(super) async fn current(tx: &mut Tx, kind: Kind, id: Id) -> Result<Id> {
    match kind {
        Kind::Company => customers::companies::current_in(tx, id).await,
        Kind::Person => customers::people::current_in(tx, id).await,
        _ => Ok(id),
    }
}

/// Writes values into a record that is there; answers what stood in the fields that changed.
pub(super) async fn change(
    tx: &mut Tx,
    kind: Kind,
    id: Id,
    new: &Spelled,
    all: &Spelled,
) -> Result<Fore> {
    let with = edits(new);
    match kind {
        Kind::Company => Ok(fore(
            customers::companies::change(tx, id, None, &with, None)
                .await?
                .1,
        )),
        Kind::Person => Ok(fore(
            customers::people::change(tx, id, None, &with, None)
                .await?
                .1,
        )),
        Kind::Deal => deal::change(tx, id, new, all).await,
        Kind::Product => product::change(tx, id, new).await,
        Kind::Member => member::change(tx, id, new).await,
    }
}

/// Puts values back that an import had changed.
pub(super) async fn put_back(tx: &mut Tx, kind: Kind, id: Id, before: &Fore) -> Result<()> {
    match kind {
        Kind::Company => {
            drop(customers::companies::change(tx, id, None, &backwards(before), None).await?)
        }
        Kind::Person => {
            drop(customers::people::change(tx, id, None, &backwards(before), None).await?)
        }
        Kind::Deal => deal::put_back(tx, id, before).await?,
        Kind::Product => product::put_back(tx, id, before).await?,
        Kind::Member => member::put_back(tx, id, before).await?,
    }
    Ok(())
}

/// Takes records out that an import had made; answers those that stay because something hangs on them.
pub(super) async fn remove(tx: &mut Tx, kind: Kind, import: Id, ids: &[Id]) -> Result<Vec<Id>> {
    match kind {
        Kind::Company => customers::companies::remove_imported(tx, import, ids).await,
        Kind::Person => customers::people::remove_imported(tx, import, ids).await,
        Kind::Deal => customers::deals::remove_imported(tx, import, ids).await,
        Kind::Product => customers::products::remove_imported(tx, ids).await,
        Kind::Member => org::members::remove_imported(tx, ids).await,
    }
}

/// Records that a system knows under these ids.
pub(super) async fn find_by_sources(
    tx: &mut Tx,
    kind: Kind,
    source: &str,
    keys: &[&str],
) -> Result<Vec<(String, Id)>> {
    let mut found = Vec::new();
    for part in keys.chunks(500) {
        found.extend(match kind {
            Kind::Company => customers::companies::find_by_sources(tx, source, part).await?,
            Kind::Person => customers::people::find_by_sources(tx, source, part).await?,
            Kind::Deal => customers::deals::find_by_sources(tx, source, part).await?,
            Kind::Product => customers::products::find_by_sources(tx, source, part).await?,
            Kind::Member => member::find_by_sources(tx, source, part).await?,
        });
    }
    Ok(found)
}

/// Finds records of the same name that rows stand for.
pub(super) struct Namesakes {
    kind: Kind,
    members: Vec<org::members::Listed>,
}

impl Namesakes {
    /// Reads what the kind needs.
    pub async fn load(tx: &mut Tx, kind: Kind) -> Result<Self> {
        let members = match kind {
            Kind::Member => org::members::listed(tx).await?,
            _ => Vec::new(),
        };
        Ok(Self { kind, members })
    }

    /// The record that is there already, and whether the row may change its values.
    pub async fn find(&self, tx: &mut Tx, ready: &Ready) -> Result<Option<(Id, bool)>> {
        match self.kind {
            Kind::Product => {
                let name = ready
                    .spelled
                    .get("name")
                    .map(String::as_str)
                    .unwrap_or_default();
                let found = customers::products::find_by_name(tx, name).await?;
                Ok(found.map(|product| (product.id, true)))
            }
            Kind::Member => {
                Ok(member::namesake(&self.members, &ready.spelled).map(|id| (id, false)))
            }
            _ => Ok(None),
        }
    }
}

fn edits(spelled: &Spelled) -> Edits {
    spelled
        .iter()
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect()
}

fn backwards(before: &Fore) -> Edits {
    let put = |edits: Edits, (field, value): (&String, &Option<String>)| match value {
        Some(value) => edits.set(field.clone(), value.clone()),
        None => edits.clear(field.clone()),
    };
    before.iter().fold(Edits::new(), put)
}

fn fore(changed: Vec<Changed>) -> Fore {
    changed
        .into_iter()
        .map(|c| (c.field.name.to_owned(), c.before))
        .collect()
}

fn origin(by: &Author, ready: &Ready) -> Origin {
    Origin {
        source_system: Some(by.source.clone()),
        source_id: Some(ready.key.clone()),
        import_id: Some(by.import),
        created_at: ready.created_at,
    }
}
