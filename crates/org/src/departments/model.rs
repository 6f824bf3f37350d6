//! A department and the colours it can have.

use kernel::{Date, Id, Lang};

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
