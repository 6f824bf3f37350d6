//! The shapes of data: what is compared and under which keys records are looked for.

use super::super::columns::Column;
use super::super::compare::Comparison;

/// Which kind of records these are. One default configuration each, chosen by the columns present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// People in companies: the address belongs to the employer.
    Business,
    /// People by themselves: the address is their own.
    Person,
    /// Companies.
    Company,
}

/// A part of a blocking key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// First names.
    First,
    /// Surname.
    Last,
    /// First name and surname in any order.
    Names,
    /// First word of the surname: double names meet their halves.
    LastHead,
    /// Last word of the surname.
    LastTail,
    /// First letter of the first name.
    Initial,
    /// First three letters of the surname.
    LastStart,
    /// Kölner Phonetik of the surname.
    LastSound,
    /// Kölner Phonetik of the first name.
    FirstSound,
    /// Core of the company's name.
    Company,
    /// The longest word of the company's core.
    CompanyWord,
    /// Company domain.
    Domain,
    /// Any number of the company.
    FirmNumber,
    /// Any personal e-mail address.
    Mailbox,
    /// Any telephone number.
    Phone,
    /// Street.
    Street,
    /// House number.
    House,
    /// Further line of the address.
    Line,
    /// Postal code.
    Postal,
    /// First two characters of the postal code.
    PostalArea,
    /// Town.
    City,
    /// Date of birth.
    Birth,
    /// Year of birth.
    BirthYear,
    /// Day and month of birth.
    BirthDay,
    /// Official number.
    Official,
    /// Account number.
    Account,
    /// Device.
    Device,
}

/// One way to look for pairs: records that agree in all parts.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Name in reports.
    pub key: &'static str,
    /// What must agree.
    pub parts: &'static [Part],
    /// Comparisons that this key says something about. With a value, the pairs of the pass are used to
    /// learn the others.
    pub teaches: Option<&'static [Comparison]>,
}

const fn pass(key: &'static str, parts: &'static [Part]) -> Pass {
    Pass {
        key,
        parts,
        teaches: None,
    }
}

const fn lesson(key: &'static str, parts: &'static [Part], touches: &'static [Comparison]) -> Pass {
    Pass {
        key,
        parts,
        teaches: Some(touches),
    }
}

use Comparison as C;
use Part as P;

const BUSINESS: &[Pass] = &[
    lesson("email", &[P::Mailbox], &[C::Email, C::Employer]),
    lesson("names", &[P::Names], &[C::Name]),
    pass("last+postal", &[P::Last, P::Postal]),
    lesson(
        "phone+last",
        &[P::Phone, P::Last],
        &[C::Phone, C::Name, C::Employer],
    ),
    pass("phone+first", &[P::Phone, P::First]),
    pass("domain+last", &[P::Domain, P::Last]),
    pass("domain+first", &[P::Domain, P::First]),
    lesson(
        "company+first",
        &[P::Company, P::First],
        &[C::Employer, C::Name],
    ),
    pass("company+last", &[P::Company, P::Last]),
    pass("first+postal", &[P::First, P::Postal]),
    pass("start+street+postal", &[P::LastStart, P::Street, P::Postal]),
    pass(
        "sound+initial+area",
        &[P::LastSound, P::Initial, P::PostalArea],
    ),
    pass("companyword+sound", &[P::CompanyWord, P::LastSound]),
    pass("companyword+first", &[P::CompanyWord, P::First]),
    pass("tail+domain", &[P::LastTail, P::Domain]),
    pass("tail+postal", &[P::LastTail, P::Postal]),
    pass("sound+street+house", &[P::LastSound, P::Street, P::House]),
    pass("sounds+city", &[P::LastSound, P::FirstSound, P::City]),
    pass("last+city+initial", &[P::Last, P::City, P::Initial]),
    pass("account", &[P::Account]),
    pass("device", &[P::Device]),
    pass("official", &[P::Official]),
    pass("birth+last", &[P::Birth, P::Last]),
];

