//! Every statement about people.

mod create;
mod identity;
mod imported;
mod list;
mod read;
mod record;
mod resolve;
mod touched;
mod write;

pub(super) use create::write_new;
pub use create::{change, check, index};
pub(super) use identity::*;
pub use identity::{detach, person_of};
pub use imported::{find_by_name, remove_imported};
pub use list::*;
pub use read::*;
pub use resolve::{Identifiers, Resolved, attach, record_for, resolve};
pub use touched::touched;
pub(super) use write::*;
