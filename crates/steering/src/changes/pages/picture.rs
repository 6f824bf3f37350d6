//! The picture: each month, the line without the change, its band, and the day.

use kernel::Lang;
use maud::{Markup, html};
use ui::charts::{BeforeAfter, Instant};
use ui::components::panel;
use ui::{fmt, t, tf};

use super::super::model::{Answer, Change, Counted, Place, Unit};
use super::written;

/// How an axis is written.
fn shown(unit: Unit) -> fn(Lang, f64) -> String {
    match unit {
        Unit::Share => |lang, v| fmt::percent(lang, v, 1),
        Unit::PerHundred => |lang, v| fmt::decimal(lang, v * 100.0, 1),
        Unit::PerEach => |lang, v| fmt::decimal(lang, v, 2),
    }
}

pub(super) fn panel_of(lang: Lang, change: &Change, answer: &Answer) -> Markup {
    if answer.months.is_empty() {
        return html! {};
    }
    let name = written::name(lang, answer.about);
    let step = answer.step();
    let instant = |m: &Counted| {
        let point = step.and_then(|s| s.points.iter().find(|p| p.at == m.span.at));
        Instant {
            label: fmt::month(lang, m.span.first),
            observed: m.rate(),
            aside: m.span.place == Place::Within,
            without: point.map(|p| p.without),
            band: point.map(|p| p.band),
            href: Some(format!(
                "/changes/{}/records?month={}",
                change.id,
                m.span.word()
            )),
        }
    };
    let before = |m: &&Counted| m.span.place != Place::After;
    let chart = BeforeAfter {
        lang,
        title: name.to_owned(),
        change: tf(
            lang,
            "changes.on_day",
            &[("day", &fmt::date(lang, change.draft.day))],
        ),
        instants: answer.months.iter().map(instant).collect(),
        after: answer.months.iter().take_while(before).count(),
        shown: shown(answer.about.unit),
    };
    let body = html! {
        (chart)
        p.u-mute.u-sm { (t(lang, "changes.picture_what")) }
    };
    panel(
        &tf(lang, "changes.per_month", &[("name", &name)]),
        html! {},
        body,
    )
}
