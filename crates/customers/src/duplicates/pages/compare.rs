//! Two of a kind side by side: the evidence, the choice of values, the decision.

use std::collections::BTreeMap;
use std::fmt::Display;

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Error, Id, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use ui::components::{button, form, hidden, link_button, notice, panel, submit};
use ui::{Attrs, t, tf};

use super::super::model::{Band, is_ruled};
use super::super::store::{self as sql, Asked};
use super::super::twin::{Kind, Twin, of_kind};
use super::super::weigh;
use super::evidence::{verdict, waterfall};
use super::{parts, says};
use crate::fields::Field;
use crate::fields::pages::{Names, Shown};

pub(crate) async fn compare<T: Twin>(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path((a, b)): Path<(Id, Id)>,
) -> Answer<Response> {
    let a = T::current(app.db(), a).await?;
    let b = T::current(app.db(), b).await?;
    if a == b {
        return Ok(see(&app, &format!("/duplicates{}/{a}", T::PATH), None));
    }
    let page = side_by_side::<T>(&app, &may, a, b).await?;
    Ok(axum::response::IntoResponse::into_response(page))
}

async fn side_by_side<T: Twin>(app: &App, viewer: &Viewer, a: Id, b: Id) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let weigh::Weighing {
        weighed, judged, ..
    } = weigh::pair::<T>(app.db(), a, b).await?;
    let (a, b) = (T::get(app.db(), a).await?, T::get(app.db(), b).await?);
    let names = [a.linked(app, viewer).await?, b.linked(app, viewer).await?];
    let house = org::settings::company(app.db()).await?;
    let writes = viewer.may(Resource::Customer, Verb::Write);
    let side = Side {
        viewer,
        house: &house,
        both: [&a, &b],
        names: &names,
        writes,
    };
    let values = html! {
        @if a.objects() || b.objects() {
            (notice("warn", t(lang, "duplicates.objection"), t(lang, "duplicates.objection_text"), html! {}))
        }
        @if writes { p.u-mute.u-sm { (says::<T>(lang, "values_hint")) } }
        (choices(&side))
    };
    let is_part = judged.band == Some(Band::Part);
    let values = panel(t(lang, "duplicates.values"), html! {}, values);
    let body = html! {
        div.u-main.u-stack {
            (panel(t(lang, "duplicates.evidence"), verdict(T::TWIN, lang, &weighed, &judged), waterfall(T::TWIN, lang, &weighed)))
            @let part = || parts::form_of(viewer, [(a.id(), &a.title()), (b.id(), &b.title())], &judged);
            @if writes && is_part { (part()) }
            @if writes { (decision(&side, is_part, values)) } @else { (values) }
            @if writes && !is_part && T::TWIN == Kind::Company { (part()) }
        }
    };
    let names = [("a", &a.title() as &dyn Display), ("b", &b.title())];
    let title = tf(lang, &format!("{}.two", T::SAYS), &names);
    let list = t(lang, &format!("menu.{}", T::TEXTS));
    let page = Page::new(title, "/duplicates").crumb(list, T::PATH);
    Ok(page.render(app, viewer, body))
}

/// The form of the decision; where the two only belong together, merging is not what is suggested.
fn decision<T: Twin>(side: &Side<'_, T>, is_part: bool, values: Markup) -> Markup {
    let lang = side.viewer.ctx.lang;
    let [a, b] = side.both;
    let merge = t(lang, "duplicates.merge");
    let path = format!("/duplicates{}/merges", T::PATH);
    let body = html! {
        (hidden("a", &a.id().to_string())) (hidden("b", &b.id().to_string()))
        (values)
        div.u-row.u-wrap {
            @if is_part { (button(merge).icon("arrow-merge").submits()) } @else { (submit(merge).icon("arrow-merge")) }
            (button(says::<T>(lang, "not_same")).submits().sends("answer", "apart"))
            (link_button(t(lang, "word.cancel"), &format!("{}/{}", T::PATH, a.id())).ghost())
        }
    };
    form(&path, &side.viewer.csrf, &Attrs::new(), body)
}

struct Side<'a, T> {
    viewer: &'a Viewer,
    house: &'a org::settings::Company,
    both: [&'a T; 2],
    names: &'a [Names; 2],
    writes: bool,
}