const PERSON: &[Pass] = &[
    lesson("official", &[P::Official], &[C::Official]),
    lesson("names", &[P::Names], &[C::Name]),
    lesson("birth", &[P::Birth], &[C::Birth]),
    pass("email", &[P::Mailbox]),
    pass("phone", &[P::Phone]),
    pass("account", &[P::Account]),
    pass("device", &[P::Device]),
    pass("last+postal", &[P::Last, P::Postal]),
    pass("first+postal", &[P::First, P::Postal]),
    lesson(
        "street+house",
        &[P::Street, P::House, P::Postal],
        &[C::Address],
    ),
    pass("street+city", &[P::Street, P::City, P::Initial]),
    pass("last+year", &[P::Last, P::BirthYear]),
    pass("last+day", &[P::Last, P::BirthDay]),
    pass(
        "first+year+sound",
        &[P::FirstSound, P::BirthYear, P::LastStart],
    ),
    pass("first+day", &[P::First, P::BirthDay]),
    pass("first+year+city", &[P::First, P::BirthYear, P::City]),
    pass(
        "sound+initial+area",
        &[P::LastSound, P::Initial, P::PostalArea],
    ),
    pass("line+house", &[P::Line, P::House]),
    pass("tail+postal", &[P::LastTail, P::Postal]),
    pass("sounds+city", &[P::LastSound, P::FirstSound, P::City]),
    pass("head+first+year", &[P::LastHead, P::First, P::BirthYear]),
];

const COMPANY: &[Pass] = &[
    lesson("number", &[P::FirmNumber], &[C::FirmNumber]),
    lesson("domain", &[P::Domain], &[C::Site, C::Email]),
    lesson("company", &[P::Company], &[C::Firm]),
    pass("word+postal", &[P::CompanyWord, P::Postal]),
    pass("word+city", &[P::CompanyWord, P::City]),
    pass("phone", &[P::Phone]),
    pass("street+house+postal", &[P::Street, P::House, P::Postal]),
    pass("email", &[P::Mailbox]),
];

impl Shape {
    /// The shape of data with these columns: companies without any person in them, people in companies,
    /// or people by themselves.
    #[must_use]
    pub fn of(columns: &[Column]) -> Self {
        let has = |wanted: &[Column]| columns.iter().any(|column| wanted.contains(column));
        let person = has(&[
            Column::First,
            Column::Last,
            Column::Full,
            Column::Official,
            Column::Birth,
        ]);
        let firm = has(&[
            Column::Company,
            Column::Website,
            Column::Vat,
            Column::Register,
            Column::Lei,
            Column::Duns,
        ]);
        match (firm, person) {
            (true, false) => Self::Company,
            (true, true) => Self::Business,
            (false, _) => Self::Person,
        }
    }

    /// Name in reports.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Person => "person",
            Self::Company => "company",
        }
    }

    /// What is compared, in the order of a waterfall.
    #[must_use]
    pub fn comparisons(self) -> &'static [Comparison] {
        match self {
            Self::Business => &[
                C::Name,
                C::Employer,
                C::Email,
                C::Phone,
                C::Birth,
                C::Official,
                C::Account,
                C::Device,
            ],
            Self::Person => &[
                C::Name,
                C::Birth,
                C::Address,
                C::Official,
                C::Email,
                C::Phone,
                C::Account,
                C::Device,
            ],
            Self::Company => &[
                C::Firm,
                C::FirmNumber,
                C::Site,
                C::Address,
                C::Email,
                C::Phone,
            ],
        }
    }

    /// Where pairs are looked for.
    #[must_use]
    pub fn passes(self) -> &'static [Pass] {
        match self {
            Self::Business => BUSINESS,
            Self::Person => PERSON,
            Self::Company => COMPANY,
        }
    }

    /// By what a block that is too large is divided further, one after the other.
    #[must_use]
    pub fn refinements(self) -> &'static [Part] {
        match self {
            Self::Business => &[
                P::Initial,
                P::PostalArea,
                P::LastSound,
                P::First,
                P::Last,
                P::Company,
                P::Mailbox,
            ],
            Self::Person => &[
                P::Initial,
                P::PostalArea,
                P::LastSound,
                P::First,
                P::Last,
                P::Birth,
                P::Street,
            ],
            Self::Company => &[
                P::PostalArea,
                P::City,
                P::CompanyWord,
                P::Company,
                P::Street,
                P::Domain,
            ],
        }
    }
}
