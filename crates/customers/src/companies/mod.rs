//! Companies: where people work, and who buys.
//!
//! Others write companies through [`create`], [`create_many`] and [`change`] only: those check the
//! values, keep the audit trail, the timeline and the search index.
//! Table: company.

mod model;
mod store;

pub use model::{Company, FIELDS, SEGMENT_SIZES, bare_name, legal_form_of};
pub use store::{
    Similar, find_by_domain, find_by_name, find_by_source, get, get_in, names, similar, touched,
};
pub use store::{change, check, create, create_many};
pub use store::{find_by_sources, remove_imported};
