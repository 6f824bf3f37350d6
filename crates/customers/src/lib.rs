//! The customers: people, companies, deals, activities, files, and the one timeline they share.

pub mod companies;
pub mod deals;
pub mod duplicates;
pub mod fields;
pub mod files;
pub mod history;
pub mod lists;
mod panels;
pub mod people;
pub mod pipelines;
pub mod products;
pub mod records;
pub mod search;
pub mod timeline;
