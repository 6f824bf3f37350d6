//! The stream: as a page of its own, as a fragment for filters, as a panel of records.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Channel, Error, Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{
    Button, Toggle, button, chip, day_separator, empty_state, filter_bar, link_button,
    live_timeline, tabs, timeline, toggle,
};
use ui::{fmt, t, tn};

use super::{Departments, customer, entry, strip};
use crate::timeline::model::{Cursor, Filter, Subject};
use crate::timeline::store::{self as sql, Moment};

pub(crate) async fn stream_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    headers: HeaderMap,
    Query(filter): Query<Filter>,
) -> Answer {
    let body = stream(&app, &may, &filter).await?;
    if headers.contains_key("hx-request") {
        return Ok(body);
    }
    let lang = may.ctx.lang;
    let subject = filter.subject();
    let mut page = Page::new(t(lang, "menu.timeline"), "/timeline")
        .actions(actions(&app, &may, subject).await?);
    if subject != Subject::All {
        let (name, _) = sql::about(app.db(), filter.person, filter.company, filter.deal).await?;
        page = page.crumb(name, subject.path());
    }
    Ok(page.render(&app, &may, html! { div.u-main { (body) } }))
}

async fn actions(app: &App, viewer: &Viewer, subject: Subject) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let waiting = sql::unresolved_count(app.db()).await?;
    Ok(html! {
        @if waiting > 0 {
            (link_button(&tn(lang, "timeline.unresolved_n", waiting, &[("n", &fmt::number(lang, waiting))]), "/timeline/unresolved").hide_small())
        }
        @if viewer.may(Resource::Customer, Verb::Write) {
            (log_button(lang, subject).primary())
        }
    })
}

fn log_button(lang: Lang, subject: Subject) -> Button {
    let href = format!("/timeline/new?{}", subject.query());
    link_button(t(lang, "timeline.log"), &href)
        .icon("plus")
        .attr("data-create", "")
}

macro_rules! panel_of {
    ($name:ident, $subject:ident) => {
        pub(crate) fn $name(
            app: App,
            viewer: Viewer,
            id: Id,
        ) -> BoxFuture<'static, Result<Option<Markup>>> {
            panel(app, viewer, Subject::$subject(id)).boxed()
        }
    };
}
panel_of!(person_panel, Person);
panel_of!(company_panel, Company);
panel_of!(deal_panel, Deal);

async fn panel(app: App, viewer: Viewer, subject: Subject) -> Result<Option<Markup>> {
    let body = stream(&app, &viewer, &Filter::of(subject)).await?;
    // Pages of people and companies offer it in their head; a deal keeps its head for its stages.
    let logs = matches!(subject, Subject::Deal(_)) && viewer.may(Resource::Customer, Verb::Write);
    Ok(Some(html! {
        @if logs { div.u-row { span.u-grow {} (log_button(viewer.ctx.lang, subject)) } }
        (body)
    }))
}

/// Everything of the stream: views, lane strip, filters, entries. It is also what filters swap.
pub(crate) async fn stream(app: &App, viewer: &Viewer, filter: &Filter) -> Result<Markup> {
    let departments = Departments::load(app).await?;
    let subject = filter.subject();
    let wanted = match filter.department.as_str() {
        "" => None,
        key => Some(
            departments
                .of_key(key)
                .ok_or_else(|| Error::field("department", "error.choice"))?
                .id,
        ),
    };
    // Read before the page: what comes between shows twice rather than never, and the page drops it.
    let head = ::store::reactors::head(app.db()).await?;
    let moments = sql::page(app.db(), filter, wanted).await?;
    if !filter.after.is_empty() {
        return Ok(entries(viewer, &departments, filter, &moments));
    }
    if filter.as_customer() {
        return Ok(html! {
            section #stream .u-stack {
                (views(viewer.ctx.lang, filter))
                (customer::thread(viewer, filter, &moments))
            }
        });
    }
    let strip = match subject {
        Subject::All => Markup::default(),
        _ => strip::strip(app, viewer, &departments, filter).await?,
    };
    let counts = sql::counts(app.db(), subject, false).await?;
    let items = entries(viewer, &departments, filter, &moments);
    Ok(html! {
        section #stream .u-stack {
            @if subject != Subject::All { (views(viewer.ctx.lang, filter)) }
            (strip)
            (filters(viewer.ctx.lang, &departments, filter, &counts))
            (list(viewer.ctx.lang, filter, head, moments.is_empty(), items))
        }
    })
}

