//! An import that waits: its files, what each still needs, where they come from, what a trial found.

use kernel::Lang;
use maud::{Markup, html};
use org::permissions::{Resource, Verb};
use org::web::Viewer;
use ui::components::{
    Row, Table, TableColumn, button, chip, field, form, link_button, notice, panel, panel_plain,
    submit,
};
use ui::{Attrs, fmt, t, tf};

use super::super::model::{Draft, Origin, Prepared, Readiness, Run};
use super::outcome;

/// The page of an import that waits.
pub(super) fn show(viewer: &Viewer, run: &Run, draft: &Draft) -> Markup {
    let lang = viewer.ctx.lang;
    let may = viewer.may(Resource::Import, Verb::Write);
    html! {
        div.u-main.u-stack {
            @if let Some(reason) = &run.failure {
                (notice("bad", t(lang, "imports.trial_failed"), &reason.text(lang), html! {}))
            }
            (next_step(viewer, run, draft))
            @if run.tried_at.is_some() {
                (outcome::files(lang, &run.files))
                (outcome::problems_link(lang, run))
                (outcome::findings(lang, &run.findings.0))
            }
            (panel_plain(files_table(viewer, run, draft)))
            @if may && needs_source(draft) { (source(viewer, run, draft)) }
            (mapping_files(viewer, run, draft, may))
            @if may {
                (form(&format!("/imports/{}/removal", run.id), &viewer.csrf, &Attrs::new(),
                    html! { div { (button(t(lang, "imports.drop")).icon("trash").submits()) } }))
            }
        }
    }
}

/// What comes next: preparing, trying, importing.
fn next_step(viewer: &Viewer, run: &Run, draft: &Draft) -> Markup {
    let lang = viewer.ctx.lang;
    if !draft.is_ready() {
        return notice("warn", t(lang, "imports.next_prepare"), "", html! {});
    }
    let at = |step: &str| format!("/imports/{}/{step}", run.id);
    let one = |step: &str, button: ui::components::Button| {
        form(&at(step), &viewer.csrf, &Attrs::new(), html! { (button) })
    };
    let buttons = html! {
        @if viewer.may(Resource::Import, Verb::Write) {
            @if run.tried_at.is_some() {
                (one("trial", button(t(lang, "imports.trial_again")).submits()))
                (one("run", submit(t(lang, "imports.run")).icon("player-play")))
            } @else {
                (one("run", button(t(lang, "imports.run")).submits()))
                (one("trial", submit(t(lang, "imports.trial"))))
            }
        }
    };
    match run.tried_at {
        Some(at) => {
            let time = fmt::datetime(lang, at, &viewer.ctx.zone);
            let title = tf(lang, "imports.tried", &[("time", &time)]);
            notice("ok", &title, t(lang, "imports.tried_text"), buttons)
        }
        None => {
            let text = t(lang, "imports.trial_text");
            notice("", t(lang, "imports.next_trial"), text, buttons)
        }
    }
}

fn files_table(viewer: &Viewer, run: &Run, draft: &Draft) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "imports.file")),
        TableColumn::new(t(lang, "imports.kind_of_row")).hide_small(),
        TableColumn::new(t(lang, "imports.format")).hide_small(),
        TableColumn::new(t(lang, "imports.rows")).numeric(),
        TableColumn::new(t(lang, "imports.mapped"))
            .numeric()
            .hide_small(),
        TableColumn::new(t(lang, "word.state")),
        TableColumn::new(t(lang, "word.actions")),
    ];
    let rows = draft.files.iter().enumerate();
    let rows = rows.map(|(no, file)| file_row(viewer, run, no, file));
    html! { (Table::new(lang, t(lang, "imports.files"), columns, rows.collect())) }
}

