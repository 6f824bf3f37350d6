//! The pages of companies: list, a new one, the picker, one company with everything about it.

mod detail;
mod fields;
mod list;
mod new;
mod pick;

pub(super) use detail::{company, people_panel};
pub(super) use fields::{cancel, edit, save};
pub(super) use list::companies;
pub(super) use new::{create, hint, new};
pub(super) use pick::pick;
