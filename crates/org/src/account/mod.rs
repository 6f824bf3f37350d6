//! One's own account: name, password, sessions; language and theme at once on every page.
//!
//! Signed in, the choice is kept with the member; signed out, in a cookie.
//! Tables: none (member is written by `members`).

mod pages;

use crate::web::Routes;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/profile", pages::show)
        .post("/profile", pages::save)
        .post("/profile/password", pages::change_password)
        .post("/profile/sessions/{hash}", pages::end_session)
        .post("/settings/theme", pages::set_theme)
        .post("/settings/language", pages::set_language)
}
