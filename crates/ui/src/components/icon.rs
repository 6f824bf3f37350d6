//! Icons from the sprite.

use maud::{Markup, html};

use crate::asset_url;

const NAMES: &[&str] = include!(concat!(env!("OUT_DIR"), "/icons.rs"));

/// An icon beside a text; it says nothing by itself. Names stand in `icons.txt` or in a touchpoint
/// type; an unknown name is shown as a question mark and panics in a debug build.
#[must_use]
pub fn icon(name: &str) -> Markup {
    let known = NAMES.binary_search(&name).is_ok();
    debug_assert!(known, "no icon {name}: add it to crates/ui/icons.txt");
    let name = if known { name } else { "question-mark" };
    html! {
        svg.u-i aria-hidden="true" {
            use href={ (asset_url("icons.svg")) "#" (name) } {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_touchpoint_type_has_its_icon() {
        for def in kernel::types::all() {
            assert!(
                NAMES.binary_search(&def.icon.as_str()).is_ok(),
                "{}: {}",
                def.key,
                def.icon
            );
        }
    }

    #[test]
    fn an_icon_is_hidden_from_readers() {
        assert!(icon("home").0.contains("aria-hidden=\"true\""));
    }
}
