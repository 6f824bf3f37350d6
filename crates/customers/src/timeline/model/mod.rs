//! Filters of streams; what a customer saw.

mod cursor;
mod entry;
mod freshness;
mod subject;

use kernel::types::TypeDef;
use kernel::{Channel, Direction, Error, Id, Result};
use serde::{Deserialize, Serialize};

pub(crate) use cursor::Cursor;
pub(crate) use entry::{NewEntry, OUTCOMES};
pub use freshness::Freshness;
pub use subject::Subject;

/// The query of a stream, as in the address.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Of this person.
    #[param(value_type = Option<String>, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    pub person: Option<Id>,
    /// Of this company.
    #[param(value_type = Option<String>, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    pub company: Option<Id>,
    /// Of this deal.
    #[param(value_type = Option<String>, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    pub deal: Option<Id>,
    /// Only of the department with this key.
    #[serde(default)]
    pub department: String,
    /// Only on this channel; `internal` for entries that the customer does not see.
    #[serde(default)]
    pub channel: String,
    /// Only of this type.
    #[serde(default, rename = "type")]
    pub type_key: String,
    /// Only of this source.
    #[serde(default)]
    pub source: String,
    /// `customer` for the customer's view.
    #[serde(default)]
    pub view: String,
    /// Days of the lane strip: 30, 90 or 365.
    #[serde(default)]
    pub days: Option<i64>,
    /// `1` to see also what happened at the subsidiaries and sites of the company.
    #[serde(default)]
    pub below: String,
    /// Where the next page begins.
    #[serde(default)]
    pub after: String,
    /// The stream stands on the page of its subject, not on one of its own.
    #[serde(skip)]
    pub(crate) on_record: bool,
}

impl Filter {
    /// The filter that names only a subject.
    #[must_use]
    pub fn of(subject: Subject) -> Self {
        let mut filter = Self::default();
        match subject {
            Subject::All => {}
            Subject::Person(id) => filter.person = Some(id),
            Subject::Company(id) => filter.company = Some(id),
            Subject::Group(id) => {
                filter.company = Some(id);
                "1".clone_into(&mut filter.below);
            }
            Subject::Deal(id) => filter.deal = Some(id),
        }
        filter
    }

    /// The same filter for a stream that stands on the page of its subject, from its beginning.
    pub(crate) fn on_record(self, subject: Subject) -> Self {
        let of = Self::of(subject);
        Self {
            person: of.person,
            company: of.company,
            deal: of.deal,
            after: String::new(),
            on_record: true,
            ..self
        }
    }

    /// The subject it names; the narrowest when several are given.
    #[must_use]
    pub fn subject(&self) -> Subject {
        match (self.deal, self.person, self.company) {
            (Some(id), _, _) => Subject::Deal(id),
            (_, Some(id), _) => Subject::Person(id),
            (_, _, Some(id)) if self.with_below() => Subject::Group(id),
            (_, _, Some(id)) => Subject::Company(id),
            _ => Subject::All,
        }
    }

    /// Whether what happened below the company is asked for.
    #[must_use]
    pub fn with_below(&self) -> bool {
        self.below == "1"
    }

    /// Whether the customer's view is asked for.
    #[must_use]
    pub fn as_customer(&self) -> bool {
        self.view == "customer"
    }

    /// The days of the lane strip, one of the three that are offered.
    #[must_use]
    pub fn days(&self) -> i64 {
        self.days
            .filter(|d| [30, 90, 365].contains(d))
            .unwrap_or(90)
    }

