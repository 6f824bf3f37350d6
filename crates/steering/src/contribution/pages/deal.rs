//! What brought one deal: shares, all models side by side, and every touchpoint with its weight and source.

use axum::extract::{Path, Query, State};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use serde::Deserialize;
use ui::components::{Row, Table, TableColumn, kv, panel, section, select, submit};
use ui::{fmt, t, tf};

use super::super::brought::{self, OfDeal};
use super::super::model::MODELS;
use super::super::model::{self, DEFINITION, Level, ModelCredit};
use super::bars;
use super::controls::model_name;
use super::journeys;
use crate::effects::{Dimension, WINDOW_DAYS};

/// What is asked of a deal.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfADeal {
    /// The model of credit.
    #[serde(default)]
    pub(crate) model: String,
    /// company or person.
    #[serde(default)]
    pub(crate) level: String,
    /// Only touchpoints of this department, by its key.
    #[serde(default)]
    pub(crate) department: Option<String>,
    /// Only touchpoints of this channel.
    #[serde(default)]
    pub(crate) channel: Option<String>,
}

impl OfADeal {
    pub(crate) fn level(&self) -> Level {
        Level::parse(&self.level).unwrap_or_default()
    }
}

pub(crate) fn deal_panel(
    app: App,
    viewer: Viewer,
    id: Id,
) -> BoxFuture<'static, Result<Option<Markup>>> {
    async move {
        let found = brought::of_deal(app.db(), id, viewer.ctx.now(), "", Level::Company).await?;
        let lang = viewer.ctx.lang;
        let value = fmt::money(
            lang,
            found.brought.period.value_minor,
            &found.brought.period.currency,
        );
        let title = match found.deal.won_at {
            Some(_) => tf(lang, "contribution.brought", &[("value", &value)]),
            None => t(lang, "contribution.so_far").to_owned(),
        };
        Ok(Some(section(&title, html! {}, shares(lang, &found))))
    }
    .boxed()
}

fn shares(lang: Lang, found: &OfDeal) -> Markup {
    let (id, b) = (found.deal.id, &found.brought);
    let model = super::super::asked::encoded(&found.question.model);
    let href = |by: &str, key: &str| format!("/deals/{id}/contribution?model={model}&{by}={key}");
    let n = fmt::number(lang, b.period.touchpoints as i64);
    html! {
        (bars(lang, &b.period, &b.departments, &b.channels, &href))
        details.u-what { summary { (t(lang, "word.what_is_this")) }
            p { (tf(lang, "contribution.definition", &[("days", &WINDOW_DAYS), ("n", &n)])) }
        }
    }
}

pub(crate) async fn deal_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
    Query(asked): Query<OfADeal>,
) -> Answer {
    let lang = may.ctx.lang;
    let found = brought::of_deal(app.db(), id, may.ctx.now(), &asked.model, asked.level()).await?;
    let compared = compared(&found)?;
    let lines = journeys::of_deal(&app, &may, &found, &asked).await?;
    let body = html! {
        div.u-main.u-stack {
            (choice(lang, &found))
            (panel(t(lang, "contribution.share_by_department"), html! {}, html! {
                (shares(lang, &found)) (super::note(&may, found.brought.departments.joint.as_ref()))
            }))
            (panel(t(lang, "contribution.compare"), html! {}, models(lang, &found, &compared)))
            (panel(t(lang, "word.touchpoints"), html! {}, lines))
            (panel(t(lang, "contribution.sources"), html! {}, sources(lang, &found)))
        }
    };
    let page = Page::new(t(lang, "contribution.title"), "/deals")
        .crumb(t(lang, "menu.deals"), "/deals")
        .crumb(found.name.clone(), format!("/deals/{id}"));
    Ok(page.render(&app, &may, body))
}

fn choice(lang: Lang, found: &OfDeal) -> Markup {
    let models: Vec<(String, String)> = MODELS
        .iter()
        .filter(|m| !m.starts_with("markov"))
        .map(|m| ((*m).to_owned(), model_name(lang, m)))
        .collect();
    let levels = [Level::Company, Level::Person].map(|l| {
        (
            l.key().to_owned(),
            t(lang, &format!("contribution.level_{}", l.key())).to_owned(),
        )
    });
    html! {
        form.u-filter method="get" action={ "/deals/" (found.deal.id) "/contribution" } {
            (select("model", t(lang, "contribution.model"), &models).selected(&found.question.model))
            (select("level", t(lang, "contribution.level"), &levels).selected(found.question.level.key()))
            (submit(t(lang, "contribution.ask")))
        }
    }
}

/// The deal by every model that weighs journey by journey.
pub(crate) fn compared(found: &OfDeal) -> Result<Vec<ModelCredit>> {
    let b = &found.brought;
    let paths = b
        .gathered
        .paths(Dimension::Department, &b.departments, WINDOW_DAYS);
    let (specs, _) = model::specs(&found.question, model::half_life(&b.gathered))?;
    let own = specs.iter().filter(|spec| !spec.word.starts_with("markov"));
    Ok(own
        .map(|spec| model::credit_of(&paths, b.departments.unknown(), spec, &[]))
        .collect())
}

fn models(lang: Lang, found: &OfDeal, compared: &[ModelCredit]) -> Markup {
    let mut columns = vec![TableColumn::new(t(lang, "contribution.by_department"))];
    columns.extend(
        compared
            .iter()
            .map(|m| TableColumn::new(&model_name(lang, &m.model)).numeric()),
    );
    let places = &found.brought.departments;
    let took_part = |row: &usize| compared.iter().any(|m| m.outcomes[*row] > 0.0);
    let rows = (0..=places.unknown()).filter(took_part).map(|row| {
        let name = places
            .list
            .get(row)
            .map_or(t(lang, "word.unknown"), |place| place.name(lang));
        let mut cells = vec![html! { (name) }];
        cells.extend(compared.iter().map(|m| {
            html! {
                (fmt::money(lang, m.values[row], &found.deal.currency)) " "
                span.u-mute.u-sm { (fmt::percent(lang, m.outcomes[row], 0)) }
            }
        }));
        Row { href: None, cells }
    });
    let title = t(lang, "contribution.compare");
    html! {
        (Table::new(lang, title, columns, rows.collect()))
        p.u-mute.u-sm { (t(lang, "contribution.compare_what")) }
    }
}

/// What accounting needs to find the numbers again.
fn sources(lang: Lang, found: &OfDeal) -> Markup {
    let taken = &found.brought.gathered.list[0].journey;
    let number = |n: usize| html! { (fmt::number(lang, n as i64)) };
    html! {
        (kv(&[
            (t(lang, "contribution.definition_version"), html! { (DEFINITION) }),
            (t(lang, "contribution.model"), html! { (model_name(lang, &found.question.model)) }),
            (t(lang, "contribution.window_label"), html! { (tf(lang, "timeline.days", &[("n", &WINDOW_DAYS)])) }),
            (t(lang, "contribution.covered_touchpoints"), number(taken.touches.len())),
            (t(lang, "contribution.covered_late"), number(taken.late)),
            (t(lang, "contribution.covered_after"), number(taken.after)),
        ]))
    }
}