/// A row for each field that one of them has: both values, and which one stays.
fn choices<T: Twin>(side: &Side<'_, T>) -> Markup {
    let lang = side.viewer.ctx.lang;
    let [a, b] = side.both;
    let shown = T::FIELDS.iter().filter(|field| {
        let (one, other) = (a.value(field.name), b.value(field.name));
        let said = |value: &Option<String>| value.is_some() && value.as_deref() != field.default;
        said(&one) || said(&other)
    });
    html! {
        div.u-scroll role="region" aria-label=(t(lang, "duplicates.values")) tabindex="0" {
            table.u-tbl {
                thead {
                    tr {
                        th scope="col" { (t(lang, "duplicates.field")) }
                        @for (one, key) in [(a, "a"), (b, "b")] {
                            th scope="col" {
                                a.u-link href={ (T::PATH) "/" (one.id()) } { (one.title()) }
                                @if side.writes { (keeps(side, key, one)) }
                            }
                        }
                    }
                }
                tbody { @for field in shown { (choice(side, field)) } }
            }
        }
    }
}

/// Who stands for both afterwards; the older one unless somebody says otherwise.
fn keeps<T: Twin>(side: &Side<'_, T>, key: &str, one: &T) -> Markup {
    let made = side.both.map(|one| one.stamps().created_at);
    let older = made.into_iter().min() == Some(one.stamps().created_at);
    let first = made[0] == made[1];
    let checked = if first { key == "a" } else { older };
    html! {
        label.u-choice {
            input.u-check type="radio" name="winner" value=(key) checked[checked];
            (t(side.viewer.ctx.lang, "duplicates.stays"))
        }
    }
}

fn choice<T: Twin>(side: &Side<'_, T>, field: &'static Field) -> Markup {
    let lang = side.viewer.ctx.lang;
    let values = side.both.map(|one| one.value(field.name));
    let differ = values[0] != values[1] && values.iter().all(Option::is_some);
    let joined = matches!(
        field.kind,
        crate::fields::Kind::Emails | crate::fields::Kind::Phones
    );
    let fixed = is_ruled(field.name);
    let label = t(lang, &format!("{}.field.{}", T::TEXTS, field.name));
    html! {
        tr {
            th scope="row" { (label) @if joined && differ { div.u-mute.u-xs { (t(lang, "duplicates.joined")) } } }
            @for ((value, names), key) in values.iter().zip(side.names).zip(["a", "b"]) {
                @let shown = Shown::new(side.viewer, side.house, T::TEXTS, names).value(field, value.as_deref());
                td {
                    @if differ && side.writes && !fixed {
                        label.u-choice {
                            input.u-check type="radio" name={ "field." (field.name) } value=(key)
                                aria-label={ (label) ": " (t(lang, "duplicates.take")) };
                            span { (shown) }
                        }
                    } @else { (shown) }
                }
            }
        }
    }
}

/// Merges the two, or notes that they are not the same.
pub(crate) async fn merge<T: Twin>(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Form(given): Form<BTreeMap<String, String>>,
) -> Answer<Response> {
    let id = |name: &str| given.get(name).and_then(|id| id.parse::<Id>().ok());
    let (Some(a), Some(b)) = (id("a"), id("b")) else {
        return Err(Error::field("a", "error.required").into());
    };
    if given.get("answer").is_some_and(|answer| answer == "apart") {
        super::super::keep_apart::<T>(&app, &may, a, b).await?;
        return Ok(see(
            &app,
            &format!("{}/{a}", T::PATH),
            Some((&format!("{}.apart_done", T::SAYS), None)),
        ));
    }
    let asked = chosen(a, b, &given);
    let decision = super::super::decide::<T>(&app, &may, asked.clone()).await?;
    let undo = format!("/duplicates/merges/{decision}/undo");
    Ok(see(
        &app,
        &format!("{}/{}", T::PATH, asked.winner),
        Some(("duplicates.merged", Some(&undo))),
    ))
}

/// Who stays, and which values are taken from the other.
fn chosen(a: Id, b: Id, given: &BTreeMap<String, String>) -> Asked {
    let second = given.get("winner").is_some_and(|key| key == "b");
    let (winner, loser, other) = if second { (b, a, "a") } else { (a, b, "b") };
    let fields = given.iter().filter(|(_, value)| *value == other);
    let take = fields.filter_map(|(name, _)| Some(name.strip_prefix("field.")?.to_owned()));
    Asked {
        winner,
        loser,
        take: take.collect(),
        rule: "member",
        ..Asked::default()
    }
}

pub(crate) async fn undo(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    let (kind, back) = sql::undo(&mut tx, id).await?;
    tx.commit().await?;
    let undone = of_kind!(kind, T => format!("{}.undone", T::SAYS));
    let place = format!("{}/{back}", kind.path());
    Ok(see(&app, &place, Some((&undone, None))))
}
