//! The lane strip of a subject: departments × time, handoffs dashed, outcomes marked, today at the right.

use kernel::{Id, Millis, Result, types};
use maud::{Markup, html};
use org::web::{App, Viewer};
use ui::charts::{Handoff, LaneRow, Lanes, Mark, Outcome, OutcomeKind};
use ui::components::{Toggle, panel, toggle};
use ui::{fmt, t, tf, tn};

use super::Departments;
use super::stream::swaps;
use crate::timeline::model::Filter;
use crate::timeline::store::{self as sql, Moment};

pub(crate) async fn strip(
    app: &App,
    viewer: &Viewer,
    departments: &Departments,
    filter: &Filter,
    wanted: Option<Id>,
) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let to = viewer.ctx.now();
    let from = to.plus(-filter.days() * Millis::DAY);
    let moments = sql::lanes(app.db(), filter, wanted, from).await?;
    let lanes = lanes(viewer, departments, &moments, from, to);
    let handoffs = lanes.handoffs.len();
    let touchpoints = moments.len() as i64;
    let note = html! {
        (tn(lang, "timeline.strip_touchpoints", touchpoints, &[("n", &fmt::number(lang, touchpoints))]))
        @if handoffs > 0 { " · " (tn(lang, "timeline.strip_handoffs", handoffs as i64, &[("n", &handoffs)])) }
    };
    let choice = html! {
        span.u-mute.u-sm.u-hide-s { (note) }
        (swaps(html! { span.u-filter { @for days in [30, 90, 365] {
            (toggle(&Toggle {
                label: tf(lang, "timeline.days", &[("n", &days)]),
                class: String::new(),
                count: None,
                href: filter.here(&[("days", &days.to_string())]),
                on: filter.days() == days,
            }))
        } } }))
    };
    Ok(panel(
        t(lang, "timeline.strip_title"),
        choice,
        html! {
            @if moments.is_empty() { p.u-mute.u-sm { (t(lang, "shell.chart.lanes_empty")) } }
            @else { (lanes) }
        },
    ))
}

fn lanes(
    viewer: &Viewer,
    departments: &Departments,
    moments: &[Moment],
    from: Millis,
    to: Millis,
) -> Lanes {
    let lang = viewer.ctx.lang;
    let involved = |id| {
        moments
            .iter()
            .any(|m| m.department_id == Some(id) || m.to_department_id == Some(id))
    };
    let shown: Vec<_> = departments.iter().filter(|d| involved(d.id)).collect();
    let row_of = |id| shown.iter().position(|d| Some(d.id) == id);
    let rows = shown
        .iter()
        .map(|department| LaneRow {
            name: department.name(lang).to_owned(),
            class: department.class(),
            marks: moments
                .iter()
                .filter(|m| m.department_id == Some(department.id))
                .map(|m| mark(viewer, m))
                .collect(),
        })
        .collect();
    let handoffs = moments
        .iter()
        .filter_map(|m| {
            let to_row = row_of(m.to_department_id)?;
            let taken_at = taken(moments, m).unwrap_or(m.time);
            Some(Handoff {
                from_row: row_of(m.department_id)?,
                at: m.time,
                to_row,
                taken_at,
            })
        })
        .filter(|h| h.from_row != h.to_row)
        .collect();
    Lanes {
        lang,
        from,
        to,
        zone: viewer.ctx.zone.clone(),
        rows,
        handoffs,
        outcomes: moments.iter().filter_map(|m| outcome(viewer, m)).collect(),
    }
}

/// When the receiving department first did something after a handoff.
fn taken(moments: &[Moment], handoff: &Moment) -> Option<Millis> {
    moments
        .iter()
        .filter(|m| m.department_id == handoff.to_department_id && m.time >= handoff.time)
        .map(|m| m.time)
        .min()
}

fn mark(viewer: &Viewer, moment: &Moment) -> Mark {
    let def = types::find(&moment.type_key);
    let weight = match (moment.two_way, moment.channel.is_some()) {
        (true, _) => 3,
        (false, true) => 2,
        (false, false) => 1,
    };
    Mark {
        at: moment.time,
        weight,
        href: format!("/timeline/{}", moment.id),
        label: def.map_or_else(
            || moment.type_key.clone(),
            |d| d.text(viewer.ctx.lang).to_owned(),
        ),
    }
}

fn outcome(viewer: &Viewer, moment: &Moment) -> Option<Outcome> {
    let lang = viewer.ctx.lang;
    let (kind, word) = match types::find(&moment.type_key)?.outcome.as_deref()? {
        "won" => (OutcomeKind::Won, t(lang, "word.won")),
        _ => (OutcomeKind::Lost, t(lang, "word.lost")),
    };
    let value = match (moment.value_minor, &moment.currency) {
        (Some(minor), Some(currency)) => format!(" {}", fmt::money_short(lang, minor, currency)),
        _ => String::new(),
    };
    Some(Outcome {
        at: moment.time,
        kind,
        label: format!("{word}{value}"),
    })
}