fn file_row(viewer: &Viewer, run: &Run, no: usize, file: &Prepared) -> Row {
    let lang = viewer.ctx.lang;
    let href = format!("/imports/{}/files/{no}", run.id);
    let kind = file.map().map_or("company", |map| map.kind.key());
    let origin = match file.origin {
        Origin::Proposed => "proposed",
        Origin::Recognised => "recognised",
        Origin::Remembered => "remembered",
        Origin::Given => "given",
        Origin::Chosen => "chosen",
    };
    let readable = file.layout.is_some();
    let cells = vec![
        html! { @if readable { a.u-a href=(href) { (file.name) } } @else { (file.name) } },
        html! { @if readable { (t(lang, &format!("imports.kind.{kind}"))) } },
        html! { @if readable {
            @if !file.format.is_empty() { (file.format) br; }
            span.u-mute { (t(lang, &format!("imports.origin.{origin}"))) }
        } },
        html! { @if readable { (outcome::number(lang, file.rows)) } },
        html! { @if readable { (mapped(lang, file)) } },
        standing(lang, file),
        removal(viewer, run, no, file),
    ];
    Row {
        href: readable.then_some(href),
        cells,
    }
}

fn mapped(lang: Lang, file: &Prepared) -> String {
    let Some(map) = file.narrowed() else {
        return String::new();
    };
    let all = file.headers().len();
    let takes = |header: &&String| !map.feeds(header).is_empty();
    let n = file.headers().iter().filter(takes).count();
    tf(lang, "imports.mapped_of", &[("n", &n), ("all", &all)])
}

/// What a file still needs, and why.
fn standing(lang: Lang, file: &Prepared) -> Markup {
    let needs = file.readiness();
    let label = t(lang, &format!("imports.ready.{}", needs.key()));
    let chip = match needs {
        Readiness::Ready => chip(label).ok(),
        Readiness::Refused => chip(label).bad(),
        Readiness::Mapping | Readiness::Source | Readiness::Answer => chip(label).warn(),
    };
    html! {
        (chip)
        @if let (Some(reason), Readiness::Refused) = (&file.refused, needs) { p.u-sm { (reason.text(lang)) } }
    }
}

fn removal(viewer: &Viewer, run: &Run, no: usize, file: &Prepared) -> Markup {
    let lang = viewer.ctx.lang;
    if !viewer.may(Resource::Import, Verb::Write) {
        return Markup::default();
    }
    let action = format!("/imports/{}/files/{no}/removal", run.id);
    let label = format!("{}: {}", t(lang, "imports.remove_file"), file.name);
    let button = ui::components::icon_button("trash", &label).submits();
    form(&action, &viewer.csrf, &Attrs::new(), html! { (button) })
}

/// Whether there are files whose origin only a person knows.
fn needs_source(draft: &Draft) -> bool {
    let asks = |f: &Prepared| f.layout.is_some() && f.own_source;
    draft.files.iter().any(asks)
}

fn source(viewer: &Viewer, run: &Run, draft: &Draft) -> Markup {
    let lang = viewer.ctx.lang;
    let own = draft.files.iter().find(|f| f.own_source);
    let value = own.map_or("", |f| f.mapping.source.as_str());
    let body = html! {
        (field("source", t(lang, "imports.source")).value(value).required().attr("maxlength", "80").attr("autocomplete", "off").hint(t(lang, "imports.source_hint")))
        div { (button(t(lang, "word.save")).submits()) }
    };
    let action = format!("/imports/{}/source", run.id);
    panel_plain(html! { div.b { (form(&action, &viewer.csrf, &Attrs::new(), body)) } })
}

/// The mapping as a file: to keep, and to use.
fn mapping_files(viewer: &Viewer, run: &Run, draft: &Draft, may: bool) -> Markup {
    let lang = viewer.ctx.lang;
    let has_source = |m: super::super::model::mapping::Mapping| !m.source.is_empty();
    let can_save = draft.mapping().is_some_and(has_source);
    let action = format!("/imports/{}/mapping?_csrf={}", run.id, viewer.csrf);
    let attrs = Attrs::new().with("enctype", "multipart/form-data");
    let give = html! {
        (field("map", t(lang, "imports.map")).kind("file").required())
        div { (button(t(lang, "imports.give_map_do")).submits()) }
    };
    let save = html! {
        @if can_save {
            (link_button(t(lang, "imports.save_map"), &format!("/imports/{}/mapping.toml", run.id)).icon("download").attr("download", ""))
        }
    };
    panel(
        t(lang, "imports.give_map"),
        save,
        html! { @if may { (form(&action, &viewer.csrf, &attrs, give)) } },
    )
}
