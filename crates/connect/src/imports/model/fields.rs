//! The kinds of record an import writes and the fields each of them has.

use serde::{Deserialize, Serialize};

/// A kind of record, in the order in which kinds are imported: what is referred to comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A member of ours, without sign-in.
    Member,
    /// A product.
    Product,
    /// A company.
    Company,
    /// A person.
    Person,
    /// A deal.
    Deal,
}

impl Kind {
    /// All kinds in the order of import.
    pub const ALL: [Kind; 5] = [
        Kind::Member,
        Kind::Product,
        Kind::Company,
        Kind::Person,
        Kind::Deal,
    ];

    /// The stored word, also the table's name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Kind::Member => "member",
            Kind::Product => "product",
            Kind::Company => "company",
            Kind::Person => "person",
            Kind::Deal => "deal",
        }
    }

    /// The kind of a stored word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Kind::ALL.into_iter().find(|k| k.key() == key)
    }

    /// The fields of the kind.
    #[must_use]
    pub fn fields(self) -> &'static [FieldDef] {
        match self {
            Kind::Member => MEMBER,
            Kind::Product => PRODUCT,
            Kind::Company => COMPANY,
            Kind::Person => PERSON,
            Kind::Deal => DEAL,
        }
    }

    /// The field of the name.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static FieldDef> {
        self.fields().iter().find(|f| f.name == name)
    }
}

/// What a field holds, and so how its cell is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Text up to the number of characters.
    Text(usize),
    /// One of the words.
    Choice(&'static [&'static str]),
    /// One e-mail address.
    Email,
    /// Several e-mail addresses.
    Emails,
    /// One phone number.
    Phone,
    /// Several phone numbers.
    Phones,
    /// The domain of a web address.
    Domain,
    /// A calendar date.
    Date,
    /// An instant.
    Instant,
    /// An amount in the row's currency.
    Money,
    /// A number with a fraction, kept as text.
    Number,
    /// A whole number.
    Whole,
    /// Yes or no.
    Flag,
    /// An ISO 4217 code.
    Currency,
    /// Another record.
    Ref(Kind),
    /// Several other records.
    Refs(Kind),
}

/// One field of a kind.
#[derive(Debug)]
pub struct FieldDef {
    /// Name in mappings, in the stored values and in the texts (`imports.field.NAME`).
    pub name: &'static str,
    /// What it holds.
    pub holds: FieldType,
}

const fn text(name: &'static str, limit: usize) -> FieldDef {
    FieldDef {
        name,
        holds: FieldType::Text(limit),
    }
}

const fn def(name: &'static str, holds: FieldType) -> FieldDef {
    FieldDef { name, holds }
}

const MEMBER: &[FieldDef] = &[
    text("name", 200),
    def("email", FieldType::Email),
    text("department", 200),
];

const PRODUCT: &[FieldDef] = &[
    text("name", 300),
    text("family", 200),
    def("list_price", FieldType::Money),
    def("currency", FieldType::Currency),
    def("margin_pct", FieldType::Number),
];

const COMPANY: &[FieldDef] = &[
    text("name", 300),
    text("legal_form", 60),
    def("domain", FieldType::Domain),
    text("website", 500),
    text("vat_id", 40),
    text("register_number", 80),
    text("industry", 200),
    def("employees", FieldType::Whole),
    def("revenue", FieldType::Money),
    text("street", 300),
    text("postal_code", 20),
    text("city", 200),
    text("region", 200),
    text("country", 100),
    def("phone", FieldType::Phone),
    def("segment_size", FieldType::Choice(&["A", "B", "C"])),
    def("parent", FieldType::Ref(Kind::Company)),
    def(
        "parent_kind",
        FieldType::Choice(customers::companies::PARENT_KINDS),
    ),
    def("is_customer_since", FieldType::Date),
    def("is_target_market", FieldType::Flag),
    def("owner", FieldType::Ref(Kind::Member)),
    text("description", 20_000),
    def("created", FieldType::Instant),
];

const PERSON: &[FieldDef] = &[
    def(
        "salutation",
        FieldType::Choice(&["frau", "herr", "divers", "unbekannt"]),
    ),
    text("academic_degree", 60),
    text("first_name", 150),
    text("last_name", 150),
    text("full_name", 300),
    text("degree_suffix", 60),
    text("job_title", 200),
    def("emails", FieldType::Emails),
    def("phones", FieldType::Phones),
    text("language", 20),
    def("address_mode", FieldType::Choice(&["sie", "du"])),
    def("company", FieldType::Ref(Kind::Company)),
    def("owner", FieldType::Ref(Kind::Member)),
    text("street", 300),
    text("postal_code", 20),
    text("city", 200),
    text("country", 100),
    text("lead_state", 60),
    text("lead_source", 200),
    text("description", 20_000),
    def("created", FieldType::Instant),
];

const DEAL: &[FieldDef] = &[
    text("name", 300),
    def("company", FieldType::Ref(Kind::Company)),
    def("people", FieldType::Refs(Kind::Person)),
    text("pipeline", 120),
    text("stage", 120),
    def("state", FieldType::Choice(&["open", "won", "lost"])),
    def("value", FieldType::Money),
    def("currency", FieldType::Currency),
    def("close_on", FieldType::Date),
    def("created", FieldType::Instant),
    def("closed", FieldType::Instant),
    text("lost_reason", 500),
    text("competitor", 200),
    text("next_step", 500),
    def("next_step_on", FieldType::Date),
    def("products", FieldType::Refs(Kind::Product)),
    def("owner", FieldType::Ref(Kind::Member)),
    def("source_channel", FieldType::Choice(CHANNELS)),
    text("description", 20_000),
];

/// The channels that a deal can come from.
const CHANNELS: &[&str] = &[
    "web", "email", "social", "ad", "phone", "meeting", "fair", "webinar", "ticket", "chat",
    "letter", "invoice", "dunning", "referral", "survey", "press", "product",
];
