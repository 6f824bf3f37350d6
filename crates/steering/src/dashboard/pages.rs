//! The dashboard: goal, outcomes, credit, then counts.

use axum::extract::State;
use axum::response::Response;
use kernel::{Error, Id, Lang, Millis, Result};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::{ReadCustomer, Resource, Verb, WriteSetting};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{
    Stat, dept_chip, field, form, kv, link_button, panel, progress, stat_row, submit,
};
use ui::{Attrs, fmt, t, tf};

use super::model::{Goal, median, win_rate};
use super::store::{self as sql, Ended};
use crate::contribution::{self, Period, bars};

const GOAL: &str = "goal.won_value";

pub(crate) async fn dashboard(State(app): State<App>, may: May<ReadCustomer>) -> Answer {
    let lang = may.ctx.lang;
    let year = Millis::of_date(may.ctx.today().first_of_year());
    let twelve = may.ctx.now().plus(-365 * Millis::DAY);
    let month = may.ctx.now().plus(-30 * Millis::DAY);
    let departments = org::departments::all(app.db()).await?;
    let goal: Option<Goal> = app.db().setting(GOAL).await?;
    let this_year = sql::ended(app.db(), year).await?;
    let ended = sql::ended(app.db(), twelve).await?;
    let credit = contribution::of_period(
        app.db(),
        &departments,
        twelve,
        may.ctx.now().plus(1),
        "linear",
    )
    .await?;
    let counts = sql::touchpoints(app.db(), month).await?;
    let body = html! {
        div.u-main.u-stack {
            (goal_panel(&may, goal.as_ref(), &this_year))
            (outcomes(&app, lang, twelve, &ended).await?)
            div.u-grid {
                div.c8 { (credit_panel(lang, &departments, &credit)) }
                div.c4 { (count_panel(lang, &departments, &counts)) }
            }
        }
    };
    Ok(Page::new(t(lang, "menu.dashboard"), "/dashboard").render(&app, &may, body))
}

/// The common goal of the year, or the way to set it; numbers are never made up.
fn goal_panel(viewer: &Viewer, goal: Option<&Goal>, year: &Ended) -> Markup {
    let lang = viewer.ctx.lang;
    let currency = year.currency.clone().unwrap_or_else(|| "EUR".to_owned());
    let reached = fmt::money_short(lang, year.won_value, &currency);
    let title = tf(
        lang,
        "dashboard.goal",
        &[("year", &viewer.ctx.today().year())],
    );
    let body = match goal {
        Some(goal) => html! {
            p.v.u-num { (tf(lang, "dashboard.goal_reached", &[("reached", &reached), ("target", &fmt::money_short(lang, goal.won_value_minor, &goal.currency))])) }
            (progress(lang, t(lang, "dashboard.goal_progress"), year.won_value / 100, goal.won_value_minor.max(100) / 100))
        },
        None => html! {
            p { (tf(lang, "dashboard.goal_missing", &[("reached", &reached), ("n", &year.won)])) }
        },
    };
    let may_set = viewer.may(Resource::Setting, Verb::Write);
    panel(
        &title,
        html! {},
        html! {
            (body)
            @if may_set {
                details open[goal.is_none()] {
                    summary { (t(lang, "dashboard.goal_set")) }
                    (form("/dashboard/goal", &viewer.csrf, &Attrs::new(), html! {
                        (field("target", t(lang, "dashboard.goal_target")).attr("inputmode", "decimal").required().hint(t(lang, "dashboard.goal_hint")))
                        (submit(t(lang, "word.save")))
                    }))
                }
            }
        },
    )
}

#[derive(Deserialize)]
pub(crate) struct NewGoal {
    target: String,
}

pub(crate) async fn set_goal(
    State(app): State<App>,
    may: May<WriteSetting>,
    Form(given): Form<NewGoal>,
) -> Answer<Response> {
    let minor = ui::parse::money(may.ctx.lang, &given.target, "EUR")
        .map_err(|key| Error::field("target", key))?;
    if minor <= 0 {
        return Err(Error::field("target", "error.not_an_amount").into());
    }
    let goal = Goal {
        won_value_minor: minor,
        currency: "EUR".to_owned(),
    };
    let mut tx = app.db().begin(&may.ctx).await?;
    tx.set_setting(GOAL, &goal).await?;
    tx.commit().await?;
    Ok(see(&app, "/dashboard", Some(("word.saved", None))))
}

async fn outcomes(app: &App, lang: Lang, from: Millis, ended: &Ended) -> Result<Markup> {
    let (open, pipeline, currency) = sql::open(app.db()).await?;
    let days = median(sql::times_to_win(app.db(), from).await?).map(|ms| ms / Millis::DAY);
    let currency = currency.unwrap_or_else(|| "EUR".to_owned());
    let none = || t(lang, "dashboard.no_data").to_owned();
    let tile = |label: &str, value: String, note: String, what: &str, href: &str| Stat {
        label: t(lang, label).to_owned(),
        value,
        note,
        what: t(lang, what).to_owned(),
        href: Some(href.to_owned()),
        lang,
        ..Stat::default()
    };
    let twelve = t(lang, "contribution.period_twelve").to_owned();
    let rate = win_rate(ended.won, ended.lost).map_or_else(none, |r| fmt::percent(lang, r, 1));
    let n = tf(
        lang,
        "dashboard.n_ended",
        &[("n", &(ended.won + ended.lost))],
    );
    Ok(stat_row(&[
        tile(
            "dashboard.won",
            fmt::number(lang, ended.won),
            twelve.clone(),
            "dashboard.won_what",
            "/deals?view=list&state=won",
        ),
        tile(
            "dashboard.win_rate",
            rate,
            n,
            "dashboard.win_rate_what",
            "/deals?view=list",
        ),
        tile(
            "dashboard.pipeline",
            fmt::money_short(lang, pipeline, &currency),
            tf(lang, "dashboard.n_open", &[("n", &open)]),
            "dashboard.pipeline_what",
            "/deals",
        ),
        tile(
            "dashboard.days",
            days.map_or_else(none, |d| tf(lang, "timeline.days", &[("n", &d)])),
            twelve,
            "dashboard.days_what",
            "/deals?view=list&state=won",
        ),
    ]))
}

fn credit_panel(lang: Lang, departments: &[Department], credit: &Period) -> Markup {
    let more = html! { (link_button(t(lang, "word.details"), "/contribution")) };
    panel(
        t(lang, "contribution.title"),
        more,
        html! {
            @if credit.deals == 0 { p.u-mute { (t(lang, "contribution.none")) } }
            @else { (bars(lang, departments, credit, "/contribution?period=twelve")) }
        },
    )
}

fn count_panel(lang: Lang, departments: &[Department], counts: &[(Option<Id>, i64)]) -> Markup {
    let rows: Vec<(String, Markup)> = departments
        .iter()
        .filter_map(|d| {
            let n = counts
                .iter()
                .find(|(id, _)| *id == Some(d.id))
                .map(|(_, n)| *n)?;
            Some((
                fmt::number(lang, n),
                html! { (dept_chip(d.name(lang), &d.class())) },
            ))
        })
        .collect();
    panel(
        t(lang, "dashboard.counts"),
        html! {},
        html! {
            p.u-mute.u-sm { (t(lang, "dashboard.counts_note")) }
            (kv(&rows))
        },
    )
}
