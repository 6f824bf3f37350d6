//! The map of phases and departments, and one activity with its responsibilities.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Lang, Phase, Result};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::{ReadActivity, Resource, Verb, WriteActivity};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use ui::components::{chip, dept_chip, field, form, hidden, panel, select, submit};
use ui::{Attrs, t, tf};

use super::model::{Activity, Responsibility, unclear};
use super::store as sql;

const ROLES: [&str; 4] = ["A", "R", "C", "I"];

pub(crate) async fn map(State(app): State<App>, may: May<ReadActivity>) -> Answer {
    let lang = may.ctx.lang;
    let departments = org::departments::valid_on(app.db(), may.ctx.today()).await?;
    let activities = sql::all(app.db()).await?;
    let cells = sql::responsibilities(app.db()).await?;
    let unclear = unclear(&activities, &cells);
    let body = html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, "activity_map.template")) " " (tf(lang, "activity_map.unclear", &[("n", &unclear.len()), ("all", &activities.len())])) }
            section.u-panel {
                div.u-scroll role="region" tabindex="0" aria-label=(t(lang, "menu.activity_map")) {
                    table.u-raci.u-wide {
                        caption.vh { (t(lang, "menu.activity_map")) }
                        thead { tr {
                            th scope="col" { (t(lang, "word.activity")) }
                            @for d in &departments { th scope="col" { (dept_chip(d.name(lang), &d.class())) } }
                        } }
                        tbody {
                            @for phase in Phase::all() { (phase_rows(lang, phase, &departments, &activities, &cells, &unclear)) }
                        }
                    }
                }
            }
            p.u-mute.u-sm { (t(lang, "activity_map.legend")) }
        }
    };
    Ok(Page::new(t(lang, "menu.activity_map"), "/activities").render(&app, &may, body))
}

fn phase_rows(
    lang: Lang,
    phase: Phase,
    departments: &[Department],
    activities: &[Activity],
    cells: &[Responsibility],
    unclear: &[Id],
) -> Markup {
    html! {
        tr.stage { th scope="rowgroup" colspan=(departments.len() + 1) { (phase.number()) " · " (ui::phase(lang, phase)) } }
        @for activity in activities.iter().filter(|a| a.phase == phase.number()) {
            tr {
                th scope="row" {
                    a.u-link href={ "/activities/" (activity.id) } { (activity.name(lang)) } " "
                    @if unclear.contains(&activity.id) { (chip(t(lang, "activity_map.gap")).warn()) }
                    @else if activity.joint { (chip(t(lang, "activity_map.joint"))) }
                }
                @for department in departments { (cell(lang, activity, department, cells)) }
            }
        }
    }
}

fn cell(
    lang: Lang,
    activity: &Activity,
    department: &Department,
    cells: &[Responsibility],
) -> Markup {
    let role = cells
        .iter()
        .find(|(a, d, _)| *a == activity.id && *d == department.id)
        .map(|(_, _, role)| role.as_str());
    html! {
        td {
            @if let Some(role) = role {
                span.u-rc.{ (role) } title=(t(lang, &format!("activity_map.role_{}", role.to_lowercase()))) { (role) }
            }
        }
    }
}

pub(crate) async fn detail(
    State(app): State<App>,
    may: May<ReadActivity>,
    Path(id): Path<Id>,
) -> Answer {
    let activity = sql::get(app.db(), id).await?;
    let roles = roles_of(&sql::responsibilities(app.db()).await?, id);
    view(&app, &may, &activity, &roles, &Vec::new()).await
}

fn roles_of(cells: &[Responsibility], id: Id) -> Vec<(Id, String)> {
    let mine = cells.iter().filter(|(activity, _, _)| *activity == id);
    mine.map(|(_, department, role)| (*department, role.clone()))
        .collect()
}

