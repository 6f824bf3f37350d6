//! One column in full: every field that it feeds, and how its values are read for each of them.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Error, Id, Lang};
use maud::{Markup, html};
use org::permissions::{ReadImport, WriteImport};
use org::web::{Answer, App, Form, May, Viewer, see};
use ui::components::{
    checkbox, choices, field, form, link_button, panel, select, submit, textarea,
};
use ui::{Attrs, t};

use super::super::jobs;
use super::super::model::fields::FieldType;
use super::super::model::mapping::{By, FileMap, Missing, Rule};
use super::super::model::reader::header_key;
use super::super::model::values::{DateOrder, Decimal};
use super::super::model::{KEY, Prepared};
use super::columns::{Pairs, feeds_of, given, keep, places, target_name, targets};
use super::questions::{is_date, is_number, legend, mark_of, marks, order_of, orders, telling};
use super::{file_of, page};

/// Fields that a column can feed beside those that it feeds already.
const FURTHER: usize = 2;

pub(crate) async fn show(
    State(app): State<App>,
    may: May<ReadImport>,
    Path((id, no, column)): Path<(Id, usize, usize)>,
) -> Answer {
    let (_, draft) = jobs::waiting(&app, id).await?;
    let file = file_of(&draft, no)?;
    let header = header_of(file, column)?;
    let lang = may.ctx.lang;
    let back = format!("/imports/{id}/files/{no}");
    let body = html! {
        div.u-main.u-stack { (places(lang, id, no, "")) (column_form(&may, &back, file, column, header)) }
    };
    let page = page(&may.viewer, header)
        .crumb(t(lang, "imports.one"), format!("/imports/{id}"))
        .crumb(&file.name, back);
    Ok(page.render(&app, &may, body))
}

fn header_of(file: &Prepared, column: usize) -> kernel::Result<&str> {
    let header = file.headers().get(column).map(String::as_str);
    header.ok_or_else(|| Error::not_found("column"))
}

fn column_form(
    viewer: &Viewer,
    back: &str,
    file: &Prepared,
    column: usize,
    header: &str,
) -> Markup {
    let lang = viewer.ctx.lang;
    let Some(map) = file.narrowed() else {
        return Markup::default();
    };
    let feeds = feeds_of(&map, header);
    let samples = file.samples.get(column).cloned().unwrap_or_default();
    let body = html! {
        (panel(header, html! {}, html! {
            div.u-stack {
                p.u-mute { (samples.join(" · ")) }
                div.u-form-grid {
                    @for at in 0..feeds.len() + FURTHER {
                        @let label = if at == 0 { t(lang, "imports.target") } else { t(lang, "imports.target_more") };
                        @let now = feeds.get(at).map_or("", |(field, _)| field.as_str());
                        (targets(lang, map.kind, &format!("to.{at}"), label, now))
                    }
                }
            }
        }))
        @for (at, (field, rule)) in feeds.iter().enumerate() {
            (panel(target_name(lang, field), html! {}, html! { div.u-stack { (settings(lang, &map, header, at, (field, rule), &samples)) } }))
        }
        (panel(t(lang, "imports.skip"), html! {}, html! {
            (textarea("skip", t(lang, "imports.skip"), 2).value(&skipped(&map, header)).hint(t(lang, "imports.skip_hint")))
        }))
        div.u-row { (submit(t(lang, "word.save"))) (link_button(t(lang, "word.back"), back).ghost()) }
    };
    let action = format!("{back}/columns/{column}");
    form(&action, &viewer.csrf, &Attrs::new(), body)
}

fn skipped(map: &FileMap, header: &str) -> String {
    let key = header_key(header);
    let found = map.skip.iter().find(|s| header_key(&s.column) == key);
    found.map(|s| s.is.join("\n")).unwrap_or_default()
}

/// How a column is read for one of its fields.
fn settings(
    lang: Lang,
    map: &FileMap,
    header: &str,
    at: usize,
    (field_name, rule): (&str, &Rule),
    samples: &[String],
) -> Markup {
    let holds = map.kind.field(field_name).map(|f| f.holds);
    let name = |what: &str| format!("{what}.{at}");
    let linked = matches!(holds, Some(FieldType::Ref(_) | FieldType::Refs(_)));
    let several = matches!(
        holds,
        Some(FieldType::Emails | FieldType::Phones | FieldType::Refs(_))
    );
    let values: Vec<String> = rule
        .values
        .iter()
        .map(|(k, v)| format!("{k} = {v}"))
        .collect();
    let otherwise = match rule.otherwise.as_deref() {
        Some("") => "-",
        other => other.unwrap_or(""),
    };
    html! {
        @if linked { (link_settings(lang, at, rule)) }
        @if several { (field(&name("multi"), t(lang, "imports.multi")).value(rule.multi.as_deref().unwrap_or(""))) }
        @if is_date(map, field_name) {
            @let now = match rule.date_order { Some(DateOrder::Dmy) => "dmy", Some(DateOrder::Mdy) => "mdy", None => "" };
            @let sample = telling(samples, true);
            (choices(&name("order"), &legend(lang, header, sample), &with_itself(lang, orders(lang, sample)), now))
        }
        @if is_number(map, field_name) {
            @let now = match rule.decimal { Some(Decimal::Point) => ".", Some(Decimal::Comma) => ",", None => "" };
            @let sample = telling(samples, false);
            (choices(&name("mark"), &legend(lang, header, sample), &with_itself(lang, marks(lang, sample)), now))
            (field(&name("scale"), t(lang, "imports.scale")).value(&rule.scale.map(|s| s.to_string()).unwrap_or_default()).attr("inputmode", "numeric").hint(t(lang, "imports.scale_hint")))
        }
        @if field_name != KEY {
            (textarea(&name("values"), t(lang, "imports.values"), 3).value(&values.join("\n")).hint(t(lang, "imports.values_hint")))
            (field(&name("otherwise"), t(lang, "imports.otherwise")).value(otherwise).hint(t(lang, "imports.otherwise_hint")))
        }
    }
}

