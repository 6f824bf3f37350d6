//! The forms about departments.

use kernel::{Fields, Lang};
use maud::{Markup, html};
use ui::components::{button, checkbox, date_field, field, form, hidden, select, submit};
use ui::{Attrs, t};

use super::{Given, text};
use crate::departments::{Department, SLOTS};
use crate::web::Viewer;

/// Names and colour; `present` is what is shown before anything was typed.
fn names(
    lang: Lang,
    given: &Given,
    suffix: &str,
    present: (&str, &str, &str),
    errors: &Fields,
) -> Markup {
    let value = |name: &str, present: &str| {
        let name = format!("{name}{suffix}");
        given.get(&name).map_or(present, String::as_str).to_owned()
    };
    let mut colours: Vec<(&str, String)> = SLOTS
        .iter()
        .map(|slot| (*slot, format!("{} {slot}", t(lang, "departments.colour"))))
        .collect();
    if !present.2.is_empty() && !SLOTS.contains(&present.2) {
        let own = t(lang, "departments.colour_own").to_owned();
        colours.insert(0, (present.2, own));
    }
    let name = |field: &str| format!("{field}{suffix}");
    html! {
        (field(&name("name_de"), t(lang, "departments.name_de")).value(&value("name_de", present.0)).errors(lang, errors))
        (field(&name("name_en"), t(lang, "departments.name_en")).value(&value("name_en", present.1)).errors(lang, errors))
        (select(&name("colour"), t(lang, "departments.colour"), &colours).selected(&value("colour", present.2)).errors(lang, errors))
    }
}

fn day(viewer: &Viewer, name: &str, id: &str, given: &Given, errors: &Fields) -> Markup {
    let lang = viewer.ctx.lang;
    let mut input = date_field(
        lang,
        name,
        t(lang, "departments.valid_from"),
        Some(viewer.ctx.today()),
    )
    .id(id)
    .errors(lang, errors);
    if let Some(typed) = given.get(name) {
        input = input.value(typed);
    }
    html! { (input) }
}

/// A new department.
pub(super) fn create(viewer: &Viewer, given: &Given, errors: &Fields) -> Markup {
    let lang = viewer.ctx.lang;
    form(
        "/departments",
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (names(lang, given, "", ("", "", "1"), errors))
            (day(viewer, "on", "f-on", given, errors))
            (submit(t(lang, "word.create")))
        },
    )
}

/// Several departments become one.
pub(super) fn merge(
    viewer: &Viewer,
    departments: &[&Department],
    given: &Given,
    errors: &Fields,
) -> Markup {
    let lang = viewer.ctx.lang;
    form(
        "/departments/merger",
        &viewer.csrf,
        &Attrs::new(),
        html! {
            p.u-sm { (t(lang, "departments.merge_text")) }
            fieldset {
                legend { (t(lang, "departments.merge_from")) }
                @for d in departments {
                    @let name = format!("from_{}", d.id);
                    (checkbox(&name, "1", d.name(lang), given.contains_key(&name)))
                }
                @if let Some(wrong) = errors.iter().find(|e| e.field == "from") {
                    p role="alert" { (ui::field_error(lang, wrong)) }
                }
            }
            (successor(lang, departments, false, "f-merge-into", t(lang, "departments.merge_into"), given, errors))
            (day(viewer, "merged_on", "f-merged-on", given, errors))
            (button(t(lang, "departments.merge")).icon("arrow-merge").submits())
        },
    )
}

fn successor(
    lang: Lang,
    departments: &[&Department],
    optional: bool,
    id: &str,
    label: &str,
    given: &Given,
    errors: &Fields,
) -> Markup {
    let mut choices = Vec::new();
    if optional {
        choices.push((String::new(), t(lang, "word.none").to_owned()));
    }
    choices.extend(
        departments
            .iter()
            .map(|d| (d.key.clone(), d.name(lang).to_owned())),
    );
    html! {
        (select("successor", label, &choices).id(id).selected(text(given, "successor")).errors(lang, errors))
    }
}

/// Other names, another colour.
pub(super) fn rename(
    viewer: &Viewer,
    department: &Department,
    given: &Given,
    errors: &Fields,
) -> Markup {
    let lang = viewer.ctx.lang;
    let present = (
        department.name_de.as_str(),
        department.name_en.as_str(),
        department.colour.as_str(),
    );
    form(
        &format!("/departments/{}", department.id),
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (hidden("version", &department.version.to_string()))
            (names(lang, given, "", present, errors))
            (submit(t(lang, "word.save")))
        },
    )
}

/// The department ends; its members go to the successor.
pub(super) fn retire(
    viewer: &Viewer,
    department: &Department,
    others: &[&Department],
    given: &Given,
    errors: &Fields,
) -> Markup {
    let lang = viewer.ctx.lang;
    form(
        &format!("/departments/{}/retirement", department.id),
        &viewer.csrf,
        &Attrs::new(),
        html! {
            p.u-sm { (t(lang, "departments.retire_text")) }
            (successor(lang, others, true, "f-retire-to", t(lang, "departments.successor"), given, errors))
            (day(viewer, "on", "f-retire-on", given, errors))
            (button(t(lang, "departments.retire")).icon("archive").submits())
        },
    )
}

/// The department becomes several.
pub(super) fn split(
    viewer: &Viewer,
    department: &Department,
    given: &Given,
    errors: &Fields,
) -> Markup {
    let lang = viewer.ctx.lang;
    form(
        &format!("/departments/{}/split", department.id),
        &viewer.csrf,
        &Attrs::new(),
        html! {
            p.u-sm { (t(lang, "departments.split_text")) }
            @for (suffix, slot) in [("_1", "1"), ("_2", "2"), ("_3", "3")] {
                fieldset {
                    legend { (t(lang, "departments.part")) " " (slot) }
                    (names(lang, given, suffix, ("", "", slot), errors))
                }
            }
            (day(viewer, "on", "f-split-on", given, errors))
            (button(t(lang, "departments.split")).icon("arrows-split").submits())
        },
    )
}
