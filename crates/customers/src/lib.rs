//! The customers: people, companies, deals, activities, files, and the one timeline they share.

pub mod deals;
pub mod pipelines;
pub mod products;
pub mod timeline;
