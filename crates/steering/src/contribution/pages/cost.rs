//! What a row cost and what came of each unit of it; both open the touchpoints that were paid for. What nobody
//! recorded is "not collected", never nothing.

use kernel::Lang;
use maud::{Markup, html};
use ui::{fmt, t, tf};

use super::super::answer::Answer as Found;
use super::super::asked::Asked;
use super::super::model::{Cost, Number, Return, returned};

/// The title of the column of what came of it.
pub(super) fn column(lang: Lang, found: &Found) -> String {
    let currency = &found.question.currency;
    match found.question.outcome.is_money() {
        true => tf(
            lang,
            "contribution.column_return",
            &[("currency", currency)],
        ),
        false => t(lang, "contribution.column_each").to_owned(),
    }
}

/// An amount that opens what is behind it, or that nothing was recorded.
fn amount(lang: Lang, found: &Found, cost: &Cost, behind: &str) -> Markup {
    html! {
        @if cost.touchpoints > 0 {
            a.u-link href=(behind) { (fmt::money_short(lang, cost.minor, &found.question.currency)) }
        }
        @else { span.u-mute.u-sm { (t(lang, "contribution.return_not_collected")) } }
    }
}

/// The cost of all rows.
pub(super) fn total(lang: Lang, asked: &Asked, found: &Found) -> Markup {
    let behind = format!("/contribution/costs?{}", asked.with(&[]));
    amount(lang, found, &found.costs.total(), &behind)
}

/// Where the touchpoints behind the cost of a row are.
fn behind(asked: &Asked, found: &Found, row: usize) -> String {
    match found.places.list.get(row) {
        Some(place) => format!("/contribution/costs?{}", asked.with(&[("row", &place.key)])),
        None => format!("/contribution/costs?{}&row=", asked.with(&[])),
    }
}

/// Cost, and contribution for each unit of it (of outcomes that are counted: the cost of one), with its
/// interval.
pub(super) fn cells(lang: Lang, asked: &Asked, found: &Found, row: usize) -> [Markup; 2] {
    let href = behind(asked, found, row);
    let cost = found.costs.rows.get(row).copied().unwrap_or_default();
    let effect = found.effects.rows.get(row);
    let of = effect.map(|effect| returned(&cost, effect, found.question.outcome.is_money()));
    let shown = match of {
        None => html! { span.u-mute { "–" } },
        Some(Return::Told(number)) => told(lang, found, &number, &href),
        Some(of) => {
            let why = format!("contribution.return_{}", of.cannot().unwrap_or_default());
            html! { span.u-mute.u-sm { (t(lang, &why)) } }
        }
    };
    [amount(lang, found, &cost, &href), shown]
}

fn told(lang: Lang, found: &Found, number: &Number, behind: &str) -> Markup {
    let one = |value: f64| match found.question.outcome.is_money() {
        true => fmt::decimal(lang, value, if value.abs() < 100.0 { 2 } else { 0 }),
        false => fmt::money_short(lang, value.round() as i64, &found.question.currency),
    };
    html! {
        a.u-link.u-num href=(behind) { (one(number.value)) }
        @if let Some((low, high)) = number.ci {
            br; span.u-mute.u-sm { (one(low)) " … " (one(high)) }
        }
    }
}

/// That some costs are in another currency, where that is so.
pub(super) fn elsewhere(lang: Lang, touchpoints: i64, currency: &str) -> Markup {
    let n = fmt::number(lang, touchpoints);
    html! {
        @if touchpoints > 0 {
            " " (tf(lang, "contribution.costs_elsewhere", &[("n", &n), ("currency", &currency)]))
        }
    }
}
