//! One pair: what was compared, how sure it is, and the cases behind it.

use std::collections::{BTreeMap, HashMap};

use analysis::effects::Lag;
use axum::extract::{Path, State};
use kernel::{Error, Id, Lang, Millis, Result};
use maud::{Markup, html};
use org::permissions::ReadCustomer;
use org::web::{Answer as Answered, App, May, Page, Query, Viewer};
use serde::Deserialize;
use ui::components::{Row, Stat, Table, TableColumn, kv, panel, stat_row};
use ui::{fmt, t, tf};

use super::super::model::{Answer, Behind, Change, Pair, PairKey, behind};
use super::super::{decided, store as sql};
use super::list;
use crate::contribution::{Places, places};
use crate::decisions;
use crate::effects::{Dimension, log};
use crate::evidence;

/// Cases that are shown.
const ROWS: usize = 60;

/// The lag of a pair.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `1d`, `2bd`, `7d`, `30d` or `any`.
    #[serde(default)]
    pub(crate) lag: String,
}

/// A pair with its cases.
pub(crate) struct Shown {
    pub(crate) key: PairKey,
    pub(crate) answer_id: Id,
    pub(crate) answer: Answer,
    pub(crate) pair: Option<Pair>,
    pub(crate) counts: BTreeMap<&'static str, (usize, usize)>,
    pub(crate) cases: Vec<Behind>,
    pub(crate) places: Places,
}

/// The pair of an address with its cases, as the newest answer counted them.
pub(crate) async fn shown(
    app: &App,
    (outcome, first, then): &(String, String, String),
    wanted: &Wanted,
) -> Result<Shown> {
    let lag = Lag::parse(&wanted.lag).unwrap_or(Lag::Any);
    let key = PairKey::new(outcome, (first, then), lag).ok_or(Error::NotFound("synergy"))?;
    let kept = sql::newest_of(app.db(), outcome).await?;
    let told = kept.and_then(|kept| Some((kept.id, kept.told()?)));
    let (answer_id, answer) = told.ok_or(Error::NotFound("synergy"))?;
    let log = log(app).await?;
    let places = places(app.db(), &log, Dimension::Activity).await?;
    let currency = org::settings::company(app.db()).await?.currency;
    let (from, until, names) = (answer.from, answer.until, places.clone());
    let asked_for = key.clone();
    let work = move || behind(&log, &asked_for, &names, (from, until, &currency));
    let cases = tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)?;
    let mut cases = cases.ok_or(Error::NotFound("synergy"))?;
    let mut counts: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    for case in &cases {
        let count = counts.entry(case.group).or_default();
        *count = (count.0 + 1, count.1 + usize::from(case.outcome));
    }
    cases.truncate(ROWS);
    Ok(Shown {
        pair: answer.pair(&key).cloned(),
        key,
        answer_id,
        answer,
        counts,
        cases,
        places,
    })
}

pub(crate) async fn pair(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(keys): Path<(String, String, String)>,
    Query(wanted): Query<Wanted>,
) -> Answered {
    let lang = may.ctx.lang;
    let shown = shown(&app, &keys, &wanted).await?;
    let names = crate::questions::names(app.db(), shown.cases.iter().map(|c| c.company)).await?;
    let title = title(lang, &shown);
    let newest = Some((shown.answer_id, &shown.answer));
    let known = decided::known_from(app.db(), &shown.key, newest, None).await?;
    let decisions = decisions::panel(&app, &may, &known).await?;
    let body = html! {
        div.u-main.u-stack {
            @if let Some(pair) = &shown.pair {
                (tiles(lang, &shown.answer, pair))
                (meaning(lang, &shown.answer, pair))
            }
            (groups(lang, &shown))
            (decisions)
            section.u-panel { (table(&may, &shown.cases, &names)) }
        }
    };
    let page = Page::new(&title, "/synergies").crumb(t(lang, "menu.synergies"), "/synergies");
    Ok(page.render(&app, &may, body))
}

fn title(lang: Lang, shown: &Shown) -> String {
    let plain = Pair {
        is_ordered: shown.key.is_ordered(),
        first: shown.key.first.clone(),
        then: shown.key.then.clone(),
        lag: shown.key.lag.key().to_owned(),
        ..Pair::default()
    };
    list::named(lang, &shown.places, shown.pair.as_ref().unwrap_or(&plain))
}

fn tiles(lang: Lang, answer: &Answer, pair: &Pair) -> Markup {
    let change = |change: Option<&Change>, label: &str, other: &str, what: &str| Stat {
        label: t(lang, label).to_owned(),
        value: change.map_or("–".to_owned(), |c| evidence::share_points(lang, c.value)),
        note: change.map_or(t(lang, "synergies.not_compared").to_owned(), |c| {
            let ci = evidence::span(lang, c.ci, evidence::share_points);
            let q = evidence::q_value(lang, c.q);
            tf(lang, other, &[("ci", &ci), ("q", &q)])
        }),
        what: t(lang, what).to_owned(),
        lang,
        ..Stat::default()
    };
    let grade = format!("questions.grade.{}", pair.grade.to_ascii_lowercase());
    let order_what = match answer.is_beyond_freshness(pair) {
        true => "synergies.order_beyond_what",
        false => "synergies.order_what",
    };
    let order = change(
        pair.order.as_ref(),
        "synergies.order",
        "synergies.tile_note",
        order_what,
    );
    let synergy = change(
        pair.synergy.as_ref(),
        "synergies.synergy",
        "synergies.tile_note",
        "synergies.synergy_what",
    );
    let missing = ["_together", ""][usize::from(pair.is_ordered)];
    // Without an order there is none to tell of; beyond freshness it is the order alone that is told.
    let mut tiles = Vec::new();
    tiles.extend(pair.is_ordered.then_some(order));
    tiles.extend((!answer.is_beyond_freshness(pair)).then_some(synergy));
    tiles.extend([
        Stat {
            label: t(lang, "questions.grade_word").to_owned(),
            value: pair.grade.to_string(),
            note: t(lang, &grade).to_owned(),
            what: t(lang, "questions.grade_what").to_owned(),
            lang,
            ..Stat::default()
        },
        Stat {
            label: t(lang, "synergies.eligible").to_owned(),
            value: fmt::number(lang, pair.eligible as i64),
            note: t(lang, &format!("synergies.eligible_note{missing}")).to_owned(),
            lang,
            ..Stat::default()
        },
    ]);
    stat_row(&tiles)
}

