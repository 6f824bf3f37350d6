//! A new deal, and the suggestions for names.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use store::Tx;
use ui::Attrs;
use ui::components::{date_field, field, form, link_button, select, submit};
use ui::t;

use super::super::{Field, NewDeal};
use super::fields::label;
use crate::{companies, pipelines, products};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct NewForm {
    name: String,
    company: String,
    value: String,
    currency: String,
    stage: String,
    close_on: String,
    next_step: String,
    next_step_on: String,
}

pub(crate) async fn new_form(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Query(mut given): Query<NewForm>,
) -> Answer {
    if let Ok(id) = given.company.parse() {
        given.company = companies::get(app.db(), id).await?.name;
    }
    Ok(new_page(&app, &may, &given, &Vec::new()).await?)
}

async fn new_page(app: &App, viewer: &Viewer, given: &NewForm, errors: &Fields) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let stages = pipelines::stages(app.db()).await?;
    let open: Vec<(String, &str)> = stages
        .iter()
        .filter(|s| s.is_open())
        .map(|s| (s.id.to_string(), s.name(lang)))
        .collect();
    let house = org::settings::company(app.db()).await?;
    let currency = usual(&given.currency, &house.currency);
    let currencies = currencies(&house.currency);
    let of = |name: Field| label(lang, name);
    let body = html! {
        (field("name", of(Field::Name)).value(&given.name).required().autofocus().errors(lang, errors))
        (company_field(lang, "company", of(Field::Company), &given.company))
        (field("value", of(Field::Value)).value(&given.value).attr("inputmode", "decimal").errors(lang, errors))
        (select("currency", of(Field::Currency), &currencies).selected(currency))
        (select("stage", t(lang, "word.stage"), &open).selected(&given.stage))
        (date_field(lang, "close_on", of(Field::CloseOn), None).value(&given.close_on).errors(lang, errors))
        (field("next_step", of(Field::NextStep)).value(&given.next_step))
        (date_field(lang, "next_step_on", of(Field::NextStepOn), None).value(&given.next_step_on).errors(lang, errors))
        div.u-row { (submit(t(lang, "word.create"))) (link_button(t(lang, "word.cancel"), "/deals").ghost()) }
    };
    let page =
        Page::new(t(lang, "deals.new_title"), "/deals").crumb(t(lang, "menu.deals"), "/deals");
    Ok(page.render(
        app,
        viewer,
        html! { div.u-main { (form("/deals", &viewer.csrf, &Attrs::new(), body)) } },
    ))
}

/// What was given, or what is usual in this company.
fn usual<'a>(given: &'a str, house: &'a str) -> &'a str {
    if given.is_empty() { house } else { given }
}

/// The currencies that the form offers, that of the company first.
fn currencies(house: &str) -> Vec<(&str, &str)> {
    let others = ["EUR", "USD", "CHF", "GBP"].into_iter();
    std::iter::once(house)
        .chain(others.filter(|code| *code != house))
        .map(|code| (code, code))
        .collect()
}

pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Form(given): Form<NewForm>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    match add(&mut tx, &may, &given).await {
        Ok(id) => {
            tx.commit().await?;
            Ok(see(
                &app,
                &format!("/deals/{id}"),
                Some(("word.created_done", None)),
            ))
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let page = new_page(&app, &may, &given, &errors).await?;
            Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn add(tx: &mut Tx, viewer: &Viewer, given: &NewForm) -> Result<Id> {
    let lang = viewer.ctx.lang;
    let house = org::settings::company_in(tx).await?;
    let currency = usual(&given.currency, &house.currency);
    let date = |name: &str, text: &str| match text.trim() {
        "" => Ok(None),
        text => ui::parse::date(text)
            .map(Some)
            .map_err(|key| Error::field(name, key)),
    };
    let value_minor = match given.value.trim() {
        "" => None,
        text => {
            Some(ui::parse::money(lang, text, currency).map_err(|key| Error::field("value", key))?)
        }
    };
    Field::Currency.value(Some(currency))?;
    let new = NewDeal {
        name: given.name.clone(),
        company_id: company_of(tx, &given.company).await?,
        stage_id: given.stage.parse().ok(),
        value_minor,
        currency: currency.to_owned(),
        close_on: date("close_on", &given.close_on)?,
        next_step: Some(given.next_step.trim().to_owned()).filter(|text| !text.is_empty()),
        next_step_on: date("next_step_on", &given.next_step_on)?,
        owner_member_id: viewer.ctx.member,
        source_department_id: viewer.ctx.department,
        ..NewDeal::default()
    };
    super::super::create(tx, new).await
}

/// A field for the name of a company, with suggestions while typing.
pub(super) fn company_field(lang: Lang, name: &str, label: &str, value: &str) -> Markup {
    named_field(lang, "companies", name, label, value, "deals.company_hint")
}

/// A field for a name, with suggestions of a kind while typing.
pub(super) fn named_field(
    lang: Lang,
    kind: &str,
    name: &str,
    label: &str,
    value: &str,
    hint: &str,
) -> Markup {
    let (list, id) = (format!("list-{kind}"), format!("f-{kind}-{name}"));
    html! {
        (field(name, label).value(value).id(&id).hint(t(lang, hint)).attr("list", &list).autocomplete("off")
            .attr("hx-get", &format!("/deals/pick/{kind}")).attr("hx-trigger", "input changed delay:200ms")
            .attr("hx-vals", &format!("{{\"field\":\"{name}\"}}"))
            .attr("hx-target", &format!("#{list}")).attr("hx-swap", "innerHTML"))
        datalist id=(list) {}
    }
}

/// The company of a typed name.
pub(super) async fn company_of(tx: &mut Tx, name: &str) -> Result<Option<Id>> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(None);
    }
    if let Ok(id) = name.parse() {
        return companies::get_in(tx, id).await.map(|_| Some(id));
    }
    match companies::find_by_name(tx, name).await? {
        Some(id) => Ok(Some(id)),
        None => Err(Error::field("company", "error.unknown_reference")),
    }
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    field: String,
    #[serde(flatten)]
    values: std::collections::HashMap<String, String>,
}

/// Suggestions for a name as options of a list; people carry their id, names alone are ambiguous.
pub(crate) async fn pick(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(kind): Path<String>,
    Query(typed): Query<Typed>,
) -> Answer {
    let text = typed.values.get(&typed.field).cloned().unwrap_or_default();
    let options: Vec<(String, String)> = match kind.as_str() {
        "companies" => {
            let found = app.db().search(&text, Some("company"), 8).await?;
            found
                .into_iter()
                .map(|hit| (hit.title, hit.subtitle))
                .collect()
        }
        "people" => {
            let found = app.db().search(&text, Some("person"), 8).await?;
            found
                .into_iter()
                .map(|hit| (format!("{} · {}", hit.title, hit.id), hit.subtitle))
                .collect()
        }
        "products" => {
            let found = products::pick(app.db(), &text, 8).await?;
            found
                .into_iter()
                .map(|p| (p.name, p.family.unwrap_or_default()))
                .collect()
        }
        _ => return Err(Error::not_found("page").into()),
    };
    Ok(html! { @for (value, note) in options { option value=(value) { (note) } } })
}
