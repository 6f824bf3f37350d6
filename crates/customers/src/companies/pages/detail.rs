//! One company with everything about it.

use axum::extract::{Path, State};
use futures_util::future::BoxFuture;
use kernel::{Id, Phase, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Page, Place, Viewer};
use ui::components::{avatar, avatar_large, chip, link_button, section};
use ui::t;

use super::super::model::{Company, FIELDS};
use super::super::store as sql;
use crate::fields::find;
use crate::fields::pages::{Names, Shown};
use crate::lists::Ask;
use crate::people;

/// People shown on the page of their company.
const FEW: usize = 8;

/// The side column, section by section.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "companies.contact",
        &[
            "domain",
            "website",
            "phone",
            "street",
            "postal_code",
            "city",
            "region",
            "country",
        ],
    ),
    (
        "companies.about",
        &[
            "name",
            "legal_form",
            "industry",
            "employees",
            "revenue_minor",
            "segment_size",
            "parent_company_id",
            "vat_id",
            "register_number",
        ],
    ),
    (
        "companies.care",
        &[
            "phase",
            "is_customer_since",
            "is_target_market",
            "owner_member_id",
        ],
    ),
    ("companies.note", &["description"]),
];

pub(in crate::companies) async fn company(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer {
    let lang = may.ctx.lang;
    let company = sql::get(app.db(), id).await?;
    let names = linked(&app, &may, &company).await?;
    let (main, aside) = crate::panels::both(&app, Place::Company, &may, id).await?;
    let body = html! {
        div.u-360 {
            section {
                (head(&may, &company, &names))
                @for panel in main { (panel) }
            }
            aside aria-label=(t(lang, "word.details")) {
                (properties(&may, &company, &names))
                (below(&app, &may, id).await?)
                @for panel in aside { (panel) }
                (crate::files::section_of(&app, &may, "company", id).await?)
                (crate::history::panel_of(&app, &may, "company", id).await?)
            }
        }
    };
    let page =
        Page::new(&company.name, "/companies").crumb(t(lang, "companies.title"), "/companies");
    Ok(page
        .actions(actions(&may, &company))
        .render(&app, &may, body))
}

/// Names of everything the company links to.
pub(super) async fn linked(app: &App, _viewer: &Viewer, company: &Company) -> Result<Names> {
    let mut names = Names::default();
    if let Some(parent) = company.parent_company_id {
        for (id, name) in sql::names(app.db(), &[parent]).await? {
            names.add(id, name, Some(format!("/companies/{id}")));
        }
    }
    if company.owner_member_id.is_some() {
        for (id, name, _) in org::members::names(app.db()).await? {
            names.add(id, name, None);
        }
    }
    Ok(names)
}

fn actions(viewer: &Viewer, company: &Company) -> Markup {
    let lang = viewer.ctx.lang;
    html! {
        @if viewer.may(Resource::Customer, Verb::Write) {
            (link_button(t(lang, "companies.add_person"), &format!("/people/new?company_id={}", company.id)).icon("user-plus").hide_small())
            (link_button(t(lang, "people.log"), &format!("/timeline/new?company={}", company.id)).icon("plus").primary())
        }
    }
}

/// Which company it is, at the top of the page; renewed after an edit.
pub(super) fn head(viewer: &Viewer, company: &Company, names: &Names) -> Markup {
    let lang = viewer.ctx.lang;
    let phase = company.phase.and_then(Phase::new);
    let facts: Vec<&str> = [company.industry.as_deref(), company.city.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let parent = company
        .parent_company_id
        .and_then(|id| names.name(id).map(|name| (id, name)));
    html! {
        div.u-head id="record-head" {
            (avatar_large(&company.name, ""))
            div.u-grow {
                h2 { (company.name) }
                p.u-mute {
                    (facts.join(" · "))
                    @if let Some((id, name)) = parent {
                        @if !facts.is_empty() { " · " }
                        (t(lang, "companies.part_of")) " " a.u-link href={ "/companies/" (id) } { (name) }
                    }
                }
            }
            @if let Some(phase) = phase { (chip(ui::phase(lang, phase))) }
        }
    }
}

fn properties(viewer: &Viewer, company: &Company, names: &Names) -> Markup {
    let lang = viewer.ctx.lang;
    let shown = Shown {
        lang,
        zone: &viewer.ctx.zone,
        slice: "companies",
        names,
    };
    let editable = viewer.may(Resource::Customer, Verb::Write);
    let path = format!("/companies/{}", company.id);
    html! {
        @for (title, fields) in SECTIONS {
            @let rows = fields.iter().filter_map(|name| find(FIELDS, name)).map(|field| {
                let value = company.value(field.name);
                (shown.label(field.name), shown.inline(&path, field, value.as_deref(), editable))
            }).collect::<Vec<_>>();
            (section(t(lang, title), html! {}, crate::panels::facts(&rows)))
        }
    }
}

/// The companies that belong to this one.
async fn below(app: &App, viewer: &Viewer, id: Id) -> Result<Markup> {
    let companies = sql::below(app.db(), id).await?;
    if companies.is_empty() {
        return Ok(Markup::default());
    }
    let lang = viewer.ctx.lang;
    let body = html! {
        ul {
            @for (id, name, city) in &companies {
                li { a.u-link href={ "/companies/" (id) } { (name) } @if let Some(city) = city { span.u-mute { " · " (city) } } }
            }
        }
    };
    Ok(section(t(lang, "companies.below"), html! {}, body))
}

/// The people of a company, as a panel of its page.
pub(in crate::companies) fn people_panel(
    app: App,
    viewer: Viewer,
    id: Id,
) -> BoxFuture<'static, Result<Option<Markup>>> {
    Box::pin(async move {
        let lang = viewer.ctx.lang;
        let ask = Ask {
            company: id.to_string(),
            ..Ask::default()
        };
        let (lines, next) = people::list(app.db(), &ask, FEW).await?;
        let all = html! {
            @if next.is_some() { (link_button(t(lang, "word.show_all"), &ask.with("/people", "after", "")).ghost()) }
        };
        let body = html! {
            @if lines.is_empty() { p.u-mute { (t(lang, "companies.no_people")) } }
            ol.u-hits {
                @for line in &lines {
                    li.u-hit {
                        (avatar(&line.bare_name(), ""))
                        div.u-grow {
                            a.u-m.u-link href={ "/people/" (line.id) } { (line.name()) }
                            @if let Some(title) = &line.job_title { div.u-mute.u-xs { (title) } }
                        }
                        @if line.objection_at.is_some() { (chip(t(lang, "people.objects")).warn()) }
                    }
                }
            }
        };
        let title = t(lang, "companies.people");
        Ok(Some(section(title, all, body)))
    })
}
