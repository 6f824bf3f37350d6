//! When the sources of a stream last delivered.

use kernel::Lang;
use maud::{Markup, html};
use org::web::Viewer;
use ui::components::chip;
use ui::{fmt, t};

use super::source_name;
use crate::timeline::model::Freshness;
use crate::timeline::store::Delivery;

/// One line: each source with the time of its last delivery; what may be out of date is marked.
pub(super) fn line(viewer: &Viewer, deliveries: &[Delivery]) -> Markup {
    let lang = viewer.ctx.lang;
    if deliveries.is_empty() {
        return Markup::default();
    }
    html! {
        ul.u-fresh-line aria-label=(t(lang, "timeline.freshness")) {
            li { (t(lang, "timeline.freshness")) ":" }
            @for delivery in deliveries { li { (one(viewer, lang, delivery)) } }
        }
    }
}

fn one(viewer: &Viewer, lang: Lang, delivery: &Delivery) -> Markup {
    let now = viewer.ctx.now();
    let at = fmt::datetime(lang, delivery.delivered_at, &viewer.ctx.zone);
    html! {
        span { (source_name(lang, &delivery.source)) " · " (at) }
        @if Freshness::of(delivery.is_live, delivery.delivered_at, now) == Freshness::Stale {
            " " (chip(t(lang, "timeline.stale")).warn().icon("alert-triangle"))
        }
    }
}
