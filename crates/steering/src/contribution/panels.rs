//! Who took part in the deals of a board: one bar on each card.

use std::collections::HashMap;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Id, Lang, Result};
use maud::Markup;
use org::departments::{Department, Together};
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
        let house = org::settings::company(app.db()).await?;
        let together = org::departments::together(app.db(), &house).await?;
        let counted = sql::taking_part(app.db(), deals, viewer.ctx.now()).await?;
        let mut of_deal: HashMap<Id, Vec<(Option<Id>, i64)>> = HashMap::new();
        for (deal, department, count) in counted {
            of_deal.entry(deal).or_default().push((department, count));
        }
        let lang = viewer.ctx.lang;
        let bar = |(deal, counts): (Id, Vec<(Option<Id>, i64)>)| {
            let href = format!("/deals/{deal}/contribution");
            let label = t(lang, "contribution.share_by_department");
            let parts = parts(lang, &departments, &together, &counts);
            (deal, contribution_bar(lang, label, &parts, &href))
        };
        Ok(of_deal.into_iter().map(bar).collect())
    }
    .boxed()
}

/// The share of each department that took part, in the fixed order of the departments; then that of small
/// ones together, and touchpoints of no department last.
fn parts(
    lang: Lang,
    departments: &[Department],
    together: &Together,
    counts: &[(Option<Id>, i64)],
) -> Vec<Contribution> {
    let of = |takes: &dyn Fn(Option<Id>) -> bool| -> i64 {
        let own = counts.iter().filter(|(id, _)| takes(*id));
        own.map(|(_, n)| n).sum()
    };
    let part = |name: &str, class: String, n: i64| Contribution {
        name: name.to_owned(),
        class,
        share: n as f64 / of(&|_| true).max(1) as f64,
        text: String::new(),
        href: String::new(),
    };
    let alone = departments.iter().filter(|d| !together.holds(Some(d.id)));
    let mut parts: Vec<Contribution> = alone
        .map(|d| part(d.name(lang), d.class(), of(&|id| id == Some(d.id))))
        .collect();
    let small = of(&|id| together.holds(id));
    parts.push(part(
        t(lang, "contribution.small_departments"),
        String::new(),
        small,
    ));
    let unknown = of(&|id| id.is_none());
    parts.push(part(t(lang, "word.unknown"), String::new(), unknown));
    parts.retain(|part| part.share > 0.0);
    parts
}
