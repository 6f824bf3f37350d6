//! The cases behind an answer: which companies, who was exposed, what came of it.

use axum::extract::{Path, Query, State};
use kernel::{Error, Id, Millis, Result};
use maud::{Markup, html};
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use store::Db;
use ui::components::{Row, Table, TableColumn, empty_state, pager};
use ui::{fmt, t};

use super::super::jobs::setting_on;
use super::super::model::{Cases, Measure, Question};
use super::super::{asked, store as sql};
use super::{Asked, effect};

/// Cases of a page, more when one company has more.
const ROWS: usize = 50;
/// Most companies that one page looks at: the next page goes on from there.
const LOOKED: usize = 2_000;
/// Companies read at once.
const PAGE: i64 = 100;

/// A case with its company.
pub(crate) struct Behind {
    pub(crate) company: Id,
    pub(crate) name: String,
    pub(crate) decided: Millis,
    pub(crate) exposed: bool,
    pub(crate) outcome: f64,
}

/// The cases behind the newest answer to a question after a company, and the company to go on from.
pub(crate) async fn behind(
    db: &Db,
    question: &dyn Question,
    after: Option<Id>,
) -> Result<(Vec<Behind>, Option<Id>)> {
    let Some(ground) = sql::kept_ground(db).await? else {
        return Ok((Vec::new(), None));
    };
    let setting = setting_on(db, ground).await?;
    let (mut after, mut found, mut looked) = (after, Vec::new(), 0);
    loop {
        let page = sql::page(db, after, PAGE, question.about().reads_mails).await?;
        if page.is_empty() {
            return Ok((named(db, found).await?, None));
        }
        for history in &page {
            let mut cases = Cases::default();
            question.cases(history, &setting, &mut cases);
            let of = |(decided, exposed, outcome)| Behind {
                company: history.company.id,
                name: String::new(),
                decided,
                exposed,
                outcome,
            };
            found.extend(cases.each().map(of));
            after = Some(history.company.id);
            looked += 1;
            if found.len() >= ROWS || looked >= LOOKED {
                return Ok((named(db, found).await?, after));
            }
        }
    }
}

async fn named(db: &Db, mut found: Vec<Behind>) -> Result<Vec<Behind>> {
    let names = sql::names(db, found.iter().map(|b| b.company)).await?;
    for behind in &mut found {
        behind.name = names.get(&behind.company).cloned().unwrap_or_default();
    }
    Ok(found)
}

pub(crate) async fn cases(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(key): Path<String>,
    Query(from): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let question = asked::find(&key).ok_or(Error::NotFound("question"))?;
    let currency = org::settings::company(app.db()).await?.currency;
    let (found, next) = behind(app.db(), question, from.after).await?;
    let next = next.map(|id| format!("/questions/{key}/cases?after={id}"));
    let body = html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, &format!("questions.{key}.cases"))) }
            @if found.is_empty() {
                (empty_state("flask", t(lang, "questions.no_cases"), t(lang, "questions.no_cases_text"), html! {}))
            } @else {
                section.u-panel { (table(&may, question, &found, &currency)) }
                (pager(lang, "", None, next.as_deref()))
            }
        }
    };
    let title = t(lang, "questions.cases");
    let page = Page::new(title, "/questions")
        .crumb(t(lang, "menu.questions"), "/questions")
        .crumb(
            t(lang, &format!("questions.{key}.title")),
            format!("/questions/{key}"),
        );
    Ok(page.render(&app, &may, body))
}

fn table(viewer: &Viewer, question: &dyn Question, found: &[Behind], currency: &str) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "word.company")),
        TableColumn::new(t(lang, "questions.decided_on")).hide_small(),
        TableColumn::new(t(lang, "questions.exposed")),
        TableColumn::new(t(lang, "questions.outcome")),
    ];
    let said = |yes: bool| t(lang, if yes { "word.yes" } else { "word.no" });
    let outcome = |b: &Behind| match question.about().measure {
        Measure::Rate => said(b.outcome > 0.0).to_owned(),
        measure => effect::level(lang, measure, b.outcome, currency),
    };
    let rows = found
        .iter()
        .map(|b| Row {
            href: Some(format!("/companies/{}", b.company)),
            cells: vec![
                html! { a.u-link href={ "/companies/" (b.company) } { (b.name) } },
                html! { (fmt::date(lang, b.decided.date_in(&viewer.ctx.zone))) },
                html! { (said(b.exposed)) },
                html! { (outcome(b)) },
            ],
        })
        .collect();
    html! { (Table::new(lang, t(lang, "questions.cases"), columns, rows)) }
}
