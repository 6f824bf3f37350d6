//! Every statement about companies.

mod create;
mod hierarchy;
mod imported;
mod list;
mod membership;
mod read;
mod record;
mod touched;
mod write;

pub(crate) use create::overwrite;
pub(super) use create::write_new;
pub use create::{change, check, index};
pub use hierarchy::*;
pub use imported::remove_imported;
pub use list::*;
pub use membership::*;
pub use read::*;
pub use touched::{forget_touched, touched, touched_again};
pub(super) use write::*;
