//! The way to the common goal, month by month, and setting the goal.

use kernel::{Currency, Lang};
use maud::{Markup, html};
use org::permissions::{Resource, Verb};
use org::web::Viewer;
use ui::charts::{Line, Series};
use ui::components::{field, form, panel, submit};
use ui::{Attrs, fmt, t, tf};

use super::super::model::Attainment;

/// Won value up to each month beside an even way to the goal; the form for those who may set it.
pub(super) fn path(viewer: &Viewer, reached: &Attainment) -> Markup {
    let lang = viewer.ctx.lang;
    let title = tf(lang, "dashboard.path", &[("year", &reached.year)]);
    let money = fmt::money_short(lang, reached.won_minor, &reached.currency);
    let body = html! {
        @if reached.target_minor.is_none() {
            p { (tf(lang, "dashboard.goal_missing", &[("reached", &money), ("n", &reached.n)])) }
        }
        @if reached.others > 0 {
            p.u-mute.u-sm { (tf(lang, "dashboard.other_currencies", &[("n", &reached.others), ("currency", &reached.currency)])) }
        }
        @if reached.n > 0 || reached.target_minor.is_some() { (chart(lang, &title, reached)) }
        @if viewer.may(Resource::Setting, Verb::Write) { (setting(viewer, reached)) }
    };
    panel(&title, html! {}, body)
}

fn chart(lang: Lang, title: &str, reached: &Attainment) -> Markup {
    let decimals = Currency(reached.currency.clone()).decimals();
    let scale = 10_f64.powi(-i32::try_from(decimals).unwrap_or(2));
    let so_far = |month: usize| {
        reached
            .by_month
            .get(month)
            .map(|minor| *minor as f64 * scale)
    };
    let mut series = vec![Series {
        name: t(lang, "dashboard.won_so_far").to_owned(),
        class: "won".to_owned(),
        values: (0..12).map(so_far).collect(),
    }];
    if let Some(target) = reached.target_minor {
        let even = |month: i32| Some(target as f64 * scale * f64::from(month) / 12.0);
        series.push(Series {
            name: t(lang, "dashboard.even_way").to_owned(),
            class: "even".to_owned(),
            values: (1..=12).map(even).collect(),
        });
    }
    let chart = Line {
        lang,
        title: format!("{title}, {}", reached.currency),
        labels: (1..=12)
            .map(|month| fmt::month_short(lang, month).to_owned())
            .collect(),
        series,
        shown: fmt::number_short,
    };
    html! { (chart) }
}

fn setting(viewer: &Viewer, reached: &Attainment) -> Markup {
    let lang = viewer.ctx.lang;
    html! {
        details.u-what open[reached.target_minor.is_none()] {
            summary { (t(lang, "dashboard.goal_set")) }
            div.u-inline-form { (form("/dashboard/goal", &viewer.csrf, &Attrs::new(), html! {
                (field("target", t(lang, "dashboard.goal_target")).attr("inputmode", "decimal").required().hint(t(lang, "dashboard.goal_hint")))
                (submit(t(lang, "word.save")))
            })) }
        }
    }
}
