//! The screens of a record: list, a new one, one with everything about it, a field being edited.

mod detail;
mod fields;
mod list;
mod new;

use std::collections::BTreeMap;
use std::future::Future;

use kernel::{Lang, Result};
use maud::Markup;
use org::web::{App, Page, Place, Viewer};
use ui::t;

pub use detail::show;
pub use fields::{cancel, edit, save};
pub use list::list;
pub use new::{create, hint, new};

use super::Record;
use crate::fields::pages::Names;

/// What someone typed into the form of a new record, by the names of the fields.
pub type Given = BTreeMap<String, String>;

/// What was typed into a field; nothing when it was left empty.
#[must_use]
pub fn typed(given: &Given, field: &str) -> Option<String> {
    let text = given.get(field).map(|text| text.trim().to_owned());
    text.filter(|text| !text.is_empty())
}

/// What only the screens of one kind of record show.
pub trait Screen: Record {
    /// Icons of the empty list and of the button for a new one.
    const ICONS: (&'static str, &'static str);
    /// The second column of the list: its text and its order.
    const SECOND: (&'static str, &'static str);
    /// Whether the list can be narrowed to a department.
    const BY_DEPARTMENT: bool;
    /// What the form of a new one asks; the rest is added on its page.
    const ASKED: &'static [&'static str];
    /// The side column, section by section: title and fields.
    const SECTIONS: &'static [(&'static str, &'static [&'static str])];
    /// Where other slices add panels.
    const PLACE: Place;

    /// The first two cells of a row of the list.
    fn cells(lang: Lang, line: &Self::Line) -> [Markup; 2];
    /// Those with the same address or a similar name, so that nobody is entered twice.
    fn alike(
        app: &App,
        viewer: &Viewer,
        given: &Given,
    ) -> impl Future<Output = Result<Markup>> + Send;
    /// Names of everything that the record links to.
    fn linked(&self, app: &App, viewer: &Viewer) -> impl Future<Output = Result<Names>> + Send;
    /// Buttons in the top bar.
    fn actions(&self, viewer: &Viewer) -> Markup;
    /// Which one it is, at the top of the page in `#record-head`; renewed after an edit.
    fn head(&self, viewer: &Viewer, names: &Names) -> Markup;
    /// What stands above everything else.
    fn above(&self, _viewer: &Viewer) -> Markup {
        Markup::default()
    }
    /// What stands below the fields at the side.
    fn beside(&self, app: &App, viewer: &Viewer) -> impl Future<Output = Result<Markup>> + Send;
}

/// A text of the slice.
fn text<R: Record>(lang: Lang, key: &str) -> &'static str {
    t(lang, &format!("{}.{key}", R::TEXTS))
}

/// A page below the list.
fn page<R: Record>(lang: Lang, title: impl Into<String>) -> Page {
    Page::new(title, R::PATH).crumb(text::<R>(lang, "title"), R::PATH)
}

/// The address of a record.
fn place<R: Record>(record: &R) -> String {
    format!("{}/{}", R::PATH, record.id())
}
