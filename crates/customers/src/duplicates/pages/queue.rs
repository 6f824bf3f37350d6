//! The queue of questions: what is certain, what is likely, and the runs behind it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{
    Stat, Toggle, button, chip, empty_state, filter_bar, form, hidden, link_button, pager,
    stat_row, tabs, toggle,
};
use ui::{Attrs, fmt, t, tf};

use super::super::model::{Band, Judged};
use super::super::questions::{self, Question, Said};
use super::super::store::{self as sql, Counts};
use super::super::twin::{Kind, of_kind};
use super::evidence::{reasons, related, verdict};
use super::runs::{at_work, work};
use super::{beside, says_of};
use crate::companies::PARENT_KINDS;

/// Questions of a page.
pub(crate) const ROWS: usize = 25;

#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    band: String,
    after: Option<Id>,
}

/// What of the queue is shown.
#[derive(Clone, Copy)]
struct Shown {
    kind: Option<Kind>,
    band: Band,
    writes: bool,
}

impl Shown {
    /// The first band that holds something unless one was asked for: certain pairs first.
    fn of(asked: &Asked, counts: &Counts, viewer: &Viewer) -> Self {
        let kind = Kind::parse(&asked.kind);
        let filled = |band: &Band| counts.of(kind, Some(*band)) > 0;
        let first = || Band::ALL.into_iter().find(filled);
        Self {
            kind,
            band: Band::parse(&asked.band)
                .or_else(first)
                .unwrap_or(Band::Likely),
            writes: viewer.may(Resource::Customer, Verb::Write),
        }
    }

    fn href(kind: Option<Kind>, band: Option<Band>) -> String {
        let kind = kind.map(|kind| format!("kind={}", kind.key()));
        let band = band.map(|band| format!("band={}", band.key()));
        let query: Vec<String> = [kind, band].into_iter().flatten().collect();
        match query.is_empty() {
            true => "/duplicates".to_owned(),
            false => format!("/duplicates?{}", query.join("&")),
        }
    }
}

pub(crate) async fn queue(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let counts = sql::counts(app.db()).await?;
    let shown = Shown::of(&asked, &counts, &may);
    let (questions, next) =
        questions::page(app.db(), shown.kind, shown.band, asked.after, ROWS).await?;
    let body = html! {
        div.u-main.u-stack {
            (above(&app, &may, shown, &counts).await?)
            @if questions.is_empty() {
                (empty_state("users-group", t(lang, "duplicates.none"), t(lang, "duplicates.none_text"), html! {}))
            } @else {
                ul.u-hits { @for one in &questions { (question(&may, one, shown)) } }
                @if shown.writes { p.u-mute.u-xs { (t(lang, "duplicates.keys")) } }
                @let here = Shown::href(shown.kind, Some(shown.band));
                (pager(lang, "", None, next.map(|id| format!("{here}&after={id}")).as_deref()))
            }
        }
    };
    Ok(Page::new(t(lang, "duplicates.title"), "/duplicates").render(&app, &may, body))
}

/// Figures, what runs or can be started, and what is shown.
async fn above(app: &App, viewer: &Viewer, shown: Shown, counts: &Counts) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let run = sql::newest(app.db(), viewer.ctx.now()).await?;
    let busy = run
        .as_ref()
        .filter(|run| run.done_at.is_none() && run.failed_at.is_none());
    let certain = counts.of(shown.kind, Some(Band::Certain));
    let undoable = sql::undoable(app.db()).await?;
    let kinds = [None, Some(Kind::Person), Some(Kind::Company)];
    Ok(html! {
        (stat_row(&tiles(app, lang, shown.kind, counts).await?))
        @if let Some(run) = busy { (at_work(viewer, run)) }
        @if shown.writes && busy.is_none() { (work(viewer, shown.kind, certain, undoable)) }
        (filter_bar(t(lang, "duplicates.of_kind"), html! {
            @for kind in kinds {
                (toggle(&Toggle {
                    label: t(lang, kind.map_or("word.all", |kind| kind_text(kind))).to_owned(),
                    class: String::new(),
                    count: Some(fmt::number(lang, counts.of(kind, None))),
                    href: Shown::href(kind, None),
                    on: shown.kind == kind,
                }))
            }
        }))
        (tabs_of(lang, shown, counts))
    })
}

fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "menu.people",
        Kind::Company => "menu.companies",
    }
}

/// The bands; people belong to nobody, so that for them there are no parts.
fn tabs_of(lang: Lang, shown: Shown, counts: &Counts) -> Markup {
    let bands = Band::ALL
        .into_iter()
        .filter(|band| shown.kind != Some(Kind::Person) || *band != Band::Part);
    let tab = |band: Band| {
        let label = t(lang, &format!("duplicates.tile.{}", band.key()));
        let n = fmt::number(lang, counts.of(shown.kind, Some(band)));
        (
            format!("{label} ({n})"),
            Shown::href(shown.kind, Some(band)),
            band == shown.band,
        )
    };
    let all: Vec<(String, String, bool)> = bands.map(tab).collect();
    let all: Vec<(&str, &str, bool)> = all
        .iter()
        .map(|(label, href, on)| (label.as_str(), href.as_str(), *on))
        .collect();
    tabs(t(lang, "duplicates.title"), &all)
}

