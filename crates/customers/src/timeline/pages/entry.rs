//! One moment in the stream.

use kernel::{Id, Lang, types};
use maud::{Markup, html};
use org::departments::Department;
use org::web::Viewer;
use ui::components::{Entry, chip};
use ui::{fmt, t};

use super::Departments;
use crate::timeline::Subject;
use crate::timeline::store::Moment;

/// Whole sentence of a moment: who (unless the page is about that person), what, about which object.
pub(crate) fn sentence(lang: Lang, moment: &Moment, subject: Subject) -> Markup {
    let who = moment.person_name();
    let what = types::find(&moment.type_key).map_or(moment.type_key.as_str(), |def| def.text(lang));
    let name_it = !who.is_empty() && !matches!(subject, Subject::Person(_));
    html! {
        @if name_it { b { (who) } " · " }
        (what)
        @if let Some(object) = &moment.object_name { ": " b { (object) } }
        @if matches!(subject, Subject::All | Subject::Group(_)) {
            @if let Some(company) = &moment.company_name { span.u-mute { " · " (company) } }
        }
    }
}

/// The moment as an entry of the stream.
pub(crate) fn entry(
    viewer: &Viewer,
    departments: &Departments,
    moment: &Moment,
    subject: Subject,
) -> Entry {
    let lang = viewer.ctx.lang;
    let department = departments.get(moment.department_id);
    let icon = types::find(&moment.type_key).map_or("activity", |def| def.icon.as_str());
    Entry {
        id: format!("t-{}", moment.id),
        department: department
            .map(|d| d.name(lang).to_owned())
            .unwrap_or_default(),
        class: department.map(Department::class).unwrap_or_default(),
        icon: icon.to_owned(),
        title: sentence(lang, moment, subject),
        at: moment.time,
        zone: viewer.ctx.zone.clone(),
        note: moment.note.clone(),
        meta: meta(viewer, departments, moment),
        href: Some(format!("/timeline/{}", moment.id)),
        menu: None,
        lang,
    }
}

fn meta(viewer: &Viewer, departments: &Departments, moment: &Moment) -> Option<Markup> {
    let lang = viewer.ctx.lang;
    let properties = moment.properties();
    let number = |name: &str| properties.get(name).and_then(serde_json::Value::as_i64);
    let text = |name: &str| {
        properties
            .get(name)
            .and_then(|v| v.as_str())
            .map(str::to_owned)
    };
    let mut chips: Vec<Markup> = Vec::new();
    if moment.two_way {
        chips.push(html! { (chip(t(lang, "timeline.two_way")).icon("arrows-exchange")) });
    }
    if let Some(to) = departments.get(moment.to_department_id) {
        chips.push(html! { (chip(&format!("→ {}", to.name(lang))).accent()) });
    }
    if let Some(seconds) = number("duration_s") {
        chips.push(html! { (chip(&fmt::duration_s(lang, seconds)).icon("clock")) });
    }
    if let Some(next) = text("next_step") {
        chips.push(html! { (chip(&next).icon("calendar-event")) });
    }
    if let (Some(value), Some(currency)) = (moment.value_minor, &moment.currency) {
        chips.push(html! { (chip(&fmt::money(lang, value, currency))) });
    }
    if moment.is_machine {
        chips.push(html! { (chip(t(lang, "timeline.machine")).warn()) });
    }
    if own(viewer, moment.member_id) {
        chips.push(html! { (chip(t(lang, "timeline.by_you"))) });
    }
    (!chips.is_empty()).then(|| html! { @for chip in &chips { (chip) } })
}

/// Names of members are not shown on the timeline: only one's own part is marked.
fn own(viewer: &Viewer, member: Option<Id>) -> bool {
    member.is_some() && member == viewer.ctx.member
}
