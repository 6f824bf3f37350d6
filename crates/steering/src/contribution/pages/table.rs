//! The table: contribution first, credit beside it for contrast. Rows stand in their fixed order and have
//! no colour by value.

use kernel::Lang;
use maud::{Markup, html};
use org::web::Viewer;
use ui::components::{Row, Table, TableColumn, chip, dept_chip};
use ui::{fmt, t, tf};

use super::super::answer::Answer as Found;
use super::super::asked::Asked;
use super::super::model::{Effects, Number, OfPlace, Standing};
use super::controls::model_name;
use super::{amount, cost, interval, small, tiles};

pub(super) fn title(lang: Lang, found: &Found) -> String {
    let of = t(
        lang,
        &format!("contribution.outcome_{}", found.question.outcome.key()),
    );
    let by = t(
        lang,
        &format!("contribution.by_{}", found.question.dimension.key()),
    );
    let words: [(&str, &dyn std::fmt::Display); 3] = [
        ("outcome", &of),
        ("by", &by),
        ("period", &tiles::period(lang, &found.question)),
    ];
    tf(lang, "contribution.table", &words)
}

pub(super) fn rows(viewer: &Viewer, asked: &Asked, found: &Found) -> Markup {
    let lang = viewer.ctx.lang;
    let shown = (0..found.places.unknown()).filter(|row| is_shown(found, *row));
    let mut rows: Vec<Row> = shown.map(|row| of_place(lang, asked, found, row)).collect();
    rows.extend([
        unknown(lang, asked, found),
        without_us(lang, found),
        apart(lang, found),
        total(lang, asked, found),
    ]);
    html! {
        (Table::new(lang, &title(lang, found), columns(lang, found), rows))
        p.u-mute.u-sm { (t(lang, "contribution.table_note")) }
        (small::note(viewer, found.places.joint.as_ref()))
        details.u-what { summary { (t(lang, "word.what_is_this")) }
            p { (tf(lang, "contribution.what_contribution", &[("days", &found.effects.landmark_days)])) }
            p { (tf(lang, "contribution.what_credit", &[("days", &found.question.window_days)])) }
            p { (t(lang, "contribution.what_grades")) }
            p { (t(lang, "contribution.what_sourced")) }
            p { (t(lang, "contribution.what_cost")) (cost::elsewhere(lang, found.costs.elsewhere, &found.question.currency)) }
        }
    }
}

fn columns(lang: Lang, found: &Found) -> Vec<TableColumn> {
    let by = format!("contribution.by_{}", found.question.dimension.key());
    let model = &found.credits.models[found.credits.chosen].model;
    let credit = [("model", &model_name(lang, model) as &dyn std::fmt::Display)];
    vec![
        TableColumn::new(t(lang, &by)),
        TableColumn::new(t(lang, "contribution.column_contribution")).numeric(),
        TableColumn::new(t(lang, "contribution.column_evidence")),
        TableColumn::new(t(lang, "contribution.column_cost"))
            .numeric()
            .hide_small(),
        TableColumn::new(&cost::column(lang, found))
            .numeric()
            .hide_small(),
        TableColumn::new(&tf(lang, "contribution.column_credit", &credit)).numeric(),
        TableColumn::new(t(lang, "contribution.column_sourced"))
            .numeric()
            .hide_small(),
        TableColumn::new(t(lang, "contribution.column_influenced"))
            .numeric()
            .hide_small(),
    ]
}

/// A row with nothing to say is left out; departments always stand there.
pub(super) fn is_shown(found: &Found, row: usize) -> bool {
    let took_part = found.credits.influenced[row] > 0;
    let is_department = found.question.dimension == crate::effects::Dimension::Department;
    took_part || is_department || found.effects.rows.get(row).is_some_and(|r| r.exposed > 0)
}

/// The name of a row; "unknown" behind the last.
pub(super) fn name(lang: Lang, found: &Found, row: usize) -> Markup {
    match found.places.list.get(row) {
        Some(place) if !place.class.is_empty() => dept_chip(place.name(lang), &place.class),
        Some(place) => html! { (place.name(lang)) },
        None => html! { (t(lang, "word.unknown")) },
    }
}

fn of_place(lang: Lang, asked: &Asked, found: &Found, row: usize) -> Row {
    let of = &found.effects.rows[row];
    let href = behind(asked, found, row);
    let value = match &of.contribution {
        Some(number) => html! { a.u-link href=(href) { (share(lang, found, number)) } },
        None => html! { span.u-mute { "–" } },
    };
    let mut cells = vec![name(lang, found, row), value, standing(lang, of)];
    cells.extend(cost::cells(lang, asked, found, row));
    cells.extend(credit(lang, asked, found, row));
    Row { href: None, cells }
}

/// Where the outcomes behind a row are.
fn behind(asked: &Asked, found: &Found, row: usize) -> String {
    match found.places.list.get(row) {
        Some(place) => format!(
            "/contribution/journeys?{}",
            asked.with(&[("row", &place.key)])
        ),
        None => format!("/contribution/journeys?{}&row=", asked.with(&[])),
    }
}

