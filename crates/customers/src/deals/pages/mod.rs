//! The screens of deals: board, list, one deal, forms.

mod board;
mod card;
mod fields;
mod form;
mod group;
mod list;
mod lose;
mod panels;
mod show;

use axum::extract::{Query, State};
use kernel::Lang;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May};
use ui::fmt;

use super::Filter;

pub(crate) use board::{more_of_column, move_stage};
pub use card::TakingPart;
pub(crate) use fields::{field_form, field_save, field_value};
pub(crate) use form::{create, new_form, pick};
pub(crate) use group::{add_line, add_person, remove_line, remove_person};
pub(crate) use lose::{lose, lose_form};
pub use panels::row_list;
pub(crate) use panels::{company_panel, person_panel};
pub(crate) use show::show;

/// Board or list, as the address says.
pub(crate) async fn index(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(filter): Query<Filter>,
) -> Answer {
    if filter.view == "list" {
        list::page(&app, &may, &filter).await
    } else {
        board::page(&app, &may, &filter).await
    }
}

/// Sums of several currencies, one behind the other; the amounts are never added across currencies.
/// Nothing is nothing in the currency of the company, `house`.
#[must_use]
pub fn money_of(lang: Lang, sums: &[(String, i64)], house: &str) -> String {
    let parts: Vec<String> = sums
        .iter()
        .filter(|(_, minor)| *minor != 0)
        .map(|(currency, minor)| fmt::money_short(lang, *minor, currency))
        .collect();
    match parts.is_empty() {
        true => fmt::money_short(lang, 0, house),
        false => parts.join(" + "),
    }
}
