//! What a person was made of: its records, the decisions about it, who may be the same.

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

use super::super::model::Band;
use super::super::questions::{self, Side};
use super::super::store::{self as sql, Decision};
use super::super::weigh::{self, Candidate};
use super::evidence::{reasons, verdict};
use crate::fields::Edits;
use crate::people::{self, Member, Person};

/// The panel on the page of a person.
pub(crate) fn panel(
    app: App,
    viewer: Viewer,
    id: Id,
) -> BoxFuture<'static, Result<Option<Markup>>> {
    async move {
        let lang = viewer.ctx.lang;
        let members = people::members(app.db(), id).await?;
        let open = sql::about(app.db(), id).await?;
        let place = format!("/duplicates/people/{id}");
        let body = html! {
            @if !open.is_empty() {
                p { (chip(&tn(lang, "duplicates.questions", open.len() as i64, &[])).warn()) }
            }
            p.u-mute.u-sm { (tn(lang, "duplicates.made_of", members.len() as i64, &[])) }
        };
        let actions = link_button(t(lang, "duplicates.look"), &place).ghost();
        let title = t(lang, "duplicates.title");
        Ok(Some(section(title, html! { (actions) }, body)))
    }
    .boxed()
}

pub(crate) async fn person(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let current = people::current(app.db(), id).await?;
    if current != id {
        return Ok(see(&app, &format!("/duplicates/people/{current}"), None));
    }
    Ok(whole(&app, &may, id).await?.into_response())
}

async fn whole(app: &App, viewer: &Viewer, id: Id) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let person = people::get(app.db(), id).await?;
    let members = people::members(app.db(), id).await?;
    let ids: Vec<Id> = members.iter().map(|member| member.id).collect();
    let identifiers = people::identifiers_of(app.db(), &ids).await?;
    let decisions = sql::of_person(app.db(), id).await?;
    let writes = viewer.may(Resource::Customer, Verb::Write) && person.erased_at.is_none();
    let records = records_of(viewer, &person, &members, &identifiers, writes);
    let body = html! {
        div.u-main.u-stack {
            (panel_of(t(lang, "duplicates.candidates"), html! {}, candidates(app, viewer, id).await?))
            (panel_of(t(lang, "duplicates.records"), html! {}, records))
            @if !decisions.is_empty() {
                (panel_of(t(lang, "duplicates.decisions"), html! {}, history(app, viewer, &decisions, writes).await?))
            }
        }
    };
    let title = tf(lang, "duplicates.of", &[("name", &person.name())]);
    let page = Page::new(title, "/duplicates").crumb(person.name(), format!("/people/{id}"));
    Ok(page.render(app, viewer, body))
}

/// Those who may be the same, weighed now.
async fn candidates(app: &App, viewer: &Viewer, id: Id) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let cards = sql::people_cards(app.db(), &[id]).await?;
    let found = match cards.first() {
        Some(card) => weigh::candidates(app.db(), card, Some(id)).await?,
        None => Vec::new(),
    };
    let ids: Vec<Id> = found.iter().map(|candidate| candidate.id).collect();
    let sides = questions::sides(app.db(), &ids).await?;
    Ok(html! {
        @if found.is_empty() { p.u-mute { (t(lang, "duplicates.no_candidates")) } }
        ol.u-hits {
            @for one in &found {
                @if let Some(side) = sides.get(&one.id) { (candidate(lang, id, one, side)) }
            }
        }
    })
}

fn candidate(lang: Lang, id: Id, one: &Candidate, side: &Side) -> Markup {
    let compare = format!("/duplicates/compare/{id}/{}", one.id);
    html! {
        li.u-hit.u-ask {
            div.u-grow {
                a.u-m.u-link href={ "/people/" (one.id) } { (side.name) }
                span.u-mute { " · " (side.about) }
                div.u-row.u-wrap {
                    (verdict(lang, &one.weighed, one.band))
                    (reasons(lang, &one.weighed))
                }
            }
            (link_button(t(lang, "duplicates.compare"), &compare))
        }
    }
}

/// The records of the person; all but its own first one can be split off.
fn records_of(
    viewer: &Viewer,
    person: &Person,
    members: &[Member],
    identifiers: &[(Id, String, String)],
    writes: bool,
) -> Markup {
    let lang = viewer.ctx.lang;
    let list = html! {
        ul.u-hits {
            @for member in members {
                li.u-hit {
                    div.u-grow {
                        @if writes && member.id != person.id {
                            (checkbox("records", &member.id.to_string(), &source(lang, member), false))
                        } @else { p.u-m { (source(lang, member)) } }
                        p.u-mute.u-xs { (details(viewer, member, identifiers)) }
                    }
                }
            }
        }
    };
    if !writes || members.len() < 2 {
        return html! { (list) @if members.len() < 2 { p.u-mute.u-sm { (t(lang, "duplicates.one_record")) } } };
    }
    let body = html! {
        (list)
        p.u-mute.u-sm { (t(lang, "duplicates.split_text")) }
        div.u-form-grid {
            (field("first_name", t(lang, "people.field.first_name")).value(person.first_name.as_deref().unwrap_or("")))
            (field("last_name", t(lang, "people.field.last_name")).value(person.last_name.as_deref().unwrap_or("")))
        }
        (submit(t(lang, "duplicates.split")).icon("arrows-split"))
    };
    form(
        &format!("/duplicates/people/{}/splits", person.id),
        &viewer.csrf,
        &Attrs::new(),
        body,
    )
}

fn source(lang: Lang, member: &Member) -> String {
    let source = match member.source.as_str() {
        "unisono" => t(lang, "duplicates.by_hand"),
        source => source,
    };
    tf(lang, "duplicates.source", &[("source", &source)])
}

fn details(viewer: &Viewer, member: &Member, identifiers: &[(Id, String, String)]) -> Markup {
    let lang = viewer.ctx.lang;
    let day = |at: kernel::Millis| fmt::date(lang, at.date_in(&viewer.ctx.zone));
    let own = identifiers
        .iter()
        .filter(|(record, _, _)| *record == member.id);
    html! {
        (tf(lang, "duplicates.since", &[("day", &day(member.created_at))]))
        " · " (tn(lang, "duplicates.touchpoints", member.touchpoints, &[]))
        @if let Some(last) = member.last_at { " · " (tf(lang, "duplicates.last", &[("day", &day(last))])) }
        @for (_, kind, value) in own.take(6) { " · " (t(lang, &format!("duplicates.kind.{kind}"))) " " (value) }
    }
}

async fn history(
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
    let names = people::names(app.db(), &ids).await?;
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
pub(crate) async fn split(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(given): Form<Vec<(String, String)>>,
) -> Answer<Response> {
    let chosen = given.iter().filter(|(name, _)| name == "records");
    let records: Vec<Id> = chosen.filter_map(|(_, id)| id.parse().ok()).collect();
    let named = given
        .iter()
        .filter(|(name, _)| ["first_name", "last_name"].contains(&name.as_str()));
    let edits: Edits = named.cloned().collect();
    let mut tx = app.db().begin(&may.ctx).await?;
    let new = sql::split(&mut tx, id, &records, edits).await?;
    tx.commit().await?;
    Ok(see(
        &app,
        &format!("/people/{new}"),
        Some(("duplicates.split_done", None)),
    ))
}
