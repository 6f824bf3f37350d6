//! The timeline's screens: stream, lane strip, customer's view, entry by hand, detail, unresolved.

mod customer;
mod detail;
mod entry;
mod filters;
mod freshness;
mod live;
mod log;
mod stream;
mod strip;
mod unresolved;

use futures_util::future::BoxFuture;
use kernel::{Error, Id, Result};
use maud::Markup;
use org::departments::Department;
use org::web::{App, Viewer};

pub(crate) use detail::{detail_page, retract};
pub(crate) use live::live;
pub(crate) use log::{log, log_page};
pub(crate) use stream::{company_panel, deal_panel, home_panel, person_panel, stream_page};
pub(crate) use unresolved::{assign, pick, undo, unresolved_page};

/// How a panel is drawn.
pub(crate) type Draw = fn(App, Viewer, Id) -> BoxFuture<'static, Result<Option<Markup>>>;

/// The departments as the screens need them: name and colour by id, in the fixed order.
pub(crate) struct Departments(Vec<Department>);

impl Departments {
    pub(crate) async fn load(app: &App) -> Result<Self> {
        org::departments::all(app.db()).await.map(Self)
    }

    pub(crate) fn get(&self, id: Option<Id>) -> Option<&Department> {
        self.0.iter().find(|d| Some(d.id) == id)
    }

    pub(crate) fn of_key(&self, key: &str) -> Option<&Department> {
        self.0.iter().find(|d| d.key == key)
    }

    /// The department of the key in a filter; none when the filter names none.
    pub(crate) fn wanted(&self, key: &str) -> Result<Option<Id>> {
        if key.is_empty() {
            return Ok(None);
        }
        let found = self.of_key(key).map(|d| d.id);
        found
            .map(Some)
            .ok_or_else(|| Error::field("department", "error.choice"))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Department> {
        self.0.iter()
    }
}

/// The name of a source as people say it; the product itself has its own.
pub(crate) fn source_name(lang: kernel::Lang, source: &str) -> &str {
    match source {
        ::store::OWN_SOURCE => ui::t(lang, "timeline.source_own"),
        other => other,
    }
}
