//! The queue of touchpoints without a company: choosing several, saying to whom they belong, undo.

mod guess;
mod pick;
mod table;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Lang, Result, types};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use ui::components::{
    Menu, MenuItem, button, empty_state, field, filter_bar, form, hidden, link_button, pager,
    removable_chip,
};
use ui::{Attrs, field_error, fmt, t, tf};

use super::source_name;
use crate::timeline::assign::{self as rules, Assigned, Target};
use crate::timeline::model::{Cursor, Filter};
use crate::timeline::store::{self as sql, QUEUE_PAGE, Unresolved};

pub(crate) use pick::pick;

pub(super) const PATH: &str = "/timeline/unresolved";

pub(crate) async fn unresolved_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(filter): Query<Filter>,
) -> Answer {
    Ok(view(&app, &may, &filter, &Refused::default()).await?)
}

/// What was sent and why it was refused.
#[derive(Default)]
struct Refused {
    chosen: Vec<Id>,
    why: Option<String>,
}

async fn view(app: &App, may: &Viewer, filter: &Filter, refused: &Refused) -> Result<Markup> {
    let lang = may.ctx.lang;
    let waiting = sql::unresolved(app.db(), filter).await?;
    let kinds = sql::unresolved_kinds(app.db()).await?;
    let shown = &waiting[..waiting.len().min(QUEUE_PAGE)];
    let next = next(filter, &waiting);
    let body = html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, "timeline.unresolved_text")) }
            @if !kinds.is_empty() || narrows(filter) { (filters(lang, filter, &kinds)) }
            @if shown.is_empty() {
                (nothing(lang, filter))
            } @else {
                (queue(may, filter, shown, refused))
                (pager(lang, "", None, next.as_deref()))
            }
        }
    };
    let page = Page::new(t(lang, "timeline.unresolved"), "/timeline")
        .crumb(t(lang, "menu.timeline"), "/timeline");
    Ok(page.render(app, may, body))
}

fn narrows(filter: &Filter) -> bool {
    !filter.type_key.is_empty() || !filter.source.is_empty()
}

fn next(filter: &Filter, waiting: &[Unresolved]) -> Option<String> {
    let last = waiting
        .get(QUEUE_PAGE - 1)
        .filter(|_| waiting.len() > QUEUE_PAGE)?;
    let cursor = Cursor {
        time: last.time,
        id: last.id,
    };
    Some(filter.href(PATH, &[("after", &cursor.text())]))
}

fn nothing(lang: Lang, filter: &Filter) -> Markup {
    if !narrows(filter) {
        let (title, text) = (
            "timeline.unresolved_empty",
            "timeline.unresolved_empty_text",
        );
        return empty_state("circle-check", t(lang, title), t(lang, text), html! {});
    }
    let parts = filter.parts();
    let on = parts.iter().filter(|(_, value)| !value.is_empty());
    let names: Vec<String> = on.map(|(part, value)| said(lang, part, value)).collect();
    let title = tf(
        lang,
        "timeline.empty_filter",
        &[("filter", &names.join(" · "))],
    );
    let off = link_button(t(lang, "timeline.filters_off"), PATH);
    empty_state(
        "filter-off",
        &title,
        t(lang, "timeline.empty_filter_text"),
        html! { (off) },
    )
}

fn said(lang: Lang, part: &str, value: &str) -> String {
    match part {
        "type" => types::find(value)
            .map_or(value, |def| def.text(lang))
            .to_owned(),
        _ => source_name(lang, value).to_owned(),
    }
}

/// Type and source as menus with their numbers, what is on as chips.
fn filters(lang: Lang, filter: &Filter, kinds: &[(String, String, i64)]) -> Markup {
    let body = html! {
        @for (part, icon, now) in [("type", "activity", &filter.type_key), ("source", "plug-connected", &filter.source)] {
            (menu(lang, filter, kinds, part).icon(icon))
            @if !now.is_empty() {
                @let label = format!("{}: {}", t(lang, &format!("timeline.by_{part}")), said(lang, part, now));
                (removable_chip(&label, &tf(lang, "timeline.filter_off", &[("name", &label)]), &filter.href(PATH, &[(part, "")])))
            }
        }
    };
    filter_bar(t(lang, "word.filter"), body)
}