fn list(lang: Lang, filter: &Filter, head: i64, empty: bool, items: Markup) -> Markup {
    let label = t(lang, "menu.timeline");
    let unfiltered = [
        &filter.department,
        &filter.channel,
        &filter.type_key,
        &filter.source,
    ]
    .iter()
    .all(|part| part.is_empty());
    html! {
        @if empty {
            (empty_state("timeline-event", t(lang, "timeline.empty"), t(lang, "timeline.empty_text"), html! {}))
        }
        @if unfiltered {
            (live_timeline(lang, label, &Filter::of(filter.subject()).href("/timeline/live", &[("since", &head.to_string())]), items))
        } @else {
            (timeline(label, items))
        }
    }
}

/// The two ways to look at a subject: all departments, or as the customer saw it.
fn views(lang: Lang, filter: &Filter) -> Markup {
    let inside = filter.href("/timeline", &[("view", "")]);
    let outside = filter.href(
        "/timeline",
        &[("view", "customer"), ("department", ""), ("channel", "")],
    );
    swaps(tabs(
        t(lang, "timeline.views"),
        &[
            (
                t(lang, "timeline.view_inside"),
                inside.as_str(),
                !filter.as_customer(),
            ),
            (
                t(lang, "timeline.view_customer"),
                outside.as_str(),
                filter.as_customer(),
            ),
        ],
    ))
}

/// Links within swap the stream in place; without scripts they lead to the stream's own page.
fn swaps(links: Markup) -> Markup {
    html! { div hx-boost:inherited="true" hx-target:inherited="#stream" hx-swap:inherited="outerHTML" hx-push-url:inherited="false" { (links) } }
}

fn filters(
    lang: Lang,
    departments: &Departments,
    filter: &Filter,
    counts: &[(Option<Id>, i64)],
) -> Markup {
    let count_of = |id: Id| counts.iter().find(|(d, _)| *d == Some(id)).map(|(_, n)| *n);
    let chips = html! {
        @for department in departments.iter() {
            @let count = count_of(department.id);
            @if counts.is_empty() || count.is_some() || filter.department == department.key {
                @let on = filter.department == department.key;
                @let next = if on { "" } else { department.key.as_str() };
                (toggle(&Toggle {
                    label: department.name(lang).to_owned(),
                    class: department.class(),
                    count: count.map(|n| fmt::number(lang, n)),
                    href: filter.href("/timeline", &[("department", next)]),
                    on,
                }))
            }
        }
        (channel_menu(lang, filter))
    };
    swaps(filter_bar(t(lang, "word.filter"), chips))
}

fn channel_menu(lang: Lang, filter: &Filter) -> Markup {
    use ui::components::{Menu, MenuItem};
    let mut items = vec![MenuItem::link(
        t(lang, "word.all"),
        &filter.href("/timeline", &[("channel", "")]),
    )];
    for channel in Channel::ALL {
        let href = filter.href("/timeline", &[("channel", channel.key())]);
        items.push(MenuItem::link(ui::channel(lang, channel), &href));
    }
    let internal = filter.href("/timeline", &[("channel", "internal")]);
    items.push(MenuItem::link(t(lang, "word.internal"), &internal));
    let label = match filter.channel.as_str() {
        "" => t(lang, "word.channel"),
        "internal" => t(lang, "word.internal"),
        key => Channel::parse(key).map_or("", |c| ui::channel(lang, c)),
    };
    html! { (Menu::new("stream-channel", label, items).icon("adjustments-horizontal")) }
}

/// The entries of a page with their days, and the button for older ones.
fn entries(
    viewer: &Viewer,
    departments: &Departments,
    filter: &Filter,
    moments: &[Moment],
) -> Markup {
    let (lang, zone) = (viewer.ctx.lang, viewer.ctx.zone.as_str());
    let today = viewer.ctx.today();
    let shown = &moments[..moments.len().min(sql::PAGE as usize)];
    let mut day = None;
    html! {
        @for moment in shown {
            @let on = moment.time.date_in(zone);
            @if day.replace(on) != Some(on) { (day_separator(&fmt::relative_day(lang, on, today))) }
            (entry::entry(viewer, departments, moment, filter.subject()))
        }
        @if moments.len() > shown.len() {
            @if let Some(last) = shown.last() { (older(lang, filter, last)) }
        }
    }
}

fn older(lang: Lang, filter: &Filter, last: &Moment) -> Markup {
    let cursor = Cursor {
        time: last.time,
        id: last.id,
    }
    .text();
    let href = filter.href("/timeline", &[("after", &cursor)]);
    html! {
        li.u-older {
            (button(t(lang, "timeline.older")).attr("hx-get", &href).attr("hx-target", "closest li").attr("hx-swap", "outerHTML"))
        }
    }
}

/// A small mark for a direction, used by the detail page.
pub(crate) fn direction_chip(lang: Lang, direction: &str) -> Markup {
    let key = match direction {
        "inbound" => "word.inbound",
        "outbound" => "word.outbound",
        _ => "word.internal",
    };
    html! { (chip(t(lang, key))) }
}
