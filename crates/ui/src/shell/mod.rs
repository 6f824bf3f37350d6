//! The page around a page: sidebar, top bar, command palette, help, notices.
//!
//! [`page`] wraps the body of a signed-in screen, [`bare()`] a sign-in, error or print page.
//! What the menu holds is data of the caller; the words are text keys.

mod bare;
mod head;
mod palette;
mod side;
mod theme;
mod top;

use kernel::Lang;
use maud::{DOCTYPE, Markup, html};

pub use bare::bare;
pub use palette::{PaletteHit, palette_results};
pub use theme::Theme;

use crate::components::Flash;
use crate::{asset_url, t};

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct UserBadge {
    /// Name of the member.
    pub name: String,
    /// Name of the department in the language of the page.
    pub department: String,
    /// One or two letters.
    pub initials: String,
    /// Colour class of the department, e.g. `d-sal`.
    pub class: String,
}

/// A group of the menu: the first one without a title, then customers, activities, steering.
#[derive(Clone, Debug, Default)]
pub struct MenuGroup {
    /// Text key of the title; `None` for the entries at the top.
    pub title: Option<&'static str>,
    /// The entries in their order.
    pub entries: Vec<MenuEntry>,
}

/// An entry of the menu.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// Text key of the label.
    pub label: &'static str,
    /// Address, without query.
    pub href: &'static str,
    /// Name of the icon.
    pub icon: &'static str,
    /// A number behind the label.
    pub count: Option<u64>,
    /// Whether the number is urgent.
    pub urgent: bool,
}

impl MenuEntry {
    /// An entry without a number.
    #[must_use]
    pub fn new(label: &'static str, href: &'static str, icon: &'static str) -> Self {
        Self {
            label,
            href,
            icon,
            count: None,
            urgent: false,
        }
    }

    /// Adds a number; zero is not shown.
    #[must_use]
    pub fn count(mut self, count: u64, urgent: bool) -> Self {
        self.count = (count > 0).then_some(count);
        self.urgent = urgent;
        self
    }
}

/// A step of the path above the title.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Crumb {
    /// A step of the path.
    #[must_use]
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// Everything around the body of a page.
#[derive(Clone, Debug)]
pub struct Shell<'a> {
    /// Language of the page.
    pub lang: Lang,
    /// Colour scheme.
    pub theme: Theme,
    /// Title in the top bar and of the window.
    pub title: &'a str,
    /// Path above the title.
    pub crumbs: Vec<Crumb>,
    /// Buttons at the right of the top bar; one primary button at most.
    pub actions: Markup,
    /// Who is signed in.
    pub user: Option<UserBadge>,
    /// The menu.
    pub menu: &'a [MenuGroup],
    /// Path and query of the page: marks the menu entry, and the switches come back to it.
    pub current: &'a str,
    /// Token against forged requests.
    pub csrf: &'a str,
    /// Whether the data are the invented demo company.
    pub demo: bool,
    /// A notice about what was just done.
    pub flash: Option<Flash>,
}

impl<'a> Shell<'a> {
    /// A shell with a title and otherwise nothing, to be filled by the caller.
    #[must_use]
    pub fn new(lang: Lang, title: &'a str, current: &'a str, csrf: &'a str) -> Self {
        Self {
            lang,
            theme: Theme::System,
            title,
            crumbs: Vec::new(),
            actions: Markup::default(),
            user: None,
            menu: &[],
            current,
            csrf,
            demo: false,
            flash: None,
        }
    }

    /// The path without the query.
    pub(crate) fn path(&self) -> &str {
        self.current.split(['?', '#']).next().unwrap_or("/")
    }
}

/// The whole document around the body of a screen.
#[must_use]
pub fn page(shell: &Shell<'_>, body: Markup) -> Markup {
    let lang = shell.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.code()) data-theme=(shell.theme.key()) {
            (head::head(shell.title, shell.csrf))
            body {
                a.u-skip href="#main" { (t(lang, "shell.skip")) }
                div.u-shell {
                    (side::sidebar(shell))
                    div.u-page {
                        (top::top_bar(shell))
                        main #main tabindex="-1" { (body) }
                    }
                }
                (side::drawer(shell))
                (palette::palette(shell))
                (top::shortcut_help(lang))
                (notices(shell))
            }
        }
    }
}

/// The place where notices appear, with the one of this page, and the patterns of later ones.
fn notices(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    html! {
        div #toasts .u-toasts role="status" aria-live="polite" aria-label=(t(lang, "shell.notices")) {
            @if let Some(flash) = &shell.flash {
                (crate::components::toast(lang, flash, shell.csrf))
            }
        }
        template #toast-failed { (crate::components::toast(lang, &Flash::bad(t(lang, "shell.failed")), "")) }
        template #toast-offline { (crate::components::toast(lang, &Flash::bad(t(lang, "shell.offline")), "")) }
        template #toast-moved-back { (crate::components::toast(lang, &Flash::bad(t(lang, "shell.moved_back")), "")) }
    }
}

/// The mark of the product.
pub(crate) fn brand() -> Markup {
    html! {
        img src=(asset_url("logo.svg")) width="20" height="20" alt="";
        span { "Unisono" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell() -> String {
        let menu = [MenuGroup {
            title: Some("shell.customers"),
            entries: vec![
                MenuEntry::new("word.people", "/people", "users"),
                MenuEntry::new("word.deals", "/deals", "layout-kanban").count(5, true),
            ],
        }];
        let mut shell = Shell::new(Lang::De, "Karla <b>", "/people/X?tab=1", "to\"ken");
        shell.menu = &menu;
        shell.user = Some(UserBadge {
            name: "Lena Brandt".into(),
            department: "Vertrieb".into(),
            initials: "LB".into(),
            class: "d-sal".into(),
        });
        shell.flash = Some(Flash::ok("Gespeichert"));
        page(&shell, html! { p { "Hallo" } }).0
    }

    #[test]
    fn a_page_obeys_the_strict_policy() {
        let html = shell();
        assert!(!html.contains(" style="), "no inline style");
        assert!(!html.contains("<style"), "no style element");
        assert!(!html.contains(" onclick"), "no inline script");
        let scripts: Vec<&str> = html.split("<script").skip(1).collect();
        assert!(
            scripts.iter().all(|s| s.starts_with(" src=\"/assets/")),
            "only our script"
        );
    }

    #[test]
    fn a_page_says_its_language_and_escapes_its_title() {
        let html = shell();
        assert!(html.contains("<html lang=\"de\" data-theme=\"system\">"));
        assert!(html.contains("Karla &lt;b&gt;"));
        assert!(html.contains("content=\"to&quot;ken\""));
    }

    #[test]
    fn the_menu_marks_where_we_are() {
        let html = shell();
        let people = html.split("href=\"/people\"").nth(1).unwrap_or("");
        assert!(people.starts_with(" aria-current=\"page\""));
        let deals = html.split("href=\"/deals\"").nth(1).unwrap_or("");
        assert!(!deals.starts_with(" aria-current"));
    }
}
