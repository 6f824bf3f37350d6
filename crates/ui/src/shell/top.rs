//! The top bar and the help sheet of the keyboard.

use kernel::Lang;
use maud::{Markup, html};

use super::Shell;
use crate::components::{Dialog, icon};
use crate::t;

/// Menu button, path, title, actions; below it the note of the demo company.
pub(super) fn top_bar(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    html! {
        header.u-top {
            button.u-icon-btn.u-burger type="button" data-open="drawer" aria-label=(t(lang, "shell.menu")) { (icon("menu-2")) }
            @if !shell.crumbs.is_empty() {
                nav.u-crumb.u-hide-s aria-label=(t(lang, "shell.breadcrumb")) {
                    @for crumb in &shell.crumbs {
                        a.u-link href=(crumb.href) { (crumb.label) }
                        (icon("chevron-right"))
                    }
                }
            }
            h1 { (shell.title) }
            div.u-top-do {
                (shell.actions)
                button.u-icon-btn.u-only-s type="button" data-open="palette" aria-label=(t(lang, "shell.search")) { (icon("search")) }
            }
        }
        @if shell.demo {
            aside.u-demo aria-label=(t(lang, "shell.demo_label")) {
                (icon("info-circle"))
                span.u-grow { (t(lang, "shell.demo")) }
                a.u-text-btn href="/welcome" { (t(lang, "shell.demo_clear")) }
            }
        }
    }
}

const KEYS: &[(&[&str], &str)] = &[
    (&["Ctrl", "K"], "shell.key.palette"),
    (&["/"], "shell.key.search"),
    (&["g", "h"], "shell.key.go_home"),
    (&["g", "t"], "shell.key.go_timeline"),
    (&["g", "p"], "shell.key.go_people"),
    (&["g", "c"], "shell.key.go_companies"),
    (&["g", "d"], "shell.key.go_deals"),
    (&["c"], "shell.key.create"),
    (&["j", "k"], "shell.key.list"),
    (&["x"], "shell.key.choose"),
    (&["e"], "shell.key.edit"),
    (&["s", "n"], "shell.key.answer"),
    (&["[", "]"], "shell.key.card"),
    (&["?"], "shell.key.help"),
];

/// The sheet with all keys; letters can be switched off there.
pub(super) fn shortcut_help(lang: Lang) -> Markup {
    let body = html! {
        dl.u-keys {
            @for (keys, text) in KEYS {
                dt { @for key in *keys { kbd { (key) } } }
                dd { (t(lang, text)) }
            }
        }
        p.u-mute.u-sm { (t(lang, "shell.shortcuts_hint")) }
    };
    let footer = html! {
        button.u-text-btn type="button" data-shortcuts-toggle
            data-on=(t(lang, "shell.shortcuts_on")) data-off=(t(lang, "shell.shortcuts_off")) {
            (t(lang, "shell.shortcuts_off"))
        }
    };
    html! { (Dialog::new(lang, "shortcuts", t(lang, "shell.shortcuts"), body).footer(footer)) }
}
