//! All decisions: the due reviews first, each opening its question or pair.

use axum::extract::{Query, State};
use kernel::{Date, Id, Result};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use serde::Deserialize;
use store::Db;
use ui::components::{
    Row, Table, TableColumn, Toggle, dept_chip, empty_state, filter_bar, link_button, pager,
    panel_plain, toggle,
};
use ui::{fmt, t};

use super::super::model::{Kind, Subject};
use super::super::store::{self as sql, Decision};
use super::super::subjects::{self, Names};
use super::written;

/// Decisions of a page.
const ROWS: usize = 40;
/// Reviews to come that a page of answers shows.
const TO_COME: i64 = 5;

/// Which decisions are listed.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// `question` or `pair`; without it all.
    #[serde(default)]
    pub(crate) about: String,
    /// The last decision of the page before.
    #[param(value_type = Option<String>)]
    pub(crate) after: Option<Id>,
}

/// A page of decisions, and the one to go on from.
pub(crate) async fn page(db: &Db, asked: &Asked) -> Result<(Vec<Decision>, Option<Id>)> {
    let last = match asked.after {
        Some(id) => Some(sql::one(db, id).await?),
        None => None,
    };
    let kind = Kind::parse(&asked.about);
    let mut found = sql::page(db, kind, last.as_ref(), ROWS as i64 + 1).await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let next = found.last().filter(|_| more).map(|last| last.id);
    Ok((found, next))
}

pub(crate) async fn list(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let (found, next) = page(app.db(), &asked).await?;
    let here = address(Kind::parse(&asked.about));
    let join = if here.contains('?') { '&' } else { '?' };
    let next = next.map(|id| format!("{here}{join}after={id}"));
    let body = html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, "decisions.intro")) }
            (filter(&app, &may, &asked).await?)
            @if found.is_empty() { (empty(&may)) }
            @else {
                (panel_plain(table(&app, &may, &found).await?))
                (pager(lang, "", None, next.as_deref()))
            }
        }
    };
    let page = Page::new(t(lang, "decisions.title"), "/questions");
    Ok(page
        .crumb(t(lang, "menu.questions"), "/questions")
        .render(&app, &may, body))
}

fn address(kind: Option<Kind>) -> String {
    match kind {
        Some(kind) => format!("/decisions?about={}", kind.key()),
        None => "/decisions".to_owned(),
    }
}

async fn filter(app: &App, viewer: &Viewer, asked: &Asked) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let counts = sql::counts(app.db()).await?;
    let of = |kind: Option<Kind>| -> i64 {
        let fits = |word: &str| kind.is_none_or(|kind| kind.key() == word);
        let those = counts.iter().filter(|(word, _)| fits(word));
        those.map(|(_, n)| n).sum()
    };
    let shown = Kind::parse(&asked.about);
    let kinds = std::iter::once(None).chain(Kind::ALL.map(Some));
    let label = |kind: Option<Kind>| match kind {
        Some(kind) => t(lang, &format!("decisions.about.{}", kind.key())),
        None => t(lang, "word.all"),
    };
    let one = |kind: Option<Kind>| {
        toggle(&Toggle {
            label: label(kind).to_owned(),
            class: String::new(),
            count: Some(fmt::number(lang, of(kind))),
            href: address(kind),
            on: shown == kind,
        })
    };
    let body = html! { @for kind in kinds { (one(kind)) } };
    Ok(filter_bar(t(lang, "decisions.upon"), body))
}

/// Where decisions come from, for who has none yet.
fn empty(viewer: &Viewer) -> Markup {
    let lang = viewer.ctx.lang;
    empty_state(
        "flask",
        t(lang, "decisions.empty"),
        t(lang, "decisions.empty_text"),
        html! {
            (link_button(t(lang, "menu.questions"), "/questions"))
            (link_button(t(lang, "menu.synergies"), "/synergies"))
        },
    )
}

/// What every row is drawn with.
struct Drawn<'a> {
    viewer: &'a Viewer,
    names: Names,
    departments: Vec<Department>,
    currency: String,
    today: Date,
}

async fn table(app: &App, viewer: &Viewer, found: &[Decision]) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let drawn = Drawn {
        viewer,
        names: Names::of(app, found).await?,
        departments: org::departments::all(app.db()).await?,
        currency: org::settings::company(app.db()).await?.currency,
        today: viewer.ctx.now().date_in(&viewer.ctx.zone),
    };
    let columns = vec![
        TableColumn::new(t(lang, "decisions.review_on")),
        TableColumn::new(t(lang, "decisions.one")),
        TableColumn::new(t(lang, "decisions.upon")),
        TableColumn::new(t(lang, "decisions.expected")).hide_small(),
        TableColumn::new(t(lang, "decisions.actual")).hide_small(),
        TableColumn::new(t(lang, "word.department")).hide_small(),
    ];
    let rows = found
        .iter()
        .filter_map(|one| Some(drawn.row(one, &one.subject()?)));
    let title = t(lang, "decisions.title");
    Ok(html! { (Table::new(lang, title, columns, rows.collect())) })
}

impl Drawn<'_> {
    fn row(&self, one: &Decision, subject: &Subject) -> Row {
        let lang = self.viewer.ctx.lang;
        let href = subjects::href(subject);
        let owner = self
            .departments
            .iter()
            .find(|d| Some(d.id) == one.department_id);
        Row {
            cells: vec![
                html! { (fmt::date(lang, one.review_on)) br; (written::state(lang, one, self.today)) },
                html! { (written::action(lang, one)) },
                html! {
                    a.u-link href={ (href) "#decision-" (one.id) } { (self.names.title(lang, subject)) }
                    @if let Some(note) = &one.note { br; span.u-mute.u-sm { (note) } }
                },
                html! { (written::expected(lang, one, &self.currency)) },
                html! { (written::actual(lang, one, &self.currency)) },
                html! { @if let Some(d) = owner { (dept_chip(d.name(lang), &d.class())) } },
            ],
            href: Some(href),
        }
    }
}

/// The next reviews of a kind, for the page of its answers; nothing while none is to come.
pub(crate) async fn to_come(app: &App, viewer: &Viewer, kind: Kind) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let found = sql::to_come(app.db(), kind, TO_COME).await?;
    if found.is_empty() {
        return Ok(html! {});
    }
    let table = table(app, viewer, &found).await?;
    let title = t(lang, "decisions.reviews");
    Ok(ui::components::panel(title, html! {}, table))
}
