//! What a person or a company was made of: its records, the decisions about it, what may be the same.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use ui::components::{
    button, checkbox, chip, field, form, link_button, panel as panel_of, section, submit,
};
use ui::{Attrs, fmt, t, tf, tn};

use super::super::candidates::{self, Candidate};
use super::super::model::Band;
use super::super::store::{self as sql, Decision};
use super::super::twin::{Kind, Side, Source, Twin};
use super::evidence::{reasons, verdict};
use super::{beside, says};
use crate::fields::Edits;

/// The panel on the page of a record.
pub(crate) fn panel<T: Twin>(
    app: App,
    viewer: Viewer,
    id: Id,
) -> BoxFuture<'static, Result<Option<Markup>>> {
    async move {
        let lang = viewer.ctx.lang;
        let sources = T::sources(app.db(), id).await?;
        let open = sql::about(app.db(), id).await?;
        let place = format!("/duplicates{}/{id}", T::PATH);
        let body = html! {
            @if !open.is_empty() {
                p { (chip(&tn(lang, "duplicates.questions", open.len() as i64, &[])).warn()) }
            }
            p.u-mute.u-sm { (tn(lang, "duplicates.made_of", sources.len() as i64, &[])) }
        };
        let actions = link_button(t(lang, "duplicates.look"), &place).ghost();
        let title = t(lang, "duplicates.title");
        Ok(Some(section(title, html! { (actions) }, body)))
    }
    .boxed()
}

pub(crate) async fn of_one<T: Twin>(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let current = T::current(app.db(), id).await?;
    if current != id {
        let place = format!("/duplicates{}/{current}", T::PATH);
        return Ok(see(&app, &place, None));
    }
    Ok(whole::<T>(&app, &may, id).await?.into_response())
}

async fn whole<T: Twin>(app: &App, viewer: &Viewer, id: Id) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let one = T::get(app.db(), id).await?;
    let sources = T::sources(app.db(), id).await?;
    let decisions = sql::of_record(app.db(), id).await?;
    let writes = viewer.may(Resource::Customer, Verb::Write) && one.is_kept();
    let records = records_of(viewer, &one, &sources, writes);
    let body = html! {
        div.u-main.u-stack {
            (panel_of(says::<T>(lang, "candidates"), html! {}, candidates::<T>(app, viewer, id).await?))
            (panel_of(t(lang, "duplicates.records"), html! {}, records))
            @if !decisions.is_empty() {
                (panel_of(t(lang, "duplicates.decisions"), html! {}, history::<T>(app, viewer, &decisions, writes).await?))
            }
        }
    };
    let title = tf(lang, &format!("{}.of", T::SAYS), &[("name", &one.title())]);
    let page = Page::new(title, "/duplicates").crumb(one.title(), format!("{}/{id}", T::PATH));
    Ok(page.render(app, viewer, body))
}

/// Those that may be the same, weighed now.
async fn candidates<T: Twin>(app: &App, viewer: &Viewer, id: Id) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let cards = T::cards(app.db().into(), &[id]).await?;
    let found = match cards.first() {
        Some(card) => candidates::of::<T>(app.db(), card, Some(id)).await?,
        None => Vec::new(),
    };
    let ids: Vec<Id> = found.iter().map(|candidate| candidate.id).collect();
    let sides = T::sides(app.db(), &ids).await?;
    Ok(html! {
        @if found.is_empty() { p.u-mute { (says::<T>(lang, "no_candidates")) } }
        ol.u-hits {
            @for one in &found {
                @if let Some(side) = sides.get(&one.id) { (candidate(T::TWIN, lang, id, one, side)) }
            }
        }
    })
}

fn candidate(kind: Kind, lang: Lang, id: Id, one: &Candidate, side: &Side) -> Markup {
    html! {
        li.u-hit.u-ask {
            div.u-grow {
                a.u-m.u-link href={ (kind.path()) "/" (one.id) } { (side.name) }
                span.u-mute { " · " (side.about) }
                div.u-row.u-wrap {
                    (verdict(kind, lang, &one.weighed, &one.judged))
                    (reasons(lang, &one.weighed))
                }
            }
            (link_button(t(lang, "duplicates.compare"), &beside(kind, id, one.id)))
        }
    }
}

