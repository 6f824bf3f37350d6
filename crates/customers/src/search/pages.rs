//! The search page and the live hits of the palette.

use axum::extract::{Query, State};
use kernel::Lang;
use maud::{Markup, html};
use org::permissions::ReadDirectory;
use org::web::{Answer, App, May, Page, Viewer};
use serde::Deserialize;
use ui::components::{
    Toggle, button, empty_state, field, filter_bar, link_button, panel, search_result, toggle,
};
use ui::shell::{PaletteHit, palette_results};
use ui::{t, tf};

use super::model::{self, Hit, Kind};

/// Hits of a kind in the palette, in the overview, and when only one kind is asked for.
const IN_PALETTE: usize = 4;
const IN_OVERVIEW: usize = 8;
const OF_ONE_KIND: usize = 100;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    palette: String,
}

pub(crate) async fn search(
    State(app): State<App>,
    may: May<ReadDirectory>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    if !asked.palette.is_empty() {
        let hits = super::find(&app, &may, &asked.q, "", IN_PALETTE).await?;
        return Ok(palette_results(lang, &of_palette(lang, &asked.q, &hits)));
    }
    // One more than is shown says that there are more.
    let each = if asked.kind.is_empty() {
        IN_OVERVIEW
    } else {
        OF_ONE_KIND
    };
    let hits = super::find(&app, &may, &asked.q, &asked.kind, each + 1).await?;
    let body = html! {
        div.u-main.u-stack {
            (question(lang, &asked))
            (kinds(&may, lang, &asked))
            (groups(lang, &asked, &hits, each))
        }
    };
    let title = match asked.q.trim() {
        "" => t(lang, "search.title").to_owned(),
        q => tf(lang, "search.title_of", &[("q", &q)]),
    };
    Ok(Page::new(title, "/search").render(&app, &may, body))
}

fn of_palette(lang: Lang, q: &str, hits: &[Hit]) -> Vec<PaletteHit> {
    let mut shown: Vec<PaletteHit> = hits
        .iter()
        .filter_map(|hit| {
            let kind = model::kind_of(hit)?;
            let name = t(lang, &kind.text());
            let note = match hit.subtitle.is_empty() {
                true => name.to_owned(),
                false => format!("{name} · {}", hit.subtitle),
            };
            Some(PaletteHit {
                title: hit.title.clone(),
                note,
                href: hit.href.clone(),
                icon: kind.icon,
            })
        })
        .collect();
    if !shown.is_empty() {
        shown.push(PaletteHit {
            title: tf(lang, "search.all_hits", &[("q", &q.trim())]),
            note: String::new(),
            href: address(q, ""),
            icon: "search",
        });
    }
    shown
}

fn question(lang: Lang, asked: &Asked) -> Markup {
    html! {
        div.u-inline-form.u-quiet { form.u-form action="/search" method="get" role="search" {
            (field("q", t(lang, "search.question")).kind("search").value(&asked.q).id("search-q").attr("data-search", "").attr("placeholder", t(lang, "search.question")))
            @if !asked.kind.is_empty() { input type="hidden" name="kind" value=(asked.kind); }
            (button(t(lang, "word.search")).primary().icon("search").submits())
        } }
    }
}

fn kinds(viewer: &Viewer, lang: Lang, asked: &Asked) -> Markup {
    if asked.q.trim().is_empty() {
        return Markup::default();
    }
    let switch = |label: &str, key: &str| {
        toggle(&Toggle {
            label: label.to_owned(),
            class: String::new(),
            count: None,
            href: address(&asked.q, key),
            on: asked.kind == key,
        })
    };
    let body = html! {
        (switch(t(lang, "word.all"), ""))
        @for kind in model::readable(viewer) { (switch(t(lang, &kind.text()), kind.key)) }
    };
    filter_bar(t(lang, "search.kinds"), body)
}

fn groups(lang: Lang, asked: &Asked, hits: &[Hit], each: usize) -> Markup {
    if hits.is_empty() {
        return nothing(lang, asked);
    }
    html! {
        @for kind in model::KINDS {
            @let of_kind: Vec<&Hit> = hits.iter().filter(|hit| hit.kind == kind.key).collect();
            @if !of_kind.is_empty() { (group(lang, asked, kind, &of_kind, each)) }
        }
    }
}

fn group(lang: Lang, asked: &Asked, kind: &Kind, hits: &[&Hit], each: usize) -> Markup {
    let more = hits.len() > each;
    let name = t(lang, &kind.text());
    let actions = html! {
        @if more && asked.kind.is_empty() {
            (link_button(t(lang, "word.show_all"), &address(&asked.q, kind.key)).icon("arrow-right"))
        }
    };
    let body = html! {
        ol.u-hits {
            @for hit in hits.iter().take(each) {
                (search_result(kind.icon, "", &hit.title, &html! { (hit.subtitle) }, &hit.href))
            }
        }
        @if more && !asked.kind.is_empty() { p.u-mute.u-sm { (t(lang, "search.more")) } }
    };
    panel(name, actions, body)
}

fn nothing(lang: Lang, asked: &Asked) -> Markup {
    let (title, text) = match model::is_enough(&asked.q) {
        true => ("search.nothing", "search.nothing_text"),
        false => ("search.ask", "search.ask_text"),
    };
    let actions = html! {
        @if !asked.kind.is_empty() {
            (link_button(t(lang, "search.all_kinds"), &address(&asked.q, "")))
        }
    };
    empty_state("zoom-question", t(lang, title), t(lang, text), actions)
}

/// The address of a search.
fn address(q: &str, kind: &str) -> String {
    let q: String = q
        .trim()
        .bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => (b as char).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    match kind {
        "" => format!("/search?q={q}"),
        kind => format!("/search?q={q}&kind={kind}"),
    }
}