fn menu(lang: Lang, filter: &Filter, kinds: &[(String, String, i64)], part: &str) -> Menu {
    let mut values: Vec<(&str, i64)> = Vec::new();
    for (type_key, source, n) in kinds {
        let (value, other, asked) = match part {
            "type" => (type_key.as_str(), source, &filter.source),
            _ => (source.as_str(), type_key, &filter.type_key),
        };
        if !asked.is_empty() && asked != other {
            continue;
        }
        match values.iter_mut().find(|(known, _)| *known == value) {
            Some((_, sum)) => *sum += n,
            None => values.push((value, *n)),
        }
    }
    let mut items = vec![MenuItem::link(
        t(lang, "word.all"),
        &filter.href(PATH, &[(part, "")]),
    )];
    items.extend(values.iter().map(|(value, n)| {
        let label = format!("{} · {}", said(lang, part, value), fmt::number(lang, *n));
        MenuItem::link(&label, &filter.href(PATH, &[(part, value)]))
    }));
    Menu::new(
        &format!("queue-{part}"),
        t(lang, &format!("timeline.by_{part}")),
        items,
    )
}

/// The table, for those who may assign within one form: choose rows, search, assign.
fn queue(viewer: &Viewer, filter: &Filter, shown: &[Unresolved], refused: &Refused) -> Markup {
    let lang = viewer.ctx.lang;
    if !viewer.may(Resource::Customer, Verb::Write) {
        return table::table(viewer, shown, None);
    }
    let attrs = Attrs::new().with("data-choose", "");
    let mut search = field("q", t(lang, "timeline.whose"));
    if let Some(why) = &refused.why {
        search = search.error(why);
    }
    let fields = html! {
        (hidden("back", &filter.href(PATH, &[])))
        div.u-assign {
            div.u-row.u-wrap {
                (search.kind("search").id("assign-q").autocomplete("off")
                    .attr("data-search", "").attr("placeholder", t(lang, "timeline.whose"))
                    .attr("hx-get", &format!("{PATH}/pick")).attr("hx-trigger", "input changed delay:200ms, guess")
                    .attr("hx-target", "#assign-found").attr("hx-swap", "innerHTML").attr("hx-include", "#assign-q"))
                (button(t(lang, "timeline.assign")).primary().submits())
                span.u-mute.u-sm role="status" data-chosen data-text=(t(lang, "timeline.n_chosen")) {}
            }
            fieldset.u-found #assign-found aria-label=(t(lang, "search.kinds")) {}
            p.u-mute.u-xs.u-hide-s { (t(lang, "timeline.assign_keys")) }
        }
        (table::table(viewer, shown, Some(&refused.chosen)))
    };
    html! { div.u-quiet { (form(&format!("{PATH}/assignments"), &viewer.csrf, &attrs, fields)) } }
}

pub(crate) async fn assign(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Form(given): Form<Vec<(String, String)>>,
) -> Answer<Response> {
    let back = values(&given, "back").find(|back| back.starts_with(PATH));
    let back = back.unwrap_or(PATH);
    match save(&app, &may, &given).await {
        Ok(done) => {
            let undo = format!("{PATH}/assignments/{}/undo", done.id);
            let said = match done.company {
                Some(_) => "timeline.assigned",
                None => "timeline.assigned_person",
            };
            Ok(see(&app, back, Some((said, Some(&undo)))))
        }
        Err(Error::Invalid(errors)) => {
            // The page stays as it was, with what is missing said beside the search.
            let filter = back.parse().map(|uri| Query::try_from_uri(&uri));
            let Query(filter) = filter
                .ok()
                .and_then(std::result::Result::ok)
                .unwrap_or_default();
            let refused = Refused {
                chosen: values(&given, "id")
                    .filter_map(|id| id.parse().ok())
                    .collect(),
                why: errors.first().map(|error| field_error(may.ctx.lang, error)),
            };
            let page = view(&app, &may, &filter, &refused).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn values<'a>(given: &'a [(String, String)], name: &'a str) -> impl Iterator<Item = &'a str> {
    let of_name = given.iter().filter(move |(n, _)| n == name);
    of_name.map(|(_, value)| value.as_str())
}

async fn save(app: &App, viewer: &Viewer, given: &[(String, String)]) -> Result<Assigned> {
    let chosen: Vec<Id> = values(given, "id")
        .map(str::parse)
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| Error::field("id", "error.unknown_reference"))?;
    let target = Target::parse(values(given, "to").next().unwrap_or(""))?;
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let done = rules::assign(&mut tx, &chosen, &target).await?;
    tx.commit().await?;
    Ok(done)
}

pub(crate) async fn undo(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    rules::undo(&mut tx, id).await?;
    tx.commit().await?;
    Ok(see(&app, PATH, Some(("timeline.assignment_undone", None))))
}
