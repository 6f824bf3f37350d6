//! The queue of questions: what is certain, what is likely, and the runs behind it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Id, Lang};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{
    Stat, button, chip, empty_state, form, hidden, link_button, pager, stat_row, tabs,
};
use ui::{Attrs, fmt, t, tf};

use super::super::model::Band;
use super::super::questions::{self, Question};
use super::super::store::{self as sql, Learned};
use super::evidence::{reasons, verdict};
use super::runs::{at_work, work};

/// Questions of a page.
pub(crate) const ROWS: usize = 25;

#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    #[serde(default)]
    band: String,
    after: Option<Id>,
}

pub(crate) async fn queue(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let counts = sql::counts(app.db(), "person").await?;
    let count = |band: Band| {
        counts
            .iter()
            .find(|(key, _)| key == band.key())
            .map_or(0, |(_, n)| *n)
    };
    let band = match asked.band.as_str() {
        "certain" => Band::Certain,
        "likely" => Band::Likely,
        _ if count(Band::Certain) > 0 => Band::Certain,
        _ => Band::Likely,
    };
    let (questions, next) = questions::page(app.db(), band, asked.after, ROWS).await?;
    let run = sql::newest(app.db(), may.ctx.now()).await?;
    let learned = sql::learned(app.db(), "person").await?;
    let answered = sql::answered_count(app.db(), "person").await?;
    let writes = may.may(Resource::Customer, Verb::Write);
    let busy = run
        .as_ref()
        .filter(|run| run.done_at.is_none() && run.failed_at.is_none());
    let undoable = sql::undoable(app.db()).await?;
    let body = html! {
        div.u-main.u-stack {
            (stat_row(&tiles(lang, count(Band::Certain), count(Band::Likely), answered, &learned)))
            @if let Some(run) = busy { (at_work(&may, run)) }
            @if writes && busy.is_none() { (work(&may, count(Band::Certain), undoable)) }
            (tabs(t(lang, "duplicates.title"), &[
                (&tab(lang, Band::Certain, count(Band::Certain)), "/duplicates?band=certain", band == Band::Certain),
                (&tab(lang, Band::Likely, count(Band::Likely)), "/duplicates?band=likely", band == Band::Likely),
            ]))
            @if questions.is_empty() {
                (empty_state("users-group", t(lang, "duplicates.none"), t(lang, "duplicates.none_text"), html! {}))
            } @else {
                ul.u-hits { @for one in &questions { (question(&may, one, band, writes)) } }
                @if writes { p.u-mute.u-xs { (t(lang, "duplicates.keys")) } }
                (pager(lang, "", None, next.map(|id| format!("/duplicates?band={}&after={id}", band.key())).as_deref()))
            }
        }
    };
    Ok(Page::new(t(lang, "duplicates.title"), "/duplicates").render(&app, &may, body))
}

fn tab(lang: Lang, band: Band, n: i64) -> String {
    format!(
        "{} ({})",
        t(lang, &format!("duplicates.tile.{}", band.key())),
        fmt::number(lang, n)
    )
}

fn tiles(lang: Lang, certain: i64, likely: i64, answered: i64, learned: &Learned) -> [Stat; 3] {
    let tile = |key: &str, value: i64, note: String| Stat {
        label: t(lang, &format!("duplicates.tile.{key}")).to_owned(),
        value: fmt::number(lang, value),
        note,
        what: t(lang, &format!("duplicates.tile.{key}_what")).to_owned(),
        lang,
        ..Stat::default()
    };
    let weights = match learned.version {
        0 => t(lang, "duplicates.never").to_owned(),
        version => tf(
            lang,
            "duplicates.weights",
            &[
                ("version", &version),
                ("records", &fmt::number(lang, learned.records)),
                ("answers", &fmt::number(lang, learned.answers)),
            ],
        ),
    };
    [
        tile("certain", certain, String::new()),
        tile("likely", likely, String::new()),
        tile("answered", answered, weights),
    ]
}

/// Two people, what speaks loudest on either side, and the answers.
fn question(viewer: &Viewer, one: &Question, band: Band, writes: bool) -> Markup {
    let lang = viewer.ctx.lang;
    let pair = &one.pair;
    let compare = format!("/duplicates/compare/{}/{}", pair.a_id, pair.b_id);
    html! {
        li.u-hit.u-ask data-row=(compare) tabindex="-1" {
            div.u-grow {
                p {
                    a.u-m.u-link href={ "/people/" (pair.a_id) } { (one.a.name) }
                    span.u-mute { " · " (one.a.about) }
                }
                p {
                    a.u-m.u-link href={ "/people/" (pair.b_id) } { (one.b.name) }
                    span.u-mute { " · " (one.b.about) }
                }
                div.u-row.u-wrap {
                    (verdict(lang, &one.weighed, Some(band)))
                    (reasons(lang, &one.weighed))
                    @if let Some(refused) = &pair.refused { (chip(t(lang, &format!("duplicates.refused.{refused}"))).warn()) }
                }
            }
            div.u-row.u-wrap {
                (link_button(t(lang, "duplicates.compare"), &compare).ghost())
                @if writes {
                    (answer(viewer, one, band, "apart", "data-apart"))
                    (answer(viewer, one, band, "same", "data-same"))
                }
            }
        }
    }
}

fn answer(viewer: &Viewer, one: &Question, band: Band, word: &str, mark: &str) -> Markup {
    let label = t(viewer.ctx.lang, &format!("duplicates.answer.{word}"));
    let path = format!("/duplicates/{}/answer", one.pair.id);
    form(
        &path,
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (hidden("answer", word)) (hidden("band", band.key()))
            (button(label).submits().attr(mark, ""))
        },
    )
}

#[derive(Deserialize)]
pub(crate) struct Said {
    answer: String,
    #[serde(default)]
    band: String,
}

pub(crate) async fn say(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(said): Form<Said>,
) -> Answer<Response> {
    questions::answer(&app, &may, id, &said.answer).await?;
    let back = match Band::parse(&said.band) {
        Some(band) => format!("/duplicates?band={}", band.key()),
        None => "/duplicates".to_owned(),
    };
    let notice = match said.answer.as_str() {
        "same" => "duplicates.merged",
        "apart" => "duplicates.apart_done",
        _ => return Ok(see(&app, &back, Some(("duplicates.reopened", None)))),
    };
    let undo = format!("/duplicates/{id}/reopening");
    Ok(see(&app, &back, Some((notice, Some(&undo)))))
}

/// Takes an answer back: the question is open again.
pub(crate) async fn reopen(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    questions::answer(&app, &may, id, "open").await?;
    Ok(see(
        &app,
        "/duplicates",
        Some(("duplicates.reopened", None)),
    ))
}
