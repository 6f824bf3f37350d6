//! Two people side by side: the evidence, the choice of values, the decision.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Error, Id, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use ui::components::{button, form, hidden, link_button, notice, panel, submit};
use ui::{Attrs, t, tf};

use super::super::store::{self as sql, Asked};
use super::super::weigh;
use super::evidence::{verdict, waterfall};
use crate::fields::Field;
use crate::fields::pages::{Names, Shown};
use crate::people::{self, FIELDS, Person};
use crate::records::pages::Screen;

pub(crate) async fn compare(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path((a, b)): Path<(Id, Id)>,
) -> Answer<Response> {
    let a = people::current(app.db(), a).await?;
    let b = people::current(app.db(), b).await?;
    if a == b {
        return Ok(see(&app, &format!("/duplicates/people/{a}"), None));
    }
    let page = side_by_side(&app, &may, a, b).await?;
    Ok(axum::response::IntoResponse::into_response(page))
}

async fn side_by_side(app: &App, viewer: &Viewer, a: Id, b: Id) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let weigh::Weighing { weighed, band, .. } = weigh::pair(app.db(), a, b).await?;
    let (a, b) = (
        people::get(app.db(), a).await?,
        people::get(app.db(), b).await?,
    );
    let names = [a.linked(app, viewer).await?, b.linked(app, viewer).await?];
    let house = org::settings::company(app.db()).await?;
    let writes = viewer.may(Resource::Customer, Verb::Write);
    let values = html! {
        @if a.objection_at.is_some() || b.objection_at.is_some() {
            (notice("warn", t(lang, "duplicates.objection"), t(lang, "duplicates.objection_text"), html! {}))
        }
        @if writes { p.u-mute.u-sm { (t(lang, "duplicates.values_hint")) } }
        (choices(&Side { viewer, house: &house, people: [&a, &b], names: &names, writes }))
    };
    let body = html! {
        div.u-main.u-stack {
            (panel(t(lang, "duplicates.evidence"), verdict(lang, &weighed, band), waterfall(lang, &weighed)))
            @if writes {
                (form("/duplicates/merges", &viewer.csrf, &Attrs::new(), html! {
                    (hidden("a", &a.id.to_string())) (hidden("b", &b.id.to_string()))
                    (panel(t(lang, "duplicates.values"), html! {}, values))
                    div.u-row.u-wrap {
                        (submit(t(lang, "duplicates.merge")).icon("arrow-merge"))
                        (button(t(lang, "duplicates.not_same")).submits().sends("answer", "apart"))
                        (link_button(t(lang, "word.cancel"), &format!("/people/{}", a.id)).ghost())
                    }
                }))
            } @else {
                (panel(t(lang, "duplicates.values"), html! {}, values))
            }
        }
    };
    let title = tf(
        lang,
        "duplicates.two",
        &[("a", &a.name()), ("b", &b.name())],
    );
    let page = Page::new(title, "/duplicates").crumb(t(lang, "menu.people"), "/people");
    Ok(page.render(app, viewer, body))
}

struct Side<'a> {
    viewer: &'a Viewer,
    house: &'a org::settings::Company,
    people: [&'a Person; 2],
    names: &'a [Names; 2],
    writes: bool,
}

/// A row for each field that one of them has: both values, and which one stays.
fn choices(side: &Side<'_>) -> Markup {
    let lang = side.viewer.ctx.lang;
    let [a, b] = side.people;
    let shown = FIELDS.iter().filter(|field| {
        let (one, other) = (a.value(field.name), b.value(field.name));
        let said = |value: &Option<String>| value.is_some() && value.as_deref() != field.default;
        said(&one) || said(&other)
    });
    html! {
        div.u-scroll role="region" aria-label=(t(lang, "duplicates.values")) tabindex="0" {
            table.u-tbl {
                thead {
                    tr {
                        th scope="col" { (t(lang, "duplicates.field")) }
                        @for (person, key) in [(a, "a"), (b, "b")] {
                            th scope="col" {
                                a.u-link href={ "/people/" (person.id) } { (person.name()) }
                                @if side.writes { (keeps(side, key, person)) }
                            }
                        }
                    }
                }
                tbody { @for field in shown { (choice(side, field)) } }
            }
        }
    }
}

