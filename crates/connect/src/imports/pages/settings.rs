//! What holds for every row of a file: currency, zone, fixed values and templates, stages of deals.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Error, Id, Lang};
use maud::{Markup, html};
use org::permissions::{ReadImport, WriteImport};
use org::web::{Answer, App, Form, May, Viewer, see};
use ui::components::{button, field, form, panel, select, submit};
use ui::{Attrs, t, tf};

use super::super::jobs;
use super::super::model::Prepared;
use super::super::model::fields::Kind;
use super::super::model::mapping::{FileMap, StageMap};
use super::columns::{Pairs, given, keep, places};
use super::{file_of, page};

/// Empty rows behind those that are filled in.
const FURTHER: usize = 2;

pub(crate) async fn show(
    State(app): State<App>,
    may: May<ReadImport>,
    Path((id, no)): Path<(Id, usize)>,
) -> Answer {
    let (_, draft) = jobs::waiting(&app, id).await?;
    let file = file_of(&draft, no)?;
    let lang = may.ctx.lang;
    let body = html! {
        div.u-main.u-stack { (places(lang, id, no, "settings")) (settings_form(&may, id, no, file)) }
    };
    let page =
        page(&may.viewer, &file.name).crumb(t(lang, "imports.one"), format!("/imports/{id}"));
    Ok(page.render(&app, &may, body))
}

fn settings_form(viewer: &Viewer, id: Id, no: usize, file: &Prepared) -> Markup {
    let lang = viewer.ctx.lang;
    let Some(map) = file.narrowed() else {
        return Markup::default();
    };
    let body = html! {
        (panel(t(lang, "imports.more_settings"), html! {}, html! {
            div.u-form-grid {
                (field("currency", t(lang, "imports.currency")).value(map.currency.as_deref().unwrap_or("")).attr("maxlength", "3").attr("placeholder", "EUR").attr("autocomplete", "off"))
                (field("zone", t(lang, "imports.zone")).value(map.zone.as_deref().unwrap_or("")).attr("placeholder", &viewer.ctx.zone).attr("autocomplete", "off"))
            }
        }))
        (panel(t(lang, "imports.fixed"), html! {}, fixed(lang, &map)))
        @if map.kind == Kind::Deal {
            @let read = button(t(lang, "imports.stages_read")).submits().sends("then", "stages");
            (panel(t(lang, "imports.stages"), html! { (read) }, stages(lang, &map)))
        }
        div.u-row { (submit(t(lang, "word.save"))) }
    };
    let action = format!("/imports/{id}/files/{no}/settings");
    form(&action, &viewer.csrf, &Attrs::new(), body)
}

fn fixed(lang: Lang, map: &FileMap) -> Markup {
    let rows = map.fixed();
    let mut fields = vec![(String::new(), "–".to_owned())];
    fields.extend(map.kind.fields().iter().map(|def| {
        let label = t(lang, &format!("imports.field.{}", def.name));
        (def.name.to_owned(), label.to_owned())
    }));
    let braces = [("open", &"{" as _), ("close", &"}" as _)];
    html! {
        div.u-stack {
            p.u-mute.u-sm { (tf(lang, "imports.fixed_hint", &braces)) }
            ol.u-pairs {
                @for at in 0..rows.len() + FURTHER {
                    @let (name, text) = rows.get(at).cloned().unwrap_or_default();
                    li {
                        (select(&format!("field.{at}"), t(lang, "imports.fixed_field"), &fields).selected(&name))
                        (field(&format!("text.{at}"), t(lang, "imports.fixed_text")).value(&text).attr("autocomplete", "off"))
                    }
                }
            }
        }
    }
}

