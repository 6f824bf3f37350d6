//! What only the pages of companies show.

mod detail;
mod pick;

use kernel::{Lang, Result};
use maud::{Markup, html};
use org::web::{App, Place, Viewer};
use ui::components::notice;
use ui::t;

use super::Company;
use super::store::{self as sql, Line};
use crate::fields::clean_domain;
use crate::fields::pages::Names;
use crate::records::pages::{Given, Screen};

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
        let name = given.get("name").map_or("", |name| name.trim());
        let domain = given.get("website").and_then(|url| clean_domain(url));
        let found = sql::similar(app.db(), name, domain.as_deref()).await?;
        if found.is_empty() {
            return Ok(Markup::default());
        }
        let lang = viewer.ctx.lang;
        let list = html! {
            ul {
                @for similar in &found {
                    li {
                        a.u-link href={ "/companies/" (similar.id) } { (similar.name) }
                        @if let Some(city) = &similar.city { " · " (city) }
                        @if similar.same_domain { " – " (t(lang, "companies.same_domain")) }
                    }
                }
            }
        };
        let text = t(lang, "companies.maybe_there_text");
        Ok(notice("warn", t(lang, "companies.maybe_there"), text, list))
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
        detail::below(app, viewer, self.id).await
    }
}
