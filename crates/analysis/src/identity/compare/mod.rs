//! Comparisons: what two records have in common, as ordered levels.
//!
//! Level 0 of every comparison is "nothing to compare" and weighs nothing. Things that depend on each
//! other are one comparison: a name is one, everything about the employer is one, an address is one.
//! Counting five agreements of two colleagues five times is how two persons become one by mistake.

mod contact;
mod exact;
mod facts;
mod firm;
mod kinship;
mod name;
mod place;
mod similar;

pub use facts::{Column, Facts, Frequency};
pub use kinship::{Kinship, kinship, stands_above};
pub use similar::{edits_within, jaro_winkler};

use super::table::{Row, Texts};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// First name and surname together.
    Name,
    /// Date of birth.
    Birth,
    /// Official number of the person.
    Official,
    /// Number of a login.
    Account,
    /// Cookie or device.
    Device,
    /// E-mail addresses.
    Email,
    /// Telephone numbers.
    Phone,
    /// Company, its domain and its address together: counted once.
    Employer,
    /// The address of a person or a company.
    Address,
    /// Name of a company compared with another company.
    Firm,
    /// Register numbers of a company.
    FirmNumber,
    /// The domain of a company.
    Site,
}

/// One level of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// Name of the level, for texts: `name.both_equal`.
    pub key: &'static str,
    /// Probability among records of the same person, before anything was learned.
    pub m: f64,
    /// Probability among records of two persons, before anything was learned.
    pub u: f64,
}

/// At most this many levels, with level 0.
pub const LEVELS: usize = 16;

/// What the levels are computed from, besides the two rows.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The texts behind the numbers.
    pub texts: Texts<'a>,
    /// How often values occur and which belong to several people.
    pub facts: &'a Facts,
}

impl Comparison {
    /// Name of the comparison, for texts.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Birth => "birth",
            Self::Official => "official",
            Self::Account => "account",
            Self::Device => "device",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Employer => "employer",
            Self::Address => "address",
            Self::Firm => "firm",
            Self::FirmNumber => "firm_number",
            Self::Site => "site",
        }
    }

    /// The levels from 1 on, in rising order of agreement.
    #[must_use]
    pub fn levels(self) -> &'static [Level] {
        match self {
            Self::Name => name::LEVELS,
            Self::Birth => exact::BIRTH,
            Self::Official => exact::OFFICIAL,
            Self::Account => exact::ACCOUNT,
            Self::Device => exact::DEVICE,
            Self::Email => contact::EMAIL,
            Self::Phone => contact::PHONE,
            Self::Employer => firm::EMPLOYER,
            Self::Address => place::LEVELS,
            Self::Firm => firm::FIRM,
            Self::FirmNumber => exact::FIRM_NUMBER,
            Self::Site => exact::SITE,
        }
    }

    /// The number of a level by its name; 0 if there is none.
    #[must_use]
    pub fn level_named(self, key: &str) -> u8 {
        let found = (1u8..)
            .zip(self.levels())
            .find(|(_, level)| level.key == key);
        found.map_or(0, |(number, _)| number)
    }

    /// The levels at which two addresses have the same domain. Where the employer is compared too, the
    /// domain is counted there: then only what these levels say beyond it counts here.
    #[must_use]
    pub fn levels_with_domain(self) -> Option<&'static [usize]> {
        (self == Self::Email).then_some(contact::SAME_DOMAIN)
    }

    /// The level that two rows reach; 0 if there is nothing to compare.
    #[must_use]
    pub fn level(self, view: &View<'_>, a: &Row, b: &Row) -> u8 {
        match self {
            Self::Name => name::level(view, a, b),
            Self::Birth => exact::birth(a, b),
            Self::Official => exact::official(view, a, b),
            Self::Account => exact::same(a.account, b.account),
            Self::Device => exact::same(a.device, b.device),
            Self::Email => contact::email(view, a, b),
            Self::Phone => contact::phone(view, a, b),
            Self::Employer => firm::employer(view, a, b),
            Self::Address => place::level(view, a, b),
            Self::Firm => firm::firm(view, a, b),
            Self::FirmNumber => exact::firm_number(view, a, b),
            Self::Site => exact::same(a.domain, b.domain),
        }
    }

    /// What an agreement in a rare or a frequent value adds: log2 of the average share of a value to the
    /// share of this one (term frequency). 0 where the level is no agreement in a value.
    #[must_use]
    pub fn rarity(self, view: &View<'_>, level: u8, a: &Row, b: &Row) -> f32 {
        match self {
            Self::Name => name::rarity(view, level, a),
            Self::Employer => firm::employer_rarity(view, level, a, b),
            Self::Firm => firm::firm_rarity(view, level, a),
            _ => 0.0,
        }
    }
}

/// What two names say about merging, before everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Both names agree but for typing.
    Agree,
    /// Nothing that forbids.
    Open,
    /// Equal surname, and first names that are both known and differ: relatives and colleagues.
    Family,
    /// Both names are known on both sides and neither resembles the other. Short forms and swapped names
    /// resemble.
    Strange,
}

/// What the names of two rows say about merging them.
#[must_use]
pub fn names(view: &View<'_>, a: &Row, b: &Row) -> Verdict {
    match name::level(view, a, b) {
        name::FAMILY if a.last == b.last => Verdict::Family,
        name::FIRST_SIMILAR.. => Verdict::Agree,
        _ if name::contradict(view, a, b) => Verdict::Strange,
        _ => Verdict::Open,
    }
}

/// Whether the dates of birth are known and equal.
#[must_use]
pub fn born_together(a: &Row, b: &Row) -> bool {
    a.birth != 0 && a.birth == b.birth
}

/// Whether an identifier of the person itself agrees: the login, or the official number but for two slips.
#[must_use]
pub fn identified(view: &View<'_>, a: &Row, b: &Row) -> bool {
    exact::official(view, a, b) >= 2 || exact::same(a.account, b.account) == 2
}

#[cfg(test)]
mod tests;
