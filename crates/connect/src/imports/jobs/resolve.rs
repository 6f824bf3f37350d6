//! Finding the records that rows name: by source id, name or address, all of a chunk together.

use std::collections::{HashMap, HashSet};

use customers::{companies, people, products};
use kernel::{Id, Result};
use org::members::Listed;
use store::{Tx, fold, fold_name};

use super::super::model::fields::Kind;
use super::super::model::mapping::{By, Missing, Reference};
use super::super::model::spell::Spelled;
use super::super::store as sql;
use super::kinds::{self, Author, Ready};

/// More found links than this are forgotten again, so that memory stays bounded.
const KEPT: usize = 50_000;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A record; the name it really has, when it is written another way.
    Found(Id, Option<String>),
    /// A record that was made because nobody of this name was there.
    Made(Id),
    /// Nothing.
    Missing,
    /// More than one record has this name.
    Several,
}

impl Target {
    /// The record, if there is one.
    pub fn id(&self) -> Option<Id> {
        match self {
            Target::Found(id, _) | Target::Made(id) => Some(*id),
            Target::Missing | Target::Several => None,
        }
    }
}

type Key = (Kind, By, String);

/// Finds records for links and remembers them.
#[derive(Debug)]
pub(super) struct Resolver {
    by: Author,
    dry: bool,
    found: HashMap<Key, Target>,
    /// A dry run remembers what would be there, and how its products are written.
    would: HashSet<u64>,
    would_products: HashMap<String, String>,
    products: Option<HashMap<String, (Id, String)>>,
    members: Option<Vec<Listed>>,
    /// Records that were made since the caller looked last: kind and id, name.
    pub made: Vec<(Kind, Id, String)>,
}

impl Resolver {
    pub fn new(by: Author, dry: bool) -> Self {
        Self {
            by,
            dry,
            found: HashMap::new(),
            would: HashSet::new(),
            would_products: HashMap::new(),
            products: None,
            members: None,
            made: Vec::new(),
        }
    }

    /// The source whose ids it knows.
    pub fn source(&self) -> &str {
        &self.by.source
    }

    /// Forgets what another transaction may have changed: names of products and members, and links
    /// that led nowhere.
    pub fn refresh(&mut self) {
        self.products = None;
        self.members = None;
        if self.found.len() > KEPT {
            self.found.clear();
        }
        self.found.retain(|_, target| target.id().is_some());
    }

    /// What a link leads to; must have been looked for.
    pub fn target(&self, reference: &Reference) -> &Target {
        self.found
            .get(&key_of(reference))
            .unwrap_or(&Target::Missing)
    }

    /// Remembers a record of this chunk, so that later rows can name it.
    pub fn learn(&mut self, kind: Kind, id: Id, key: &str, name: Option<&str>) {
        let mut names = vec![(kind, By::SourceId, key.to_owned())];
        names.extend(name.map(|n| (kind, By::Name, fold_name(n))));
        if let (true, Kind::Product, Some(name)) = (self.dry, kind, name) {
            self.would_products.insert(loose(name), name.to_owned());
        }
        for name in names {
            if self.dry {
                self.would.insert(hash(&name));
            } else if self.found.get(&name).is_some_and(|t| t.id().is_none()) {
                self.found.insert(name, Target::Found(id, None));
            }
        }
    }

    /// Looks for all of these links.
    pub async fn look_for(&mut self, tx: &mut Tx, references: &[&Reference]) -> Result<()> {
        let new = references
            .iter()
            .filter(|r| !self.found.contains_key(&key_of(r)));
        let mut seen = HashSet::new();
        let new: Vec<&Reference> = new.filter(|r| seen.insert(key_of(r))).copied().collect();
        self.by_source(tx, &new).await?;
        for reference in new {
            if self.found.contains_key(&key_of(reference)) {
                continue;
            }
            let mut target = self.look(tx, reference).await?;
            if target == Target::Missing {
                target = self.would_be(reference);
            }
            if target == Target::Missing && reference.missing == Missing::Create {
                target = self.make(tx, reference).await?;
            }
            self.found.insert(key_of(reference), target);
        }
        Ok(())
    }

    /// What would be there by now if this were no dry run.
    fn would_be(&self, reference: &Reference) -> Target {
        let folded = (reference.kind, reference.by, fold_name(&reference.value));
        if self.would.contains(&hash(&key_of(reference))) || self.would.contains(&hash(&folded)) {
            return Target::Found(Id(0), None);
        }
        match self.would_products.get(&loose(&reference.value)) {
            Some(name) if reference.loose => Target::Found(Id(0), Some(name.clone())),
            _ => Target::Missing,
        }
    }

