//! The answer as a table for people.

use analysis::attribution::Line;
use kernel::Lang;
use ui::fmt::{decimal, number};

use super::Paths;
use super::answer::Answer;

/// Totals, a table of conversions, one of value where values are known, and the notes.
pub(super) fn lines(answer: &Answer, command: &Paths, lang: Lang) -> String {
    let totals = &answer.totals;
    let value = decimal(lang, totals.value, 2);
    let mut out = vec![ui::tf(
        lang,
        "analyze.totals",
        &[
            ("file", &command.file),
            ("journeys", &number(lang, totals.journeys)),
            ("touchpoints", &number(lang, totals.touchpoints)),
            ("conversions", &number(lang, totals.conversions)),
        ],
    )];
    let of = |line: &Line| (Some(line.conversions), line.se_conversions);
    out.push(String::new());
    out.push(ui::t(lang, "analyze.conversions").to_owned());
    out.extend(table(answer, lang, of));
    if answer.has_value {
        out.push(String::new());
        out.push(ui::tf(lang, "analyze.value", &[("value", &value)]));
        out.extend(table(answer, lang, |line| (line.value, line.se_value)));
    }
    out.push(String::new());
    for told in &answer.models {
        if let Some(reason) = &told.reason {
            out.push(format!("{}: {reason}", told.word));
        }
    }
    out.extend(answer.notes.iter().cloned());
    out.join("\n")
}

/// A row per channel, a column per model: the number and, behind ±, its standard error.
fn table(
    answer: &Answer,
    lang: Lang,
    of: impl Fn(&Line) -> (Option<f64>, Option<f64>),
) -> Vec<String> {
    let cell = |line: Option<&Line>| match line.map(&of) {
        Some((Some(value), Some(error))) => {
            format!("{} ± {}", decimal(lang, value, 1), decimal(lang, error, 1))
        }
        Some((Some(value), None)) => decimal(lang, value, 1),
        _ => "–".to_owned(),
    };
    let mut rows = vec![vec![ui::t(lang, "analyze.channel").to_owned()]];
    rows[0].extend(answer.models.iter().map(|told| told.word.clone()));
    for (code, name) in answer.channels.iter().enumerate() {
        let mut row = vec![name.clone()];
        let line =
            |told: &super::answer::Told| cell(told.lines.as_ref().ok().and_then(|l| l.get(code)));
        row.extend(answer.models.iter().map(line));
        rows.push(row);
    }
    aligned(&rows)
}

/// Columns of equal width: the first flush left, numbers flush right.
fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(at, (cell, width))| match at {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        format!("  {}", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
