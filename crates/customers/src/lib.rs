//! The customers: people, companies, deals, activities, files, and the one timeline they share.

pub mod search;
pub mod timeline;
