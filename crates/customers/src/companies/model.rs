//! A company: the fields, its name without the legal form, the rules that need no database.

use kernel::{Date, Id, Millis};
use store::fold_name;

use crate::fields::{Field, Kind, Spell, Spelled, clean_domain};

/// Size classes.
pub const SEGMENT_SIZES: &[&str] = &["A", "B", "C"];

/// A legal entity of its own in a group.
pub const SUBSIDIARY: &str = "subsidiary";
/// Another place of the same company.
pub const SITE: &str = "site";
/// What a company can be of the one above it.
pub const PARENT_KINDS: &[&str] = &[SUBSIDIARY, SITE];

/// A company in the tree below another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The company.
    pub id: Id,
    /// The one above it.
    pub parent: Id,
    /// Its name.
    pub name: String,
    /// Its city.
    pub city: Option<String>,
    /// `subsidiary`, `site`, or nothing said.
    pub kind: Option<String>,
    /// How many levels below; 1 is next.
    pub depth: usize,
}

/// Every field of a company that can be changed, in the order in which it is shown.
pub const FIELDS: &[Field] = &[
    Field::new("name", Kind::Line(200)),
    Field::new("legal_form", Kind::Line(60)),
    Field::new("domain", Kind::Domain),
    Field::new("website", Kind::Url),
    Field::new("phone", Kind::Line(40)),
    Field::new("street", Kind::Line(200)),
    Field::new("postal_code", Kind::Line(20)),
    Field::new("city", Kind::Line(100)),
    Field::new("region", Kind::Line(100)),
    Field::new("country", Kind::Country),
    Field::new("industry", Kind::Line(200)),
    Field::new("employees", Kind::Whole),
    Field::new("revenue_minor", Kind::Amount),
    Field::new("segment_size", Kind::Choice(SEGMENT_SIZES)),
    Field::new("parent_company_id", Kind::Link("company")),
    Field::new("parent_kind", Kind::Choice(PARENT_KINDS)),
    Field::new("phase", Kind::Phase),
    Field::new("is_customer_since", Kind::Date),
    Field::with_default("is_target_market", Kind::Fact, "false"),
    Field::new("owner_member_id", Kind::Link("member")),
    Field::new("vat_id", Kind::Line(40)),
    Field::new("register_number", Kind::Line(80)),
    Field::new("description", Kind::Text(10_000)),
];

store::row! {
    /// A company.
    #[derive(Debug, Clone)]
    pub struct Company {
        /// Its id.
        pub id: Id,
        /// Counts up with every change.
        pub version: i64,
        /// Name with its legal form.
        pub name: String,
        /// Legal form as written, e.g. `GmbH & Co. KG`.
        pub legal_form: Option<String>,
        /// Domain without `www.`
        pub domain: Option<String>,
        /// VAT number.
        pub vat_id: Option<String>,
        /// Number in the register of companies.
        pub register_number: Option<String>,
        /// What it does.
        pub industry: Option<String>,
        /// How many people work there.
        pub employees: Option<i64>,
        /// Revenue of a year in minor units.
        pub revenue_minor: Option<i64>,
        /// Street and number.
        pub street: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// City.
        pub city: Option<String>,
        /// Region.
        pub region: Option<String>,
        /// Country, two letters where known.
        pub country: Option<String>,
        /// Telephone.
        pub phone: Option<String>,
        /// Web address.
        pub website: Option<String>,
        /// `A`, `B` or `C`.
        pub segment_size: Option<String>,
        /// The company it belongs to.
        pub parent_company_id: Option<Id>,
        /// What it is of that company: `subsidiary` or `site`.
        pub parent_kind: Option<String>,
        /// First day as a customer.
        pub is_customer_since: Option<Date>,
        /// Part of the market we want, also without any sale.
        pub is_target_market: bool,
        /// Phase 1 to 9.
        pub phase: Option<i64>,
        /// Who takes care.
        pub owner_member_id: Option<Id>,
        /// What else there is to say.
        pub description: Option<String>,
        /// Last touchpoint.
        pub touched_at: Option<Millis>,
        /// The company that stands for it, when it was merged into one.
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

impl Company {
    /// The spelling of a field.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<String> {
        match field {
            "name" => self.name.spell(),
            "legal_form" => self.legal_form.spell(),
            "domain" => self.domain.spell(),
            "website" => self.website.spell(),
            "phone" => self.phone.spell(),
            "street" => self.street.spell(),
            "postal_code" => self.postal_code.spell(),
            "city" => self.city.spell(),
            "region" => self.region.spell(),
            "country" => self.country.spell(),
            "industry" => self.industry.spell(),
            "employees" => self.employees.spell(),
            "revenue_minor" => self.revenue_minor.spell(),
            "segment_size" => self.segment_size.spell(),
            "parent_company_id" => self.parent_company_id.spell(),
            "parent_kind" => self.parent_kind.spell(),
            "phase" => self.phase.spell(),
            "is_customer_since" => self.is_customer_since.spell(),
            "is_target_market" => self.is_target_market.spell(),
            "owner_member_id" => self.owner_member_id.spell(),
            "vat_id" => self.vat_id.spell(),
            "register_number" => self.register_number.spell(),
            "description" => self.description.spell(),
            _ => None,
        }
    }
}

/// Legal forms by their spelling and the folded words with which a name ends; longer ones first.
const LEGAL_FORMS: &[(&str, &str)] = &[
    (
        "UG (haftungsbeschr\u{e4}nkt) & Co. KG",
        "ug haftungsbeschrankt co kg",
    ),
    ("GmbH & Co. KGaA", "gmbh co kgaa"),
    ("GmbH & Co. KG", "gmbh co kg"),
    ("GmbH & Co. OHG", "gmbh co ohg"),
    ("AG & Co. KGaA", "ag co kgaa"),
    ("AG & Co. KG", "ag co kg"),
    ("SE & Co. KGaA", "se co kgaa"),
    ("SE & Co. KG", "se co kg"),
    ("UG & Co. KG", "ug co kg"),
    ("UG (haftungsbeschr\u{e4}nkt)", "ug haftungsbeschrankt"),
    ("GmbH", "gesellschaft mit beschrankter haftung"),
    ("Ges.m.b.H.", "ges m b h"),
    ("Ges.m.b.H.", "gesmbh"),
    ("Partnerschaft mbB", "partg mbb"),
    ("Aktiengesellschaft", "aktiengesellschaft"),
    ("e. Kfm.", "e kfm"),
    ("e. Kfr.", "e kfr"),
    ("S.à r.l.", "s a r l"),
    ("S.p.A.", "s p a"),
    ("e. K.", "e k"),
    ("e. K.", "ek"),
    ("e. V.", "e v"),
    ("e. V.", "ev"),
    ("e. G.", "eg"),
    ("gGmbH", "ggmbh"),
    ("GmbH", "gmbh"),
    ("KGaA", "kgaa"),
    ("AG", "ag"),
    ("KG", "kg"),
    ("OHG", "ohg"),
    ("OG", "og"),
    ("GbR", "gbr"),
    ("UG", "ug"),
    ("SE", "se"),
    ("S.A.", "s a"),
    ("B.V.", "b v"),
    ("B.V.", "bv"),
    ("N.V.", "n v"),
    ("Inc.", "inc"),
    ("LLC", "llc"),
    ("LLP", "llp"),
    ("Ltd.", "ltd"),
    ("Ltd.", "limited"),
    ("plc", "plc"),
    ("Corp.", "corp"),
    ("SARL", "sarl"),
    ("SAS", "sas"),
];

fn split_form(folded: &str) -> Option<(&str, &'static str)> {
    LEGAL_FORMS.iter().find_map(|(form, ending)| {
        let bare = folded.strip_suffix(ending)?.strip_suffix(' ')?;
        Some((bare, *form))
    })
}

/// The legal form with which a name ends, e.g. `GmbH & Co. KG`.
#[must_use]
pub fn legal_form_of(name: &str) -> Option<&'static str> {
    split_form(&fold_name(name)).map(|(_, form)| form)
}

