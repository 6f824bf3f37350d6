//! A person: the fields and their spelling.

mod agree;
mod groups;
mod name;
mod ties;

use kernel::{Id, Millis};

use crate::fields::{Field, Kind, Spell};

pub(crate) use groups::{Mark, Unit, regroup};
pub use name::full_name;
pub(super) use name::{require_a_name, sort_name};
pub use ties::Moment;
pub(crate) use ties::{CROWD, DEVICES, FullName, Node, Use, roots, ties};

/// How a person is addressed.
pub const SALUTATIONS: &[&str] = &["frau", "herr", "divers", "unbekannt"];
/// Formal or familiar.
pub const ADDRESS_MODES: &[&str] = &["sie", "du"];
/// How far an open interest has come before there is a deal.
pub const LEAD_STATES: &[&str] = &[
    "new",
    "qualified",
    "offered",
    "accepted",
    "rejected",
    "recycled",
    "converted",
];

/// Every field of a person that can be changed, in the order in which it is shown.
pub const FIELDS: &[Field] = &[
    Field::with_default("salutation", Kind::Choice(SALUTATIONS), "unbekannt"),
    Field::new("academic_degree", Kind::Line(80)),
    Field::new("first_name", Kind::Line(200)),
    Field::new("last_name", Kind::Line(200)),
    Field::new("degree_suffix", Kind::Line(80)),
    Field::new("job_title", Kind::Line(200)),
    Field::new("company_id", Kind::Link("company")),
    Field::new("emails", Kind::Emails),
    Field::new("phones", Kind::Phones),
    Field::new("street", Kind::Line(200)),
    Field::new("postal_code", Kind::Line(20)),
    Field::new("city", Kind::Line(100)),
    Field::new("country", Kind::Country),
    Field::new("language", Kind::Language),
    Field::new("timezone", Kind::Zone),
    Field::with_default("address_mode", Kind::Choice(ADDRESS_MODES), "sie"),
    Field::new("lifecycle_phase", Kind::Phase),
    Field::new("owner_member_id", Kind::Link("member")),
    Field::new("owner_department_id", Kind::Link("department")),
    Field::new("preferred_member_id", Kind::Link("member")),
    Field::new("objection_at", Kind::Instant),
    Field::with_default("audience_only", Kind::Fact, "false"),
    Field::new("lead_state", Kind::Choice(LEAD_STATES)),
    Field::new("lead_source", Kind::Line(200)),
    Field::new("description", Kind::Text(10_000)),
];

store::row! {
    /// The row of a person.
    #[derive(Debug, Clone)]
    pub struct Row {
        /// Its id.
        pub id: Id,
        /// Counts up with every change.
        pub version: i64,
        /// `frau`, `herr`, `divers`, `unbekannt`.
        pub salutation: String,
        /// Before the name, e.g. `Dr.`
        pub academic_degree: Option<String>,
        /// First name.
        pub first_name: Option<String>,
        /// Last name.
        pub last_name: Option<String>,
        /// Behind the name, e.g. `MBA`.
        pub degree_suffix: Option<String>,
        /// What the person does.
        pub job_title: Option<String>,
        /// BCP 47.
        pub language: Option<String>,
        /// IANA zone.
        pub timezone: Option<String>,
        /// `sie` or `du`.
        pub address_mode: String,
        /// Where the person works.
        pub company_id: Option<Id>,
        /// Phase 1 to 9.
        pub lifecycle_phase: Option<i64>,
        /// Who takes care.
        pub owner_member_id: Option<Id>,
        /// The department that takes care.
        pub owner_department_id: Option<Id>,
        /// Whom the person likes to talk to.
        pub preferred_member_id: Option<Id>,
        /// When the person objected to advertising (Article 21 GDPR).
        pub objection_at: Option<Millis>,
        /// Only part of a cold audience, no lead.
        pub audience_only: bool,
        /// Street and number.
        pub street: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// City.
        pub city: Option<String>,
        /// Country, two letters where known.
        pub country: Option<String>,
        /// What else there is to say.
        pub description: Option<String>,
        /// How far the interest has come.
        pub lead_state: Option<String>,
        /// Where the interest came from.
        pub lead_source: Option<String>,
        /// Last touchpoint.
        pub touched_at: Option<Millis>,
        /// Erased on request.
        pub erased_at: Option<Millis>,
        /// The person who stands for this one since a merge.
        pub merged_into_id: Option<Id>,
        /// The system that had it before.
        pub source_system: Option<String>,
        /// Its id there.
        pub source_id: Option<String>,
        /// When it came into being here.
        pub created_at: Millis,
        /// Last change.
        pub updated_at: Millis,
    }
}

/// A person with addresses and numbers; the first of each is the main one.
#[derive(Debug, Clone)]
pub struct Person {
    /// The row.
    pub row: Row,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
}

impl std::ops::Deref for Person {
    type Target = Row;

    fn deref(&self) -> &Row {
        &self.row
    }
}

impl Person {
    /// What the person is called: degree, first and last name, suffix; without a name the main
    /// e-mail address, the number or the id of the source.
    #[must_use]
    pub fn name(&self) -> String {
        let named = full_name(
            self.academic_degree.as_deref(),
            self.first_name.as_deref(),
            self.last_name.as_deref(),
            self.degree_suffix.as_deref(),
        );
        named
            .or_else(|| self.emails.first().cloned())
            .or_else(|| self.phones.first().cloned())
            .or_else(|| self.source_id.clone())
            .unwrap_or_else(|| self.id.to_string())
    }

    /// First and last name without degrees, for initials.
    #[must_use]
    pub fn bare_name(&self) -> String {
        let bare = full_name(
            None,
            self.first_name.as_deref(),
            self.last_name.as_deref(),
            None,
        );
        bare.unwrap_or_else(|| self.name())
    }

    /// The spelling of a field.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<String> {
        match field {
            "salutation" => self.salutation.spell(),
            "academic_degree" => self.academic_degree.spell(),
            "first_name" => self.first_name.spell(),
            "last_name" => self.last_name.spell(),
            "degree_suffix" => self.degree_suffix.spell(),
            "job_title" => self.job_title.spell(),
            "company_id" => self.company_id.spell(),
            "emails" => self.emails.spell(),
            "phones" => self.phones.spell(),
            "street" => self.street.spell(),
            "postal_code" => self.postal_code.spell(),
            "city" => self.city.spell(),
            "country" => self.country.spell(),
            "language" => self.language.spell(),
            "timezone" => self.timezone.spell(),
            "address_mode" => self.address_mode.spell(),
            "lifecycle_phase" => self.lifecycle_phase.spell(),
            "owner_member_id" => self.owner_member_id.spell(),
            "owner_department_id" => self.owner_department_id.spell(),
            "preferred_member_id" => self.preferred_member_id.spell(),
            "objection_at" => self.objection_at.spell(),
            "audience_only" => self.audience_only.spell(),
            "lead_state" => self.lead_state.spell(),
            "lead_source" => self.lead_source.spell(),
            "description" => self.description.spell(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Error;

    use super::*;
    use crate::fields::Edits;

    #[test]
    fn unknown_and_wrong_fields_are_named() {
        let edits = Edits::new()
            .set("shoe_size", "43")
            .set("salutation", "Graf");
        let Err(Error::Invalid(wrong)) = edits.read(FIELDS) else {
            panic!("accepted");
        };
        let names: Vec<&str> = wrong.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(names, ["shoe_size", "salutation"]);
    }
}
