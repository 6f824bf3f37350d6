//! Members: who works here, in which department, with which roles.
//!
//! A member without e-mail or password cannot sign in (the owner of an imported deal, for instance).
//! A disabled member keeps its name in every history and cannot sign in. One enabled owner always stays.
//! Tables: member, member_role.

mod api;
mod model;
mod pages;
mod store;

use crate::web::Routes;

pub use model::{Edit, Member, NewMember, State, ZONES};
pub(crate) use store::note_sign_in;
pub use store::{
    Listed, any_with_password, change_imported, create, create_imported, edit, find_by_email, get,
    listed, move_all, named, names, page, prefer, remove_imported, rename, set_disabled,
    set_password, sizes,
};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/members", pages::list)
        .post("/members", pages::create)
        .get("/members/{id}", pages::detail)
        .post("/members/{id}", pages::edit)
        .post("/members/{id}/state", pages::set_state)
        .post("/members/{id}/links", pages::new_link)
        .get("/api/v1/members", api::list)
        .describe::<api::Document>()
        .post("/api/v1/members", api::create)
}