/// The records; all but its own first one can be split off.
fn records_of<T: Twin>(viewer: &Viewer, one: &T, sources: &[Source], writes: bool) -> Markup {
    let lang = viewer.ctx.lang;
    let list = html! {
        ul.u-hits {
            @for from in sources {
                li.u-hit {
                    div.u-grow {
                        @if writes && from.id != one.id() {
                            (checkbox("records", &from.id.to_string(), &source(lang, from), false))
                        } @else { p.u-m { (source(lang, from)) } }
                        p.u-mute.u-xs { (details(viewer, from)) }
                    }
                }
            }
        }
    };
    if !writes || sources.len() < 2 {
        return html! { (list) @if sources.len() < 2 { p.u-mute.u-sm { (says::<T>(lang, "one_record")) } } };
    }
    let value = |field: &str| one.value(field).unwrap_or_default();
    let body = html! {
        (list)
        p.u-mute.u-sm { (says::<T>(lang, "split_text")) }
        @if !T::NAMED.is_empty() {
            div.u-form-grid {
                @for name in T::NAMED {
                    (field(name, t(lang, &format!("{}.field.{name}", T::TEXTS))).value(&value(name)))
                }
            }
        }
        (submit(says::<T>(lang, "split")).icon("arrows-split"))
    };
    form(
        &format!("/duplicates{}/{}/splits", T::PATH, one.id()),
        &viewer.csrf,
        &Attrs::new(),
        body,
    )
}

fn source(lang: Lang, from: &Source) -> String {
    let source = match from.source.as_str() {
        ::store::OWN_SOURCE => t(lang, "duplicates.by_hand"),
        source => source,
    };
    let source = tf(lang, "duplicates.source", &[("source", &source)]);
    match &from.name {
        Some(name) => format!("{name} · {source}"),
        None => source,
    }
}

fn details(viewer: &Viewer, from: &Source) -> Markup {
    let lang = viewer.ctx.lang;
    let day = |at: kernel::Millis| fmt::date(lang, at.date_in(&viewer.ctx.zone));
    html! {
        (tf(lang, "duplicates.since", &[("day", &day(from.created_at))]))
        " · " (tn(lang, "duplicates.touchpoints", from.touchpoints, &[]))
        @if let Some(last) = from.last_at { " · " (tf(lang, "duplicates.last", &[("day", &day(last))])) }
        @for (kind, value) in from.identifiers.iter().take(6) { " · " (t(lang, &format!("duplicates.kind.{kind}"))) " " (value) }
    }
}

async fn history<T: Twin>(
    app: &App,
    viewer: &Viewer,
    decisions: &[Decision],
    writes: bool,
) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let ids: Vec<Id> = decisions
        .iter()
        .flat_map(|d| [d.winner_id, d.loser_id])
        .collect();
    // As each is called itself, also when another stands for it.
    let found = T::many(app.db(), &ids).await?;
    let names: HashMap<Id, String> = found.iter().map(|one| (one.id(), one.title())).collect();
    let name = |id: &Id| names.get(id).map_or("", String::as_str);
    Ok(html! {
        ul.u-hits {
            @for decision in decisions {
                li.u-hit {
                    div.u-grow {
                        p.u-m { (tf(lang, &format!("duplicates.did.{}", decision.kind), &[("a", &name(&decision.winner_id)), ("b", &name(&decision.loser_id))])) }
                        p.u-mute.u-xs { (who(viewer, decision)) }
                    }
                    @if let Some(bits) = decision.bits {
                        (chip(t(lang, &format!("duplicates.band.{}", Band::of(bits as f32).map_or("alike", Band::key)))))
                    }
                    @if writes && decision.undone_at.is_none() {
                        (form(&format!("/duplicates/merges/{}/undo", decision.id), &viewer.csrf, &Attrs::new(),
                            html! { (button(t(lang, "word.undo")).icon("arrow-back-up").submits()) }))
                    }
                }
            }
        }
    })
}

fn who(viewer: &Viewer, decision: &Decision) -> Markup {
    let lang = viewer.ctx.lang;
    let at = |at: kernel::Millis| fmt::datetime(lang, at, &viewer.ctx.zone);
    let by = |name: &Option<String>| {
        name.clone()
            .unwrap_or_else(|| t(lang, "audit.system").to_owned())
    };
    html! {
        (by(&decision.merged_by)) " · " (at(decision.merged_at))
        @if let Some(undone) = decision.undone_at {
            " · " (tf(lang, "duplicates.undone_by", &[("who", &by(&decision.undone_by)), ("at", &at(undone))]))
        }
    }
}

/// Splits records off.
pub(crate) async fn split<T: Twin>(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(given): Form<Vec<(String, String)>>,
) -> Answer<Response> {
    let chosen = given.iter().filter(|(name, _)| name == "records");
    let records: Vec<Id> = chosen.filter_map(|(_, id)| id.parse().ok()).collect();
    let named = given
        .iter()
        .filter(|(name, _)| T::NAMED.contains(&name.as_str()));
    let edits: Edits = named.cloned().collect();
    let mut tx = app.db().begin(&may.ctx).await?;
    let new = sql::split::<T>(&mut tx, id, &records, edits).await?;
    tx.commit().await?;
    Ok(see(
        &app,
        &format!("{}/{new}", T::PATH),
        Some(("duplicates.split_done", None)),
    ))
}
