//! A product: what it is and which deals are about it.

use axum::extract::{Path, State};
use kernel::Id;
use maud::html;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page};
use ui::components::{kv, section};
use ui::{fmt, t};

use super::get;
use crate::{deals, pipelines};

pub(crate) async fn product(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer {
    let lang = may.ctx.lang;
    let product = get(app.db(), id).await?;
    let about = deals::of_product(app.db(), id).await?;
    let stages = pipelines::stages(app.db()).await?;
    let price = product.list_price_minor.map_or_else(
        || "–".to_owned(),
        |minor| fmt::money(lang, minor, &product.currency),
    );
    let facts = [
        (
            t(lang, "products.family"),
            html! { (product.family.as_deref().unwrap_or("–")) },
        ),
        (t(lang, "products.list_price"), html! { (price) }),
    ];
    let body = html! {
        div.u-main.u-stack {
            (section(t(lang, "products.about"), html! {}, html! { (kv(&facts)) }))
            (section(t(lang, "products.deals"), html! {}, html! {
                @if about.is_empty() { p.u-mute.u-sm { (t(lang, "deals.none")) } }
                (deals::row_list(&may, &about, &stages))
            }))
        }
    };
    Ok(Page::new(product.name, "/deals")
        .crumb(t(lang, "menu.deals"), "/deals")
        .render(&app, &may, body))
}
