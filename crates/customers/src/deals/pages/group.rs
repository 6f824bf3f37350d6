//! The buying group and the lines of products on the page of a deal.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Error, Id, Lang};
use maud::{Markup, html};
use org::permissions::{Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Viewer, see};
use serde::Deserialize;
use ui::Attrs;
use ui::components::{avatar, button, chip, field, form, icon, section, select, submit};
use ui::{fmt, t, t_opt};

use super::super::{Buyer, BuyerRole, Deal, Line, NewLine};
use super::form::named_field;
use crate::products;

fn role(lang: Lang, word: &str) -> &str {
    t_opt(lang, &format!("deals.role.{word}")).unwrap_or(word)
}

/// The people who decide, with what they are, how they stand and how much they weigh.
pub(super) fn people(viewer: &Viewer, deal: &Deal, buyers: &[Buyer]) -> Markup {
    let lang = viewer.ctx.lang;
    let writes = viewer.may(Resource::Customer, Verb::Write);
    let body = html! {
        @if buyers.is_empty() { p.u-mute.u-sm { (t(lang, "deals.people_none")) } }
        ul.u-stack.s { @for buyer in buyers { li { (person(viewer, deal, buyer, writes)) } } }
        @if writes {
            details.u-what { summary { (t(lang, "deals.people_add")) } (person_form(lang, viewer, deal)) }
        }
    };
    section(t(lang, "deals.people"), html! {}, body)
}

fn person(viewer: &Viewer, deal: &Deal, buyer: &Buyer, writes: bool) -> Markup {
    let lang = viewer.ctx.lang;
    let name = buyer.name();
    let remove = format!("/deals/{}/people/{}/remove", deal.id, buyer.person_id);
    html! {
        div.u-row {
            (avatar(&name, ""))
            a.u-link.u-grow href={ "/people/" (buyer.person_id) } { (name) }
            @if let Some(word) = &buyer.role { (chip(role(lang, word))) }
            @if writes { (remove_button(lang, viewer, &remove, &name)) }
        }
        p.u-mute.u-xs {
            @if let Some(title) = &buyer.job_title { (title) " " }
            @if let Some(stance) = buyer.stance { (t(lang, &stance_key(stance))) " " }
            @if let Some(influence) = buyer.influence { (t(lang, "deals.influence")) " " (influence) "/5" }
        }
    }
}

fn stance_key(stance: i64) -> String {
    let word = match stance {
        ..=-2 => "against",
        -1 => "sceptical",
        0 => "neutral",
        1 => "open",
        _ => "for",
    };
    format!("deals.stance.{word}")
}

fn remove_button(lang: Lang, viewer: &Viewer, action: &str, name: &str) -> Markup {
    let label = format!("{}: {name}", t(lang, "word.remove"));
    html! {
        form method="post" action=(action) {
            (ui::components::csrf_field(&viewer.csrf))
            button.u-icon-btn.s type="submit" aria-label=(label) title=(label) { (icon("x")) }
        }
    }
}

fn person_form(lang: Lang, viewer: &Viewer, deal: &Deal) -> Markup {
    let mut roles = vec![(String::new(), t(lang, "word.please_choose").to_owned())];
    roles.extend(
        BuyerRole::ALL
            .iter()
            .map(|r| (r.key().to_owned(), role(lang, r.key()).to_owned())),
    );
    let mut stances = vec![(String::new(), t(lang, "word.unknown").to_owned())];
    stances.extend((-2..=2).map(|n| (n.to_string(), t(lang, &stance_key(n)).to_owned())));
    let mut weights = vec![(String::new(), t(lang, "word.unknown").to_owned())];
    weights.extend((1..=5).map(|n| (n.to_string(), format!("{n}/5"))));
    let body = html! {
        (named_field(lang, "people", "person", t(lang, "word.person"), "", "deals.person_hint"))
        (select("role", t(lang, "deals.role_label"), &roles))
        (select("stance", t(lang, "deals.stance_label"), &stances))
        (select("influence", t(lang, "deals.influence"), &weights))
        (button(t(lang, "word.add")).submits())
    };
    form(
        &format!("/deals/{}/people", deal.id),
        &viewer.csrf,
        &Attrs::new(),
        body,
    )
}

