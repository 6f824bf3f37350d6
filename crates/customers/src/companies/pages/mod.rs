//! What only the pages of companies show.

mod detail;
mod pick;
mod tree;

use kernel::{Lang, Result};
use maud::{Markup, html};
use org::web::{App, Place, Viewer};

use super::Company;
use super::store::Line;
use crate::fields::pages::Names;
use crate::records::pages::{Given, Screen, typed};

pub(super) use detail::people_panel;
pub(super) use pick::pick;

impl Screen for Company {
    const ICONS: (&'static str, &'static str) = ("building", "plus");
    const SECOND: (&'static str, &'static str) = ("companies.field.city", "city");
    const BY_DEPARTMENT: bool = false;
    const ASKED: &'static [&'static str] = &[
        "name",
        "website",
        "phone",
        "street",
        "postal_code",
        "city",
        "country",
        "industry",
    ];
    const SECTIONS: &'static [(&'static str, &'static [&'static str])] = detail::SECTIONS;
    const PLACE: Place = Place::Company;

    fn cells(_lang: Lang, line: &Line) -> [Markup; 2] {
        let sub: Vec<&str> = [line.industry.as_deref(), line.domain.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        [
            html! {
                a.u-m.u-link href={ "/companies/" (line.id) } { (line.name) }
                @if !sub.is_empty() { div.u-mute.u-xs { (sub.join(" · ")) } }
            },
            html! { (line.city.as_deref().unwrap_or("")) @if let Some(country) = &line.country { " " span.u-mute.u-xs { (country) } } },
        ]
    }

    async fn alike(app: &App, viewer: &Viewer, given: &Given) -> Result<Markup> {
        crate::duplicates::hint::<Company>(app, viewer, |name| typed(given, name)).await
    }

    async fn linked(&self, app: &App, _viewer: &Viewer) -> Result<Names> {
        detail::linked(app, self).await
    }

    fn actions(&self, viewer: &Viewer) -> Markup {
        detail::actions(viewer, self)
    }

    fn head(&self, viewer: &Viewer, names: &Names) -> Markup {
        detail::head(viewer, self, names)
    }

    async fn beside(&self, app: &App, viewer: &Viewer) -> Result<Markup> {
        tree::tree(app, viewer, self).await
    }
}
