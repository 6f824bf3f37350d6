//! What people and companies have in common: one list, one form for a new record, fields edited where
//! they stand, one page, one API, all over the list of their fields.
//!
//! A slice says through [`Record`] what its records are called and which statements are its own, and
//! through [`pages::Screen`] what only its screens show. The handlers are written once, here; the
//! slice names their addresses.
//! Tables: none (what is written here goes into the table of the slice that asks for it).

pub mod api;
mod model;
pub mod pages;
mod store;

pub use model::{Listed, New, Record, Stamps};
pub use store::{
    audit, create, create_many, current, current_in, find_by_sources, give, insert, join,
    require_links, require_version, update,
};
