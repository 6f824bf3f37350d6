//! Every statement about people.

mod create;
mod identity;
mod imported;
mod list;
mod membership;
mod read;
mod record;
mod resolve;
mod ties;
mod touched;
mod write;

pub(crate) use create::overwrite;
pub(super) use create::write_new;
pub use create::{change, check, index};
pub(super) use identity::*;
pub use identity::{Hit, Lead, detach, hits, known, person_of};
pub use imported::{find_by_name, remove_imported};
pub use list::*;
pub use membership::*;
pub use read::*;
pub use resolve::{Identifiers, Plan, Resolved, Target, attach, plan, record_for, resolve};
pub use ties::{Said, Shift, told_emails, used};
pub use touched::{forget_touched, touched, touched_again};
pub(super) use write::*;

/// The kind of identifier that a device carries.
const DEVICE: &str = "anonymous_id";
