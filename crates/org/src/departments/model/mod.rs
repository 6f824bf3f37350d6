//! A department, the colours it can have, and which ones are too small to be shown alone.

mod small;

use kernel::{Date, Error, Id, Lang, Millis, Result};

pub use small::{Together, shown_together};

store::row! {
    /// A department, valid for a while.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Department {
        /// Its id.
        pub id: Id,
        /// Its stable word, e.g. `sales`.
        pub key: String,
        /// German name.
        pub name_de: String,
        /// English name.
        pub name_en: String,
        /// Colour slot: the class is `d-` and this word.
        pub colour: String,
        /// The department above it.
        pub parent_id: Option<Id>,
        /// Fixed order on every screen.
        pub position: i64,
        /// First day.
        pub valid_from: Date,
        /// First day on which it is no more.
        pub valid_to: Option<Date>,
        /// Version for `If-Match`.
        pub version: i64,
    }
}

impl Department {
    /// The name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.name_de,
            Lang::En => &self.name_en,
        }
    }

    /// The colour class, e.g. `d-sal`.
    #[must_use]
    pub fn class(&self) -> String {
        format!("d-{}", self.colour)
    }

    /// Whether it exists on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }
}

/// Colour slots for departments of one's own; each is tested for contrast in both themes.
pub const SLOTS: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

/// Names and colour of a department that shall exist.
#[derive(Debug, Clone, Default)]
pub struct NewDepartment {
    /// German name.
    pub name_de: String,
    /// English name; empty: as the German one.
    pub name_en: String,
    /// Colour slot.
    pub colour: String,
}

impl NewDepartment {
    /// Trims the names and checks them and the colour.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn checked(&self) -> Result<Self> {
        let name_de = self.name_de.trim().to_owned();
        let mut name_en = self.name_en.trim().to_owned();
        if name_de.is_empty() {
            return Err(Error::field("name_de", "error.required"));
        }
        if name_en.is_empty() {
            name_en.clone_from(&name_de);
        }
        for (field, name) in [("name_de", &name_de), ("name_en", &name_en)] {
            if name.chars().count() > 80 {
                let long = kernel::FieldError::new(field, "error.too_long").arg("max", 80);
                return Err(Error::Invalid(vec![long]));
            }
        }
        let seeded = SEEDED.iter().any(|(_, slot, _, _)| *slot == self.colour);
        if !seeded && !SLOTS.contains(&self.colour.as_str()) {
            return Err(Error::field("colour", "error.choice"));
        }
        Ok(Self {
            name_de,
            name_en,
            colour: self.colour.clone(),
        })
    }

    /// The stable word made of the English name: lower case letters, digits and `_`.
    #[must_use]
    pub fn key(&self) -> String {
        let words = ::store::fold_name(&self.name_en);
        let key: String = words
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .take(40)
            .collect();
        if key.trim_matches('_').is_empty() {
            return "department".to_owned();
        }
        key
    }
}

store::row! {
    /// A change of the structure, as the page lists it.
    #[derive(Debug, Clone)]
    pub struct ChangeLine {
        /// Its id.
        pub id: Id,
        /// `added`, `renamed`, `retired`, `split` or `merged`.
        pub kind: String,
        /// From which day on.
        pub on_date: Date,
        /// What it says for itself: names before and after.
        pub note: Option<String>,
        /// When it was entered.
        pub at: Millis,
        /// Who entered it.
        pub member_id: Option<Id>,
    }
}

/// Key, colour slot and names of the departments of a new installation, in their fixed order.
pub(crate) const SEEDED: &[(&str, &str, &str, &str)] = &[
    ("marketing", "mkt", "Marketing", "Marketing"),
    ("sdr", "sdr", "Vertriebsentwicklung", "Sales development"),
    ("sales", "sal", "Vertrieb", "Sales"),
    ("service", "srv", "Service", "Service"),
    ("aftersales", "aft", "Aftersales", "Aftersales"),
    ("onboarding", "onb", "Onboarding", "Onboarding"),
    (
        "implementation",
        "imp",
        "Projektumsetzung",
        "Implementation",
    ),
    ("accounting", "acc", "Buchhaltung", "Accounting"),
    ("pr", "pr", "PR", "PR"),
];