/// Who stands for both afterwards; the older one unless somebody says otherwise.
fn keeps(side: &Side<'_>, key: &str, person: &Person) -> Markup {
    let older = side.people.iter().map(|p| p.created_at).min() == Some(person.created_at);
    let first = side.people[0].created_at == side.people[1].created_at;
    let checked = if first { key == "a" } else { older };
    html! {
        label.u-choice {
            input.u-check type="radio" name="winner" value=(key) checked[checked];
            (t(side.viewer.ctx.lang, "duplicates.stays"))
        }
    }
}

fn choice(side: &Side<'_>, field: &'static Field) -> Markup {
    let lang = side.viewer.ctx.lang;
    let values = side.people.map(|person| person.value(field.name));
    let differ = values[0] != values[1] && values.iter().all(Option::is_some);
    let joined = matches!(
        field.kind,
        crate::fields::Kind::Emails | crate::fields::Kind::Phones
    );
    let fixed = field.name == "objection_at" || field.name == "audience_only";
    let label = t(lang, &format!("people.field.{}", field.name));
    html! {
        tr {
            th scope="row" { (label) @if joined && differ { div.u-mute.u-xs { (t(lang, "duplicates.joined")) } } }
            @for ((value, names), key) in values.iter().zip(side.names).zip(["a", "b"]) {
                @let shown = Shown::new(side.viewer, side.house, "people", names).value(field, value.as_deref());
                td {
                    @if differ && side.writes && !fixed {
                        label.u-choice {
                            input.u-check type="radio" name={ "field." (field.name) } value=(key)
                                aria-label={ (label) ": " (t(lang, "duplicates.take")) };
                            span { (shown) }
                        }
                    } @else { (shown) }
                }
            }
        }
    }
}

/// Merges the two, or notes that they are not the same.
pub(crate) async fn merge(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Form(given): Form<BTreeMap<String, String>>,
) -> Answer<Response> {
    let id = |name: &str| given.get(name).and_then(|id| id.parse::<Id>().ok());
    let (Some(a), Some(b)) = (id("a"), id("b")) else {
        return Err(Error::field("a", "error.required").into());
    };
    if given.get("answer").is_some_and(|answer| answer == "apart") {
        super::super::keep_apart(&app, &may, a, b).await?;
        return Ok(see(
            &app,
            &format!("/people/{a}"),
            Some(("duplicates.apart_done", None)),
        ));
    }
    let asked = chosen(a, b, &given);
    let decision = super::super::decide(&app, &may, asked.clone()).await?;
    let undo = format!("/duplicates/merges/{decision}/undo");
    Ok(see(
        &app,
        &format!("/people/{}", asked.winner),
        Some(("duplicates.merged", Some(&undo))),
    ))
}

/// Who stays, and which values are taken from the other.
fn chosen(a: Id, b: Id, given: &BTreeMap<String, String>) -> Asked {
    let second = given.get("winner").is_some_and(|key| key == "b");
    let (winner, loser, other) = if second { (b, a, "a") } else { (a, b, "b") };
    let fields = given.iter().filter(|(_, value)| *value == other);
    let take = fields.filter_map(|(name, _)| Some(name.strip_prefix("field.")?.to_owned()));
    Asked {
        winner,
        loser,
        take: take.collect(),
        rule: "member",
        ..Asked::default()
    }
}

pub(crate) async fn undo(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    let back = sql::undo(&mut tx, id).await?;
    tx.commit().await?;
    Ok(see(
        &app,
        &format!("/people/{back}"),
        Some(("duplicates.undone", None)),
    ))
}