/// What was compared and which checks failed.
fn meaning(lang: Lang, answer: &Answer, pair: &Pair) -> Markup {
    let passed = |check: &str| match pair.failed.iter().any(|failed| failed == check) {
        true => t(lang, "questions.failed"),
        false => t(lang, "questions.passed"),
    };
    let against_only = pair
        .order
        .as_ref()
        .and_then(|order| order.other)
        .map(|(value, ci)| {
            let ci = evidence::span(lang, ci, evidence::share_points);
            format!("{} ({ci})", evidence::share_points(lang, value))
        });
    let ratio = pair
        .synergy
        .as_ref()
        .and_then(|s| s.other)
        .map(|(value, ci)| {
            let times = |lang: Lang, v: f64| format!("×\u{202f}{}", fmt::decimal(lang, v, 2));
            format!(
                "{} ({})",
                times(lang, value),
                evidence::span(lang, ci, times)
            )
        });
    let shown = |text: Option<String>| html! { (text.unwrap_or_else(|| "–".to_owned())) };
    let mut rows = Vec::new();
    if pair.is_ordered {
        rows.push((t(lang, "synergies.against_only"), shown(against_only)));
    }
    if !answer.is_beyond_freshness(pair) {
        rows.push((t(lang, "synergies.ratio"), shown(ratio)));
    }
    rows.extend([
        (
            t(lang, "questions.check.covariates"),
            html! { (passed("covariates")) },
        ),
        (
            t(lang, "synergies.agreement"),
            html! { (passed("agreement")) },
        ),
        (
            t(lang, "questions.check.placebo"),
            html! { (if pair.placebo.is_some() { passed("placebo") } else { t(lang, "synergies.not_checked") }) },
        ),
        (t(lang, "questions.version"), html! { (answer.definition) }),
    ]);
    panel(
        t(lang, "word.what_is_this"),
        html! {},
        html! { p { (t(lang, "synergies.pair_what")) } (kv(&rows)) },
    )
}

/// Cases and outcomes of each group.
fn groups(lang: Lang, shown: &Shown) -> Markup {
    const GROUPS: [&str; 5] = ["first_then", "reverse", "only_first", "only_then", "apart"];
    let row = |group: &&str| {
        let (n, with) = shown.counts.get(*group).copied().unwrap_or_default();
        let share = (n > 0).then(|| fmt::percent(lang, with as f64 / n as f64, 1));
        Row {
            href: None,
            cells: vec![
                html! { (t(lang, &format!("synergies.group.{group}"))) },
                html! { (fmt::number(lang, n as i64)) },
                html! { (share.unwrap_or_else(|| "–".to_owned())) },
            ],
        }
    };
    let columns = vec![
        TableColumn::new(t(lang, "synergies.group_word")),
        TableColumn::new(t(lang, "questions.cases")).numeric(),
        TableColumn::new(t(lang, "synergies.share")).numeric(),
    ];
    let title = t(
        lang,
        &format!("contribution.outcome_{}", shown.answer.outcome),
    );
    panel(
        title,
        html! {},
        html! { (Table::new(lang, title, columns, GROUPS.iter().map(row).collect())) },
    )
}

fn table(viewer: &Viewer, cases: &[Behind], names: &HashMap<Id, String>) -> Table {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "word.company")),
        TableColumn::new(t(lang, "synergies.group_word")),
        TableColumn::new(t(lang, "synergies.first_at")).hide_small(),
        TableColumn::new(t(lang, "synergies.then_at")).hide_small(),
        TableColumn::new(t(lang, "questions.outcome")),
    ];
    let at = |at: Option<Millis>| {
        at.map_or("–".to_owned(), |at| {
            fmt::datetime(lang, at, &viewer.ctx.zone)
        })
    };
    let row = |case: &Behind| {
        let href = format!("/companies/{}", case.company);
        Row {
            cells: vec![
                html! { a.u-link href=(href) { (names.get(&case.company).map_or("–", String::as_str)) } },
                html! { (t(lang, &format!("synergies.group.{}", case.group))) },
                html! { (at(case.first)) },
                html! { (at(case.then)) },
                html! { (t(lang, if case.outcome { "word.yes" } else { "word.no" })) },
            ],
            href: Some(href),
        }
    };
    Table::new(
        lang,
        t(lang, "questions.cases"),
        columns,
        cases.iter().map(row).collect(),
    )
}
