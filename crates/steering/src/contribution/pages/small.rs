//! Why small departments share a row, and which they are.

use maud::{Markup, html};
use org::permissions::{Resource, Verb};
use org::web::Viewer;
use ui::{fmt, t, tf};

use super::super::model::Joint;

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
                " " a href="/settings" { (t(lang, "contribution.small_set")) }
            }
        }
    }
}