/// A number with its share of the total, and its interval below it.
fn share(lang: Lang, found: &Found, number: &Number) -> Markup {
    let part = number.value / found.effects.total;
    html! {
        span.u-num { (amount(lang, found, number.value)) }
        @if part.is_finite() { " " span.u-mute.u-sm { (fmt::percent(lang, part, 0)) } }
        @if number.ci.is_some() { br; span.u-mute.u-sm { (interval(lang, found, number)) } }
    }
}

/// The grade, and in words what stands in the way where there is not enough evidence; then in how many cases
/// it was and was not.
fn standing(lang: Lang, of: &OfPlace) -> Markup {
    let why = |key: &str| t(lang, &format!("contribution.standing_{key}"));
    let key = match of.standing {
        Standing::Absent => return html! { span.u-mute.u-sm { (why("absent")) } },
        Standing::Shown => "",
        Standing::Open => "open",
        Standing::Weak => "weak",
        Standing::FewWith => "few_with",
        Standing::FewWithout => "few_without",
        Standing::Incomparable => "incomparable",
        Standing::Rarer => "rarer",
    };
    let n = |n: usize| fmt::number(lang, n as i64);
    let cases: [(&str, &dyn std::fmt::Display); 2] =
        [("with", &n(of.exposed)), ("without", &n(of.controls))];
    html! {
        @if key.is_empty() { (chip(&of.grade.to_string()).ok()) }
        @else { (chip(t(lang, "contribution.not_proven"))) }
        " "
        span.u-mute.u-sm.u-hide-s {
            @if !key.is_empty() { (why(key)) @if of.contribution.is_some() { " (" (of.grade) ")" } ", " }
            (tf(lang, "contribution.with_without", &cases))
        }
    }
}

/// Credit with its interval, sourced and influenced; each number opens the journeys behind it.
fn credit(lang: Lang, asked: &Asked, found: &Found, row: usize) -> Vec<Markup> {
    let credits = &found.credits;
    let chosen = &credits.models[credits.chosen];
    let money = found.question.outcome.is_money();
    let href = behind(asked, found, row);
    let number = |value: i64, count: f64| {
        let value = if money { value as f64 } else { count };
        html! { a.u-link href=(href) { (amount(lang, found, value)) } }
    };
    let half = credits.half_widths[row].map(|half| amount(lang, found, half));
    vec![
        html! {
            (number(chosen.values[row], chosen.outcomes[row]))
            @if let Some(half) = half { br; span.u-mute.u-sm { "± " (half) } }
        },
        number(credits.sourced_values[row], credits.sourced[row]),
        number(
            credits.influenced_values[row],
            credits.influenced[row] as f64,
        ),
    ]
}

fn unknown(lang: Lang, asked: &Asked, found: &Found) -> Row {
    let row = found.places.unknown();
    let none = || html! { span.u-mute { "–" } };
    let mut cells = vec![name(lang, found, row), none(), none()];
    cells.extend(cost::cells(lang, asked, found, row));
    cells.extend(credit(lang, asked, found, row));
    Row { href: None, cells }
}

/// A row that has a contribution only.
fn only(label: &str, value: Markup, note: &str) -> Row {
    let mut cells = vec![html! { strong { (label) } }, value];
    cells.push(html! { span.u-mute.u-sm.u-hide-s { (note) } });
    cells.extend(std::iter::repeat_n(html! {}, 5));
    Row { href: None, cells }
}

/// What is in "without us", with how many rows that happened and cannot be judged.
fn without_us_note(lang: Lang, effects: &Effects) -> String {
    let is_inside = |row: &&OfPlace| row.exposed > 0 && row.contribution.is_none();
    let note = t(lang, "contribution.without_us_note");
    match effects.rows.iter().filter(is_inside).count() {
        0 => note.to_owned(),
        n => {
            let n = fmt::number(lang, n as i64);
            format!(
                "{note}; {}",
                tf(lang, "contribution.without_us_and", &[("n", &n)])
            )
        }
    }
}

fn without_us(lang: Lang, found: &Found) -> Row {
    let value = match &found.effects.baseline {
        Some(number) => share(lang, found, number),
        None => html! { span.u-mute { "–" } },
    };
    let note = without_us_note(lang, &found.effects);
    only(t(lang, "contribution.without_us"), value, &note)
}

fn apart(lang: Lang, found: &Found) -> Row {
    let number = Number {
        value: found.effects.apart,
        ci: None,
    };
    let days = &found.effects.landmark_days;
    let note = tf(lang, "contribution.apart_note", &[("days", days)]);
    only(
        t(lang, "contribution.apart"),
        share(lang, found, &number),
        &note,
    )
}

fn total(lang: Lang, asked: &Asked, found: &Found) -> Row {
    let credits = &found.credits.models[found.credits.chosen];
    let all = match found.question.outcome.is_money() {
        true => credits.values.iter().sum::<i64>() as f64,
        // One outcome is 1.0 credit; the sum of the parts is their number but for rounding.
        false => credits.outcomes.iter().sum::<f64>().round(),
    };
    let value = html! { strong { (amount(lang, found, found.effects.total)) } };
    let mut row = only(t(lang, "contribution.total"), value, "");
    row.cells[3] = html! { strong { (cost::total(lang, asked, found)) } };
    row.cells[5] = html! { strong { (amount(lang, found, all)) } };
    row.cells[7] = html! { span.u-mute.u-sm { (t(lang, "contribution.overlaps")) } };
    row
}
