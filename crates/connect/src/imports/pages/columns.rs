//! The columns of a file and the fields that they feed; what the file leaves open is asked first.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Error, Id, Lang};
use maud::{Markup, html};
use org::permissions::{ReadImport, Resource, Verb, WriteImport};
use org::web::{Answer, App, Form, May, Viewer, see};
use serde::Deserialize;
use ui::components::{Select, button, chip, form, hidden, notice, panel, select, submit, tabs};
use ui::{Attrs, t, tf};

use super::super::jobs;
use super::super::model::fields::{FieldDef, FieldType, Kind};
use super::super::model::mapping::{FileMap, Mapping, Rule};
use super::super::model::{KEY, Origin, Prepared, Readiness};
use super::questions;
use super::upload::invalid;
use super::{file_of, page};
use crate::imports::formats;

/// Columns on one page: a select of all fields each.
const COLUMNS: usize = 20;

/// The pairs of a form whose fields depend on the file.
pub(super) type Pairs = Vec<(String, String)>;

/// The value of a pair.
pub(super) fn given<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    let found = pairs.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str())
}

#[derive(Deserialize)]
pub(crate) struct At {
    #[serde(default)]
    page: usize,
}

pub(crate) async fn show(
    State(app): State<App>,
    may: May<ReadImport>,
    Path((id, no)): Path<(Id, usize)>,
    Query(at): Query<At>,
) -> Answer {
    let (_, draft) = jobs::waiting(&app, id).await?;
    let file = file_of(&draft, no)?;
    let lang = may.ctx.lang;
    let body = html! {
        div.u-main.u-stack {
            (places(lang, id, no, "columns"))
            @if let (Some(reason), Readiness::Refused) = (&file.refused, file.readiness()) {
                (notice("bad", &reason.text(lang), "", html! {}))
            }
            @if may.may(Resource::Import, Verb::Write) { (kind_form(&may, id, no, file)) }
            (columns_form(&may, id, no, file, at.page))
        }
    };
    let page =
        page(&may.viewer, &file.name).crumb(t(lang, "imports.one"), format!("/imports/{id}"));
    Ok(page.render(&app, &may, body))
}

/// The views of a file.
pub(super) fn places(lang: Lang, id: Id, no: usize, here: &str) -> Markup {
    let columns = format!("/imports/{id}/files/{no}");
    let settings = format!("{columns}/settings");
    let views = [
        (
            t(lang, "imports.columns"),
            columns.as_str(),
            here == "columns",
        ),
        (
            t(lang, "imports.more_settings"),
            settings.as_str(),
            here == "settings",
        ),
    ];
    tabs(t(lang, "imports.file"), &views)
}

fn kind_form(viewer: &Viewer, id: Id, no: usize, file: &Prepared) -> Markup {
    let lang = viewer.ctx.lang;
    let kinds = Kind::ALL.map(|k| (k.key(), t(lang, &format!("imports.kind.{}", k.key()))));
    let now = file.map().map_or("", |map| map.kind.key());
    let action = format!("/imports/{id}/files/{no}/kind");
    let body = html! {
        (select("kind", t(lang, "imports.kind_of_row"), &kinds).selected(now))
        (button(t(lang, "imports.kind_change")).submits())
    };
    html! { div.u-form-grid { div.u-inline-form { (form(&action, &viewer.csrf, &Attrs::new(), body)) } } }
}

fn columns_form(viewer: &Viewer, id: Id, no: usize, file: &Prepared, at: usize) -> Markup {
    let lang = viewer.ctx.lang;
    let headers = file.headers();
    let first = at.min(headers.len().saturating_sub(1) / COLUMNS) * COLUMNS;
    let shown = headers.iter().enumerate().skip(first).take(COLUMNS);
    let last = (first + COLUMNS).min(headers.len());
    let Some(map) = file.narrowed() else {
        return Markup::default();
    };
    let (from, all) = (first + 1, headers.len());
    let range = [("from", &from as _), ("to", &last as _), ("all", &all as _)];
    let title = tf(lang, "imports.columns_shown", &range);
    let list = html! {
        ol.u-cols.u-quiet { @for (column, header) in shown { (row(lang, file, &map, column, header)) } }
    };
    let body = html! {
        (hidden("page", &(first / COLUMNS).to_string()))
        (questions::ask(lang, file))
        (panel(&title, html! {}, list))
        div.u-row.u-wrap {
            @if first > 0 { (button(t(lang, "word.previous")).submits().sends("then", "previous")) }
            @if last < headers.len() { (button(t(lang, "imports.save_next")).submits().sends("then", "next")) }
            (submit(t(lang, "imports.to_overview")).sends("then", "overview"))
        }
    };
    let action = format!("/imports/{id}/files/{no}");
    form(&action, &viewer.csrf, &Attrs::new(), body)
}

fn row(lang: Lang, file: &Prepared, map: &FileMap, column: usize, header: &str) -> Markup {
    let feeds = feeds_of(map, header);
    let samples = file.samples.get(column).filter(|s| !s.is_empty());
    let first = feeds.first().map_or("", |(field, _)| field.as_str());
    let adjust = tf(lang, "imports.adjust_column", &[("column", &header)]);
    html! {
        li {
            div {
                p.u-b { (header) }
                p.u-mute.u-sm { @match samples { Some(some) => (some.join(" · ")), None => (t(lang, "imports.no_samples")) } }
                @for (field, _) in feeds.iter().skip(1) {
                    (chip(&tf(lang, "imports.also", &[("field", &target_name(lang, field))]))) " "
                }
                @if let Some(says) = questions::convention(lang, file, map, header) { (chip(says)) }
            }
            (targets(lang, map.kind, &format!("to.{column}"), header, first))
            (button(t(lang, "imports.adjust")).submits().sends("then", &format!("column.{column}")).attr("aria-label", &adjust))
        }
    }
}

