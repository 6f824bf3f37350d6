//! Members: who works here, in which department, with which roles.
//!
//! A member without e-mail or password cannot sign in (the owner of an imported deal, for instance).
//! Tables: member, member_role.

mod model;
mod store;

pub use model::NewMember;
pub(crate) use store::note_sign_in;
pub use store::{
    Listed, any_with_password, change_imported, create, create_imported, find_by_email, listed,
    names, prefer, remove_imported, set_password,
};
