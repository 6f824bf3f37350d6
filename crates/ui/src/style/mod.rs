//! The living style page: every component and chart on one screen, served at `/ui`.
//!
//! What is not shown here is not part of the house style. The people and figures are invented.

mod controls;
mod figures;
mod records;

use kernel::{Lang, Millis};
use maud::{Markup, html};

use crate::t;

/// Colour classes of the departments in their fixed order.
const DEPARTMENTS: [&str; 9] = ["mkt", "sdr", "sal", "srv", "aft", "onb", "imp", "acc", "pr"];
/// The day on which the samples play: 23 November 2026, 08:42 in Berlin.
const TODAY: Millis = Millis(1_795_419_720_000);
const ZONE: &str = "Europe/Berlin";

/// The body of the style page.
#[must_use]
pub fn style_page(lang: Lang) -> Markup {
    html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, "style.intro")) }
            (figures::tiles(lang))
            (figures::lanes(lang))
            div.u-grid {
                div.c6 { (controls::buttons(lang)) }
                div.c6 { (controls::marks(lang)) }
                div.c6 { (controls::forms(lang)) }
                div.c6 { (controls::notices(lang)) }
                div.c7 { (records::stream(lang)) }
                div.c5.u-stack { (records::facts(lang)) (figures::shares(lang)) }
                div.c12 { (records::table(lang)) }
                div.c6 { (figures::columns(lang)) }
                div.c6 { (figures::lines(lang)) }
                div.c12 { (figures::before_after(lang)) }
                div.c6 { (records::hits(lang)) }
                div.c6 { (records::empty(lang)) }
            }
            (records::board(lang))
        }
    }
}

/// Name and colour class of a sample department.
fn department(lang: Lang, key: &str) -> (String, String) {
    (
        t(lang, &format!("style.dept.{key}")).to_owned(),
        format!("d-{key}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_page_obeys_the_strict_policy() {
        for lang in Lang::ALL {
            let html = style_page(lang).0;
            assert!(!html.contains(" style=") && !html.contains("<style"));
            assert!(!html.contains(" onclick=") && !html.contains("<script"));
        }
    }

    #[test]
    fn no_element_names_its_class_twice() {
        let html = style_page(Lang::De).0;
        for tag in html.split('<').filter_map(|rest| rest.split('>').next()) {
            assert!(tag.matches(" class=\"").count() < 2, "{tag}");
        }
    }

    #[test]
    fn every_id_of_the_style_page_is_used_once() {
        let html = style_page(Lang::De).0;
        let mut ids: Vec<&str> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}