async fn tiles(app: &App, lang: Lang, kind: Option<Kind>, counts: &Counts) -> Result<[Stat; 4]> {
    let tile = |key: &str, value: i64, note: String| Stat {
        label: t(lang, &format!("duplicates.tile.{key}")).to_owned(),
        value: fmt::number(lang, value),
        note,
        what: t(lang, &format!("duplicates.tile.{key}_what")).to_owned(),
        lang,
        ..Stat::default()
    };
    let open = |band: Band| tile(band.key(), counts.of(kind, Some(band)), String::new());
    let answered = sql::answered_count(app.db(), kind).await?;
    let weights = match kind {
        None => String::new(),
        Some(kind) => weights(app, lang, kind).await?,
    };
    Ok([
        open(Band::Certain),
        open(Band::Likely),
        open(Band::Part),
        tile("answered", answered, weights),
    ])
}

/// What the weights of a kind were learned from.
async fn weights(app: &App, lang: Lang, kind: Kind) -> Result<String> {
    let learned = of_kind!(kind, T => sql::learned::<T>(app.db()).await)?;
    Ok(match learned.version {
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
    })
}

/// Two of a kind, what speaks loudest on either side, and the answers.
fn question(viewer: &Viewer, one: &Question, shown: Shown) -> Markup {
    let lang = viewer.ctx.lang;
    let pair = &one.pair;
    let compare = beside(one.kind, pair.a_id, pair.b_id);
    let refused = pair.refused.as_deref();
    let judged = Judged {
        band: Some(shown.band),
        refused: PARENT_KINDS
            .iter()
            .copied()
            .find(|kind| Some(*kind) == refused),
        part: None,
    };
    html! {
        li.u-hit.u-ask data-row=(compare) tabindex="-1" {
            div.u-grow {
                @for (id, side) in [(pair.a_id, &one.a), (pair.b_id, &one.b)] {
                    p {
                        a.u-m.u-link href={ (one.kind.path()) "/" (id) } { (side.name) }
                        span.u-mute { " · " (side.about) }
                        @if pair.part_id == Some(id) { " " (chip(related(lang, refused))) }
                    }
                }
                div.u-row.u-wrap {
                    @if shown.kind.is_none() { (chip(says_of(one.kind, lang, "one")).icon(icon(one.kind))) }
                    @if shown.band != Band::Part { (verdict(one.kind, lang, &one.weighed, &judged)) }
                    (reasons(lang, &one.weighed))
                    @if let Some(refused) = refused.filter(|_| shown.band != Band::Part) { (chip(t(lang, &format!("duplicates.refused.{refused}"))).warn()) }
                }
            }
            div.u-row.u-wrap {
                (link_button(t(lang, "duplicates.compare"), &compare).ghost())
                @if shown.writes { (answers(viewer, one, shown)) }
            }
        }
    }
}

fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "user",
        Kind::Company => "building",
    }
}

/// What is suggested stands last, where the eye ends; parts offer a third answer.
fn answers(viewer: &Viewer, one: &Question, shown: Shown) -> Markup {
    let part = shown.band == Band::Part;
    html! {
        (answer(viewer, one, shown, "apart", "data-apart"))
        (answer(viewer, one, shown, "same", if part { "data-other" } else { "data-same" }))
        @if part { (answer(viewer, one, shown, "part", "data-same")) }
    }
}

fn answer(viewer: &Viewer, one: &Question, shown: Shown, word: &str, mark: &str) -> Markup {
    let lang = viewer.ctx.lang;
    let label = match word {
        "part" => related(lang, one.pair.refused.as_deref()),
        word => says_of(one.kind, lang, &format!("answer.{word}")),
    };
    let path = format!("/duplicates/{}/answer", one.pair.id);
    let kind = shown.kind.map_or("", Kind::key);
    form(
        &path,
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (hidden("answer", word)) (hidden("band", shown.band.key())) (hidden("kind", kind))
            (button(label).submits().attr(mark, ""))
        },
    )
}

#[derive(Deserialize)]
pub(crate) struct Given {
    answer: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    band: String,
}

pub(crate) async fn say(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let said = Said {
        answer: given.answer.clone(),
        ..Said::default()
    };
    questions::answer(&app, &may, id, &said).await?;
    let back = Shown::href(Kind::parse(&given.kind), Band::parse(&given.band));
    let notice = match given.answer.as_str() {
        "same" => "duplicates.merged",
        "part" => "duplicates.part.placed",
        "apart" => "duplicates.noted_apart",
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
    let open = Said {
        answer: "open".to_owned(),
        ..Said::default()
    };
    questions::answer(&app, &may, id, &open).await?;
    Ok(see(
        &app,
        "/duplicates",
        Some(("duplicates.reopened", None)),
    ))
}