fn stages(lang: Lang, map: &FileMap) -> Markup {
    let states = [
        ("open", t(lang, "imports.stage_open")),
        ("won", t(lang, "imports.stage_won")),
        ("lost", t(lang, "imports.stage_lost")),
    ];
    html! {
        div.u-stack {
            p.u-mute.u-sm { (t(lang, "imports.stages_hint")) }
            ol.u-stages {
                @for at in 0..map.stages.len() + FURTHER {
                    @let stage = map.stages.get(at);
                    @let state = stage.and_then(|s| s.state.as_deref()).unwrap_or("open");
                    @let chance = stage.and_then(|s| s.probability).map(|p| p.to_string()).unwrap_or_default();
                    li {
                        (field(&format!("place.{at}"), t(lang, "imports.stage_place")).value(&(at + 1).to_string()).attr("inputmode", "numeric"))
                        (field(&format!("stage.{at}"), t(lang, "imports.stage_name")).value(stage.map_or("", |s| s.name.as_str())).attr("autocomplete", "off"))
                        (select(&format!("state.{at}"), t(lang, "imports.stage_state"), &states).selected(state))
                        (field(&format!("chance.{at}"), t(lang, "imports.stage_chance")).value(&chance).attr("inputmode", "numeric"))
                    }
                }
            }
        }
    }
}

pub(crate) async fn save(
    State(app): State<App>,
    may: May<WriteImport>,
    Path((id, no)): Path<(Id, usize)>,
    Form(pairs): Form<Pairs>,
) -> Answer<Response> {
    let found = match given(&pairs, "then") {
        Some("stages") => jobs::stages_of(&app, id, no).await?,
        _ => Vec::new(),
    };
    jobs::redraft(&app, &may.ctx, id, |draft| {
        let file = draft
            .files
            .get_mut(no)
            .ok_or_else(|| Error::not_found("file"))?;
        change(file, &pairs, found)?;
        Ok(vec![no])
    })
    .await?;
    let place = format!("/imports/{id}/files/{no}/settings");
    Ok(see(&app, &place, Some(("imports.saved", None))))
}

fn change(file: &mut Prepared, pairs: &Pairs, found: Vec<StageMap>) -> kernel::Result<()> {
    let mut map = file.narrowed().ok_or_else(|| Error::not_found("file"))?;
    let said = |name: &str| given(pairs, name).map(str::trim).filter(|t| !t.is_empty());
    map.currency = match said("currency").map(str::to_uppercase) {
        Some(code) if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) => {
            return Err(Error::field("currency", "error.choice"));
        }
        code => code,
    };
    map.zone = said("zone").map(str::to_owned);
    let fixed = (0..pairs.len()).map_while(|at| {
        given(pairs, &format!("field.{at}")).map(|field| {
            (
                field.to_owned(),
                said(&format!("text.{at}")).unwrap_or("").to_owned(),
            )
        })
    });
    let fixed: Vec<(String, String)> = fixed
        .filter(|(field, text)| !field.is_empty() && !text.is_empty())
        .collect();
    map.set_fixed(&fixed);
    if map.kind == Kind::Deal {
        map.stages = stages_given(pairs);
        for stage in found {
            if !map
                .stages
                .iter()
                .any(|s| s.name.eq_ignore_ascii_case(&stage.name))
            {
                map.stages.push(stage);
            }
        }
    }
    keep(file, map)
}

fn stages_given(pairs: &Pairs) -> Vec<StageMap> {
    let number = |name: String| given(pairs, &name).and_then(|n| n.trim().parse::<i64>().ok());
    let mut rows: Vec<(i64, StageMap)> = Vec::new();
    let names = (0..pairs.len()).map_while(|at| Some((at, given(pairs, &format!("stage.{at}"))?)));
    for (at, name) in names.filter(|(_, name)| !name.trim().is_empty()) {
        let state = given(pairs, &format!("state.{at}")).filter(|s| matches!(*s, "won" | "lost"));
        let stage = StageMap {
            name: name.trim().to_owned(),
            state: state.map(str::to_owned),
            probability: number(format!("chance.{at}")).map(|p| p.clamp(0, 100)),
        };
        rows.push((number(format!("place.{at}")).unwrap_or(i64::MAX), stage));
    }
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, stage)| stage).collect()
}
