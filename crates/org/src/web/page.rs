//! The page around a body: shell, menu, who is signed in; and the pages of errors.

use axum::http::StatusCode;
use kernel::{Conflict, Error, Id, Lang};
use maud::{Markup, html};
use ui::components::{Flash, button, empty_state, initials, link_button};
use ui::shell::{Crumb, MenuGroup, Shell, Theme, UserBadge};
use ui::{field_error, t, tf};

use super::{App, Caller, Viewer};

/// A page under construction.
///
/// ```ignore
/// Page::new(t(lang, "people.title"), "/people").actions(button).render(&app, &may, body)
/// ```
pub struct Page {
    title: String,
    current: String,
    crumbs: Vec<Crumb>,
    actions: Markup,
    flash: Option<Flash>,
}

impl Page {
    /// A page with its title and its own path (marks the menu entry).
    #[must_use]
    pub fn new(title: impl Into<String>, current: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            current: current.into(),
            crumbs: Vec::new(),
            actions: Markup::default(),
            flash: None,
        }
    }

    /// Adds a step of the path above the title.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb::new(label, href));
        self
    }

    /// Sets the buttons in the top bar.
    #[must_use]
    pub fn actions(mut self, actions: Markup) -> Self {
        self.actions = actions;
        self
    }

    /// Shows a notice of this very request.
    #[must_use]
    pub fn flash(mut self, flash: Flash) -> Self {
        self.flash = Some(flash);
        self
    }

    /// The whole document for someone signed in.
    #[must_use]
    pub fn render(self, app: &App, viewer: &Viewer, body: Markup) -> Markup {
        let lang = viewer.ctx.lang;
        let menu = visible_menu(app, viewer);
        let mut shell = Shell::new(lang, &self.title, &self.current, &viewer.csrf);
        shell.theme = Theme::parse(&viewer.theme);
        shell.crumbs = self.crumbs;
        shell.actions = self.actions;
        shell.user = Some(badge(viewer));
        shell.menu = &menu;
        shell.demo = app.is_demo();
        shell.flash = self.flash.or_else(|| flash_of(viewer));
        ui::shell::page(&shell, body)
    }

    /// A narrow page without a sidebar (sign-in, first steps).
    #[must_use]
    pub fn bare(self, caller: &Caller, body: Markup) -> Markup {
        let csrf = caller.viewer.as_ref().map_or("", |v| v.csrf.as_str());
        let mut shell = Shell::new(caller.ctx.lang, &self.title, &self.current, csrf);
        shell.theme = Theme::parse(&caller.theme);
        shell.flash = self.flash;
        ui::shell::bare(&shell, body)
    }
}

fn badge(viewer: &Viewer) -> UserBadge {
    UserBadge {
        name: viewer.name.clone(),
        department: viewer.department_name.clone(),
        initials: initials(&viewer.name),
        class: viewer.department_class.clone(),
    }
}

fn flash_of(viewer: &Viewer) -> Option<Flash> {
    let (key, undo) = viewer.flash.as_ref()?;
    let flash = Flash::ok(t(viewer.ctx.lang, key));
    Some(match undo {
        Some(address) => flash.undo(address.clone(), Vec::new()),
        None => flash,
    })
}

fn visible_menu(app: &App, viewer: &Viewer) -> Vec<MenuGroup> {
    app.menu()
        .iter()
        .map(|group| MenuGroup {
            title: group.title,
            entries: group
                .entries
                .iter()
                .filter(|entry| app.shows(viewer, entry.href))
                .cloned()
                .collect(),
        })
        .filter(|group| !group.entries.is_empty())
        .collect()
}

/// Title and text of an error: what happened and what the reader can do next.
#[must_use]
pub fn explain(lang: Lang, request: Id, error: &Error) -> (String, String) {
    let pair = |title: &str, text: &str| (t(lang, title).to_owned(), t(lang, text).to_owned());
    match error {
        Error::NotFound(_) => pair("error.page.not_found", "error.page.not_found_text"),
        Error::SignedOut => pair("error.page.signed_out", "error.page.signed_out_text"),
        Error::Invalid(_) => pair("error.page.invalid", "error.page.invalid_text"),
        Error::Forbidden(what) if what == "csrf" => pair("error.page.conflict_state", "error.csrf"),
        Error::Forbidden(what) => (
            t(lang, "error.page.forbidden").to_owned(),
            tf(lang, "error.page.forbidden_text", &[("permission", what)]),
        ),
        Error::Conflict(Conflict::Version { .. }) => pair(
            "error.page.conflict_version",
            "error.page.conflict_version_text",
        ),
        Error::Conflict(Conflict::Exists { .. }) => pair(
            "error.page.conflict_exists",
            "error.page.conflict_exists_text",
        ),
        Error::Conflict(Conflict::State { key }) => pair("error.page.conflict_state", key),
        Error::Held(key) => pair("error.page.held", key),
        Error::Unavailable { what, retry_after } => {
            let again = tf(
                lang,
                "error.page.unavailable_text",
                &[("seconds", retry_after)],
            );
            let title = t(lang, "error.page.unavailable").to_owned();
            (title, format!("{} {again}", t(lang, what)))
        }
        Error::Internal(_) => (
            t(lang, "error.page.internal").to_owned(),
            tf(lang, "error.page.internal_text", &[("id", &request)]),
        ),
    }
}

/// The page of an error, with the shell when someone is signed in.
pub(crate) fn error_page(app: &App, caller: &Caller, error: &Error, _status: StatusCode) -> Markup {
    let lang = caller.ctx.lang;
    let (title, text) = explain(lang, caller.ctx.request_id, error);
    let actions = html! {
        (link_button(t(lang, "error.page.home"), "/"))
        @if matches!(error, Error::Unavailable { .. }) {
            (button(t(lang, "error.page.retry")).attr("data-reload", ""))
        }
    };
    let body = html! {
        (empty_state("alert-circle", &title, &text, actions))
        (field_list(lang, error))
    };
    let page = Page::new(title.clone(), "/");
    match &caller.viewer {
        Some(viewer) => page.render(app, viewer, body),
        None => page.bare(caller, body),
    }
}

/// The fragment of an error for a request by htmx: a notice, announced to screen readers.
pub(crate) fn error_fragment(caller: &Caller, error: &Error) -> Markup {
    let lang = caller.ctx.lang;
    let (title, text) = explain(lang, caller.ctx.request_id, error);
    html! {
        div role="alert" { strong { (title) } " " (text) (field_list(lang, error)) }
    }
}

fn field_list(lang: Lang, error: &Error) -> Markup {
    let Error::Invalid(fields) = error else {
        return Markup::default();
    };
    html! {
        ul {
            @for field in fields {
                li { (field_error(lang, field)) }
            }
        }
    }
}
