//! One person with everything about them.

use axum::extract::{Path, State};
use kernel::{Id, Phase, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Page, Place, Viewer};
use ui::components::{avatar_large, button, chip, form, kv, link_button, notice, section};
use ui::{Attrs, fmt, t, tf};

use super::super::model::{FIELDS, Person};
use super::super::store as sql;
use crate::fields::find;
use crate::fields::pages::{Names, Shown};

/// The side column, section by section.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "people.contact",
        &[
            "emails",
            "phones",
            "street",
            "postal_code",
            "city",
            "country",
        ],
    ),
    (
        "people.about",
        &[
            "salutation",
            "academic_degree",
            "first_name",
            "last_name",
            "degree_suffix",
            "job_title",
            "company_id",
            "address_mode",
            "language",
            "timezone",
        ],
    ),
    (
        "people.care",
        &[
            "lifecycle_phase",
            "lead_state",
            "lead_source",
            "owner_member_id",
            "owner_department_id",
            "preferred_member_id",
            "audience_only",
        ],
    ),
    ("people.note", &["description"]),
];

pub(in crate::people) async fn person(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer {
    let lang = may.ctx.lang;
    let person = sql::get(app.db(), id).await?;
    let names = linked(&app, &may, &person).await?;
    let (main, aside) = crate::panels::both(&app, Place::Person, &may, id).await?;
    let body = html! {
        div.u-360 {
            section {
                (head(&may, &person, &names))
                (objection(&may, &person))
                @for panel in main { (panel) }
            }
            aside aria-label=(t(lang, "word.details")) {
                (properties(&may, &person, &names))
                (consent(&may, &person))
                @for panel in aside { (panel) }
                (crate::files::section_of(&app, &may, "person", id).await?)
                (crate::history::panel_of(&app, &may, "person", id).await?)
            }
        }
    };
    let page = Page::new(person.name(), "/people").crumb(t(lang, "people.title"), "/people");
    Ok(page
        .actions(actions(&may, &person))
        .render(&app, &may, body))
}

/// Names of everything the person links to.
pub(super) async fn linked(app: &App, viewer: &Viewer, person: &Person) -> Result<Names> {
    let mut names = Names::default();
    if let Some(company) = person.company_id {
        for (id, name) in crate::companies::names(app.db(), &[company]).await? {
            names.add(id, name, Some(format!("/companies/{id}")));
        }
    }
    if person
        .owner_member_id
        .or(person.preferred_member_id)
        .is_some()
    {
        for (id, name, _) in org::members::names(app.db()).await? {
            names.add(id, name, None);
        }
    }
    if person.owner_department_id.is_some() {
        for department in org::departments::all(app.db()).await? {
            names.add(
                department.id,
                department.name(viewer.ctx.lang).to_owned(),
                None,
            );
        }
    }
    Ok(names)
}

fn actions(viewer: &Viewer, person: &Person) -> Markup {
    let lang = viewer.ctx.lang;
    html! {
        @if viewer.may(Resource::Customer, Verb::Write) {
            (link_button(t(lang, "people.log"), &format!("/timeline/new?person={}", person.id)).icon("plus").primary())
        }
    }
}

/// Who it is, at the top of the page; renewed after an edit.
pub(super) fn head(viewer: &Viewer, person: &Person, names: &Names) -> Markup {
    let lang = viewer.ctx.lang;
    let name = person.name();
    let company = person
        .company_id
        .and_then(|id| names.name(id).map(|name| (id, name)));
    let phase = person.lifecycle_phase.and_then(Phase::new);
    html! {
        div.u-head id="record-head" {
            (avatar_large(&person.bare_name(), ""))
            div.u-grow {
                h2 { (name) }
                p.u-mute {
                    @if let Some(title) = &person.job_title { (title) }
                    @if let Some((id, company)) = company {
                        @if person.job_title.is_some() { " · " }
                        a.u-link href={ "/companies/" (id) } { (company) }
                    }
                    @if let Some(city) = &person.city {
                        @if person.job_title.is_some() || company.is_some() { " · " }
                        (city)
                    }
                }
            }
            @if let Some(phase) = phase { (chip(ui::phase(lang, phase))) }
        }
    }
}

/// An objection stands above everything else.
fn objection(viewer: &Viewer, person: &Person) -> Markup {
    let lang = viewer.ctx.lang;
    let Some(at) = person.objection_at else {
        return Markup::default();
    };
    let day = fmt::date(lang, at.date_in(&viewer.ctx.zone));
    let title = tf(lang, "people.objected", &[("day", &day)]);
    notice("bad", &title, t(lang, "people.objected_text"), html! {})
}

fn properties(viewer: &Viewer, person: &Person, names: &Names) -> Markup {
    let lang = viewer.ctx.lang;
    let shown = Shown {
        lang,
        zone: &viewer.ctx.zone,
        slice: "people",
        names,
    };
    let editable = viewer.may(Resource::Customer, Verb::Write) && person.erased_at.is_none();
    let path = format!("/people/{}", person.id);
    html! {
        @for (title, fields) in SECTIONS {
            @let rows = fields.iter().filter_map(|name| find(FIELDS, name)).map(|field| {
                let value = person.value(field.name);
                (shown.label(field.name), shown.inline(&path, field, value.as_deref(), editable))
            }).collect::<Vec<_>>();
            (section(t(lang, title), html! {}, crate::panels::facts(&rows)))
        }
    }
}

/// What the person agreed to. Nothing was asked yet, and that is what stands here.
fn consent(viewer: &Viewer, person: &Person) -> Markup {
    let lang = viewer.ctx.lang;
    let rows = ["email", "phone", "profiling"].map(|purpose| {
        (
            t(lang, &format!("people.consent_{purpose}")),
            html! { (chip(t(lang, "people.not_collected"))) },
        )
    });
    let objects = person.objection_at.is_some();
    let (label, value) = if objects {
        (t(lang, "people.withdraw_objection"), "")
    } else {
        (t(lang, "people.note_objection"), "now")
    };
    let editable = viewer.may(Resource::Customer, Verb::Write) && person.erased_at.is_none();
    let body = html! {
        (kv(&rows))
        @if editable {
            (form(&format!("/people/{}/objection", person.id), &viewer.csrf, &Attrs::new(), html! {
                (ui::components::hidden("objection", value))
                (button(label).submits().ghost())
            }))
        }
    };
    section(t(lang, "people.consent"), html! {}, body)
}
