//! The queue of touchpoints without a company: choosing several, saying to whom they belong, undo.

mod pick;
mod table;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Error, Id, Lang, types};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use ui::components::{
    Menu, MenuItem, button, empty_state, field, filter_bar, form, hidden, link_button, pager,
    removable_chip,
};
use ui::{Attrs, fmt, t, tf};

use super::source_name;
use crate::timeline::assign::{self as rules, Target};
use crate::timeline::model::{Cursor, Filter};
use crate::timeline::store::{self as sql, QUEUE_PAGE, Unresolved};

pub(crate) use pick::pick;

pub(super) const PATH: &str = "/timeline/unresolved";

pub(crate) async fn unresolved_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(filter): Query<Filter>,
) -> Answer {
    let lang = may.ctx.lang;
    let waiting = sql::unresolved(app.db(), &filter).await?;
    let kinds = sql::unresolved_kinds(app.db()).await?;
    let shown = &waiting[..waiting.len().min(QUEUE_PAGE)];
    let next = next(&filter, &waiting);
    let body = html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, "timeline.unresolved_text")) }
            @if !kinds.is_empty() || narrows(&filter) { (filters(lang, &filter, &kinds)) }
            @if shown.is_empty() {
                (nothing(lang, &filter))
            } @else {
                (queue(&may, &filter, shown))
                (pager(lang, "", None, next.as_deref()))
            }
        }
    };
    let page = Page::new(t(lang, "timeline.unresolved"), "/timeline")
        .crumb(t(lang, "menu.timeline"), "/timeline");
    Ok(page.render(&app, &may, body))
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
fn queue(viewer: &Viewer, filter: &Filter, shown: &[Unresolved]) -> Markup {
    let lang = viewer.ctx.lang;
    if !viewer.may(Resource::Customer, Verb::Write) {
        return table::table(viewer, shown, false);
    }
    let attrs = Attrs::new().with("data-choose", "");
    let fields = html! {
        (hidden("back", &filter.href(PATH, &[])))
        div.u-assign {
            div.u-row.u-wrap {
                (field("q", t(lang, "timeline.whose")).kind("search").id("assign-q").autocomplete("off")
                    .attr("data-search", "").attr("placeholder", t(lang, "timeline.whose"))
                    .attr("hx-get", &format!("{PATH}/pick")).attr("hx-trigger", "input changed delay:200ms, guess")
                    .attr("hx-target", "#assign-found").attr("hx-swap", "innerHTML").attr("hx-include", "#assign-q"))
                (button(t(lang, "timeline.assign")).primary().submits())
                span.u-mute.u-sm role="status" data-chosen data-text=(t(lang, "timeline.n_chosen")) {}
            }
            fieldset.u-found #assign-found aria-label=(t(lang, "search.kinds")) {}
            p.u-mute.u-xs.u-hide-s { (t(lang, "timeline.assign_keys")) }
        }
        (table::table(viewer, shown, true))
    };
    html! { div.u-quiet { (form(&format!("{PATH}/assignments"), &viewer.csrf, &attrs, fields)) } }
}

pub(crate) async fn assign(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Form(given): Form<Vec<(String, String)>>,
) -> Answer<Response> {
    let of = |name: &'static str| {
        given
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    let chosen: Vec<Id> = of("id")
        .map(str::parse)
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| Error::field("id", "error.unknown_reference"))?;
    let target = Target::parse(of("to").next().unwrap_or(""))?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let done = rules::assign(&mut tx, &chosen, &target).await?;
    tx.commit().await?;
    let undo = format!("{PATH}/assignments/{}/undo", done.id);
    let said = match done.company {
        Some(_) => "timeline.assigned",
        None => "timeline.assigned_person",
    };
    let back = of("back").next().filter(|back| back.starts_with(PATH));
    Ok(see(&app, back.unwrap_or(PATH), Some((said, Some(&undo)))))
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

/// Names of companies that the touchpoint itself speaks of.
pub(super) fn guess(row: &Unresolved) -> Option<String> {
    let properties: serde_json::Map<String, serde_json::Value> = row
        .properties
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let named = ["company", "company_name", "organization", "account"]
        .iter()
        .find_map(|key| {
            let text = properties.get(*key)?.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        });
    let domain = || {
        let (_, domain) = row.email.as_deref()?.split_once('@')?;
        (!crate::fields::is_private_domain(domain)).then(|| domain.to_owned())
    };
    named.or_else(domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Millis;

    fn waiting(email: Option<&str>, properties: Option<&str>) -> Unresolved {
        Unresolved {
            id: Id(1),
            type_key: "web.page.viewed".to_owned(),
            time: Millis(0),
            source: "shop".to_owned(),
            object_name: None,
            anonymous_id: None,
            person_id: None,
            first_name: None,
            last_name: None,
            deal_id: None,
            deal_name: None,
            email: email.map(str::to_owned),
            properties: properties.map(str::to_owned),
        }
    }

    #[test]
    fn an_entry_knows_a_company_by_what_it_says_or_by_the_address() {
        let named = waiting(Some("k@vogel.example"), Some(r#"{"company":" Vogel AG "}"#));
        assert_eq!(guess(&named).as_deref(), Some("Vogel AG"));
        assert_eq!(
            guess(&waiting(Some("k@vogel.example"), None)).as_deref(),
            Some("vogel.example")
        );
        assert_eq!(guess(&waiting(Some("k@gmail.com"), Some("{}"))), None);
        assert_eq!(guess(&waiting(None, None)), None);
    }
}
