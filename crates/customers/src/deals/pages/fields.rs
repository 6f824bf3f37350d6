//! The fields of a deal where they stand: value, form, saving, taking back.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::{Channel, Error, Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{
    Flash, date_field, dept_chip, field as input, inline_edit, inline_edit_form, inline_value,
    select, textarea, toast_oob,
};
use ui::{fmt, t, t_opt};

use super::super::{Deal, Field, LOST_REASONS, get};
use crate::companies;

/// Whether the viewer may see (or change) a field.
pub(super) fn may(viewer: &Viewer, field: Field, verb: Verb) -> bool {
    viewer.may(Resource::Customer, verb)
        && (!field.is_restricted() || viewer.may(Resource::Margin, verb))
}

fn known(viewer: &Viewer, word: &str, verb: Verb) -> Result<Field> {
    let field = Field::parse(word).ok_or_else(|| Error::not_found("field"))?;
    if may(viewer, field, verb) {
        Ok(field)
    } else {
        Err(Error::Forbidden("margin.read".to_owned()))
    }
}

/// The label of a field.
pub(super) fn label(lang: Lang, field: Field) -> &'static str {
    t(lang, &format!("deals.field.{}", field.key()))
}

/// The value with its edit button, where it may be edited.
pub(super) async fn value(app: &App, viewer: &Viewer, deal: &Deal, field: Field) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let shown = shown(app, viewer, deal, field).await?;
    let shown = if shown.0.is_empty() {
        html! { span.u-mute { "–" } }
    } else {
        shown
    };
    if !may(viewer, field, Verb::Write) {
        return Ok(inline_value(&shown));
    }
    let href = format!("/deals/{}/fields/{}/edit", deal.id, field.key());
    Ok(inline_edit(lang, label(lang, field), &shown, &href))
}

async fn shown(app: &App, viewer: &Viewer, deal: &Deal, field: Field) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let date =
        |on: Option<kernel::Date>| html! { (on.map(|on| fmt::date(lang, on)).unwrap_or_default()) };
    let money = |minor: Option<i64>| html! { (minor.map(|m| fmt::money(lang, m, &deal.currency)).unwrap_or_default()) };
    Ok(match field {
        Field::Company => match deal.company_id {
            Some(id) => {
                html! { a href={ "/companies/" (id) } { (companies::name(app.db(), id).await?) } }
            }
            None => html! {},
        },
        Field::Owner => {
            let owner = org::members::named(app.db(), deal.owner_member_id).await?;
            html! { (owner.into_iter().next().map(|(_, name)| name).unwrap_or_default()) }
        }
        Field::SourceDepartment => {
            let all = org::departments::all(app.db()).await?;
            match all.iter().find(|d| Some(d.id) == deal.source_department_id) {
                Some(department) => dept_chip(department.name(lang), &department.class()),
                None => html! {},
            }
        }
        Field::Value => money(deal.value_minor),
        Field::Margin => money(deal.margin_minor),
        Field::Discount => {
            html! { (deal.discount_pct.map(|pct| fmt::percent(lang, pct / 100.0, 1)).unwrap_or_default()) }
        }
        Field::CloseOn => date(deal.close_on),
        Field::NextStepOn => date(deal.next_step_on),
        Field::ReviveOn => date(deal.revive_on),
        Field::SourceChannel => {
            let channel = deal.source_channel.as_deref().and_then(Channel::parse);
            html! { (channel.map_or("", |channel| ui::channel(lang, channel))) }
        }
        Field::LostReason => {
            html! { (deal.lost_reason.as_deref().map(|r| reason(lang, r)).unwrap_or_default()) }
        }
        _ => html! { @if let Some(text) = field.read(deal) { span.u-pre { (text) } } },
    })
}

/// A reason for losing in words: one of ours, or the imported text as it came.
pub(super) fn reason(lang: Lang, word: &str) -> String {
    let known = LOST_REASONS.contains(&word);
    let text = t_opt(lang, &format!("deals.lost_reason.{word}")).filter(|_| known);
    text.unwrap_or(word).to_owned()
}

/// The reasons as choices, with the present one even when it is not ours.
pub(super) fn reasons(lang: Lang, now: Option<&str>) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), t(lang, "word.please_choose").to_owned())];
    all.extend(
        LOST_REASONS
            .iter()
            .map(|word| ((*word).to_owned(), reason(lang, word))),
    );
    if let Some(word) = now.filter(|word| !LOST_REASONS.contains(word)) {
        all.push((word.to_owned(), word.to_owned()));
    }
    all
}

pub(crate) async fn field_value(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path((id, word)): Path<(Id, String)>,
) -> Answer {
    let field = known(&may, &word, Verb::Read)?;
    Ok(value(&app, &may, &get(app.db(), id).await?, field).await?)
}

