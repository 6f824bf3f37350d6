//! What stands on the page of a company.

use futures_util::future::BoxFuture;
use kernel::{Id, Phase, Result};
use maud::{Markup, html};
use org::permissions::{Resource, Verb};
use org::web::{App, Viewer};
use ui::components::{avatar, avatar_large, chip, link_button, section};
use ui::t;

use super::super::{Company, SITE, SUBSIDIARY, store as sql};
use crate::fields::pages::Names;
use crate::lists::Ask;
use crate::people;

/// People shown on the page of their company.
const FEW: usize = 8;

/// The side column, section by section.
pub(super) const SECTIONS: &[(&str, &[&str])] = &[
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
            "parent_kind",
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

/// Names of everything the company links to.
pub(super) async fn linked(app: &App, company: &Company) -> Result<Names> {
    let mut names = Names::default();
    if let Some(parent) = company.parent_company_id {
        for (id, name) in sql::names(app.db(), &[parent]).await? {
            names.add(id, name, Some(format!("/companies/{id}")));
        }
    }
    for (id, name) in org::members::named(app.db(), company.owner_member_id).await? {
        names.add(id, name, None);
    }
    Ok(names)
}

pub(super) fn actions(viewer: &Viewer, company: &Company) -> Markup {
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
                        (t(lang, part_of(company))) " " a.u-link href={ "/companies/" (id) } { (name) }
                    }
                }
            }
            @if let Some(phase) = phase { (chip(ui::phase(lang, phase))) }
        }
    }
}

/// How it belongs to the one above it.
fn part_of(company: &Company) -> &'static str {
    match company.parent_kind.as_deref() {
        Some(SITE) => "companies.site_of",
        Some(SUBSIDIARY) => "companies.subsidiary_of",
        _ => "companies.part_of",
    }
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
