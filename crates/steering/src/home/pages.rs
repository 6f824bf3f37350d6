//! The start page.

use axum::extract::State;
use kernel::Lang;
use maud::{Markup, html};
use org::permissions::{ReadOwn, Resource, Verb};
use org::web::{Answer, App, May, Page, Place, Viewer};
use ui::components::{Row, Table, TableColumn, link_button, panel};
use ui::{fmt, t, tf};

use super::store::{self as sql, Mine};

pub(crate) async fn home(State(app): State<App>, may: May<ReadOwn>) -> Answer {
    let lang = may.ctx.lang;
    let sees_customers = may.may(Resource::Customer, Verb::Read);
    let mut body = html! { h2 { (tf(lang, "home.hello", &[("name", &may.name)])) } };
    if sees_customers {
        body = html! { (body) (customers(&app, &may).await?) };
    }
    let id = may.ctx.member.unwrap_or_default();
    let panels = app.draw_panels(Place::Home, &may, id).await?;
    let body = html! {
        div.u-main.u-stack {
            (body)
            @for panel in panels { (panel) }
            @if !sees_customers { p.u-mute { (t(lang, "home.no_customers")) } }
        }
    };
    Ok(Page::new(t(lang, "menu.home"), "/").render(&app, &may, body))
}

async fn customers(app: &App, viewer: &Viewer) -> kernel::Result<Markup> {
    let lang = viewer.ctx.lang;
    // The first steps of an empty installation are a panel of their own.
    if sql::is_empty(app.db()).await? {
        return Ok(Markup::default());
    }
    let deals = match viewer.ctx.member {
        Some(member) => sql::my_deals(app.db(), member).await?,
        None => Vec::new(),
    };
    Ok(panel(
        t(lang, "home.my_deals"),
        html! { (link_button(t(lang, "word.show_all"), "/deals")) },
        if deals.is_empty() {
            html! { p.u-mute { (t(lang, "home.no_deals")) } }
        } else {
            table(lang, viewer, &deals)
        },
    ))
}

fn table(lang: Lang, viewer: &Viewer, deals: &[Mine]) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "word.deal")),
        TableColumn::new(t(lang, "home.next_step")),
        TableColumn::new(t(lang, "word.value")).numeric(),
    ];
    let today = viewer.ctx.today();
    let rows = deals
        .iter()
        .map(|deal| {
            let due = deal.next_step_on.map(|on| fmt::relative_day(lang, on, today));
            Row {
                href: Some(format!("/deals/{}", deal.id)),
                cells: vec![
                    html! { a href={ "/deals/" (deal.id) } { (deal.name) } @if let Some(company) = &deal.company { br; span.u-mute.u-sm { (company) } } },
                    html! { (deal.next_step.as_deref().unwrap_or_else(|| t(lang, "home.no_step"))) @if let Some(due) = due { " · " (due) } },
                    html! { @if let Some(minor) = deal.value_minor { (fmt::money(lang, minor, &deal.currency)) } },
                ],
            }
        })
        .collect();
    html! { (Table::new(lang, t(lang, "home.my_deals"), columns, rows)) }
}
