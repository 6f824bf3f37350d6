//! The customers: people, companies, deals, activities, files, and the one timeline they share.

pub mod companies;
pub mod fields;
pub mod people;
pub mod search;
pub mod timeline;
