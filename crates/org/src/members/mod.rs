//! Members: who works here, in which department, with which roles.
//!
//! A member without e-mail or password cannot sign in (the owner of an imported deal, for instance).
//! Tables: member, member_role.

mod model;
mod store;

pub use model::NewMember;
pub(crate) use store::note_sign_in;
pub use store::{any_with_password, create, find_by_email, names, prefer, set_password};