pub(crate) async fn field_form(
    State(app): State<App>,
    may: May<WriteCustomer>,
    headers: HeaderMap,
    Path((id, word)): Path<(Id, String)>,
) -> Answer {
    let field = known(&may, &word, Verb::Write)?;
    let lang = may.ctx.lang;
    let deal = get(app.db(), id).await?;
    let form = form(&app, &may, &deal, field).await?;
    if headers.contains_key("hx-request") {
        return Ok(form);
    }
    let page = Page::new(label(lang, field), "/deals").crumb(&deal.name, format!("/deals/{id}"));
    Ok(page.render(&app, &may, html! { div.u-main { (form) } }))
}

async fn form(app: &App, viewer: &Viewer, deal: &Deal, field: Field) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let action = format!("/deals/{}/fields/{}", deal.id, field.key());
    let body = html! {
        input type="hidden" name="version" value=(deal.version);
        (control(app, viewer, deal, field).await?)
    };
    Ok(inline_edit_form(lang, &action, &viewer.csrf, &action, body))
}

async fn control(app: &App, viewer: &Viewer, deal: &Deal, field: Field) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let (name, text) = (label(lang, field), field.read(deal).unwrap_or_default());
    let choice = |options: Vec<(String, String)>| html! { (select("value", name, &options).selected(&text).attr("autofocus", "")) };
    let date = |on| html! { (date_field(lang, "value", name, on).autofocus()) };
    let amount = |minor: Option<i64>| {
        let shown = minor
            .map(|m| fmt::money(lang, m, &deal.currency))
            .unwrap_or_default();
        html! { (input("value", name).value(&shown).attr("inputmode", "decimal").autofocus()) }
    };
    let none = || vec![(String::new(), t(lang, "word.none").to_owned())];
    Ok(match field {
        Field::Value => amount(deal.value_minor),
        Field::Margin => amount(deal.margin_minor),
        Field::CloseOn => date(deal.close_on),
        Field::NextStepOn => date(deal.next_step_on),
        Field::ReviveOn => date(deal.revive_on),
        Field::Owner => {
            let members = org::members::names(app.db()).await?;
            let named = members
                .into_iter()
                .take(500)
                .map(|(id, name, _)| (id.to_string(), name));
            choice(none().into_iter().chain(named).collect())
        }
        Field::SourceDepartment => {
            let all = org::departments::valid_on(app.db(), viewer.ctx.today()).await?;
            let named = all
                .iter()
                .map(|d| (d.id.to_string(), d.name(lang).to_owned()));
            choice(none().into_iter().chain(named).collect())
        }
        Field::SourceChannel => {
            let named = Channel::ALL.map(|c| (c.key().to_owned(), ui::channel(lang, c).to_owned()));
            choice(none().into_iter().chain(named).collect())
        }
        Field::LostReason => choice(reasons(lang, deal.lost_reason.as_deref())),
        Field::Description => html! { (textarea("value", name, 4).value(&text).autofocus()) },
        Field::Company => {
            let company = match deal.company_id {
                Some(id) => companies::name(app.db(), id).await?,
                None => String::new(),
            };
            super::form::company_field(lang, "value", name, &company)
        }
        Field::Discount => {
            let shown = deal
                .discount_pct
                .map(|pct| fmt::decimal(lang, pct, 1))
                .unwrap_or_default();
            html! { (input("value", name).value(&shown).attr("inputmode", "decimal").autofocus()) }
        }
        _ => html! { (input("value", name).value(&text).autofocus()) },
    })
}

#[derive(Deserialize)]
pub(crate) struct FieldForm {
    value: String,
    #[serde(default)]
    version: Option<i64>,
}

/// Saves one field; the answer is its value again, with a notice that can take it back.
pub(crate) async fn field_save(
    State(app): State<App>,
    may: May<WriteCustomer>,
    headers: HeaderMap,
    Path((id, word)): Path<(Id, String)>,
    Form(form): Form<FieldForm>,
) -> Answer<Response> {
    let field = known(&may, &word, Verb::Write)?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let deal = super::super::get_in(&mut tx, id).await?;
    let plain = match field {
        Field::Company => super::form::company_of(&mut tx, &form.value)
            .await?
            .map(|id| id.to_string()),
        _ => field.typed(may.ctx.lang, &form.value, &deal.currency)?,
    };
    let changed = super::super::change(&mut tx, id, form.version, &[(field, plain)]).await?;
    let undo = format!("/history/{}/undo", tx.change_id());
    tx.commit().await?;
    if !headers.contains_key("hx-request") {
        return Ok(see(
            &app,
            &format!("/deals/{id}"),
            changed.then_some(("word.saved", Some(undo.as_str()))),
        ));
    }
    Ok(saved(&app, &may, id, field, changed.then_some(undo))
        .await?
        .into_response())
}

async fn saved(
    app: &App,
    viewer: &Viewer,
    id: Id,
    field: Field,
    undo: Option<String>,
) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let deal = get(app.db(), id).await?;
    let flash = undo.map(|undo| Flash::ok(t(lang, "word.saved")).undo(undo, Vec::new()));
    Ok(html! {
        (value(app, viewer, &deal, field).await?)
        @if let Some(flash) = flash { (toast_oob(lang, &flash, &viewer.csrf)) }
    })
}
