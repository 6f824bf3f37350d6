//! Numbers and columns as people read them.

use kernel::Lang;
use ui::fmt::{decimal, percent};
use ui::tf;

/// Writes numbers as people of a language read them; rates in percent, their differences in points.
pub(super) struct Pen {
    pub(super) lang: Lang,
    pub(super) is_rate: bool,
}

impl Pen {
    pub(super) fn mean(&self, value: Option<f64>) -> String {
        match value {
            None => "–".to_owned(),
            Some(value) if self.is_rate => percent(self.lang, value, 1),
            Some(value) => decimal(self.lang, value, 3),
        }
    }

    pub(super) fn change(&self, value: Option<f64>) -> String {
        let Some(value) = value else {
            return "–".to_owned();
        };
        let sign = if value > 0.0 { "+" } else { "" };
        if self.is_rate {
            let points = format!("{sign}{}", decimal(self.lang, 100.0 * value, 2));
            tf(self.lang, "analyze_effects.points", &[("n", &points)])
        } else {
            format!("{sign}{}", decimal(self.lang, value, 3))
        }
    }

    pub(super) fn interval(&self, ci: Option<(f64, f64)>) -> String {
        let scale = if self.is_rate { 100.0 } else { 1.0 };
        let digits = if self.is_rate { 2 } else { 3 };
        let part = |value: f64| decimal(self.lang, scale * value, digits);
        match ci {
            None => "–".to_owned(),
            Some((low, high)) => tf(
                self.lang,
                "analyze_effects.from_to",
                &[("low", &part(low)), ("high", &part(high))],
            ),
        }
    }

    pub(super) fn factor(&self, ratio: Option<f64>) -> String {
        ratio.map_or("–".to_owned(), |ratio| decimal(self.lang, ratio, 2))
    }

    pub(super) fn q(&self, q: f64) -> String {
        if q < 0.001 {
            format!("< {}", decimal(self.lang, 0.001, 3))
        } else {
            decimal(self.lang, q, 3)
        }
    }
}

/// Rows with a remark, columns aligned: the first to the left, the others to the right.
pub(super) fn aligned(rows: &[(Vec<String>, String)]) -> Vec<String> {
    let width = |column: usize| {
        rows.iter()
            .map(|(row, _)| row[column].chars().count())
            .max()
    };
    let columns = rows.first().map_or(0, |(row, _)| row.len());
    let widths: Vec<usize> = (0..columns).map(|c| width(c).unwrap_or(0)).collect();
    let line = |(row, remark): &(Vec<String>, String)| {
        let cells = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(at, (cell, width))| {
                let pad = " ".repeat(width - cell.chars().count());
                if at == 0 {
                    format!("{cell}{pad}")
                } else {
                    format!("{pad}{cell}")
                }
            });
        let text = cells.collect::<Vec<_>>().join("  ");
        format!("{text}  {remark}").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}
