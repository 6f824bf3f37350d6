//! The dashboard: the common goal first, then outcomes, then who took part, counts last.

mod goal;
mod tiles;

use axum::extract::State;
use axum::response::Response;
use kernel::{Error, Id, Lang, Millis, Result};
use maud::{Markup, html};
use org::departments::{Department, Together};
use org::permissions::{ReadCustomer, WriteSetting};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{Toggle, link_button, panel, toggle};
use ui::{fmt, t};

use super::model::{Attainment, GOAL, Goal, Outcomes};
use super::store as sql;
use crate::contribution::{self, Brought, bars};

/// What goal and outcomes are made of.
pub(crate) struct Figures {
    pub(crate) attainment: Attainment,
    pub(crate) outcomes: Outcomes,
    /// Currency, number and value of open deals.
    pub(crate) open: Vec<(String, i64, i64)>,
    /// Currency of the company, for amounts of nothing.
    pub(crate) house: String,
}

impl Figures {
    pub(crate) async fn load(app: &App, viewer: &Viewer) -> Result<Self> {
        // Everybody sees the same numbers: days and years are those of the company.
        let house = org::settings::company(app.db()).await?;
        let now = viewer.ctx.now();
        let from = now.plus(-365 * Millis::DAY);
        let before = from.plus(-365 * Millis::DAY);
        let year = Millis::start_of(
            now.date_in(&house.timezone).first_of_year(),
            &house.timezone,
        );
        let goal: Option<Option<Goal>> = app.db().setting(GOAL).await?;
        let goal = goal.flatten();
        let won = sql::won(app.db(), before.min(year)).await?;
        let lost = sql::lost(app.db(), before).await?;
        Ok(Self {
            attainment: Attainment::of(goal.as_ref(), now, &house, &won),
            outcomes: Outcomes::of(&won, &lost, before, from),
            open: sql::open(app.db()).await?,
            house: house.currency,
        })
    }
}

pub(crate) async fn dashboard(State(app): State<App>, may: May<ReadCustomer>) -> Answer {
    let lang = may.ctx.lang;
    let twelve = may.ctx.now().plus(-365 * Millis::DAY);
    let month = may.ctx.now().plus(-30 * Millis::DAY);
    let departments = org::departments::all(app.db()).await?;
    let house = org::settings::company(app.db()).await?;
    let together = org::departments::together(app.db(), &house).await?;
    let figures = Figures::load(&app, &may).await?;
    let until = may.ctx.now().plus(1);
    let credit = contribution::of_period(&app, twelve, until).await?;
    let counts = sql::touchpoints(app.db(), month).await?;
    let body = html! {
        div.u-main.u-stack {
            (tiles::row(lang, &figures))
            div.u-grid {
                div.c7 { (goal::path(&may, &figures.attainment)) }
                div.c5 { (credit_panel(&may, &credit)) }
                div.c12 { (count_panel(lang, &departments, &together, &counts)) }
            }
        }
    };
    Ok(Page::new(t(lang, "menu.dashboard"), "/dashboard").render(&app, &may, body))
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
    let house = org::settings::company(app.db()).await?;
    let minor = ui::parse::money(may.ctx.lang, &given.target, &house.currency)
        .map_err(|key| Error::field("target", key))?;
    if minor <= 0 {
        return Err(Error::field("target", "error.not_an_amount").into());
    }
    let mut tx = app.db().begin(&may.ctx).await?;
    super::set_goal(&mut tx, minor, &house.currency).await?;
    tx.commit().await?;
    Ok(see(&app, "/dashboard", Some(("word.saved", None))))
}

fn credit_panel(viewer: &Viewer, brought: &Brought) -> Markup {
    let lang = viewer.ctx.lang;
    let credit = &brought.period;
    let href = |by: &str, key: &str| format!("/contribution/journeys?by={by}&row={key}");
    let more = html! { (link_button(t(lang, "word.details"), "/contribution")) };
    panel(
        t(lang, "contribution.won_title"),
        more,
        html! {
            @if credit.deals == 0 { p.u-mute { (t(lang, "contribution.none_won")) } }
            @else {
                p.u-mute.u-sm { (t(lang, "contribution.period_twelve")) " · " (ui::tf(lang, "contribution.n_deals", &[("n", &fmt::number(lang, credit.deals as i64))])) }
                (bars(lang, credit, &brought.departments, &brought.channels, &href))
                (contribution::note(viewer, brought.departments.joint.as_ref()))
            }
        },
    )
}

fn count_panel(
    lang: Lang,
    departments: &[Department],
    together: &Together,
    counts: &[(Option<Id>, i64)],
) -> Markup {
    let count_of = |id: Id| counts.iter().find(|(d, _)| *d == Some(id)).map(|(_, n)| *n);
    let small = counts.iter().filter(|(id, _)| together.holds(*id));
    let small: i64 = small.map(|(_, n)| n).sum();
    let links = html! {
        @for d in departments.iter().filter(|d| !together.holds(Some(d.id))) {
            @if let Some(n) = count_of(d.id) {
                (toggle(&Toggle {
                    label: d.name(lang).to_owned(),
                    class: d.class(),
                    count: Some(fmt::number(lang, n)),
                    href: format!("/timeline?department={}", d.key),
                    on: false,
                }))
            }
        }
        @if small > 0 {
            (toggle(&Toggle {
                label: t(lang, "contribution.small_departments").to_owned(),
                class: String::new(),
                count: Some(fmt::number(lang, small)),
                href: "/timeline".to_owned(),
                on: false,
            }))
        }
    };
    let title = t(lang, "dashboard.counts");
    panel(
        title,
        html! {},
        html! {
            p.u-mute.u-sm { (t(lang, "dashboard.counts_note")) }
            @if counts.is_empty() { p.u-mute { (t(lang, "dashboard.no_data")) } }
            @else { div.u-legend { (links) } }
        },
    )
}
