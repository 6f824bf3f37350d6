//! The bars of departments and of channels: who took part, in the fixed order, each opening what is behind.

use kernel::Lang;
use maud::{Markup, html};
use ui::components::{Contribution, contributions};
use ui::{fmt, t};

use super::super::model::{Period, Place, Places, Share};

/// Bars of a period; each opens the address with its department or channel added.
pub(crate) fn bars(
    lang: Lang,
    period: &Period,
    departments: &Places,
    channels: &Places,
    href: &dyn Fn(&str, &str) -> String,
) -> Markup {
    let of = |by: &str, shares: &[Share], places: &Places| -> Vec<Contribution> {
        let rows = places.list.iter().map(Some).chain([None]).zip(shares);
        let rows = rows.filter(|(_, share)| share.deals > 0.0);
        rows.map(|(place, share)| one(lang, period, place, share, href(by, &share.key)))
            .collect()
    };
    html! {
        (contributions(t(lang, "contribution.share_by_department"), &of("department", &period.departments, departments)))
        details.u-what {
            summary { (t(lang, "contribution.share_by_channel")) }
            (contributions(t(lang, "contribution.share_by_channel"), &of("channel", &period.channels, channels)))
        }
    }
}

fn one(
    lang: Lang,
    period: &Period,
    place: Option<&Place>,
    share: &Share,
    href: String,
) -> Contribution {
    let part = share.deals / (period.deals.max(1) as f64);
    let value = fmt::money_short(lang, share.value_minor, &period.currency);
    Contribution {
        name: place
            .map_or(t(lang, "word.unknown"), |place| place.name(lang))
            .to_owned(),
        class: place.map(|place| place.class.clone()).unwrap_or_default(),
        share: part,
        text: format!("{} · {value}", fmt::percent(lang, part, 0)),
        href,
    }
}