    /// Links by source id, set by set.
    async fn by_source(&mut self, tx: &mut Tx, references: &[&Reference]) -> Result<()> {
        for kind in Kind::ALL {
            let ours = references
                .iter()
                .filter(|r| r.kind == kind && r.by == By::SourceId);
            let mut keys: Vec<&str> = ours.map(|r| r.value.as_str()).collect();
            if keys.is_empty() {
                continue;
            }
            let mut hits = sql::targets(tx, kind.key(), &self.by.source, &keys).await?;
            keys.retain(|key| !hits.iter().any(|(hit, _)| hit == key));
            hits.extend(kinds::find_by_sources(tx, kind, &self.by.source, &keys).await?);
            for (key, id) in hits {
                self.found
                    .insert((kind, By::SourceId, key), Target::Found(id, None));
            }
        }
        Ok(())
    }

    async fn look(&mut self, tx: &mut Tx, reference: &Reference) -> Result<Target> {
        let name = reference.value.as_str();
        let found = match (reference.kind, reference.by) {
            (_, By::SourceId) => None,
            (Kind::Company, _) => companies::find_by_name(tx, name).await?,
            (Kind::Person, By::Email) => people::find_by_email(tx, name).await?,
            (Kind::Person, _) => match people::find_by_name(tx, name).await?.as_slice() {
                [one] => Some(*one),
                [] => None,
                _ => return Ok(Target::Several),
            },
            (Kind::Product, _) => return self.product(tx, reference).await,
            (Kind::Member, by) => self.member(tx, by, name).await?,
            (Kind::Deal, _) => None,
        };
        Ok(found.map_or(Target::Missing, |id| Target::Found(id, None)))
    }

    /// A product by name; a loose link also finds it without its spaces and signs, and says so.
    async fn product(&mut self, tx: &mut Tx, reference: &Reference) -> Result<Target> {
        if let Some(found) = products::find_by_name(tx, &reference.value).await? {
            return Ok(Target::Found(found.id, None));
        }
        if !reference.loose {
            return Ok(Target::Missing);
        }
        if self.products.is_none() {
            let names = products::names_in(tx).await?;
            let all = names
                .into_iter()
                .map(|(id, name)| (loose(&name), (id, name)));
            self.products = Some(all.collect());
        }
        let found = self
            .products
            .as_ref()
            .and_then(|all| all.get(&loose(&reference.value)));
        Ok(match found {
            Some((id, name)) => Target::Found(*id, Some(name.clone())),
            None => Target::Missing,
        })
    }

    async fn member(&mut self, tx: &mut Tx, by: By, name: &str) -> Result<Option<Id>> {
        if self.members.is_none() {
            self.members = Some(org::members::listed(tx).await?);
        }
        let folded = if by == By::Email {
            fold(name)
        } else {
            fold_name(name)
        };
        let fits = |m: &&Listed| match by {
            By::Email => m.email.as_deref() == Some(folded.as_str()),
            _ => fold_name(&m.name) == folded,
        };
        Ok(self.members.iter().flatten().find(fits).map(|m| m.id))
    }

    /// Makes the record that a link names.
    async fn make(&mut self, tx: &mut Tx, reference: &Reference) -> Result<Target> {
        let mut spelled = Spelled::new();
        let field = if reference.by == By::Email {
            "email"
        } else {
            "name"
        };
        spelled.insert(field.to_owned(), reference.value.clone());
        spelled
            .entry("name".to_owned())
            .or_insert_with(|| reference.value.clone());
        let ready = Ready {
            key: format!("name:{}", fold_name(&reference.value)),
            spelled,
            created_at: None,
        };
        if !kinds::check(reference.kind, &ready).is_empty() {
            return Ok(Target::Missing);
        }
        if self.dry {
            self.would.insert(hash(&key_of(reference)));
            self.made
                .push((reference.kind, Id(0), reference.value.clone()));
            return Ok(Target::Made(Id(0)));
        }
        let known =
            kinds::find_by_sources(tx, reference.kind, &self.by.source, &[&ready.key]).await?;
        if let Some((_, id)) = known.first() {
            return Ok(Target::Found(*id, None));
        }
        let ids = kinds::create(tx, reference.kind, &self.by, &[&ready]).await?;
        let Some(id) = ids.first().copied() else {
            return Ok(Target::Missing);
        };
        self.made
            .push((reference.kind, id, reference.value.clone()));
        self.members = None;
        Ok(Target::Made(id))
    }
}

fn key_of(reference: &Reference) -> Key {
    let value = match reference.by {
        By::SourceId => reference.value.clone(),
        By::Email => fold(&reference.value),
        // A loose link keeps its spelling: two spellings are two findings.
        _ if reference.loose => reference.value.clone(),
        _ => fold_name(&reference.value),
    };
    (reference.kind, reference.by, value)
}

fn hash(key: &Key) -> u64 {
    xxhash_rust::xxh3::xxh3_64(format!("{:?}\u{1f}{:?}\u{1f}{}", key.0, key.1, key.2).as_bytes())
}

/// A name without case, accents, spaces and signs.
fn loose(name: &str) -> String {
    fold_name(name).replace(' ', "")
}
