//! One record: what a source said about a person or a company, in the spelling for comparing.

use super::columns::Column;
use super::normal::company::{self, FormCode};
use super::normal::{Email, Phone, address, birth, domain, email, fold, name, number, phone};

/// Values as a source gave them, by their columns. Several values of a column stand one after another.
#[derive(Clone, Debug, Default)]
pub struct Given<'a> {
    /// The values; empty ones may be left out.
    pub values: Vec<(Column, &'a str)>,
}

impl<'a> Given<'a> {
    /// The first value of a column that is not empty, or "".
    fn one(&self, column: Column) -> &'a str {
        self.all(column).next().unwrap_or("")
    }

    fn all(&self, column: Column) -> impl Iterator<Item = &'a str> {
        let mine = move |(c, value): &&(Column, &str)| *c == column && !value.trim().is_empty();
        self.values.iter().filter(mine).map(|(_, value)| *value)
    }
}

/// A record in the spelling for comparing. Empty text and 0 mean: not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Match key of the first names.
    pub first: String,
    /// Match key of the surname.
    pub last: String,
    /// Core of the company's name; if only a company domain is known, what it suggests.
    pub company: String,
    /// Legal form of the company; 0 if none was written.
    pub form: FormCode,
    /// Registrable domain of the company: of its website, else of a business address.
    pub domain: String,
    /// Numbers of the company: VAT id, register number, LEI, D-U-N-S, each with its kind in front.
    pub company_numbers: Vec<String>,
    /// E-mail addresses: at most [`CONTACTS`].
    pub emails: Vec<Email>,
    /// Telephone numbers: at most [`CONTACTS`].
    pub phones: Vec<Phone>,
    /// Match key of the street.
    pub street: String,
    /// House number.
    pub house: String,
    /// Match key of a further line of the address.
    pub line: String,
    /// Postal code.
    pub postal: String,
    /// Match key of the town.
    pub city: String,
    /// Match key of the region.
    pub region: String,
    /// Date of birth as `yyyymmdd`; parts may be 0.
    pub birth: u32,
    /// Official number of the person.
    pub official: String,
    /// Number of a login or account.
    pub account: String,
    /// Cookie or device.
    pub device: String,
}

/// At most this many addresses and numbers of a record are compared.
pub const CONTACTS: usize = 2;

impl Record {
    /// Normalises what a source gave.
    #[must_use]
    pub fn read(given: &Given<'_>) -> Self {
        let mut record = Self::default();
        record.read_name(given);
        record.read_contacts(given);
        record.infer_first();
        record.read_company(given);
        record.read_address(given);
        record.birth = read_birth(given);
        let id = |column| number::identifier(given.one(column)).unwrap_or_default();
        record.official = id(Column::Official);
        record.account = id(Column::Account);
        record.device = id(Column::Device);
        record
    }

    /// Whether nothing is known that could be compared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn read_name(&mut self, given: &Given<'_>) {
        let (first, last) = (given.one(Column::First), given.one(Column::Last));
        let full = given.one(Column::Full);
        let name = match (first.is_empty(), last.is_empty(), full.is_empty()) {
            (true, true, false) => name::read_full(full),
            // Only a column "Name" beside no first name: it holds the whole name.
            (true, false, _) if last.trim().contains([' ', ',']) => name::read_full(last),
            _ => name::read(first, last),
        };
        self.first = name.first_key;
        self.last = name.last_key;
    }

    fn read_contacts(&mut self, given: &Given<'_>) {
        for text in given
            .all(Column::Email)
            .flat_map(|text| text.split([';', ',', '\n']))
        {
            if self.emails.len() == CONTACTS {
                break;
            }
            if let Some(email) = email::read(text)
                && !self.emails.contains(&email)
            {
                self.emails.push(email);
            }
        }
        let country = given.one(Column::Country).trim();
        let country = Some(country)
            .filter(|c| c.len() == 2)
            .or_else(|| of_name(country));
        for text in given
            .all(Column::Phone)
            .flat_map(|text| text.split([';', '\n']))
        {
            if self.phones.len() == CONTACTS {
                break;
            }
            if let Some(phone) = phone::read(text, country)
                && !self.phones.contains(&phone)
            {
                self.phones.push(phone);
            }
        }
    }

    /// Without a first name, the address often has it: `carlo_bachhofer@`, `c.bachhofer@`, `cbachhofer@`.
    fn infer_first(&mut self) {
        if !self.first.is_empty() || self.last.is_empty() {
            return;
        }
        let last: String = self.last.split(' ').collect();
        let of_mail = |email: &Email| match email.role {
            true => None,
            false => first_in(email.local(), &last),
        };
        self.first = self.emails.iter().find_map(of_mail).unwrap_or_default();
    }

    fn read_company(&mut self, given: &Given<'_>) {
        let company = company::read(given.one(Column::Company));
        (self.company, self.form) = (company.core, company.form);
        let of_mail = || {
            self.emails
                .iter()
                .find(|e| !e.free)
                .map(|e| e.domain.clone())
        };
        let of_site = domain::of_company(given.one(Column::Website));
        self.domain = of_site.or_else(of_mail).unwrap_or_default();
        if self.company.is_empty() && !self.domain.is_empty() {
            self.company = company::core_of_domain(&self.domain);
        }
        let mut add = |kind: char, number: Option<String>| {
            self.company_numbers
                .extend(number.map(|number| format!("{kind}{number}")));
        };
        add('v', number::vat(given.one(Column::Vat)));
        add('r', number::register(given.one(Column::Register)));
        add('l', number::lei(given.one(Column::Lei)));
        add('d', number::duns(given.one(Column::Duns)));
    }

    fn read_address(&mut self, given: &Given<'_>) {
        let (street, house) = address::street(given.one(Column::Street));
        self.street = street;
        self.house = match address::house_number(given.one(Column::House)) {
            own if own.is_empty() => house,
            own => own,
        };
        self.line = fold::key(given.one(Column::Line));
        self.postal = address::postal(given.one(Column::Postal));
        self.city = address::city(given.one(Column::City));
        self.region = fold::key(given.one(Column::Region));
    }
}

