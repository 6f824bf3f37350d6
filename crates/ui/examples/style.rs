//! Writes the style page and a sample shell as files, with the assets beside them, to look at them
//! without a server: `cargo run -p ui --example style -- FOLDER`.

use std::path::Path;

use ui::components::{Flash, button, link_button};
use ui::shell::{Crumb, MenuEntry, MenuGroup, Shell, Theme, UserBadge, bare, page};
use ui::{Lang, Markup, html, style_page, t};

fn main() -> std::io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "target/style".to_owned());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder.join("assets"))?;
    for (url, asset) in ui::assets::all() {
        std::fs::write(folder.join(url.trim_start_matches('/')), asset.bytes)?;
    }
    for lang in Lang::ALL {
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            let name = format!("style.{}.{}.html", lang.code(), theme.key());
            std::fs::write(folder.join(name), sample(lang, theme).0)?;
        }
        let mut shell = Shell::new(lang, "Unisono", "/sign-in", "token");
        shell.theme = Theme::Light;
        let body = html! { h1.u-b { (t(lang, "error.page.not_found")) } p.u-mute { (t(lang, "error.page.not_found_text")) } };
        std::fs::write(
            folder.join(format!("bare.{}.html", lang.code())),
            bare(&shell, body).0,
        )?;
    }
    Ok(())
}

fn sample(lang: Lang, theme: Theme) -> Markup {
    let menu = menu();
    let mut shell = Shell::new(lang, t(lang, "style.title"), "/ui", "token");
    shell.theme = theme;
    shell.menu = &menu;
    shell.crumbs = vec![Crumb::new(t(lang, "word.settings"), "/settings")];
    shell.actions = html! {
        (button(t(lang, "style.log_call")).icon("phone").hide_small())
        (link_button(t(lang, "style.activity"), "/activities/new").primary().icon("plus"))
    };
    shell.user = Some(UserBadge {
        name: "Lena Brandt".to_owned(),
        department: t(lang, "style.dept.sal").to_owned(),
        initials: "LB".to_owned(),
        class: "d-sal".to_owned(),
    });
    shell.demo = true;
    shell.flash = Some(Flash::ok(t(lang, "style.saved")).undo("/undo", Vec::new()));
    page(&shell, style_page(lang))
}

fn menu() -> Vec<MenuGroup> {
    let group = |title, entries| MenuGroup { title, entries };
    vec![
        group(
            None,
            vec![
                MenuEntry::new("shell.home", "/", "home"),
                MenuEntry::new("shell.alerts", "/alerts", "bell").count(5, true),
                MenuEntry::new("shell.timeline", "/timeline", "timeline-event"),
            ],
        ),
        group(
            Some("shell.customers"),
            vec![
                MenuEntry::new("word.people", "/people", "users"),
                MenuEntry::new("word.companies", "/companies", "building"),
                MenuEntry::new("word.deals", "/deals", "layout-kanban"),
            ],
        ),
        group(
            Some("shell.activities"),
            vec![MenuEntry::new("word.activities", "/activities", "table")],
        ),
        group(
            Some("shell.steering"),
            vec![MenuEntry::new("style.title", "/ui", "layout-dashboard")],
        ),
    ]
}