/// The products of a deal with their sum.
pub(super) fn lines(viewer: &Viewer, deal: &Deal, lines: &[Line]) -> Markup {
    let lang = viewer.ctx.lang;
    let writes = viewer.may(Resource::Customer, Verb::Write);
    let sum: i64 = lines.iter().filter_map(Line::sum_minor).sum();
    let money = |minor| fmt::money(lang, minor, &deal.currency);
    let body = html! {
        @if lines.is_empty() { p.u-mute.u-sm { (t(lang, "deals.lines_none")) } }
        ul.u-stack.s {
            @for line in lines {
                li.u-row {
                    span.u-grow { (fmt::number(lang, line.quantity)) " × " a.u-link href={ "/products/" (line.product_id) } { (line.product) } }
                    span.u-num { (line.sum_minor().map(money).unwrap_or_default()) }
                    @if writes { (remove_button(lang, viewer, &format!("/deals/{}/lines/{}/remove", deal.id, line.id), &line.product)) }
                }
            }
        }
        @if !lines.is_empty() { p.u-row.u-b { span.u-grow { (t(lang, "word.sum")) } span.u-num { (money(sum)) } } }
        @if writes {
            details.u-what { summary { (t(lang, "deals.lines_add")) } (line_form(lang, viewer, deal)) }
        }
    };
    section(t(lang, "deals.lines"), html! {}, body)
}

fn line_form(lang: Lang, viewer: &Viewer, deal: &Deal) -> Markup {
    let body = html! {
        (named_field(lang, "products", "product", t(lang, "products.product"), "", "products.hint"))
        (field("quantity", t(lang, "deals.quantity")).value("1").attr("inputmode", "numeric"))
        (field("price", t(lang, "deals.price")).hint(t(lang, "deals.price_hint")).attr("inputmode", "decimal"))
        (submit(t(lang, "word.add")))
    };
    form(
        &format!("/deals/{}/lines", deal.id),
        &viewer.csrf,
        &Attrs::new(),
        body,
    )
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct PersonForm {
    person: String,
    role: String,
    stance: String,
    influence: String,
}

pub(crate) async fn add_person(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(given): Form<PersonForm>,
) -> Answer<Response> {
    let word = given.person.rsplit('·').next().unwrap_or("").trim();
    let person: Id = word
        .parse()
        .map_err(|_| Error::field("person", "error.unknown_reference"))?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let (role, stance, influence) = (
        BuyerRole::parse(&given.role),
        given.stance.parse().ok(),
        given.influence.parse().ok(),
    );
    super::super::set_person(&mut tx, id, person, role, stance, influence).await?;
    tx.commit().await?;
    Ok(see(
        &app,
        &format!("/deals/{id}"),
        Some(("word.saved", None)),
    ))
}

pub(crate) async fn remove_person(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path((id, person)): Path<(Id, Id)>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    super::super::remove_person(&mut tx, id, person).await?;
    tx.commit().await?;
    Ok(see(
        &app,
        &format!("/deals/{id}"),
        Some(("word.saved", None)),
    ))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct LineForm {
    product: String,
    quantity: String,
    price: String,
}

pub(crate) async fn add_line(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(given): Form<LineForm>,
) -> Answer<Response> {
    let lang = may.ctx.lang;
    let mut tx = app.db().begin(&may.ctx).await?;
    let deal = super::super::get_in(&mut tx, id).await?;
    if given.product.trim().is_empty() {
        return Err(Error::field("product", "error.required").into());
    }
    let price_minor = match given.price.trim() {
        "" => None,
        text => Some(
            ui::parse::money(lang, text, &deal.currency)
                .map_err(|key| Error::field("price", key))?,
        ),
    };
    let quantity =
        ui::parse::integer(lang, &given.quantity).map_err(|key| Error::field("quantity", key))?;
    let product_id = products::ensure(&mut tx, given.product.trim()).await?;
    super::super::add_line(
        &mut tx,
        id,
        NewLine {
            product_id,
            quantity,
            price_minor,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(see(
        &app,
        &format!("/deals/{id}"),
        Some(("word.saved", None)),
    ))
}

pub(crate) async fn remove_line(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path((id, line)): Path<(Id, Id)>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    super::super::remove_line(&mut tx, id, line).await?;
    tx.commit().await?;
    Ok(see(
        &app,
        &format!("/deals/{id}"),
        Some(("word.saved", None)),
    ))
}