/// What a local part says beside the surname (a match key without blanks).
fn first_in(local: &str, last: &str) -> Option<String> {
    let letters = fold::key(local).replace(|c: char| c.is_ascii_digit(), "");
    let words: Vec<&str> = letters.split(' ').filter(|word| !word.is_empty()).collect();
    if let Some(at) = words.iter().position(|word| *word == last) {
        let rest: Vec<&str> = [&words[..at], &words[at + 1..]].concat();
        return (!rest.is_empty()).then(|| rest.join(" "));
    }
    let joined = words.concat();
    let rest = joined
        .strip_suffix(last)
        .or_else(|| joined.strip_prefix(last))?;
    (last.len() >= 4 && !rest.is_empty()).then(|| rest.to_owned())
}

fn read_birth(given: &Given<'_>) -> u32 {
    let whole = birth::read(given.one(Column::Birth));
    let parts = || {
        let part = |column| given.one(column);
        birth::of(
            part(Column::BirthYear),
            part(Column::BirthMonth),
            part(Column::BirthDay),
        )
    };
    whole.or_else(parts).unwrap_or(0)
}

/// Two letters for the names of the three countries.
fn of_name(country: &str) -> Option<&'static str> {
    match fold::fold(country).as_str() {
        "deutschland" | "germany" | "brd" | "d" => Some("DE"),
        "oesterreich" | "austria" | "a" => Some("AT"),
        "schweiz" | "switzerland" | "suisse" | "svizzera" => Some("CH"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_a_file_is_read() {
        let given = Given {
            values: vec![
                (Column::Full, "Dr. Müller, Jürgen"),
                (
                    Column::Email,
                    "J.Mueller@Nordplan-Handel.de; j.mueller+x@gmail.com",
                ),
                (Column::Phone, "01 2345678"),
                (Column::Country, "Österreich"),
                (Column::Street, "Dorfring 33"),
                (Column::Birth, "9.3.1985"),
                (Column::Account, "null"),
            ],
        };
        let record = Record::read(&given);
        assert_eq!(
            (record.first.as_str(), record.last.as_str()),
            ("jurgen", "muller")
        );
        assert_eq!(record.emails.len(), 2);
        assert_eq!(record.phones[0].e164, "+4312345678");
        assert_eq!(
            (record.company.as_str(), record.domain.as_str()),
            ("nordplan handel", "nordplan-handel.de")
        );
        assert_eq!(
            (record.street.as_str(), record.house.as_str()),
            ("dorfring", "33")
        );
        assert_eq!(record.birth, 19_850_309);
        assert_eq!(record.account, "");
    }

    #[test]
    fn a_missing_first_name_is_found_in_the_address() {
        for (local, expected) in [
            ("carlo_bachhofer", Some("carlo")),
            ("bachhofer.c2", Some("c")),
            ("hans-josef.bachhofer", Some("hans josef")),
            ("cbachhofer", Some("c")),
            ("bachhofer7", None),
            ("vertretung", None),
        ] {
            assert_eq!(first_in(local, "bachhofer").as_deref(), expected, "{local}");
        }
        let values = vec![
            (Column::Last, "Groß-Weiß"),
            (Column::Email, "e.gross-weiss@firma.de"),
        ];
        assert_eq!(Record::read(&Given { values }).first, "e");
    }

    #[test]
    fn nothing_and_nonsense_are_empty() {
        let long = "x".repeat(10_000);
        assert!(Record::read(&Given::default()).is_empty());
        let given = Given {
            values: vec![
                (Column::Email, long.as_str()),
                (Column::Phone, "-"),
                (Column::Last, "n/a"),
            ],
        };
        assert!(Record::read(&given).is_empty());
        let given = Given {
            values: vec![(Column::Last, long.as_str())],
        };
        assert!(Record::read(&given).last.len() <= 200);
    }
}
