//! One touchpoint with everything that is known about it, and taking it back.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Channel, Id, Lang, types};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{button, chip, dept_chip, field, form, kv, link_button, panel};
use ui::{Attrs, fmt, t, tf};

use super::{Departments, entry, stream::direction_chip};
use crate::timeline::Subject;
use crate::timeline::store::{self as sql, Moment};

pub(crate) async fn detail_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer {
    let lang = may.ctx.lang;
    let (moment, retracted) = sql::moment(app.db(), id).await?;
    let departments = Departments::load(&app).await?;
    let why = match retracted {
        Some(by) => sql::moment(app.db(), by)
            .await?
            .0
            .properties()
            .remove("reason"),
        None => None,
    };
    let why = why.and_then(|reason| reason.as_str().map(str::to_owned));
    let why = why.filter(|reason| !reason.is_empty() && reason != crate::timeline::CORRECTED);
    let raw = sql::raw_event(app.db(), &moment.source, &moment.event_id).await?;
    let body = html! {
        div.u-main.u-stack {
            @if let Some(reason) = &why { p { (chip(&tf(lang, "timeline.reason_given", &[("reason", reason)])).warn()) } }
            @else if retracted.is_some() { p { (chip(t(lang, "timeline.retracted")).warn()) } }
            (panel(t(lang, "word.details"), html! {}, facts(&may, &departments, &moment)))
            @if let Some(note) = &moment.note { (panel(t(lang, "word.note"), html! {}, html! { p.u-pre { (note) } })) }
            (properties(lang, &moment))
            @if let Some((received_at, payload)) = raw {
                (panel(&tf(lang, "timeline.raw", &[("at", &fmt::datetime(lang, received_at, &may.ctx.zone))]), html! {}, html! { pre.u-code { (indented(&payload)) } }))
            }
            @if retracted.is_none() && may.may(Resource::Customer, Verb::Write) { (take_back(&may, &moment)) }
        }
    };
    let title =
        types::find(&moment.type_key).map_or(moment.type_key.as_str(), |def| def.text(lang));
    let page = Page::new(title, "/timeline").crumb(t(lang, "menu.timeline"), "/timeline");
    Ok(page.render(&app, &may, body))
}

fn facts(viewer: &Viewer, departments: &Departments, moment: &Moment) -> Markup {
    let (lang, zone) = (viewer.ctx.lang, viewer.ctx.zone.as_str());
    let link = |href: String, text: String| html! { a href=(href) { (text) } };
    let mut rows: Vec<(&str, Markup)> = vec![
        (
            t(lang, "timeline.what"),
            entry::sentence(lang, moment, Subject::All),
        ),
        (
            t(lang, "word.time"),
            html! { (fmt::datetime(lang, moment.time, zone)) " " span.u-mute { (t(lang, &format!("timeline.quality_{}", moment.timestamp_quality))) } },
        ),
        (
            t(lang, "word.direction"),
            direction_chip(lang, &moment.direction),
        ),
    ];
    if let Some(channel) = moment.channel.as_deref().and_then(Channel::parse) {
        rows.push((
            t(lang, "word.channel"),
            html! { (ui::channel(lang, channel)) },
        ));
    }
    if let Some(department) = departments.get(moment.department_id) {
        rows.push((
            t(lang, "word.department"),
            dept_chip(department.name(lang), &department.class()),
        ));
    }
    if let Some(department) = departments.get(moment.to_department_id) {
        rows.push((
            t(lang, "timeline.handed_to"),
            dept_chip(department.name(lang), &department.class()),
        ));
    }
    if let Some(id) = moment.person_id {
        // Somebody known by a number alone has a page all the same.
        let name = Some(moment.person_name()).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| t(lang, "word.person").to_owned());
        rows.push((t(lang, "word.person"), link(format!("/people/{id}"), name)));
    }
    if let (Some(id), Some(name)) = (moment.company_id, &moment.company_name) {
        rows.push((
            t(lang, "word.company"),
            link(format!("/companies/{id}"), name.clone()),
        ));
    }
    if let Some(id) = moment.deal_id {
        rows.push((
            t(lang, "word.deal"),
            link(format!("/deals/{id}"), t(lang, "word.open").to_owned()),
        ));
    }
    if let (Some(minor), Some(currency)) = (moment.value_minor, &moment.currency) {
        rows.push((
            t(lang, "word.value"),
            html! { (fmt::money(lang, minor, currency)) },
        ));
    }
    rows.push((
        t(lang, "word.source"),
        html! { (moment.source) " · " code { (moment.event_id) } },
    ));
    rows.push((t(lang, "word.kind"), html! { code { (moment.type_key) } }));
    kv(&rows)
}

fn properties(lang: Lang, moment: &Moment) -> Markup {
    let properties = moment.properties();
    if properties.is_empty() {
        return Markup::default();
    }
    let rows: Vec<(String, Markup)> = properties
        .iter()
        .map(|(name, value)| {
            let shown = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), html! { (shown) })
        })
        .collect();
    panel(t(lang, "timeline.properties"), html! {}, kv(&rows))
}

/// JSON over several lines; anything else as it is.
fn indented(payload: &str) -> String {
    serde_json::from_str::<serde_json::Value>(payload)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| payload.to_owned())
}

fn take_back(viewer: &Viewer, moment: &Moment) -> Markup {
    let lang = viewer.ctx.lang;
    let by_hand = types::find(&moment.type_key)
        .is_some_and(|def| def.by_hand || def.key == "phone.call.attempted");
    let retraction = form(
        &format!("/timeline/{}/retraction", moment.id),
        &viewer.csrf,
        &Attrs::new(),
        html! {
            p.u-mute { (t(lang, "timeline.retract_text")) }
            (field("reason", t(lang, "timeline.reason")).attr("maxlength", "300"))
            (button(t(lang, "timeline.retract")).submits())
        },
    );
    let body = html! {
        div.u-stack {
            @if by_hand {
                p.u-mute { (t(lang, "timeline.correct_text")) }
                p { (link_button(t(lang, "timeline.correct"), &format!("/timeline/new?corrects={}", moment.id)).icon("edit")) }
            }
            (retraction)
        }
    };
    panel(t(lang, "timeline.retract_title"), html! {}, body)
}

#[derive(Deserialize)]
pub(crate) struct Retraction {
    #[serde(default)]
    reason: String,
}

pub(crate) async fn retract(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(given): Form<Retraction>,
) -> Answer<Response> {
    let (moment, _) = sql::moment(app.db(), id).await?;
    let reason: String = given.reason.trim().chars().take(300).collect();
    let mut tx = app.db().begin(&may.ctx).await?;
    tx.retract(id, &reason).await?;
    tx.audit(vec![store::Change::of("retracted", "touchpoint", id)])
        .await?;
    tx.commit().await?;
    let back = match (moment.person_id, moment.company_id) {
        (Some(person), _) => format!("/people/{person}"),
        (_, Some(company)) => format!("/companies/{company}"),
        _ => "/timeline".to_owned(),
    };
    Ok(see(&app, &back, Some(("timeline.retracted_done", None))))
}