/// What a column feeds, the key last: it is seldom all that a column is for.
pub(super) fn feeds_of(map: &FileMap, header: &str) -> Vec<(String, Rule)> {
    let mut feeds = map.feeds(header);
    feeds.sort_by_key(|(field, _)| field == KEY);
    feeds
}

/// The name of a field, or of the key.
pub(super) fn target_name(lang: Lang, field: &str) -> &'static str {
    match field {
        KEY => t(lang, "imports.as_key"),
        _ => t(lang, &format!("imports.field.{field}")),
    }
}

/// The fields that a column can feed, by the kind of record that they speak of.
pub(super) fn targets(lang: Lang, kind: Kind, name: &str, label: &str, now: &str) -> Select {
    let own = [
        ("", t(lang, "imports.leave_out")),
        (KEY, t(lang, "imports.as_key")),
    ];
    let field = |def: &FieldDef| {
        let label = t(lang, &format!("imports.field.{}", def.name));
        (def.name.to_owned(), label.to_owned())
    };
    let about = |def: &&FieldDef| match def.holds {
        FieldType::Ref(other) | FieldType::Refs(other) => other,
        _ => kind,
    };
    let others = Kind::ALL.into_iter().filter(|k| *k != kind);
    let mut select = select(name, label, &own).selected(now);
    for group in std::iter::once(kind).chain(others) {
        let fields = kind.fields().iter().filter(|def| about(def) == group);
        let heading = t(lang, &format!("imports.kinds.{}", group.key()));
        select = select.group(heading, fields.map(field).collect());
    }
    select
}

pub(crate) async fn save(
    State(app): State<App>,
    may: May<WriteImport>,
    Path((id, no)): Path<(Id, usize)>,
    Form(pairs): Form<Pairs>,
) -> Answer<Response> {
    jobs::redraft(&app, &may.ctx, id, |draft| {
        let file = draft
            .files
            .get_mut(no)
            .ok_or_else(|| Error::not_found("file"))?;
        change(file, &pairs)?;
        Ok(vec![no])
    })
    .await?;
    let place = place_after(id, no, &pairs);
    Ok(see(&app, &place, Some(("imports.saved", None))))
}

/// Where the button that was pressed leads.
fn place_after(id: Id, no: usize, pairs: &Pairs) -> String {
    let page: usize = given(pairs, "page")
        .and_then(|p| p.parse().ok())
        .unwrap_or(0);
    let here = format!("/imports/{id}/files/{no}");
    let then = given(pairs, "then").unwrap_or("overview");
    match then.split_once('.') {
        Some(("column", column)) => format!("{here}/columns/{}", column.parse().unwrap_or(0_usize)),
        _ if then == "next" => format!("{here}?page={}", page + 1),
        _ if then == "previous" => format!("{here}?page={}", page.saturating_sub(1)),
        _ => format!("/imports/{id}"),
    }
}

/// Takes over the fields of the columns shown, and the answers.
fn change(file: &mut Prepared, pairs: &Pairs) -> kernel::Result<()> {
    let mut map = file.narrowed().ok_or_else(|| Error::not_found("file"))?;
    for (column, header) in file.headers().iter().enumerate() {
        let Some(to) = given(pairs, &format!("to.{column}")) else {
            continue;
        };
        let mut fields: Vec<String> = Vec::new();
        if !to.is_empty() {
            let further = feeds_of(&map, header).into_iter().skip(1);
            fields.push(to.to_owned());
            fields.extend(further.map(|(field, _)| field).filter(|f| f != to));
        }
        map.set_targets(header, &fields);
    }
    questions::answer(file, &mut map, pairs);
    keep(file, map)
}

/// Keeps a changed mapping under the name that the file has.
pub(super) fn keep(file: &mut Prepared, map: FileMap) -> kernel::Result<()> {
    let Mapping { title, source, .. } = file.mapping.clone();
    file.set(&title, &source, map)
        .map_err(|reason| invalid("mapping", reason))
}

#[derive(Deserialize)]
pub(crate) struct Kinds {
    #[serde(default)]
    kind: String,
}

/// Another kind of record: the mapping of the file begins anew.
pub(crate) async fn change_kind(
    State(app): State<App>,
    may: May<WriteImport>,
    Path((id, no)): Path<(Id, usize)>,
    Form(given): Form<Kinds>,
) -> Answer<Response> {
    let kind = Kind::parse(&given.kind).ok_or_else(|| Error::field("kind", "error.choice"))?;
    jobs::redraft(&app, &may.ctx, id, |draft| {
        let file = draft
            .files
            .get_mut(no)
            .ok_or_else(|| Error::not_found("file"))?;
        let layout = file
            .layout
            .as_ref()
            .ok_or_else(|| Error::not_found("file"))?;
        if file.map().is_some_and(|map| map.kind != kind) {
            let map = formats::propose(layout, Some(kind));
            keep(file, map)?;
            // Nobody has looked at the new proposal yet.
            file.origin = Origin::Proposed;
        }
        Ok(vec![no])
    })
    .await?;
    Ok(see(&app, &format!("/imports/{id}/files/{no}"), None))
}
