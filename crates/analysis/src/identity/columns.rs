//! Which column of a file says what: recognised from its header, everything else is never evidence.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::normal::fold;

/// What a column says about a person or a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// First names.
    First,
    /// Surname.
    Last,
    /// First name and surname in one.
    Full,
    /// Herr, Frau …: kept apart, never evidence.
    Salutation,
    /// Academic title: kept apart, never evidence.
    Title,
    /// Name of the company.
    Company,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// Street, with or without house number.
    Street,
    /// House number.
    House,
    /// A further line of the address.
    Line,
    /// Postal code.
    Postal,
    /// Town.
    City,
    /// State, canton, county.
    Region,
    /// Country: two letters or a name; default of telephone numbers.
    Country,
    /// Date of birth.
    Birth,
    /// Year of birth.
    BirthYear,
    /// Month of birth.
    BirthMonth,
    /// Day of birth.
    BirthDay,
    /// An official number of a person: social security, tax, passport.
    Official,
    /// The number of a login or account: one person has one.
    Account,
    /// A device: cookie, anonymous id.
    Device,
    /// VAT id of the company.
    Vat,
    /// Register number of the company.
    Register,
    /// Legal entity identifier.
    Lei,
    /// D-U-N-S number.
    Duns,
    /// Web address of the company.
    Website,
}

/// Folded header without signs → column.
static HEADERS: LazyLock<HashMap<&'static str, Column>> = LazyLock::new(|| {
    let mut headers = HashMap::new();
    for line in include_str!("columns.txt").lines() {
        let Some((word, names)) = line.split_once(':') else {
            continue;
        };
        if let Some(column) = of_word(word.trim()) {
            headers.extend(names.split(',').map(|name| (name.trim(), column)));
        }
    }
    headers
});

fn of_word(word: &str) -> Option<Column> {
    use Column as C;
    Some(match word {
        "first" => C::First,
        "last" => C::Last,
        "full" => C::Full,
        "salutation" => C::Salutation,
        "title" => C::Title,
        "company" => C::Company,
        "email" => C::Email,
        "phone" => C::Phone,
        "street" => C::Street,
        "house" => C::House,
        "line" => C::Line,
        "postal" => C::Postal,
        "city" => C::City,
        "region" => C::Region,
        "country" => C::Country,
        "birth" => C::Birth,
        "birth_year" => C::BirthYear,
        "birth_month" => C::BirthMonth,
        "birth_day" => C::BirthDay,
        "official" => C::Official,
        "account" => C::Account,
        "device" => C::Device,
        "vat" => C::Vat,
        "register" => C::Register,
        "lei" => C::Lei,
        "duns" => C::Duns,
        "website" => C::Website,
        _ => return None,
    })
}

/// The column of a header, if it is evidence. Case, umlauts, blanks and signs do not matter.
#[must_use]
pub fn recognise(header: &str) -> Option<Column> {
    let plain: String = fold::fold(header.trim_start_matches('\u{feff}'))
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    // `phone1`, `E-Mail 2`: several columns of the same meaning.
    let bare = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    HEADERS
        .get(plain.as_str())
        .or_else(|| HEADERS.get(bare))
        .copied()
}

/// The columns of a file from its headers, without the one that holds the truth. A column `Name` beside
/// no column of first names holds whole names.
#[must_use]
pub fn of_headers<'a>(
    headers: impl Iterator<Item = &'a str>,
    truth: Option<&str>,
) -> Vec<Option<Column>> {
    let is_truth = |header: &str| truth.is_some_and(|truth| header.trim() == truth.trim());
    headers
        .map(|header| recognise(header).filter(|_| !is_truth(header)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_both_languages_are_recognised() {
        for (header, column) in [
            (" given_name", Column::First),
            ("Vorname", Column::First),
            ("Straße", Column::Street),
            ("E-Mail 2", Column::Email),
            ("address_1", Column::Street),
            ("address_2", Column::Line),
            ("soc_sec_id", Column::Official),
            ("cookie_id", Column::Device),
            ("user_id", Column::Account),
            ("USt-IdNr.", Column::Vat),
            ("\u{feff}PLZ", Column::Postal),
            ("date_of_birth", Column::Birth),
            ("Geburtsdatum", Column::Birth),
        ] {
            assert_eq!(recognise(header), Some(column), "{header}");
        }
        for header in [
            "rec_id",
            "ent_id",
            "org_id",
            "id",
            "unique_id",
            "cluster",
            "",
            "source",
            "gender",
        ] {
            assert_eq!(recognise(header), None, "{header}");
        }
    }

    #[test]
    fn every_line_of_the_table_names_a_column() {
        for line in include_str!("columns.txt")
            .lines()
            .filter(|l| !l.starts_with('#'))
        {
            let word = line.split(':').next().unwrap_or("").trim();
            assert!(of_word(word).is_some(), "{line}");
        }
    }
}
