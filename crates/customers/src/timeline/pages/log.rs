//! Logging by hand, in half a minute on a phone: big buttons, everything else has a default.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Lang, types};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{
    date_field, empty_state, field, form, hidden, icon, link_button, select, submit, textarea,
};
use ui::{Attrs, fmt, t, tf};

use crate::timeline::model::{Filter, NewEntry, OUTCOMES};
use crate::timeline::store::{self as sql, Moment};

/// The kinds that are offered, the most frequent first.
const KINDS: &[&str] = &[
    "phone.call.completed",
    "meeting.held",
    "visit.held",
    "note.written",
    "fair.talked",
    "letter.posted",
    "meeting.scheduled",
];

#[derive(Deserialize)]
pub(crate) struct Correction {
    corrects: Option<Id>,
}

/// The form of an entry as it was filled in before.
fn again(viewer: &Viewer, moment: &Moment) -> NewEntry {
    let (lang, zone) = (viewer.ctx.lang, viewer.ctx.zone.as_str());
    let properties = moment.properties();
    let text = |name: &str| {
        let value = properties.get(name).and_then(|value| value.as_str());
        value.unwrap_or_default().to_owned()
    };
    let seconds = properties
        .get("duration_s")
        .and_then(|value| value.as_i64());
    let type_key = match moment.type_key.as_str() {
        "phone.call.attempted" => KINDS[0].to_owned(),
        key => key.to_owned(),
    };
    NewEntry {
        type_key,
        person: moment.person_id,
        company: moment.company_id.filter(|_| moment.person_id.is_none()),
        deal: moment.deal_id,
        corrects: Some(moment.id),
        on: fmt::date_input(lang, moment.time.date_in(zone)),
        at: fmt::time_of_day(moment.time, zone),
        minutes: seconds.map(|s| (s / 60).to_string()).unwrap_or_default(),
        outcome: text("outcome_code"),
        note: moment.note.clone().unwrap_or_default(),
        next_step: text("next_step"),
        back: format!("/timeline/{}", moment.id),
    }
}

pub(crate) async fn log_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(filter): Query<Filter>,
    Query(correction): Query<Correction>,
) -> Answer {
    if let Some(id) = correction.corrects {
        let (moment, _) = sql::moment(app.db(), id).await?;
        return view(&app, &may, &again(&may, &moment), &Vec::new()).await;
    }
    let entry = NewEntry {
        type_key: if filter.type_key.is_empty() {
            KINDS[0].to_owned()
        } else {
            filter.type_key.clone()
        },
        person: filter.person,
        company: filter.company,
        deal: filter.deal,
        back: if filter.subject().query().is_empty() {
            String::new()
        } else {
            filter.subject().path()
        },
        ..NewEntry::default()
    };
    view(&app, &may, &entry, &Vec::new()).await
}

pub(crate) async fn log(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Form(entry): Form<NewEntry>,
) -> Answer<Response> {
    match crate::timeline::api::write(&app, &may, &entry).await {
        Ok(id) => {
            let back = match entry.back.as_str() {
                own if own.starts_with('/') && !own.starts_with("//") => own,
                _ => "/timeline",
            };
            if entry.corrects.is_some() {
                let now = format!("/timeline/{id}");
                return Ok(see(&app, &now, Some(("timeline.corrected", None))));
            }
            let undo = format!("/timeline/{id}/retraction");
            Ok(see(&app, back, Some(("timeline.logged", Some(&undo)))))
        }
        Err(Error::Invalid(errors)) => {
            let page = view(&app, &may, &entry, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn view(app: &App, viewer: &Viewer, entry: &NewEntry, errors: &Fields) -> Answer {
    let lang = viewer.ctx.lang;
    let page = Page::new(t(lang, "timeline.log"), "/timeline");
    if entry.person.is_none() && entry.company.is_none() && entry.deal.is_none() {
        let body = empty_state(
            "users",
            t(lang, "timeline.log_whom"),
            t(lang, "timeline.log_whom_text"),
            html! {
                (link_button(t(lang, "menu.people"), "/people"))
                (link_button(t(lang, "menu.companies"), "/companies"))
            },
        );
        return Ok(page.render(app, viewer, html! { div.u-main { (body) } }));
    }
    let (name, _) = sql::about(app.db(), entry.person, entry.company, entry.deal).await?;
    let body = html! {
        div.u-main.u-narrow.u-stack {
            h2.u-b { (tf(lang, "timeline.log_about", &[("name", &name)])) }
            (form("/timeline", &viewer.csrf, &Attrs::new(), fields(viewer, entry, errors)))
        }
    };
    Ok(page
        .crumb(name, entry.back.clone())
        .render(app, viewer, body))
}

fn fields(viewer: &Viewer, entry: &NewEntry, errors: &Fields) -> Markup {
    let lang = viewer.ctx.lang;
    let outcomes: Vec<(&str, &str)> = std::iter::once(("", ""))
        .chain(
            OUTCOMES
                .iter()
                .map(|code| (*code, t(lang, &format!("timeline.outcome_{code}")))),
        )
        .collect();
    let now = fmt::time_of_day(viewer.ctx.now(), &viewer.ctx.zone);
    let on = if entry.on.is_empty() {
        fmt::date_input(lang, viewer.ctx.today())
    } else {
        entry.on.clone()
    };
    let at = if entry.at.is_empty() {
        now
    } else {
        entry.at.clone()
    };
    html! {
        @for (name, id) in [("person", entry.person), ("company", entry.company), ("deal", entry.deal)] {
            @if let Some(id) = id { (hidden(name, &id.to_string())) }
        }
        @if let Some(old) = entry.corrects { (hidden("corrects", &old.to_string())) }
        (hidden("back", &entry.back))
        (kinds(lang, &entry.type_key))
        (textarea("note", t(lang, "timeline.what_was_said"), 4).value(&entry.note).errors(lang, errors))
        (submit(t(lang, "word.save")))
        details.u-more open[!errors.is_empty() || entry.corrects.is_some()] {
            summary { (icon("chevron-down")) " " (t(lang, "timeline.more_details")) }
            div.u-stack {
            div.u-form-row {
                (date_field(lang, "on", t(lang, "word.date"), None).value(&on).errors(lang, errors))
                (field("at", t(lang, "word.time")).value(&at).errors(lang, errors))
                (field("minutes", t(lang, "timeline.minutes")).attr("inputmode", "numeric").value(&entry.minutes).errors(lang, errors))
            }
            (select("outcome", t(lang, "timeline.outcome"), &outcomes).selected(&entry.outcome))
            (field("next_step", t(lang, "timeline.next_step")).value(&entry.next_step))
            }
        }
    }
}

fn kinds(lang: Lang, chosen: &str) -> Markup {
    html! {
        fieldset.u-kinds {
            legend { (t(lang, "timeline.kind")) }
            @for def in KINDS.iter().filter_map(|key| types::find(key)) {
                label {
                    input type="radio" name="type" value=(def.key) checked[def.key == chosen];
                    span { (icon(&def.icon)) (t(lang, &format!("timeline.kind_{}", def.key.replace('.', "_")))) }
                }
            }
        }
    }
}