pub(crate) async fn save(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
    Form(given): Form<Vec<(String, String)>>,
) -> Answer<Response> {
    let mut activity = sql::get(app.db(), id).await?;
    let (edited, roles) = read(&activity, &given)?;
    let errors = check(&edited, &roles);
    if !errors.is_empty() {
        let page = view(&app, &may, &edited, &roles, &errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    activity.version = edited.version;
    let mut tx = app.db().begin(&may.ctx).await?;
    sql::save(
        &mut tx,
        &activity,
        (&edited.name_de, &edited.name_en, edited.phase),
        &roles,
    )
    .await?;
    tx.commit().await?;
    Ok(see(&app, "/activities", Some(("word.saved", None))))
}

fn read(activity: &Activity, given: &[(String, String)]) -> Result<(Activity, Vec<(Id, String)>)> {
    let mut edited = activity.clone();
    let mut roles = Vec::new();
    for (name, value) in given {
        match name.as_str() {
            "name_de" => value.trim().clone_into(&mut edited.name_de),
            "name_en" => value.trim().clone_into(&mut edited.name_en),
            "phase" => {
                edited.phase = value
                    .parse()
                    .map_err(|_| Error::field("phase", "error.choice"))?
            }
            "version" => {
                edited.version = value
                    .parse()
                    .map_err(|_| Error::field("version", "error.choice"))?
            }
            _ => {
                if let Some(department) = name.strip_prefix("role-")
                    && ROLES.contains(&value.as_str())
                {
                    roles.push((department.parse()?, value.clone()));
                }
            }
        }
    }
    Ok((edited, roles))
}

fn check(edited: &Activity, roles: &[(Id, String)]) -> Fields {
    let mut errors = Fields::new();
    let mut wrong = |field: &str, key: &str| errors.push(kernel::FieldError::new(field, key));
    if edited.name_de.is_empty() || edited.name_de.chars().count() > 200 {
        wrong("name_de", "error.required");
    }
    if edited.name_en.is_empty() || edited.name_en.chars().count() > 200 {
        wrong("name_en", "error.required");
    }
    if Phase::new(edited.phase).is_none() {
        wrong("phase", "error.choice");
    }
    if roles.iter().filter(|(_, role)| role == "A").count() > 1 {
        wrong("roles", "activity_map.two_accountable");
    }
    errors
}

async fn view(
    app: &App,
    viewer: &Viewer,
    activity: &Activity,
    roles: &[(Id, String)],
    errors: &Fields,
) -> Answer {
    let lang = viewer.ctx.lang;
    let departments = org::departments::valid_on(app.db(), viewer.ctx.today()).await?;
    let may_write = viewer.may(Resource::Activity, Verb::Write);
    let body = html! {
        div.u-main.u-stack {
            @if may_write {
                (panel(t(lang, "word.edit"), html! {}, form(&format!("/activities/{}", activity.id), &viewer.csrf, &Attrs::new(), fields(lang, activity, &departments, roles, errors))))
            } @else {
                (panel(t(lang, "activity_map.responsible"), html! {}, html! {
                    ul { @for d in &departments { @if let Some((_, role)) = roles.iter().find(|(id, _)| *id == d.id) { li { (dept_chip(d.name(lang), &d.class())) " " (t(lang, &format!("activity_map.role_{}", role.to_lowercase()))) } } } }
                }))
            }
        }
    };
    let page = Page::new(activity.name(lang).to_owned(), "/activities")
        .crumb(t(lang, "menu.activity_map"), "/activities");
    Ok(page.render(app, viewer, body))
}

fn fields(
    lang: Lang,
    activity: &Activity,
    departments: &[Department],
    roles: &[(Id, String)],
    errors: &Fields,
) -> Markup {
    let phases: Vec<(String, String)> = Phase::all()
        .map(|p| {
            (
                p.number().to_string(),
                format!("{} · {}", p.number(), ui::phase(lang, p)),
            )
        })
        .collect();
    let mut choices = vec![("", t(lang, "activity_map.role_none"))];
    choices.extend(ROLES.iter().map(|r| {
        (
            *r,
            t(lang, &format!("activity_map.role_{}", r.to_lowercase())),
        )
    }));
    html! {
        (hidden("version", &activity.version.to_string()))
        (field("name_de", t(lang, "activity_map.name_de")).value(&activity.name_de).required().errors(lang, errors))
        (field("name_en", t(lang, "activity_map.name_en")).value(&activity.name_en).required().errors(lang, errors))
        (select("phase", t(lang, "word.phase"), &phases).selected(&activity.phase.to_string()).errors(lang, errors))
        @for error in errors.iter().filter(|e| e.field == "roles") { p role="alert" { (ui::field_error(lang, error)) } }
        @for department in departments {
            @let now = roles.iter().find(|(id, _)| *id == department.id).map_or("", |(_, role)| role.as_str());
            (select(&format!("role-{}", department.id), department.name(lang), &choices).selected(now))
        }
        (submit(t(lang, "word.save")))
    }
}
