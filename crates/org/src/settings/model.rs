//! What is set for the whole company.

use kernel::{Error, Id, Millis, Result};
use serde::{Deserialize, Serialize};

/// The company that uses this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// ISO 4217 code in which new amounts are.
    #[serde(default = "euro")]
    pub currency: String,
    /// IANA time zone of the company.
    #[serde(default = "berlin")]
    pub timezone: String,
    /// Departments with fewer members are shown together where a figure says what they achieve.
    #[serde(default = "eight")]
    pub smallest_group: u32,
    /// Whether a company that has fewer members in all shows its departments one by one nevertheless.
    #[serde(default)]
    pub small_company_apart: bool,
}

/// The least and the greatest number that [`Company::smallest_group`] can be.
pub const SMALLEST_GROUP: (u32, u32) = (2, 50);

fn euro() -> String {
    "EUR".to_owned()
}

fn berlin() -> String {
    "Europe/Berlin".to_owned()
}

/// Our convention: a group of five to six people was held to be monitored (BAG 1 ABR 6/94).
fn eight() -> u32 {
    8
}

impl Default for Company {
    fn default() -> Self {
        Self {
            name: String::new(),
            currency: euro(),
            timezone: berlin(),
            smallest_group: eight(),
            small_company_apart: false,
        }
    }
}

impl Company {
    /// Checks all fields.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn check(&self) -> Result<()> {
        if self.name.trim().is_empty() {
            return Err(Error::field("name", "error.required"));
        }
        if self.name.chars().count() > 200 {
            let long = kernel::FieldError::new("name", "error.too_long").arg("max", 200);
            return Err(Error::Invalid(vec![long]));
        }
        let code =
            self.currency.len() == 3 && self.currency.bytes().all(|b| b.is_ascii_uppercase());
        if !code {
            return Err(Error::field("currency", "error.currency"));
        }
        if !kernel::is_zone(&self.timezone) {
            return Err(Error::field("timezone", "error.choice"));
        }
        let (least, most) = SMALLEST_GROUP;
        let wrong = match self.smallest_group {
            n if n < least => {
                kernel::FieldError::new("smallest_group", "error.too_small").arg("min", least)
            }
            n if n > most => {
                kernel::FieldError::new("smallest_group", "error.too_large").arg("max", most)
            }
            _ => return Ok(()),
        };
        Err(Error::Invalid(vec![wrong]))
    }
}

::store::row! {
    /// An earlier or the present version of a setting.
    #[derive(Debug, Clone)]
    pub(crate) struct Version {
        pub(crate) version: i64,
        pub(crate) value: String,
        pub(crate) valid_from: Millis,
        pub(crate) author_id: Option<Id>,
    }
}
