//! What only the pages of people show.

mod detail;
mod objection;

use kernel::{Lang, Result};
use maud::{Markup, html};
use org::web::{App, Place, Viewer};
use ui::components::{avatar, chip};
use ui::t;

use super::Person;
use super::store::Line;
use crate::fields::pages::Names;
use crate::records::pages::{Given, Screen, typed};

pub(super) use objection::object;

impl Screen for Person {
    const ICONS: (&'static str, &'static str) = ("users", "user-plus");
    const SECOND: (&'static str, &'static str) = ("word.company", "company");
    const BY_DEPARTMENT: bool = true;
    const ASKED: &'static [&'static str] = &[
        "salutation",
        "academic_degree",
        "first_name",
        "last_name",
        "emails",
        "phones",
        "job_title",
        "company_id",
    ];
    const SECTIONS: &'static [(&'static str, &'static [&'static str])] = detail::SECTIONS;
    const PLACE: Place = Place::Person;

    fn cells(lang: Lang, line: &Line) -> [Markup; 2] {
        let name = line.name();
        let email = || line.email.clone().filter(|email| *email != name);
        let sub = line.job_title.clone().or_else(email);
        let company = line.company_id.zip(line.company.as_ref());
        [
            html! {
                div.u-row {
                    (avatar(&line.bare_name(), ""))
                    div {
                        a.u-m.u-link href={ "/people/" (line.id) } { (name) }
                        @if line.objection_at.is_some() { " " (chip(t(lang, "people.objects")).warn()) }
                        @if let Some(sub) = sub { div.u-mute.u-xs { (sub) } }
                    }
                }
            },
            html! { @if let Some((id, company)) = company { a.u-link href={ "/companies/" (id) } { (company) } } },
        ]
    }

    async fn alike(app: &App, viewer: &Viewer, given: &Given) -> Result<Markup> {
        crate::duplicates::hint::<Person>(app, viewer, |name| typed(given, name)).await
    }

    async fn linked(&self, app: &App, viewer: &Viewer) -> Result<Names> {
        detail::linked(app, viewer, self).await
    }

    fn actions(&self, viewer: &Viewer) -> Markup {
        detail::actions(viewer, self)
    }

    fn head(&self, viewer: &Viewer, names: &Names) -> Markup {
        detail::head(viewer, self, names)
    }

    fn above(&self, viewer: &Viewer) -> Markup {
        detail::objection(viewer, self)
    }

    async fn beside(&self, _app: &App, viewer: &Viewer) -> Result<Markup> {
        Ok(detail::consent(viewer, self))
    }
}
