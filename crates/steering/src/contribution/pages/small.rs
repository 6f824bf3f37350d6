//! The row that small departments share: which they are, and why they are not shown one by one.

use kernel::Lang;
use maud::{Markup, html};
use org::permissions::{Resource, Verb};
use org::web::Viewer;
use ui::{fmt, t, tf};

use super::super::model::{Joint, Place, Places};

/// The name of the row with the departments in it.
pub(super) fn name(lang: Lang, place: &Place, places: &Places) -> Markup {
    let names = places.joint.as_ref().map(|joint| joint.names(lang));
    html! {
        (place.name(lang))
        @if let Some(names) = names { br; span.u-mute.u-sm { (names) } }
    }
}

/// Why departments are together, for who asks where theirs is; and where that is set.
pub(crate) fn note(viewer: &Viewer, joint: Option<&Joint>) -> Markup {
    let lang = viewer.ctx.lang;
    let Some(joint) = joint else {
        return html! {};
    };
    let n = fmt::number(lang, joint.smallest as i64);
    let words: [(&str, &dyn std::fmt::Display); 2] = [("n", &n), ("names", &joint.names(lang))];
    html! {
        p.u-mute.u-sm {
            (tf(lang, "contribution.small_note", &words))
            @if joint.members < joint.smallest { " " (t(lang, "contribution.small_company")) }
            @if viewer.may(Resource::Setting, Verb::Write) {
                " " a.u-link href="/settings" { (t(lang, "contribution.small_set")) }
            }
        }
    }
}
