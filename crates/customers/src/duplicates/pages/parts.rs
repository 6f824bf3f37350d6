//! Putting one of two companies below the other.

use axum::extract::State;
use axum::response::Response;
use kernel::Id;
use maud::{Markup, html};
use org::permissions::WriteCustomer;
use org::web::{Answer, App, Form, May, Viewer, see};
use serde::Deserialize;
use ui::components::{button, form, hidden, panel, select, submit};
use ui::{Attrs, t, tf};

use super::super::model::{Band, Judged};
use super::super::questions::Said;
use super::evidence::related;
use crate::companies::PARENT_KINDS;

/// Which of the two belongs to the other, and as what.
pub(super) fn form_of(viewer: &Viewer, both: [(Id, &str); 2], judged: &Judged) -> Markup {
    let lang = viewer.ctx.lang;
    let [(a, first), (b, second)] = both;
    let part = judged.part.map_or(a.max(b), |part| part.of(a, b));
    let below = |part: &str, whole: &str| {
        tf(
            lang,
            "duplicates.part.below",
            &[("part", &part), ("whole", &whole)],
        )
    };
    let (one, other) = (below(first, second), below(second, first));
    let ways = [(a.to_string(), one), (b.to_string(), other)];
    let kinds: Vec<(&str, &str)> = PARENT_KINDS
        .iter()
        .map(|kind| (*kind, related(lang, Some(kind))))
        .collect();
    let is_part = judged.band == Some(Band::Part);
    let suggested = judged.refused.filter(|_| is_part);
    let place = t(lang, "duplicates.part.place");
    let body = html! {
        (hidden("a", &a.to_string())) (hidden("b", &b.to_string()))
        p.u-mute.u-sm { (t(lang, "duplicates.part.text")) }
        div.u-stack {
            (select("part", t(lang, "duplicates.part.which"), &ways).selected(&part.to_string()))
            (select("relation", t(lang, "companies.field.parent_kind"), &kinds).selected(suggested.unwrap_or(PARENT_KINDS[0])))
        }
        @if is_part { (submit(place).icon("binary-tree")) } @else { (button(place).icon("binary-tree").submits()) }
    };
    let form = form(
        "/duplicates/companies/parts",
        &viewer.csrf,
        &Attrs::new(),
        body,
    );
    let title = match is_part {
        true => "duplicates.part.title_first",
        false => "duplicates.part.title",
    };
    panel(t(lang, title), html! {}, form)
}

#[derive(Deserialize)]
pub(crate) struct Placed {
    a: Id,
    b: Id,
    part: Id,
    relation: String,
}

pub(crate) async fn relate(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Form(placed): Form<Placed>,
) -> Answer<Response> {
    let said = Said {
        answer: "part".to_owned(),
        part: Some(placed.part),
        relation: Some(placed.relation),
    };
    let both = (placed.a, placed.b);
    let question = super::super::parts::relate(&app, &may, both, &said).await?;
    let undo = format!("/duplicates/{question}/reopening");
    let place = format!("/companies/{}", placed.part);
    Ok(see(
        &app,
        &place,
        Some(("duplicates.part.placed", Some(&undo))),
    ))
}
