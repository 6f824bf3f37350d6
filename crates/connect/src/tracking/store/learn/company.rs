//! The companies that events name: by their id in the source, by domain, by name.

use std::collections::HashMap;

use customers::companies;
use customers::fields::{self, Edits};
use kernel::{Error, Id, Result};
use store::Tx;

use super::super::super::model::{Kind, Said, company_of_person, of_company};
use super::Lesson;
use super::claims::Claims;
use super::records::{Kept, Origin};

/// What says which company it is to someone who only knows its name.
const IDENTIFYING: &[&str] = &["name", "domain"];

type Named = (String, Option<String>, Said);

/// The companies of a number of events, each looked up once.
#[derive(Default)]
pub(super) struct Companies {
    found: HashMap<Named, Option<(Id, How)>>,
    said: HashMap<Id, (Claims, Origin)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Made,
    ByGroup,
    ByName,
}

impl Companies {
    /// The company that an event names, if it is known or may be made.
    pub(super) async fn named_by(&mut self, tx: &mut Tx, lesson: &Lesson) -> Result<Option<Id>> {
        let event = &lesson.event;
        let (said, group) = match event.kind {
            Kind::Group => (of_company(&event.traits), event.group_id.clone()),
            Kind::Identify => (company_of_person(&event.traits), None),
            _ => (Said::new(), event.group_id.clone()),
        };
        if said.is_empty() && group.is_none() {
            return Ok(None);
        }
        let key = (lesson.source.clone(), group, said);
        let found = match self.found.get(&key) {
            Some(Some((id, How::Made))) => Some((*id, How::ByGroup)),
            Some(found) => *found,
            None => {
                let found = find_or_make(tx, lesson, &key).await?;
                self.found.insert(key.clone(), found);
                found
            }
        };
        if let (Some((id, how)), true) = (found, lesson.is_server) {
            let (claims, origin) = self
                .said
                .entry(id)
                .or_insert_with(|| (Claims::default(), Origin::Old));
            if how == How::Made {
                *origin = Origin::Ours;
            }
            let said = key.2.into_iter();
            let said = said.filter(|(name, _)| how != How::ByName || !IDENTIFYING.contains(name));
            claims.hear(companies::FIELDS, said.collect(), lesson);
        }
        Ok(found.map(|(id, _)| id))
    }

    /// What servers said about companies, for those that stand for them today. One that was made a moment ago
    /// may have heard more since.
    pub(super) async fn said(self, tx: &mut Tx) -> Result<Vec<Kept>> {
        let mut said = Vec::new();
        for (id, (claims, origin)) in self.said {
            let current = companies::current_in(tx, id).await?;
            said.extend(claims.of_record(id, current, origin));
        }
        Ok(said)
    }
}

async fn find_or_make(
    tx: &mut Tx,
    lesson: &Lesson,
    (source, group, said): &Named,
) -> Result<Option<(Id, How)>> {
    let value = |field: &str| {
        let found = said.iter().find(|(name, _)| *name == field);
        found.map(|(_, value)| value.as_str())
    };
    if let Some(group) = group {
        let known = companies::find_by_sources(tx, source, &[group.as_str()]).await?;
        if let Some((_, id)) = known.first() {
            return Ok(Some((*id, How::ByGroup)));
        }
    }
    let mut found = None;
    if let Some(domain) = value("domain") {
        found = companies::find_by_domain(tx, domain).await?;
    }
    if let (None, Some(name)) = (found, value("name")) {
        found = companies::find_by_name(tx, name).await?;
    }
    match (found, value("name"), lesson.is_server) {
        (Some(id), ..) => Ok(Some((id, How::ByName))),
        (None, Some(_), true) => {
            let made = make(tx, source, group.as_deref(), said).await?;
            Ok(made.map(|id| (id, How::Made)))
        }
        _ => Ok(None),
    }
}

async fn make(tx: &mut Tx, source: &str, group: Option<&str>, said: &Said) -> Result<Option<Id>> {
    let readable = |name: &str, value: &str| {
        let edit = Edits::new().set(name, value);
        edit.read(companies::FIELDS).is_ok()
    };
    let edits: Edits = said
        .iter()
        .filter(|(name, value)| readable(name, value))
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let origin = fields::Origin {
        source_system: group.map(|_| source.to_owned()),
        source_id: group.map(str::to_owned),
        ..fields::Origin::default()
    };
    match companies::create(tx, &edits, origin).await {
        Ok(id) => Ok(Some(id)),
        Err(Error::Invalid(_)) => Ok(None),
        Err(other) => Err(other),
    }
}