    /// The parts that narrow the stream, each with its word in the address.
    pub(crate) fn parts(&self) -> [(&'static str, &str); 4] {
        [
            ("department", &self.department),
            ("channel", &self.channel),
            ("type", &self.type_key),
            ("source", &self.source),
        ]
    }

    /// Whether anything narrows the stream.
    pub(crate) fn narrows(&self) -> bool {
        self.parts().iter().any(|(_, value)| !value.is_empty())
    }

    /// The address of the page on which the stream stands, with some parts changed.
    pub(crate) fn here(&self, changes: &[(&str, &str)]) -> String {
        if !self.on_record {
            return self.href("/timeline", changes);
        }
        let unnamed = [("person", ""), ("company", ""), ("deal", "")];
        let changes: Vec<_> = unnamed.iter().chain(changes).copied().collect();
        self.href(&self.subject().path(), &changes)
    }

    /// The address with some parts changed; an empty value leaves the part out.
    #[must_use]
    pub fn href(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let days = self.days.map(|d| d.to_string()).unwrap_or_default();
        let id = |id: Option<Id>| id.map(|i| i.to_string()).unwrap_or_default();
        let parts = [
            ("person", id(self.person)),
            ("company", id(self.company)),
            ("deal", id(self.deal)),
            ("department", self.department.clone()),
            ("channel", self.channel.clone()),
            ("type", self.type_key.clone()),
            ("source", self.source.clone()),
            ("view", self.view.clone()),
            ("below", self.below.clone()),
            ("days", days),
        ];
        let mut query: Vec<String> = Vec::new();
        for (name, value) in parts {
            let changed = changes.iter().find(|(n, _)| *n == name);
            let value = changed.map_or(value, |(_, v)| (*v).to_owned());
            if !value.is_empty() {
                query.push(format!("{name}={}", encode(&value)));
            }
        }
        let places = changes
            .iter()
            .filter(|(name, _)| ["after", "since"].contains(name));
        query.extend(places.map(|(name, place)| format!("{name}={place}")));
        match query.is_empty() {
            true => path.to_owned(),
            false => format!("{path}?{}", query.join("&")),
        }
    }

    /// The channel part, checked.
    ///
    /// # Errors
    /// `Invalid` on an unknown channel.
    pub(crate) fn channel(&self) -> Result<Option<Option<Channel>>> {
        match self.channel.as_str() {
            "" => Ok(None),
            "internal" => Ok(Some(None)),
            key => Channel::parse(key)
                .map(|c| Some(Some(c)))
                .ok_or_else(|| Error::field("channel", "error.choice")),
        }
    }
}

fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => (b as char).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Steps of the machinery between us and the customer that the customer never notices.
const UNNOTICED: &[&str] = &[
    "email.message.queued",
    "email.message.deferred",
    "email.message.delivered",
    "email.message.bounced",
    "email.message.opened",
    "web.session.ended",
    "social.post.failed",
    "social.post.impressed_daily",
    "ad.impression.aggregated",
    "letter.returned",
    "press.pitched",
    "press.mention_found",
    "ticket.escalated",
    "invoice.issued",
];

/// Whether a moment is part of the conversation as the customer saw it.
pub(crate) fn customer_saw(def: &TypeDef, direction: Direction) -> bool {
    def.seen_by_customer() && direction != Direction::Internal && !UNNOTICED.contains(&def.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_is_not_changed() {
        let mut filter = Filter::of(Subject::Person(Id(1)));
        filter.department = "sales".to_owned();
        let href = filter.href("/timeline", &[("channel", "phone"), ("department", "")]);
        assert_eq!(href, "/timeline?person=0000000000001&channel=phone");
    }

    #[test]
    fn a_filter_on_the_page_of_its_subject_keeps_to_that_page() {
        let mut filter = Filter::of(Subject::Person(Id(2)));
        filter.type_key = "ticket.opened".to_owned();
        let filter = filter.on_record(Subject::Company(Id(1)));
        assert_eq!(filter.subject(), Subject::Company(Id(1)));
        assert!(filter.narrows());
        let here = filter.here(&[("source", "shop & co")]);
        assert_eq!(
            here,
            "/companies/0000000000001?type=ticket.opened&source=shop%20%26%20co"
        );
        assert_eq!(filter.here(&[("type", "")]), "/companies/0000000000001");
        let own_page = filter.href("/timeline", &[]);
        assert_eq!(
            own_page,
            "/timeline?company=0000000000001&type=ticket.opened"
        );
    }

    #[test]
    fn the_customer_sees_letters_but_no_scores() {
        let saw = |key: &str| {
            kernel::types::find(key).is_some_and(|def| customer_saw(def, def.direction))
        };
        assert!(saw("letter.posted") && saw("phone.call.completed"));
        assert!(!saw("score.changed") && !saw("deal.won") && !saw("email.message.delivered"));
    }
}