/// The folded name without its legal form, by which companies are sorted and found.
#[must_use]
pub fn bare_name(name: &str) -> String {
    let folded = fold_name(name);
    let bare = split_form(&folded).map(|(bare, _)| bare.to_owned());
    match bare.unwrap_or_else(|| folded.clone()) {
        // Names without letters or digits still need a place in the order.
        empty if empty.is_empty() => name.to_lowercase(),
        bare => bare,
    }
}

/// What follows from other values when nobody said otherwise: legal form from the name, domain from
/// the web address.
pub(super) fn complete(values: &mut Spelled) {
    let derived = [
        (
            "legal_form",
            values
                .get("name")
                .and_then(legal_form_of)
                .map(str::to_owned),
        ),
        ("domain", values.get("website").and_then(clean_domain)),
    ];
    for (name, value) in derived {
        let field = FIELDS.iter().find(|field| field.name == name);
        if let (Some(field), Some(value), None) = (field, value, values.get(name)) {
            values.put(field, Some(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Edits;

    #[test]
    fn legal_forms_are_recognised_at_the_end_of_a_name() {
        for (name, form, bare) in [
            ("Bäcker & Söhne GmbH", Some("GmbH"), "backer sohne"),
            ("Alpen Bau Ges.m.b.H.", Some("Ges.m.b.H."), "alpen bau"),
            ("Müller GmbH & Co. KG", Some("GmbH & Co. KG"), "muller"),
            ("Mueller GmbH + Co KG", Some("GmbH & Co. KG"), "muller"),
            ("Nordlicht AG", Some("AG"), "nordlicht"),
            ("Hafen SE & Co. KGaA", Some("SE & Co. KGaA"), "hafen"),
            ("Donau OG", Some("OG"), "donau"),
            ("Karl Weber e.K.", Some("e. K."), "karl weber"),
            ("Weber KG", Some("KG"), "weber"),
            ("Agrar Zug", None, "agrar zug"),
            ("SE", None, "se"),
            ("Steinberg", None, "steinberg"),
        ] {
            assert_eq!(legal_form_of(name), form, "{name}");
            assert_eq!(bare_name(name), bare, "{name}");
        }
        assert_eq!(bare_name("!!!"), "!!!");
    }

    #[test]
    fn the_domain_follows_from_the_web_address_unless_given() {
        let mut values = Edits::new()
            .set("name", "A")
            .set("website", "www.a.de/x")
            .read(FIELDS)
            .unwrap_or_default();
        complete(&mut values);
        assert_eq!(values.get("domain"), Some("a.de"));
        let mut values = Edits::new()
            .set("website", "www.a.de")
            .set("domain", "b.de")
            .read(FIELDS)
            .unwrap_or_default();
        complete(&mut values);
        assert_eq!(values.get("domain"), Some("b.de"));
    }
}
