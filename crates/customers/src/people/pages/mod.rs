//! The pages of people: list, a new one, one person with everything about them.

mod detail;
mod fields;
mod list;
mod new;

pub(super) use detail::person;
pub(super) use fields::{cancel, edit, object, save};
pub(super) use list::people;
pub(super) use new::{create, hint, new};