fn with_itself(lang: Lang, readings: [(&'static str, String); 2]) -> Vec<(&'static str, String)> {
    let itself = ("", t(lang, "imports.says_itself").to_owned());
    std::iter::once(itself).chain(readings).collect()
}

const BY: [(&str, By); 4] = [
    ("name", By::Name),
    ("source_id", By::SourceId),
    ("email", By::Email),
    ("auto", By::Auto),
];
const MISSING: [(&str, Missing); 2] = [("create", Missing::Create), ("report", Missing::Report)];

fn link_settings(lang: Lang, at: usize, rule: &Rule) -> Markup {
    let word = |key: &str| t(lang, &format!("imports.by_word.{key}"));
    let mut by = vec![("", t(lang, "imports.says_itself"))];
    by.extend(BY.iter().map(|(key, _)| (*key, word(key))));
    let now = |found: Option<&(&'static str, By)>| found.map_or("", |(key, _)| *key);
    let by_now = now(BY.iter().find(|(_, by)| Some(*by) == rule.by));
    let missing = [
        ("", t(lang, "imports.says_itself")),
        ("create", t(lang, "imports.missing_create")),
        ("report", t(lang, "imports.missing_report")),
    ];
    let missing_now = MISSING.iter().find(|(_, m)| Some(*m) == rule.missing);
    html! {
        div.u-form-grid {
            (select(&format!("by.{at}"), t(lang, "imports.by"), &by).selected(by_now))
            (select(&format!("missing.{at}"), t(lang, "imports.missing"), &missing).selected(missing_now.map_or("", |(key, _)| *key)))
        }
        (checkbox(&format!("loose.{at}"), "1", t(lang, "imports.loose"), rule.loose))
    }
}

pub(crate) async fn save(
    State(app): State<App>,
    may: May<WriteImport>,
    Path((id, no, column)): Path<(Id, usize, usize)>,
    Form(pairs): Form<Pairs>,
) -> Answer<Response> {
    jobs::redraft(&app, &may.ctx, id, |draft| {
        let file = draft
            .files
            .get_mut(no)
            .ok_or_else(|| Error::not_found("file"))?;
        let header = header_of(file, column)?.to_owned();
        change(file, &header, &pairs)?;
        Ok(vec![no])
    })
    .await?;
    let place = format!("/imports/{id}/files/{no}/columns/{column}");
    Ok(see(&app, &place, Some(("imports.saved", None))))
}

fn change(file: &mut Prepared, header: &str, pairs: &Pairs) -> kernel::Result<()> {
    let mut map = file.narrowed().ok_or_else(|| Error::not_found("file"))?;
    let shown = feeds_of(&map, header);
    let kinds = map.clone();
    map.change_feeds(header, |field, rule| {
        if let Some(at) = shown.iter().position(|(f, r)| f == field && r == rule) {
            read(&kinds, at, field, rule, pairs);
        }
    });
    let to = (0..shown.len() + FURTHER).filter_map(|at| given(pairs, &format!("to.{at}")));
    let mut fields: Vec<String> = to.filter(|f| !f.is_empty()).map(str::to_owned).collect();
    fields.dedup();
    map.set_targets(header, &fields);
    map.set_skip(header, lines(given(pairs, "skip").unwrap_or("")));
    keep(file, map)
}

/// Takes over the settings of one rule.
fn read(map: &FileMap, at: usize, field: &str, rule: &mut Rule, pairs: &Pairs) {
    let said = |what: &str| given(pairs, &format!("{what}.{at}"));
    if let Some(by) = said("by") {
        rule.by = BY.iter().find(|(key, _)| *key == by).map(|(_, by)| *by);
        rule.loose = said("loose").is_some();
    }
    if let Some(word) = said("missing") {
        let found = MISSING.iter().find(|(key, _)| *key == word);
        rule.missing = found.map(|(_, missing)| *missing);
    }
    if let Some(multi) = said("multi") {
        rule.multi = Some(multi.to_owned()).filter(|m| !m.is_empty());
    }
    if is_date(map, field) {
        rule.date_order = said("order").and_then(order_of);
    }
    if is_number(map, field) {
        rule.decimal = said("mark").and_then(mark_of);
        let scale = said("scale").and_then(|s| s.trim().parse().ok());
        rule.scale = scale.filter(|s| *s > 1);
    }
    if let Some(text) = said("values") {
        rule.values = pairs_of(text);
    }
    if let Some(word) = said("otherwise") {
        rule.otherwise = match word.trim() {
            "" => None,
            "-" => Some(String::new()),
            word => Some(word.to_owned()),
        };
    }
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    lines.map(str::to_owned).collect()
}

/// Lines such as `old = new`.
fn pairs_of(text: &str) -> BTreeMap<String, String> {
    let split = |line: String| {
        let (old, new) = line.split_once('=')?;
        Some((old.trim().to_owned(), new.trim().to_owned()))
    };
    lines(text).into_iter().filter_map(split).collect()
}
