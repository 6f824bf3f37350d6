//! The customer's view: one conversation, as the customer saw it. No departments, no internal entries,
//! no notes of ours.

use kernel::{Direction, types};
use maud::{Markup, html};
use org::web::Viewer;
use ui::components::{button, day_separator, empty_state, icon};
use ui::{fmt, t};

use crate::timeline::model::{Cursor, Filter, customer_saw};
use crate::timeline::store::{self as sql, Moment};

pub(crate) fn thread(viewer: &Viewer, filter: &Filter, moments: &[Moment]) -> Markup {
    let lang = viewer.ctx.lang;
    let page = &moments[..moments.len().min(sql::PAGE as usize)];
    let seen: Vec<&Moment> = page.iter().filter(|m| is_seen(m)).collect();
    html! {
        p.u-mute.u-sm { (t(lang, "timeline.customer_note")) }
        @if seen.is_empty() {
            (empty_state("messages", t(lang, "timeline.customer_empty"), t(lang, "timeline.customer_empty_text"), html! {}))
        }
        ol.u-thread aria-label=(t(lang, "timeline.view_customer")) { (messages(viewer, &seen)) }
        @if moments.len() > page.len() {
            @if let Some(last) = page.last() {
                @let cursor = Cursor { time: last.time, id: last.id }.text();
                (button(t(lang, "timeline.older")).attr("hx-get", &filter.href("/timeline", &[("after", &cursor)])).attr("hx-target", "this").attr("hx-swap", "outerHTML"))
            }
        }
    }
}

fn is_seen(moment: &Moment) -> bool {
    let direction = Direction::parse(&moment.direction).unwrap_or(Direction::Internal);
    types::find(&moment.type_key).is_some_and(|def| customer_saw(def, direction))
}

fn messages(viewer: &Viewer, seen: &[&Moment]) -> Markup {
    let (lang, zone) = (viewer.ctx.lang, viewer.ctx.zone.as_str());
    let mut day = None;
    html! {
        @for moment in seen {
            @let on = moment.time.date_in(zone);
            @if day.replace(on) != Some(on) { (day_separator(&fmt::relative_day(lang, on, viewer.ctx.today()))) }
            @let def = types::find(&moment.type_key);
            @let ours = moment.direction == "outbound";
            li class=(if ours { "ours" } else { "theirs" }) {
                span.ic { (icon(def.map_or("activity", |d| d.icon.as_str()))) }
                div {
                    span.u-xs.u-mute {
                        @if ours { (t(lang, "timeline.we")) } @else { (who(viewer, moment)) }
                        " · " (fmt::time_of_day(moment.time, zone))
                    }
                    p { (def.map_or(moment.type_key.as_str(), |d| d.text(lang))) @if let Some(object) = &moment.object_name { ": " b { (object) } } }
                }
            }
        }
    }
}

fn who(viewer: &Viewer, moment: &Moment) -> String {
    let name = moment.person_name();
    match name.is_empty() {
        true => t(viewer.ctx.lang, "timeline.the_customer").to_owned(),
        false => name,
    }
}
