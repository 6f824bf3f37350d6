//! What can be chosen: outcome, rows, period, whose touchpoints, model and window; and what can be taken
//! along.

use kernel::Lang;
use maud::{Markup, html};
use org::permissions::{Resource, Verb};
use org::web::Viewer;
use ui::components::{link_button, select, submit, tabs};
use ui::{t, tf};

use super::super::asked::{Asked, PERIODS, WINDOWS};
use super::super::model::{Level, MODELS};
use crate::effects::{Dimension, Outcome};

pub(super) fn choice(viewer: &Viewer, asked: &Asked) -> Markup {
    let lang = viewer.ctx.lang;
    let sees_margin = viewer.may(Resource::Margin, Verb::Read);
    let outcomes = Outcome::ALL
        .into_iter()
        .filter(|o| *o != Outcome::Margin || sees_margin);
    let outcomes = outcomes.map(|o| (o.key(), o == asked.outcome()));
    let dimensions = Dimension::ALL.map(|d| (d.key(), d == asked.by()));
    let periods = PERIODS.map(|p| (p, asked.period() == Some(p)));
    html! {
        div.u-stack.s {
            div.u-filter { (links(lang, asked, "outcome", outcomes)) }
            div.u-filter { (links(lang, asked, "by", dimensions.into_iter())) }
            div.u-filter { (links(lang, asked, "period", periods.into_iter())) }
            (form(lang, asked))
        }
    }
}

fn links<'a>(
    lang: Lang,
    asked: &Asked,
    name: &str,
    words: impl Iterator<Item = (&'a str, bool)>,
) -> Markup {
    let all: Vec<(String, String, bool)> = words
        .map(|(word, here)| {
            let label = t(lang, &format!("contribution.{name}_{word}")).to_owned();
            let days: &[(&str, &str)] = &[(name, word), ("from", ""), ("to", "")];
            let changes = if name == "period" { days } else { &days[..1] };
            (
                label,
                format!("/contribution?{}", asked.with(changes)),
                here,
            )
        })
        .collect();
    let views: Vec<(&str, &str, bool)> = all
        .iter()
        .map(|(l, h, on)| (l.as_str(), h.as_str(), *on))
        .collect();
    tabs(t(lang, &format!("contribution.{name}")), &views)
}

/// The name of a model as it is written, with its parameter.
pub(super) fn model_name(lang: Lang, word: &str) -> String {
    let (id, parameter) = word.split_once(':').unwrap_or((word, ""));
    let name = t(
        lang,
        &format!("contribution.model_{}", id.replace('-', "_")),
    );
    match (id, parameter) {
        (_, "") => name.to_owned(),
        ("markov", order) => tf(
            lang,
            "contribution.of_order",
            &[("name", &name), ("n", &order)],
        ),
        (_, days) => tf(
            lang,
            "contribution.of_days",
            &[("name", &name), ("n", &days.trim_end_matches('d'))],
        ),
    }
}

fn form(lang: Lang, asked: &Asked) -> Markup {
    let models = MODELS
        .iter()
        .map(|m| ((*m).to_owned(), model_name(lang, m)))
        .collect::<Vec<_>>();
    let days = |days: &i64| (days.to_string(), tf(lang, "timeline.days", &[("n", days)]));
    let windows: Vec<_> = WINDOWS.iter().map(days).collect();
    let levels = [Level::Company, Level::Person].map(|l| {
        (
            l.key().to_owned(),
            t(lang, &format!("contribution.level_{}", l.key())).to_owned(),
        )
    });
    html! {
        form.u-filter method="get" action="/contribution" {
            input type="hidden" name="outcome" value=(asked.outcome().key());
            input type="hidden" name="by" value=(asked.by().key());
            @if let Some(period) = asked.period() { input type="hidden" name="period" value=(period); }
            @else {
                input type="hidden" name="from" value=(asked.from);
                input type="hidden" name="to" value=(asked.to);
            }
            (select("model", t(lang, "contribution.model"), &models).selected(super::super::model::chosen(&asked.model)))
            (select("window", t(lang, "contribution.window_label"), &windows).selected(&asked.window_days().to_string()))
            (select("level", t(lang, "contribution.level"), &levels).selected(asked.level().key()))
            (submit(t(lang, "contribution.ask")))
        }
    }
}

/// What can be done with the answer: print it, take its weights along, see earlier runs.
pub(super) fn actions(viewer: &Viewer, asked: &Asked) -> Markup {
    let lang = viewer.ctx.lang;
    let weights = format!("/api/v1/contribution/weights?{}", asked.with(&[]));
    html! {
        @if viewer.may(Resource::Export, Verb::Read) {
            (link_button(t(lang, "contribution.weights_csv"), &format!("{weights}&format=csv")).hide_small())
            (link_button(t(lang, "contribution.weights_json"), &weights).hide_small())
        }
        (link_button(t(lang, "contribution.runs"), "/contribution/runs"))
    }
}
