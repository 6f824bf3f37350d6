//! What stands on the page of a person.

use kernel::{Phase, Result};
use maud::{Markup, html};
use org::permissions::{Resource, Verb};
use org::web::{App, Viewer};
use ui::components::{avatar_large, button, chip, form, kv, link_button, notice, section};
use ui::{Attrs, fmt, t, tf};

use super::super::Person;
use crate::fields::pages::Names;

/// The side column, section by section.
pub(super) const SECTIONS: &[(&str, &[&str])] = &[
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

/// Names of everything the person links to.
pub(super) async fn linked(app: &App, viewer: &Viewer, person: &Person) -> Result<Names> {
    let mut names = Names::default();
    if let Some(company) = person.company_id {
        for (id, name) in crate::companies::names(app.db(), &[company]).await? {
            names.add(id, name, Some(format!("/companies/{id}")));
        }
    }
    let members = [person.owner_member_id, person.preferred_member_id];
    for (id, name) in org::members::named(app.db(), members.into_iter().flatten()).await? {
        names.add(id, name, None);
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

pub(super) fn actions(viewer: &Viewer, person: &Person) -> Markup {
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
pub(super) fn objection(viewer: &Viewer, person: &Person) -> Markup {
    let lang = viewer.ctx.lang;
    let Some(at) = person.objection_at else {
        return Markup::default();
    };
    let day = fmt::date(lang, at.date_in(&viewer.ctx.zone));
    let title = tf(lang, "people.objected", &[("day", &day)]);
    notice("bad", &title, t(lang, "people.objected_text"), html! {})
}

/// What the person agreed to. Nothing was asked yet, and that is what stands here.
pub(super) fn consent(viewer: &Viewer, person: &Person) -> Markup {
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
