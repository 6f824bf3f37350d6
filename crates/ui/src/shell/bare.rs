//! A page without a sidebar: sign-in, errors, printed reports.

use maud::{DOCTYPE, Markup, html};

use super::{Shell, brand, head, notices, side};
use crate::t;

/// The document around a narrow body. Of the shell it uses language, theme, title, token and notice.
#[must_use]
pub fn bare(shell: &Shell<'_>, body: Markup) -> Markup {
    let lang = shell.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.code()) data-theme=(shell.theme.key()) {
            (head::head(shell.title, shell.csrf))
            body.u-bare {
                a.u-skip href="#main" { (t(lang, "shell.skip")) }
                header.u-bare-top {
                    a.u-brand href="/" { (brand()) }
                    div.u-me-do {
                        (side::theme_switch(shell))
                        (side::language_switch(shell))
                    }
                }
                main #main .u-bare-main tabindex="-1" { (body) }
                (notices(shell))
            }
        }
    }
}
