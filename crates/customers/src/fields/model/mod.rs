//! Spellings of values and the edits of a record.

mod country;
mod edits;
mod mail;
mod spelling;

pub use edits::{Changed, Edits, Origin, Spelled};
pub use mail::{clean_email, is_private_domain, phone_digits};
pub use spelling::clean_domain;
