//! All models of credit side by side, for contrast.

use kernel::Lang;
use maud::{Markup, html};
use ui::components::{Row, Table, TableColumn, panel};
use ui::t;

use super::super::answer::Answer as Found;
use super::amount;
use super::controls::model_name;
use super::table::{is_shown, name};

pub(super) fn panel_of(lang: Lang, found: &Found) -> Markup {
    let money = found.question.outcome.is_money();
    let mut columns = vec![TableColumn::new(t(
        lang,
        &format!("contribution.by_{}", found.question.dimension.key()),
    ))];
    let models = &found.credits.models;
    columns.extend(
        models
            .iter()
            .map(|m| TableColumn::new(&model_name(lang, &m.model)).numeric()),
    );
    let rows = (0..=found.places.unknown())
        .filter(|row| *row == found.places.unknown() || is_shown(found, *row))
        .map(|row| {
            let mut cells = vec![name(lang, found, row)];
            let value = |m: &super::super::model::ModelCredit| {
                if money {
                    m.values[row] as f64
                } else {
                    m.outcomes[row]
                }
            };
            cells.extend(
                models
                    .iter()
                    .map(|m| html! { (amount(lang, found, value(m))) }),
            );
            Row { href: None, cells }
        })
        .collect();
    let title = t(lang, "contribution.models");
    let body = html! {
        details.u-what { summary { (t(lang, "contribution.models_open")) }
            p { (t(lang, "contribution.models_what")) }
            (Table::new(lang, title, columns, rows))
        }
    };
    panel(title, html! {}, body)
}
