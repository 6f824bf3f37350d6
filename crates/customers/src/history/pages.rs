//! The history of a record, as a page and as a part of its page.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Error, Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{button, chip, empty_state, form, link_button, pager, section};
use ui::{Attrs, fmt, t};

use super::model::{Change, Subject};
use super::store as sql;
use crate::fields::pages::{Names, Shown};
use crate::fields::{Kind, find};

const PAGE: usize = 50;
/// Changes beside the record.
const FEW: usize = 4;

#[derive(Deserialize)]
pub(crate) struct Ask {
    #[serde(default)]
    after: String,
}

pub(crate) async fn history(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path((kind, id)): Path<(String, Id)>,
    Query(ask): Query<Ask>,
) -> Answer {
    let lang = may.ctx.lang;
    let subject = super::subject(&kind).ok_or_else(|| Error::not_found("page"))?;
    let before = match ask.after.as_str() {
        "" => None,
        text => Some(text.parse()?),
    };
    let mut changes = sql::of_record(app.db(), &kind, id, before, PAGE + 1).await?;
    let more = changes.len() > PAGE;
    changes.truncate(PAGE);
    let next = changes.last().filter(|_| more);
    let next = next.map(|last| format!("/history/{kind}/{id}?after={}", last.id));
    let body = html! {
        div.u-main {
            @if changes.is_empty() {
                (empty_state("history", t(lang, "history.empty"), t(lang, "history.empty_text"), html! {}))
            } @else {
                (list(&app, &may, (subject, id), &changes).await?)
                (pager(lang, "", None, next.as_deref()))
            }
        }
    };
    let page = Page::new(t(lang, "history.title"), subject.path)
        .crumb(t(lang, &format!("{}.title", subject.texts)), subject.path)
        .crumb(t(lang, "history.record"), format!("{}/{id}", subject.path));
    Ok(page.render(&app, &may, body))
}

/// The last changes of a record with a link to all of them, for the side column of its page.
///
/// # Errors
/// As the database.
pub async fn panel_of(app: &App, viewer: &Viewer, kind: &str, id: Id) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let Some(subject) = super::subject(kind) else {
        return Ok(Markup::default());
    };
    let changes = sql::of_record(app.db(), kind, id, None, FEW).await?;
    if changes.is_empty() {
        return Ok(Markup::default());
    }
    let all = link_button(t(lang, "history.all"), &format!("/history/{kind}/{id}")).ghost();
    let body = list(app, viewer, (subject, id), &changes).await?;
    Ok(section(t(lang, "history.title"), html! { (all) }, body))
}

/// The changes that the viewer may see, one below the other.
async fn list(
    app: &App,
    viewer: &Viewer,
    (subject, id): (&Subject, Id),
    changes: &[Change],
) -> Result<Markup> {
    let names = names_of(app, viewer.ctx.lang, subject, changes).await?;
    let mut house = org::settings::company(app.db()).await?;
    if let Some(currency) = subject.currency {
        house.currency = currency(app.clone(), id).await?;
    }
    let sees = |change: &&Change| {
        let field = change.field.as_deref().unwrap_or("");
        viewer.may((subject.needs)(field), Verb::Read)
    };
    let changes = changes.iter().filter(sees);
    let shown = Shown::new(viewer, &house, subject.texts, &names);
    Ok(html! { ol.u-hits { @for change in changes { (row(viewer, subject, &shown, change)) } } })
}

fn row(viewer: &Viewer, subject: &Subject, shown: &Shown<'_>, change: &Change) -> Markup {
    let lang = viewer.ctx.lang;
    let who = change.member.as_deref().unwrap_or(t(lang, "fields.system"));
    let value =
        |field: &str, spelling: &Option<String>| match (find(subject.fields, field), spelling) {
            (_, None) => "–".to_owned(),
            (Some(field), Some(text)) => shown.text(field, text),
            (None, Some(text)) => text.clone(),
        };
    let needs = (subject.needs)(change.field.as_deref().unwrap_or(""));
    let editable = viewer.may(Resource::Customer, Verb::Write) && viewer.may(needs, Verb::Write);
    html! {
        li.u-hit {
            div.u-grow {
                @match &change.field {
                    Some(field) => {
                        div { span.u-m { (shown.label(field)) } ": " span.u-mute { (value(field, &change.before)) } " → " (value(field, &change.after)) }
                    }
                    None => div.u-m { (t(lang, &format!("history.{}", change.action))) },
                }
                div.u-mute.u-xs { (who) " · " (fmt::datetime(lang, change.at, &viewer.ctx.zone)) }
            }
            @if change.import_id.is_some() { (chip(t(lang, "history.import"))) }
            @if change.undone_by.is_some() { (chip(t(lang, "word.undone"))) }
            @else if editable && change.is_undoable() {
                (form(&format!("/history/{}/undo", change.change), &viewer.csrf, &Attrs::new(),
                    html! { (button(t(lang, "word.undo")).submits().ghost()) }))
            }
        }
    }
}

async fn names_of(app: &App, lang: Lang, subject: &Subject, changes: &[Change]) -> Result<Names> {
    let mut ids = Vec::new();
    for change in changes {
        let field = change
            .field
            .as_deref()
            .and_then(|name| find(subject.fields, name));
        if field.is_some_and(|f| matches!(f.kind, Kind::Link(_))) {
            let both = [&change.before, &change.after];
            ids.extend(
                both.into_iter()
                    .flatten()
                    .filter_map(|id| id.parse::<Id>().ok()),
            );
        }
    }
    let mut names = Names::default();
    for (id, name) in crate::people::names(app.db(), &ids).await? {
        names.add(id, name, None);
    }
    for (id, name) in sql::linked(app.db(), lang, ids).await? {
        names.add(id, name, None);
    }
    Ok(names)
}

pub(crate) async fn undo(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(change): Path<Id>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    for resource in super::needs(&mut tx, change).await? {
        if !may.may(resource, Verb::Write) {
            let wanted = format!("{resource:?}.write").to_lowercase();
            return Err(Error::Forbidden(wanted).into());
        }
    }
    let page = super::undo(&mut tx, change).await?;
    let undo = format!("/history/{}/undo", tx.change_id());
    tx.commit().await?;
    Ok(see(&app, &page, Some(("word.undone", Some(&undo)))))
}
