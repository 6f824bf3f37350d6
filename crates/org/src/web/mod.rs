//! The frame in which every slice answers: the application's state, routes, who asks and what they
//! may, errors as pages or problem+json, forgery protection, security headers, the page around a body.

mod app;
mod caller;
mod conditions;
mod csrf;
mod document;
mod fail;
mod flash;
mod forms;
mod frame;
mod headers;
mod measures;
mod page;
mod refusal;
mod routes;
mod sent;

pub use app::{App, Config, Intake, Panel, Parts, Place};
pub use caller::{Caller, May, Viewer};
pub(crate) use caller::{
    LANGUAGE_COOKIE, THEME_COOKIE, clear_session_cookie, session_cookie, set_cookie,
};
pub use conditions::if_match;
pub use document::{After, Page as ApiPage, Paging, Record};
pub use fail::Fail;
pub use flash::see;
pub use forms::{Form, secret, sha256, sha256_hex};
pub use frame::framed;
pub use measures::{Labels, Measures};
pub use page::{Page, explain};
pub use refusal::Refusal;
pub use routes::{Route, Routes};
pub use sent::{Query, Sent};

/// What a handler answers: a page, a fragment, JSON, or an error that becomes one of them.
pub type Answer<T = maud::Markup> = std::result::Result<T, Fail>;
