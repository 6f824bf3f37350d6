//! Who took part in the deals of a board: one bar on each card.

use std::collections::HashMap;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Id, Lang, Result};
use maud::Markup;
use org::departments::Department;
use org::web::{App, Viewer};
use ui::components::{Contribution, contribution_bar};
use ui::t;

use super::store as sql;

/// The bars of deals, departments in their fixed order; a deal without touchpoints has none.
pub(super) fn bars_of_cards(
    app: App,
    viewer: Viewer,
    deals: Vec<Id>,
) -> BoxFuture<'static, Result<HashMap<Id, Markup>>> {
    async move {
        let departments = org::departments::all(app.db()).await?;
        let counted = sql::taking_part(app.db(), deals, viewer.ctx.now()).await?;
        let mut of_deal: HashMap<Id, Vec<(Option<Id>, i64)>> = HashMap::new();
        for (deal, department, count) in counted {
            of_deal.entry(deal).or_default().push((department, count));
        }
        let lang = viewer.ctx.lang;
        let bar = |(deal, counts): (Id, Vec<(Option<Id>, i64)>)| {
            let href = format!("/deals/{deal}/contribution");
            let label = t(lang, "contribution.share_by_department");
            let parts = parts(lang, &departments, &counts);
            (deal, contribution_bar(lang, label, &parts, &href))
        };
        Ok(of_deal.into_iter().map(bar).collect())
    }
    .boxed()
}

/// The share of each department that took part, in the fixed order of the departments; touchpoints
/// of no department come last.
fn parts(
    lang: Lang,
    departments: &[Department],
    counts: &[(Option<Id>, i64)],
) -> Vec<Contribution> {
    let all: i64 = counts.iter().map(|(_, n)| n).sum();
    let known = departments.iter().map(Some).chain([None]);
    known
        .filter_map(|department| {
            let (_, n) = counts
                .iter()
                .find(|(id, _)| *id == department.map(|d| d.id))?;
            Some(Contribution {
                name: department
                    .map_or(t(lang, "word.unknown"), |d| d.name(lang))
                    .to_owned(),
                class: department.map(Department::class).unwrap_or_default(),
                share: *n as f64 / all.max(1) as f64,
                text: String::new(),
                href: String::new(),
            })
        })
        .collect()
}
