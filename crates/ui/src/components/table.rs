//! Tables of records.

use kernel::Lang;
use maud::{Markup, Render, html};

use super::icon::icon;
use crate::{t, tf};

/// How a list is sorted by a column now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Not by this column.
    Off,
    /// Small to large.
    Ascending,
    /// Large to small.
    Descending,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Column {
    label: String,
    sort: Option<(String, Sort)>,
    numeric: bool,
    hide_small: bool,
}

impl Column {
    /// A column with a title.
    #[must_use]
    pub fn new(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            sort: None,
            numeric: false,
            hide_small: false,
        }
    }

    /// Can be sorted: the address of the list sorted by it, and how it is sorted now.
    #[must_use]
    pub fn sort(mut self, href: &str, now: Sort) -> Self {
        self.sort = Some((href.to_owned(), now));
        self
    }

    /// Numbers, set to the right.
    #[must_use]
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// Left out on a phone.
    #[must_use]
    pub fn hide_small(mut self) -> Self {
        self.hide_small = true;
        self
    }
}

/// A row: its cells and the record that it opens.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The record that Enter opens when the row is chosen by `j` and `k`.
    pub href: Option<String>,
    /// The cells in the order of the columns.
    pub cells: Vec<Markup>,
}

/// A table. Wide ones scroll sideways inside their box.
#[derive(Clone, Debug)]
pub struct Table {
    lang: Lang,
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

impl Table {
    /// A table; `caption` says what it lists and is read aloud only.
    #[must_use]
    pub fn new(lang: Lang, caption: &str, columns: Vec<Column>, rows: Vec<Row>) -> Self {
        Self {
            lang,
            caption: caption.to_owned(),
            columns,
            rows,
        }
    }

    fn head(&self, column: &Column) -> Markup {
        let aria = column.sort.as_ref().and_then(|(_, now)| match now {
            Sort::Ascending => Some("ascending"),
            Sort::Descending => Some("descending"),
            Sort::Off => None,
        });
        html! {
            th.n[column.numeric].u-hide-s[column.hide_small] scope="col" aria-sort=[aria] {
                @match &column.sort {
                    None => (column.label),
                    Some((href, now)) => {
                        a.u-sort href=(href) title=(tf(self.lang, "shell.sort_by", &[("name", &column.label)])) {
                            (column.label) (sort_icon(*now))
                        }
                    }
                }
            }
        }
    }
}

fn sort_icon(now: Sort) -> Markup {
    icon(match now {
        Sort::Off => "selector",
        Sort::Ascending => "arrow-up",
        Sort::Descending => "arrow-down",
    })
}

/// Reads `name` or `-name` of a query: how the column of this name is sorted now, and what the
/// query must say after a click on it.
#[must_use]
pub fn sort_of(column: &str, query: &str) -> (Sort, String) {
    match query.strip_prefix('-') {
        Some(name) if name == column => (Sort::Descending, column.to_owned()),
        None if query == column => (Sort::Ascending, format!("-{column}")),
        _ => (Sort::Off, column.to_owned()),
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        html! {
            div.u-scroll role="region" aria-label=(self.caption) tabindex="0" {
                table.u-tbl {
                    caption.vh { (self.caption) }
                    thead { tr { @for column in &self.columns { (self.head(column)) } } }
                    tbody {
                        @for row in &self.rows {
                            tr data-row=[row.href.as_deref()] {
                                @for (at, cell) in row.cells.iter().enumerate() { (self.cell(at, cell)) }
                            }
                        }
                        @if self.rows.is_empty() {
                            tr { td.u-mute colspan=(self.columns.len()) { (t(self.lang, "word.nothing_found")) } }
                        }
                    }
                }
            }
        }
    }
}

impl Table {
    fn cell(&self, at: usize, cell: &Markup) -> Markup {
        let column = self.columns.get(at);
        let numeric = column.is_some_and(|c| c.numeric);
        let hide = column.is_some_and(|c| c.hide_small);
        html! { td.n[numeric].u-hide-s[hide] { (cell) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_turns_the_order_round() {
        assert_eq!(sort_of("name", "name"), (Sort::Ascending, "-name".into()));
        assert_eq!(sort_of("name", "-name"), (Sort::Descending, "name".into()));
        assert_eq!(sort_of("name", "city"), (Sort::Off, "name".into()));
    }

    #[test]
    fn an_empty_table_says_so() {
        let table = Table::new(
            Lang::En,
            "People",
            vec![Column::new("Name").sort("?s", Sort::Ascending)],
            vec![],
        );
        let html = table.render().0;
        assert!(html.contains("Nothing found"));
        assert!(html.contains("aria-sort=\"ascending\""));
    }
}
