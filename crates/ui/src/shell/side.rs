//! The sidebar, and the drawer that stands for it on a phone.

use maud::{Markup, html};

use super::{MenuEntry, MenuGroup, Shell, brand};
use crate::components::{csrf_field, icon};
use crate::{t, tf};

/// The sidebar of wide screens.
pub(super) fn sidebar(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    html! {
        nav.u-side aria-label=(t(lang, "shell.main_menu")) {
            a.u-brand href="/" { (brand()) }
            button.u-find type="button" data-open="palette" aria-keyshortcuts="Control+K" {
                (icon("search"))
                span.u-grow { (t(lang, "shell.search")) }
                kbd { "Ctrl K" }
            }
            (groups(shell))
            (me(shell))
        }
    }
}

/// The same menu as a dialog for narrow screens.
pub(super) fn drawer(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    html! {
        dialog #drawer .u-drawer aria-label=(t(lang, "shell.main_menu")) {
            div.u-drawer-in {
                div.u-row {
                    a.u-brand.u-grow href="/" { (brand()) }
                    button.u-icon-btn type="button" data-close aria-label=(t(lang, "shell.close_menu")) { (icon("x")) }
                }
                nav aria-label=(t(lang, "shell.menu")) { (groups(shell)) }
                (me(shell))
            }
        }
    }
}

fn groups(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    let here = current_entry(shell);
    html! {
        @for group in shell.menu {
            @if let Some(title) = group.title {
                p.u-side-title { (t(lang, title)) }
            }
            ul {
                @for entry in &group.entries {
                    li { (link(shell, entry, here == Some(entry.href))) }
                }
            }
        }
    }
}

/// The entry with the longest address that the path begins with.
fn current_entry(shell: &Shell<'_>) -> Option<&'static str> {
    let path = shell.path();
    let begins = |href: &str| {
        path == href
            || (href != "/"
                && path
                    .strip_prefix(href)
                    .is_some_and(|rest| rest.starts_with('/')))
    };
    let entries = shell
        .menu
        .iter()
        .flat_map(|group: &MenuGroup| &group.entries);
    entries
        .map(|entry| entry.href)
        .filter(|href| begins(href))
        .max_by_key(|href| href.len())
}

fn link(shell: &Shell<'_>, entry: &MenuEntry, here: bool) -> Markup {
    html! {
        a href=(entry.href) aria-current=[here.then_some("page")] {
            (icon(entry.icon))
            span { (t(shell.lang, entry.label)) }
            @if let Some(count) = entry.count {
                span.cnt.hot[entry.urgent] { (crate::fmt::number(shell.lang, i64::try_from(count).unwrap_or(i64::MAX))) }
            }
        }
    }
}

/// Who is signed in, with theme, language and sign-out.
fn me(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    html! {
        div.u-me {
            @if let Some(user) = &shell.user {
                a.u-me-who href="/profile" title=(t(lang, "shell.profile")) {
                    span.u-av.m.{ (user.class) } aria-hidden="true" { (user.initials) }
                    span.u-grow {
                        span.u-m.u-block { (user.name) }
                        span.u-xs.u-mute.u-block { (user.department) }
                    }
                }
            }
            div.u-me-do {
                (theme_switch(shell))
                (language_switch(shell))
                @if shell.user.is_some() {
                    form method="post" action="/sign-out" {
                        (csrf_field(shell.csrf))
                        button.u-icon-btn type="submit" aria-label=(t(lang, "shell.sign_out")) title=(t(lang, "shell.sign_out")) { (icon("logout")) }
                    }
                }
            }
        }
    }
}

/// Goes round system, light, dark and comes back to the same page.
pub(super) fn theme_switch(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    let now = t(lang, &format!("shell.theme_{}", shell.theme.key()));
    let label = tf(lang, "shell.theme_next", &[("now", &now)]);
    let symbol = match shell.theme {
        super::Theme::System => "device-laptop",
        super::Theme::Light => "sun",
        super::Theme::Dark => "moon",
    };
    html! {
        form method="post" action="/settings/theme" {
            (csrf_field(shell.csrf))
            input type="hidden" name="back" value=(shell.current);
            button.u-icon-btn type="submit" name="theme" value=(shell.theme.next().key()) aria-label=(label) title=(label) { (icon(symbol)) }
        }
    }
}

/// Switches to the other language and comes back to the same page.
pub(super) fn language_switch(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    let other = match lang {
        kernel::Lang::De => kernel::Lang::En,
        kernel::Lang::En => kernel::Lang::De,
    };
    let short = t(lang, "shell.language_short");
    let label = format!("{short}: {}", t(lang, "shell.language_switch"));
    html! {
        form method="post" action="/settings/language" {
            (csrf_field(shell.csrf))
            input type="hidden" name="back" value=(shell.current);
            button.u-icon-btn.u-lang type="submit" name="lang" value=(other.code()) lang=(other.code()) aria-label=(label) title=(label) { (short) }
        }
    }
}
