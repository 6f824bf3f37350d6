//! People: whom the company serves.
//!
//! A person is a set of *records* (what a source said); the first record has the person's own id.
//! Touchpoints point to records, identifiers (e-mail, user id, anonymous id) lead to records.
//! Others write people through [`create`], [`create_many`] and [`change`] only: those check the
//! values, keep the audit trail, the timeline and the search index.
//! Tables: person, person_email, person_phone, person_company, person_record, identity_edge.

mod model;
mod store;

pub use model::{ADDRESS_MODES, FIELDS, LEAD_STATES, Person, Row, SALUTATIONS, full_name};
pub use store::{Identifiers, Resolved, attach, person_of, record_for, resolve};
pub use store::{
    Similar, find_by_email, find_by_source, get, get_in, names, records, similar, touched,
};
pub use store::{change, check, create, create_many, index};
pub use store::{find_by_name, find_by_sources, remove_imported};
