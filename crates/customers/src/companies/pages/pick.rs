//! Finding a company while typing; never more than ten answers.

use axum::extract::{Query, State};
use maud::html;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May};
use serde::Deserialize;
use ui::t;

use super::super::store as sql;
use crate::fields::pages::choice;

const ANSWERS: usize = 10;

#[derive(Deserialize)]
pub(in crate::companies) struct Asked {
    into: String,
    #[serde(default)]
    value_text: String,
    #[serde(default)]
    company_id_text: String,
}

pub(in crate::companies) async fn pick(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let text = format!("{}{}", asked.value_text, asked.company_id_text);
    let found = if text.trim().is_empty() {
        Vec::new()
    } else {
        sql::pick(app.db(), &text, ANSWERS).await?
    };
    let first = found.first().map(|(id, _, _)| *id);
    Ok(html! {
        @for (id, name, city) in &found {
            @let label = match city { Some(city) => format!("{name} · {city}"), None => name.clone() };
            (choice(&asked.into, &id.to_string(), &label, first == Some(*id)))
        }
        @if found.is_empty() && !text.trim().is_empty() { p.u-mute.u-sm { (t(lang, "word.nothing_found")) } }
        (choice(&asked.into, "", t(lang, "fields.no_company"), found.is_empty()))
    })
}
