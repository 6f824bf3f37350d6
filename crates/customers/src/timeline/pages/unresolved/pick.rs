//! Finding a company or a person while typing; the last choice makes a new company.

use axum::extract::{Query, State};
use kernel::Lang;
use maud::{Markup, html};
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May};
use serde::Deserialize;
use store::Found;
use ui::components::icon;
use ui::{t, tf};

/// Answers of each kind.
const ANSWERS: usize = 5;
/// Records that are looked at so that the best come first.
const LOOKED_AT: i64 = 60;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

pub(crate) async fn pick(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let asked = asked.q.trim();
    let mut found = Vec::new();
    for kind in ["company", "person"] {
        let hits = app.db().search(asked, Some(kind), LOOKED_AT).await?;
        found.extend(crate::search::best(asked, hits, ANSWERS));
    }
    Ok(choices(lang, asked, &found))
}

/// The first answer is chosen, so that Enter assigns; an unknown name is never made by accident.
fn choices(lang: Lang, asked: &str, found: &[Found]) -> Markup {
    html! {
        @for (at, hit) in found.iter().enumerate() {
            (choice(&format!("{}:{}", hit.kind, hit.id), icon_of(&hit.kind), &hit.title, &hit.subtitle, at == 0))
        }
        @if found.is_empty() && !asked.is_empty() { p.u-mute.u-sm { (t(lang, "word.nothing_found")) } }
        @if !asked.is_empty() {
            (choice(&format!("new:{asked}"), "plus", &tf(lang, "timeline.new_company", &[("name", &asked)]), "", false))
        }
    }
}

fn icon_of(kind: &str) -> &'static str {
    match kind {
        "person" => "user",
        _ => "building",
    }
}

fn choice(value: &str, symbol: &str, title: &str, note: &str, chosen: bool) -> Markup {
    html! {
        label.u-choice {
            input type="radio" name="to" value=(value) checked[chosen] required;
            (icon(symbol)) span { (title) @if !note.is_empty() { span.u-mute { " · " (note) } } }
        }
    }
}
