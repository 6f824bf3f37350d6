//! The group of a company: what stands above it, what below, and how much happened there.

use std::collections::HashMap;

use kernel::{Id, Lang, Result};
use maud::{Markup, html};
use org::web::{App, Viewer};
use ui::components::{chip, link_button, section};
use ui::{fmt, t, tf, tn};

use super::super::store::{self as sql, Sums};
use super::super::{Company, Place};

/// Companies shown of a large group.
const SHOWN: usize = 40;

/// The tree around a company; nothing when it stands alone.
pub(super) async fn tree(app: &App, viewer: &Viewer, company: &Company) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let above = sql::above(app.db(), company.id).await?;
    let below = sql::below(app.db(), company.id).await?;
    if above.is_empty() && below.is_empty() {
        return Ok(Markup::default());
    }
    let mut ids: Vec<Id> = below.iter().map(|place| place.id).collect();
    ids.push(company.id);
    let sums = sql::sums(app.db(), &ids).await?;
    let own = above.len();
    let body = html! {
        ul.u-tree {
            @for (depth, (id, name)) in above.iter().rev().enumerate() {
                li data-depth=(depth.min(DEEPEST)) { a.u-link href={ "/companies/" (id) } { (name) } }
            }
            li.u-m data-depth=(own.min(DEEPEST)) aria-current="true" { (company.name) (counts(lang, &sums, company.id)) }
            @for place in ordered(&below, company.id).into_iter().take(SHOWN) {
                li data-depth=((own + place.depth).min(DEEPEST)) { (one(lang, place, &sums)) }
            }
        }
        @if below.len() > SHOWN { p.u-mute.u-sm { (tn(lang, "companies.more_below", (below.len() - SHOWN) as i64, &[])) } }
        @if !below.is_empty() { p.u-mute.u-sm { (total(lang, &sums)) } }
    };
    let with_all = format!("/companies/{}?below=1", company.id);
    let actions = html! {
        @if !below.is_empty() { (link_button(t(lang, "companies.timeline_of_group"), &with_all).ghost()) }
    };
    Ok(section(t(lang, "companies.group"), actions, body))
}

/// Levels that are drawn further in than the one before.
const DEEPEST: usize = 5;

fn one(lang: Lang, place: &Place, sums: &HashMap<Id, Sums>) -> Markup {
    html! {
        a.u-link href={ "/companies/" (place.id) } { (place.name) }
        @if let Some(city) = &place.city { span.u-mute { " · " (city) } }
        @if let Some(kind) = &place.kind { " " (chip(t(lang, &format!("companies.parent_kind.{kind}")))) }
        (counts(lang, sums, place.id))
    }
}

fn counts(lang: Lang, sums: &HashMap<Id, Sums>, id: Id) -> Markup {
    let of = sums.get(&id).copied().unwrap_or_default();
    html! { div.u-mute.u-xs { (said(lang, "companies.counts", of)) } }
}

/// The company and everything below it.
fn total(lang: Lang, sums: &HashMap<Id, Sums>) -> String {
    let all = sums.values().fold(Sums::default(), |all, one| Sums {
        people: all.people + one.people,
        deals: all.deals + one.deals,
        touchpoints: all.touchpoints + one.touchpoints,
    });
    said(lang, "companies.group_counts", all)
}

fn said(lang: Lang, key: &str, sums: Sums) -> String {
    tf(
        lang,
        key,
        &[
            ("people", &fmt::number(lang, sums.people)),
            ("deals", &fmt::number(lang, sums.deals)),
            ("touchpoints", &fmt::number(lang, sums.touchpoints)),
        ],
    )
}

/// Each company is followed by what stands below it.
fn ordered(below: &[Place], top: Id) -> Vec<&Place> {
    let mut rows = Vec::with_capacity(below.len());
    let mut open: Vec<&Place> = below.iter().rev().filter(|p| p.parent == top).collect();
    while let Some(place) = open.pop() {
        rows.push(place);
        open.extend(below.iter().rev().filter(|p| p.parent == place.id));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_from_top_to_bottom() {
        let place = |id, parent, depth| Place {
            id: Id(id),
            parent: Id(parent),
            name: String::new(),
            city: None,
            kind: None,
            depth,
        };
        let below = [
            place(2, 1, 1),
            place(3, 1, 1),
            place(4, 2, 2),
            place(5, 3, 2),
        ];
        let ids: Vec<i64> = ordered(&below, Id(1)).iter().map(|p| p.id.0).collect();
        assert_eq!(ids, [2, 4, 3, 5]);
    }
}
