//! The bars on the deal, the page of a period, and the touchpoints behind every bar.

mod deal;
mod period;

use kernel::{Channel, Lang, Millis};
use maud::{Markup, html};
use org::departments::Department;
use org::settings::Company;
use serde::Deserialize;
use ui::components::{Contribution, contributions};
use ui::{fmt, t, tf};

use super::model::{Share, WINDOW_DAYS};
use super::store::Period;

pub(crate) use deal::{deal_page, deal_panel};
pub(crate) use period::period_page;

#[derive(Deserialize, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(crate) period: String,
    #[serde(default)]
    pub(crate) model: String,
    #[serde(default)]
    pub(crate) department: String,
    #[serde(default)]
    pub(crate) channel: String,
}

/// From when to when a period runs: this month, this quarter, this year or the last twelve months. Its
/// days are those of the company, so that everybody sees the same numbers.
pub(crate) fn span(now: Millis, house: &Company, asked: &Asked) -> (Millis, Millis) {
    let today = now.date_in(&house.timezone);
    let first = match asked.period.as_str() {
        "month" => today.first_of_month(),
        "quarter" => {
            let back = i64::from((today.month() - 1) % 3);
            today
                .first_of_month()
                .saturating_sub(jiff::Span::new().months(back))
        }
        "year" => today.first_of_year(),
        _ => today.saturating_sub(jiff::Span::new().months(12)),
    };
    (Millis::start_of(first, &house.timezone), now.plus(1))
}

/// The bars of departments and of channels; each opens the touchpoints behind it.
pub(crate) fn bars(lang: Lang, departments: &[Department], period: &Period, href: &str) -> Markup {
    let join = if href.contains('?') { '&' } else { '?' };
    let by_department: Vec<Contribution> = period
        .departments
        .iter()
        .filter(|s| s.deals > 0.0)
        .map(|share| {
            let department = departments.iter().find(|d| d.id.to_string() == share.key);
            let name = department
                .map_or(t(lang, "word.unknown"), |d| d.name(lang))
                .to_owned();
            let class = department.map(Department::class).unwrap_or_default();
            let key = department.map_or("", |d| d.key.as_str());
            one(
                lang,
                period,
                share,
                name,
                class,
                format!("{href}{join}department={key}"),
            )
        })
        .collect();
    let by_channel: Vec<Contribution> = period
        .channels
        .iter()
        .filter(|s| s.deals > 0.0)
        .map(|share| {
            let name = Channel::parse(&share.key)
                .map_or(t(lang, "word.unknown"), |c| ui::channel(lang, c));
            one(
                lang,
                period,
                share,
                name.to_owned(),
                String::new(),
                format!("{href}{join}channel={}", share.key),
            )
        })
        .collect();
    html! {
        (contributions(t(lang, "contribution.by_department"), &by_department))
        details.u-what {
            summary { (t(lang, "contribution.by_channel")) }
            (contributions(t(lang, "contribution.by_channel"), &by_channel))
        }
    }
}

fn one(
    lang: Lang,
    period: &Period,
    share: &Share,
    name: String,
    class: String,
    href: String,
) -> Contribution {
    let part = share.deals / (period.deals.max(1) as f64);
    let value = fmt::money_short(lang, share.value_minor, &period.currency);
    Contribution {
        name,
        class,
        share: part,
        text: format!("{} · {value}", fmt::percent(lang, part, 0)),
        href,
    }
}

fn definition(lang: Lang, period: &Period) -> Markup {
    let text = tf(
        lang,
        "contribution.definition",
        &[
            ("days", &WINDOW_DAYS),
            ("n", &fmt::number(lang, period.touchpoints)),
        ],
    );
    html! {
        details.u-what { summary { (t(lang, "word.what_is_this")) } p { (text) } }
    }
}
