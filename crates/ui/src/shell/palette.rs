//! The command palette: the menu and live search results behind Ctrl K.

use kernel::Lang;
use maud::{Markup, html};

use super::Shell;
use crate::components::icon;
use crate::t;

/// One hit of a live search.
#[derive(Clone, Debug)]
pub struct PaletteHit {
    /// Name of the record.
    pub title: String,
    /// What distinguishes it, for example its company.
    pub note: String,
    /// Where it leads.
    pub href: String,
    /// Name of the icon.
    pub icon: &'static str,
}

/// The dialog. Typing filters the commands at once and asks the server for records.
pub(super) fn palette(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    html! {
        dialog #palette .u-palette aria-label=(t(lang, "shell.palette")) {
            div.u-palette-in {
                div.u-palette-field {
                    (icon("search"))
                    input #palette-input type="text" name="q" role="combobox" autocomplete="off" spellcheck="false"
                        aria-label=(t(lang, "shell.palette")) aria-expanded="true" aria-controls="palette-list"
                        aria-autocomplete="list" placeholder=(t(lang, "shell.search_hint"))
                        hx-get="/search?palette=1" hx-trigger="input changed delay:120ms" hx-target="#palette-hits"
                        hx-sync="this:replace";
                }
                div #palette-list .u-palette-list role="listbox" aria-label=(t(lang, "shell.results")) {
                    div #palette-hits role="group" aria-label=(t(lang, "shell.results")) {}
                    div role="group" aria-label=(t(lang, "shell.pages")) {
                        p.u-side-title aria-hidden="true" { (t(lang, "shell.pages")) }
                        (commands(shell))
                    }
                }
                p #palette-none .u-palette-none hidden { (t(lang, "shell.palette_empty")) }
                p.u-palette-help aria-hidden="true" { (t(lang, "shell.palette_help")) }
            }
        }
    }
}

fn commands(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    html! {
        @for entry in shell.menu.iter().flat_map(|group| &group.entries) {
            (option("c", entry.href, entry.icon, t(lang, entry.label), ""))
        }
        div.u-option #o-c-keys role="option" aria-selected="false" data-open="shortcuts" data-label=(t(lang, "shell.shortcuts")) {
            (icon("keyboard")) span.u-grow { (t(lang, "shell.shortcuts")) } kbd { "?" }
        }
    }
}

fn option(group: &str, href: &str, symbol: &str, title: &str, note: &str) -> Markup {
    let id = format!(
        "o-{group}-{}",
        href.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
    );
    html! {
        div.u-option id=(id) role="option" aria-selected="false" data-href=(href) data-label=(title) {
            (icon(symbol))
            span.u-trunc { (title) }
            @if !note.is_empty() { span.u-mute.u-trunc { (note) } }
        }
    }
}

/// The fragment that `GET /search?palette=1` answers with.
#[must_use]
pub fn palette_results(lang: Lang, hits: &[PaletteHit]) -> Markup {
    html! {
        @if !hits.is_empty() {
            p.u-side-title aria-hidden="true" { (t(lang, "shell.results")) }
            @for hit in hits {
                (option("h", &hit.href, hit.icon, &hit.title, &hit.note))
            }
        }
    }
}
