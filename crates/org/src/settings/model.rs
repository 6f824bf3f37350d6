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
}

fn euro() -> String {
    "EUR".to_owned()
}

fn berlin() -> String {
    "Europe/Berlin".to_owned()
}

impl Default for Company {
    fn default() -> Self {
        Self {
            name: String::new(),
            currency: euro(),
            timezone: berlin(),
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
        Ok(())
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
