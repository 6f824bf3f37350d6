//! The stream: as a page of its own, as a fragment for filters, as a panel of records.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{
    Button, button, chip, day_separator, empty_state, link_button, live_timeline,
    panel as panel_of_page, tabs, timeline,
};
use ui::{fmt, t, tn};

use super::{Departments, customer, entry, filters, freshness, strip};
use crate::timeline::model::{Cursor, Filter, Subject};
use crate::timeline::store::{self as sql, Moment};

/// Moments on the start page.
const LATEST: usize = 8;

pub(crate) async fn stream_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    headers: HeaderMap,
    Query(filter): Query<Filter>,
) -> Answer {
    let body = stream(&app, &may, &filter).await?;
    // Going back in the browser asks like a fragment and needs the whole page.
    if headers.contains_key("hx-request") && !headers.contains_key("hx-history-restore-request") {
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
            (link_button(&queue_label(lang, waiting), "/timeline/unresolved").hide_small())
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
    let filter = filter_of(&viewer).on_record(subject);
    let body = stream(&app, &viewer, &filter).await?;
    // Pages of people and companies offer it in their head; a deal keeps its head for its stages.
    let logs = matches!(subject, Subject::Deal(_)) && viewer.may(Resource::Customer, Verb::Write);
    Ok(Some(html! {
        @if logs { div.u-row { span.u-grow {} (log_button(viewer.ctx.lang, subject)) } }
        (body)
    }))
}

/// What happened last with customers, and what still waits for its company, for the start page.
pub(crate) fn home_panel(
    app: App,
    viewer: Viewer,
    _: Id,
) -> BoxFuture<'static, Result<Option<Markup>>> {
    async move {
        if !viewer.may(Resource::Customer, Verb::Read) {
            return Ok(None);
        }
        let departments = Departments::load(&app).await?;
        let moments = sql::page(app.db(), &Filter::default(), None).await?;
        let lang = viewer.ctx.lang;
        let waiting = sql::unresolved_count(app.db()).await?;
        let actions = html! {
            @if waiting > 0 { (link_button(&queue_label(lang, waiting), "/timeline/unresolved").ghost()) }
            (link_button(t(lang, "word.show_all"), "/timeline"))
        };
        let latest = &moments[..moments.len().min(LATEST)];
        let items = entries(&viewer, &departments, &Filter::default(), latest);
        Ok((!moments.is_empty()).then(|| {
            let title = t(lang, "timeline.latest");
            panel_of_page(title, actions, timeline(title, items))
        }))
    }
    .boxed()
}

fn queue_label(lang: Lang, waiting: i64) -> String {
    tn(
        lang,
        "timeline.unresolved_n",
        waiting,
        &[("n", &fmt::number(lang, waiting))],
    )
}

/// The filter in the address of the page; a query of another page narrows nothing.
fn filter_of(viewer: &Viewer) -> Filter {
    let address = format!("/?{}", viewer.query).parse().unwrap_or_default();
    Query::try_from_uri(&address).map_or_else(|_| Filter::default(), |Query(filter)| filter)
}

/// Everything of the stream: views, lane strip, filters, entries. It is also what filters swap.
pub(crate) async fn stream(app: &App, viewer: &Viewer, filter: &Filter) -> Result<Markup> {
    let departments = Departments::load(app).await?;
    let subject = filter.subject();
    let wanted = departments.wanted(&filter.department)?;
    // Read before the page: what comes between shows twice rather than never, and the page drops it.
    let head = ::store::reactors::head(app.db()).await?;
    let moments = sql::page(app.db(), filter, wanted).await?;
    if !filter.after.is_empty() {
        return Ok(entries(viewer, &departments, filter, &moments));
    }
    let lang = viewer.ctx.lang;
    if filter.as_customer() {
        return Ok(html! {
            section #stream .u-stack {
                (views(lang, filter))
                (customer::thread(viewer, filter, &moments))
            }
        });
    }
    let offered = filters::Offered::load(app, subject).await?;
    let strip = match subject {
        Subject::All => Markup::default(),
        _ => strip::strip(app, viewer, &departments, filter, wanted).await?,
    };
    let items = entries(viewer, &departments, filter, &moments);
    Ok(html! {
        section #stream .u-stack {
            @if subject != Subject::All { (views(lang, filter)) }
            (strip)
            (filters::bar(lang, &departments, filter, &offered))
            (freshness::line(viewer, &offered.deliveries))
            (list(lang, &departments, filter, head, moments.is_empty(), items))
        }
    })
}

fn list(
    lang: Lang,
    departments: &Departments,
    filter: &Filter,
    head: i64,
    empty: bool,
    items: Markup,
) -> Markup {
    let label = t(lang, "menu.timeline");
    if filter.narrows() {
        return html! {
            @if empty { (filters::nothing(lang, departments, filter)) }
            (timeline(label, items))
        };
    }
    let live = Filter::of(filter.subject()).href("/timeline/live", &[("since", &head.to_string())]);
    html! {
        @if empty {
            (empty_state("timeline-event", t(lang, "timeline.empty"), t(lang, "timeline.empty_text"), html! {}))
        }
        (live_timeline(lang, label, &live, items))
    }
}

/// The two ways to look at a subject: all departments, or as the customer saw it.
fn views(lang: Lang, filter: &Filter) -> Markup {
    let inside = filter.here(&[("view", "")]);
    let outside = filter.here(&[
        ("view", "customer"),
        ("department", ""),
        ("channel", ""),
        ("type", ""),
        ("source", ""),
    ]);
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

/// Links within swap the stream in place and stand in the address; without scripts they load the page.
pub(super) fn swaps(links: Markup) -> Markup {
    html! {
        div hx-boost:inherited="true" hx-target:inherited="#stream" hx-select:inherited="#stream"
            hx-swap:inherited="outerHTML" hx-push-url:inherited="true" { (links) }
    }
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
