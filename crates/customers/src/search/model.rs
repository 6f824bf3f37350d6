//! Kinds that can be found, who may see them, where they lead, and which hit comes first.

use kernel::Id;
use org::permissions::{Resource, Verb};
use org::web::Viewer;
use serde::Serialize;
use store::{Found, fold_name};

/// Fewer letters and digits would match half of everything.
const SHORTEST: usize = 2;
/// Longer questions are cut: nobody types them, and each word costs.
const LONGEST: usize = 200;

/// Objects of touchpoints that are put into the index; other kinds index themselves.
pub(crate) const OBJECTS: &[&str] = &["ticket", "invoice", "offer", "contract", "project"];

/// A kind of record that search knows.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) key: &'static str,
    pub(crate) icon: &'static str,
    resource: Resource,
    path: &'static str,
}

/// All kinds, in the order in which they are shown.
pub(crate) const KINDS: &[Kind] = &[
    Kind::new("person", "users", "/people/"),
    Kind::new("company", "building", "/companies/"),
    Kind::new("deal", "briefcase", "/deals/"),
    Kind::new("ticket", "ticket", "/timeline/"),
    Kind::new("invoice", "file-invoice", "/timeline/"),
    Kind::new("offer", "file-text", "/timeline/"),
    Kind::new("contract", "clipboard-text", "/timeline/"),
    Kind::new("project", "subtask", "/timeline/"),
    Kind::new("product", "package", "/products/"),
    Kind::new("file", "paperclip", "/files/"),
    Kind {
        resource: Resource::Activity,
        ..Kind::new("activity", "map", "/activities/")
    },
    Kind {
        resource: Resource::Member,
        ..Kind::new(MEMBER, "user-circle", "/members/")
    },
];

/// Members are few and are read from their own table, so that what is found is always as it is now.
pub(crate) const MEMBER: &str = "member";

impl Kind {
    const fn new(key: &'static str, icon: &'static str, path: &'static str) -> Self {
        Self {
            key,
            icon,
            resource: Resource::Customer,
            path,
        }
    }

    /// The text key of its name in the plural.
    pub(crate) fn text(&self) -> String {
        format!("search.kind_{}", self.key)
    }

    pub(crate) fn hit(&self, found: Found) -> Hit {
        Hit {
            href: format!("{}{}", self.path, found.id),
            id: found.id.to_string(),
            kind: self.key,
            title: found.title,
            subtitle: found.subtitle,
        }
    }
}

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The record.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// First line.
    pub title: String,
    /// Second line.
    pub subtitle: String,
    /// Its page.
    pub href: String,
}

/// The kinds that the viewer may read.
pub(crate) fn readable(viewer: &Viewer) -> impl Iterator<Item = &'static Kind> {
    KINDS
        .iter()
        .filter(|kind| viewer.may(kind.resource, Verb::Read))
}

/// The kind of a hit.
pub(crate) fn kind_of(hit: &Hit) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.key == hit.kind)
}

/// The question without what no search needs.
pub(crate) fn bounded(asked: &str) -> String {
    asked.trim().chars().take(LONGEST).collect()
}

/// Whether the question has enough letters and digits to be asked.
pub(crate) fn is_enough(asked: &str) -> bool {
    asked.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST
}

/// Members whose name has words that begin with every word of the question; each with its department.
pub(crate) fn members(asked: &str, all: Vec<(Id, String, String)>) -> Vec<Found> {
    let asked = fold_name(asked);
    let has = |name: &str| {
        let name = fold_name(name);
        let begins = |word: &str| name.split(' ').any(|own| own.starts_with(word));
        !asked.is_empty() && asked.split(' ').all(begins)
    };
    all.into_iter()
        .filter(|(_, name, _)| has(name))
        .map(|(id, title, subtitle)| Found {
            id,
            kind: MEMBER.to_owned(),
            title,
            subtitle,
        })
        .collect()
}

/// The best hits first: the very name, then names that begin with what was asked, then names that
/// hold all its words, then the rest; within each the order in which they came (newest first).
pub(crate) fn best(asked: &str, found: Vec<Found>, each: usize) -> Vec<Found> {
    let asked = fold_name(asked);
    let mut ranked: Vec<(u8, Found)> = found
        .into_iter()
        .map(|one| (rank(&asked, &one), one))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.truncate(each);
    ranked.into_iter().map(|(_, one)| one).collect()
}

fn rank(asked: &str, found: &Found) -> u8 {
    let title = fold_name(&found.title);
    if title == asked {
        return 0;
    }
    if title.starts_with(asked) {
        return 1;
    }
    let holds = |word: &str| title.split(' ').any(|w| w.starts_with(word));
    if asked.split(' ').all(holds) { 2 } else { 3 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    fn found(id: i64, title: &str) -> Found {
        Found {
            id: Id(id),
            kind: "company".to_owned(),
            title: title.to_owned(),
            subtitle: String::new(),
        }
    }

    #[test]
    fn the_very_name_comes_before_newer_ones() {
        let all = vec![
            found(4, "Bäckerei am Müllerplatz"),
            found(3, "Müller & Söhne GmbH"),
            found(2, "Werk 7, früher Sonne"),
            found(1, "Mueller"),
        ];
        let ids: Vec<i64> = best("müller", all, 3).iter().map(|f| f.id.0).collect();
        assert_eq!(ids, [1, 3, 4]);
    }

    #[test]
    fn members_are_found_by_the_beginnings_of_their_names() {
        let all = vec![
            (Id(1), "Jörg Köhler".to_owned(), "Vertrieb".to_owned()),
            (Id(2), "Jana Kohl".to_owned(), String::new()),
        ];
        let ids = |asked: &str| -> Vec<i64> {
            members(asked, all.clone()).iter().map(|f| f.id.0).collect()
        };
        assert_eq!(ids("koehl"), [1, 2]);
        assert_eq!(ids("KÖH jor"), [1]);
        assert_eq!(ids("j ko"), [1, 2]);
        assert_eq!(ids("orgel"), [] as [i64; 0]);
    }

    #[test]
    fn one_letter_is_too_little_and_a_novel_is_cut() {
        assert!(!is_enough(" m-"));
        assert!(is_enough("T-2"));
        assert_eq!(bounded(&"ä".repeat(1_000)).chars().count(), LONGEST);
    }

    #[test]
    fn every_kind_has_its_texts_and_every_object_is_a_kind() {
        for kind in KINDS {
            assert!(ui::has_text(&kind.text()), "{}", kind.key);
            assert_ne!(ui::t(Lang::De, &kind.text()), "", "{}", kind.key);
        }
        for object in OBJECTS {
            assert!(KINDS.iter().any(|k| k.key == *object), "{object}");
        }
    }
}
