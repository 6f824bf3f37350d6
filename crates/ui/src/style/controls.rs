//! Samples of what people press and fill in.

use kernel::{Date, FieldError, Lang};
use maud::{Markup, html};

use super::{DEPARTMENTS, department};
use crate::components::{
    Dialog, Flash, Menu, MenuItem, Toggle, avatar, avatar_large, avatars, button, checkbox, chip,
    choices, date_field, dept_chip, field, filter_bar, form, icon_button, link_button, notice,
    panel, progress, ring, select, submit, tabs, textarea, toast, toggle,
};
use crate::{Attrs, t};

/// Buttons, menus, tabs, a dialog.
pub(super) fn buttons(lang: Lang) -> Markup {
    let menu = vec![
        MenuItem::link(t(lang, "word.edit"), "#edit").icon("edit"),
        MenuItem::link(t(lang, "word.export"), "#export").icon("download"),
        MenuItem::action(t(lang, "word.delete")).icon("trash"),
    ];
    let footer = html! {
        (link_button(t(lang, "style.other_day"), "#other"))
        (link_button(t(lang, "style.join"), "#join").primary())
    };
    let dialog = Dialog::new(
        lang,
        "sample-dialog",
        t(lang, "style.dialog_title"),
        html! { p { (t(lang, "style.dialog_text")) } },
    );
    let body = html! {
        div.u-stack {
            div.u-row.u-wrap {
                (link_button(t(lang, "style.activity"), "#new").primary().icon("plus"))
                (button(t(lang, "style.log_call")).icon("phone"))
                (button(t(lang, "word.cancel")).ghost())
                (button(t(lang, "style.discard")).danger().icon("trash"))
                (button(t(lang, "word.save")).disabled(true))
                (icon_button("edit", t(lang, "word.edit")))
                (Menu::new("sample-menu", t(lang, "word.more"), menu))
            }
            div.u-row.u-wrap {
                (button(t(lang, "style.dialog")).opens("sample-dialog"))
                (button(t(lang, "style.palette")).opens("palette").icon("command"))
            }
            (tabs(t(lang, "style.buttons"), &[
                (t(lang, "shell.timeline"), "#1", true),
                (t(lang, "word.deals"), "#2", false),
                (t(lang, "word.activities"), "#3", false),
            ]))
        }
        (dialog.footer(footer))
    };
    panel(t(lang, "style.buttons"), html! {}, body)
}

/// Chips, departments, faces, filters.
pub(super) fn marks(lang: Lang) -> Markup {
    let body = html! {
        div.u-stack {
            div.u-row.u-wrap {
                (chip(t(lang, "style.neutral")))
                (chip(t(lang, "style.kept")).ok().icon("check"))
                (chip(t(lang, "style.due")).warn().icon("clock"))
                (chip(t(lang, "style.broken")).bad().icon("alert-triangle"))
                (chip(t(lang, "style.shared")).accent().icon("share"))
            }
            div.u-row.u-wrap {
                @for key in DEPARTMENTS {
                    @let (name, class) = department(lang, key);
                    (dept_chip(&name, &class))
                }
                @for slot in 1..=6 {
                    (dept_chip(&format!("{} {slot}", t(lang, "style.dept.extra")), &format!("d-{slot}")))
                }
            }
            div.u-row.u-wrap {
                (avatar_large("Katrin Vogel", "d-mkt"))
                (avatar("Lena Brandt", "d-sal"))
                (avatars(&[("Lena Brandt", "d-sal"), ("Tom Keller", "d-mkt"), ("Aylin Şahin", "d-srv"), ("Max Oberhuber", "d-onb")]))
                (ring(82, t(lang, "style.score"), "bad"))
                (ring(40, t(lang, "style.score"), ""))
            }
            (filters(lang))
        }
    };
    panel(t(lang, "style.marks"), html! {}, body)
}

fn filters(lang: Lang) -> Markup {
    let body = html! {
        @for (key, count, on) in [("mkt", "11", true), ("sal", "9", true), ("acc", "2", false)] {
            @let (label, class) = department(lang, key);
            (toggle(&Toggle { label, class, count: Some(count.to_owned()), href: format!("#{key}"), on }))
        }
    };
    filter_bar(t(lang, "word.filter"), body)
}

/// Every kind of field, one of them with an error.
pub(super) fn forms(lang: Lang) -> Markup {
    let wrong = vec![FieldError::new("email", "error.email")];
    let day: Option<Date> = Date::new(2026, 11, 25).ok();
    let phases: Vec<(String, &str)> = kernel::Phase::all()
        .map(|phase| (phase.number().to_string(), crate::phase(lang, phase)))
        .collect();
    let body = html! {
        (field("name", t(lang, "word.name")).value("Katrin Vogel").required().hint(t(lang, "style.name_hint")))
        (field("email", t(lang, "word.email")).kind("email").value("k.vogel@").errors(lang, &wrong))
        div.u-form-grid {
            (date_field(lang, "on", t(lang, "word.date"), day))
            (select("phase", t(lang, "word.phase"), &phases).selected("3"))
        }
        (choices("order", t(lang, "word.date"), &[("dmy", "3.4."), ("mdy", "4.3.")], "dmy"))
        (textarea("note", t(lang, "style.profile_note"), 3))
        (checkbox("topic", "news", t(lang, "style.newsletter"), true))
        div.u-row { (submit(t(lang, "word.save"))) (link_button(t(lang, "word.cancel"), "#").ghost()) }
    };
    panel(
        t(lang, "style.forms"),
        html! {},
        form("#", "", &Attrs::new(), body),
    )
}

/// Notices that stay and notices that go.
pub(super) fn notices(lang: Lang) -> Markup {
    let won = Flash::ok(t(lang, "style.saved")).undo("#", Vec::new());
    let take_over = link_button(t(lang, "style.take_over"), "#take");
    let body = html! {
        div.u-stack {
            (notice("bad", t(lang, "style.alert_title"), t(lang, "style.alert_text"), html! { (take_over) }))
            (notice("", t(lang, "style.empty_title"), t(lang, "style.empty_text"), html! {}))
            (toast(lang, &won, ""))
            (toast(lang, &Flash::bad(t(lang, "style.failed")), ""))
            (progress(lang, t(lang, "style.import_running"), 5_280, 8_800))
        }
    };
    panel(t(lang, "style.notices"), html! {}, body)
}
