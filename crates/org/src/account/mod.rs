//! One's own account: language and theme at once, on every page, without leaving it.
//!
//! Signed in, the choice is kept with the member; signed out, in a cookie.
//! Tables: none (member is written by `members`).

mod pages;

use crate::web::Routes;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/settings/theme", pages::set_theme)
        .post("/settings/language", pages::set_language)
}
