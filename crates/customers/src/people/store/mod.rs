//! Every statement about people.

mod create;
mod identity;
mod imported;
mod list;
mod read;
mod resolve;
mod touched;
mod write;

pub use create::{change, check, create, create_many, index};
pub(super) use identity::*;
pub use identity::{Hit, hits, known, person_of};
pub use imported::{find_by_name, find_by_sources, remove_imported};
pub use list::*;
pub use read::*;
pub use resolve::{Identifiers, Plan, Resolved, Target, attach, plan, record_for, resolve};
pub use touched::{forget_touched, touched};
pub(super) use write::*;
