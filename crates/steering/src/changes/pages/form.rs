//! The form of a change.

use kernel::{Fields, Id};
use maud::{Markup, html};
use org::departments::Department;
use org::web::Viewer;
use ui::components::{checkbox, date_field, field, form, hidden, select, submit, textarea};
use ui::{Attrs, t};

use super::super::measures::ALL;
use super::super::model::{Change, Typed};
use super::Given;

/// What was typed; a ticked department is a field of its own.
pub(super) fn typed(given: &Given) -> Typed {
    let text = |name: &str| given.get(name).cloned().unwrap_or_default();
    let ticked = |name: &String| name.strip_prefix("department_")?.parse::<Id>().ok();
    Typed {
        name: text("name"),
        day: text("day"),
        measure: text("measure"),
        departments: given.keys().filter_map(ticked).collect(),
        note: text("note"),
    }
}

/// A change as the form shows it.
pub(super) fn of(viewer: &Viewer, change: &Change) -> Typed {
    let draft = &change.draft;
    Typed {
        name: draft.name.clone(),
        day: ui::fmt::date_input(viewer.ctx.lang, draft.day),
        measure: draft.measure.clone(),
        departments: draft.departments.clone(),
        note: draft.note.clone().unwrap_or_default(),
    }
}

/// The form of a new change, or of one that is written anew.
pub(super) fn draw(
    viewer: &Viewer,
    change: Option<&Change>,
    typed: &Typed,
    departments: &[Department],
    errors: &Fields,
) -> Markup {
    let lang = viewer.ctx.lang;
    let path = change.map_or("/changes".to_owned(), |c| format!("/changes/{}", c.id));
    let measures: Vec<(&str, &str)> = ALL
        .iter()
        .map(|m| (m.key, t(lang, &format!("changes.measure.{}.name", m.key))))
        .collect();
    let body = html! {
        @if let Some(change) = change { (hidden("version", &change.version.to_string())) }
        (field("name", t(lang, "changes.name")).value(&typed.name).required()
            .hint(t(lang, "changes.name_hint")).errors(lang, errors))
        div.u-form-row {
            (date_field(lang, "day", t(lang, "changes.day"), None).value(&typed.day).required()
                .hint(t(lang, "changes.day_hint")).errors(lang, errors))
            (select("measure", t(lang, "changes.measure_label"), &measures).selected(&typed.measure)
                .hint(t(lang, "changes.measure_hint")).errors(lang, errors))
        }
        (who(viewer, typed, departments, errors))
        (textarea("note", t(lang, "changes.note"), 2).value(&typed.note).errors(lang, errors))
        @let label = if change.is_some() { "word.save" } else { "changes.record" };
        (submit(t(lang, label)))
    };
    form(&path, &viewer.csrf, &Attrs::new(), body)
}

/// The departments that there are, and those that were chosen before they ended.
fn who(viewer: &Viewer, typed: &Typed, departments: &[Department], errors: &Fields) -> Markup {
    let lang = viewer.ctx.lang;
    let today = viewer.ctx.today();
    let offered = departments
        .iter()
        .filter(|d| d.is_valid_on(today) || typed.departments.contains(&d.id));
    html! {
        fieldset {
            legend { (t(lang, "changes.departments")) }
            div.u-row.u-wrap {
                @for d in offered {
                    (checkbox(&format!("department_{}", d.id), "1", d.name(lang), typed.departments.contains(&d.id)))
                }
            }
            p.u-mute.u-sm { (t(lang, "changes.departments_hint")) }
            @if let Some(wrong) = errors.iter().find(|e| e.field == "departments") {
                p.u-error role="alert" { (ui::field_error(lang, wrong)) }
            }
        }
    }
}
