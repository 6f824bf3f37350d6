//! The filters of a stream: departments as switches, channel, type and source as menus, what is on as
//! chips that take it off again.

use kernel::{Channel, Id, Lang, Result, types};
use maud::{Markup, html};
use org::web::App;
use ui::components::{
    Menu, MenuItem, Toggle, empty_state, filter_bar, link_button, removable_chip, toggle,
};
use ui::{fmt, t, tf};

use super::{Departments, source_name, stream::swaps};
use crate::companies;
use crate::timeline::model::{Filter, Subject};
use crate::timeline::store::{self as sql, Delivery, Facet};

/// What there is to choose from.
pub(super) struct Offered {
    /// Combinations with their counts; empty for the stream over everything, where none is counted.
    facets: Vec<Facet>,
    /// Types of the stream.
    types: Vec<String>,
    /// Sources of the stream with their last delivery.
    pub(super) deliveries: Vec<Delivery>,
    /// There are companies below that of the stream.
    has_below: bool,
}

impl Offered {
    pub(super) async fn load(app: &App, subject: Subject) -> Result<Self> {
        let deliveries = sql::deliveries(app.db()).await?;
        if subject == Subject::All {
            return Ok(Self {
                facets: Vec::new(),
                types: sql::types_that_occur(app.db()).await?,
                deliveries,
                has_below: false,
            });
        }
        let has_below = match subject {
            Subject::Company(id) => companies::has_below(app.db(), id).await?,
            Subject::Group(_) => true,
            _ => false,
        };
        let facets = sql::facets(app.db(), subject).await?;
        let mut types: Vec<String> = facets.iter().map(|f| f.type_key.clone()).collect();
        types.sort_unstable();
        types.dedup();
        Ok(Self {
            deliveries: deliveries
                .into_iter()
                .filter(|d| facets.iter().any(|f| f.source == d.source))
                .collect(),
            types,
            facets,
            has_below,
        })
    }

    /// How many moments there are with a part of the filter set anew; `None` where none is counted.
    fn count(&self, filter: &Filter, wanted: Option<Id>, part: &str, value: &str) -> Option<i64> {
        if self.facets.is_empty() {
            return None;
        }
        let fits = |facet: &Facet| {
            let department = facet.department_id.map(|id| id.to_string());
            let wanted = wanted.map(|id| id.to_string()).unwrap_or_default();
            let internal = || "internal".to_owned();
            let has = [
                (
                    "department",
                    department.unwrap_or_default(),
                    wanted.as_str(),
                ),
                (
                    "channel",
                    facet.channel.clone().unwrap_or_else(internal),
                    filter.channel.as_str(),
                ),
                ("type", facet.type_key.clone(), filter.type_key.as_str()),
                ("source", facet.source.clone(), filter.source.as_str()),
            ];
            has.iter().all(|(name, own, asked)| match *name == part {
                true => own == value,
                false => asked.is_empty() || own == asked,
            })
        };
        Some(
            self.facets
                .iter()
                .filter(|f| fits(f))
                .map(|f| f.count)
                .sum(),
        )
    }
}

/// The bar above a stream.
pub(super) fn bar(
    lang: Lang,
    departments: &Departments,
    filter: &Filter,
    offered: &Offered,
) -> Markup {
    let body = html! {
        @if offered.has_below { (with_below(lang, filter)) }
        (switches(lang, departments, filter, offered))
        @for part in PARTS { (menu(lang, departments, filter, offered, part)) }
    };
    html! {
        (swaps(filter_bar(t(lang, "word.filter"), body)))
        @if filter.narrows() { (swaps(chips(lang, departments, filter))) }
    }
}

/// The switch for what happened at the subsidiaries and sites of a company.
fn with_below(lang: Lang, filter: &Filter) -> Markup {
    let on = filter.with_below();
    toggle(&Toggle {
        label: t(lang, "timeline.with_below").to_owned(),
        class: String::new(),
        count: None,
        href: filter.here(&[("below", if on { "" } else { "1" })]),
        on,
    })
}

fn switches(lang: Lang, departments: &Departments, filter: &Filter, offered: &Offered) -> Markup {
    let wanted = departments.of_key(&filter.department).map(|d| d.id);
    let occurs = |id: Id| offered.facets.iter().any(|f| f.department_id == Some(id));
    html! {
        @for department in departments.iter() {
            @let on = filter.department == department.key;
            @if offered.facets.is_empty() || on || occurs(department.id) {
                @let count = offered.count(filter, wanted, "department", &department.id.to_string());
                @let next = if on { "" } else { department.key.as_str() };
                (toggle(&Toggle {
                    label: department.name(lang).to_owned(),
                    class: department.class(),
                    count: count.map(|n| fmt::number(lang, n)),
                    href: filter.here(&[("department", next)]),
                    on,
                }))
            }
        }
    }
}

/// The parts of a filter that are menus, with their icons.
const PARTS: [(&str, &str); 3] = [
    ("channel", "adjustments-horizontal"),
    ("type", "activity"),
    ("source", "plug-connected"),
];

fn menu(
    lang: Lang,
    departments: &Departments,
    filter: &Filter,
    offered: &Offered,
    (part, icon): (&str, &str),
) -> Markup {
    let wanted = departments.of_key(&filter.department).map(|d| d.id);
    let now = filter
        .parts()
        .iter()
        .find(|(name, _)| *name == part)
        .map_or("", |(_, v)| *v);
    let values: Vec<String> = match part {
        "channel" => channels(),
        "type" => {
            let mut types = offered.types.clone();
            types.sort_by_key(|key| ::store::fold_name(&said(lang, departments, part, key)));
            types
        }
        _ => offered
            .deliveries
            .iter()
            .map(|d| d.source.clone())
            .collect(),
    };
    let mut items = vec![MenuItem::link(
        t(lang, "word.all"),
        &filter.here(&[(part, "")]),
    )];
    for value in values {
        let count = offered.count(filter, wanted, part, &value);
        if count == Some(0) && value != now {
            continue;
        }
        let mut label = said(lang, departments, part, &value);
        if let Some(n) = count {
            label = format!("{label} · {}", fmt::number(lang, n));
        }
        items.push(MenuItem::link(&label, &filter.here(&[(part, &value)])));
    }
    html! { (Menu::new(&format!("stream-{part}"), t(lang, &format!("timeline.by_{part}")), items).icon(icon)) }
}

fn channels() -> Vec<String> {
    let own = Channel::ALL.iter().map(|c| c.key().to_owned());
    own.chain(["internal".to_owned()]).collect()
}

/// A value of a part as people say it.
fn said(lang: Lang, departments: &Departments, part: &str, value: &str) -> String {
    match part {
        "department" => departments
            .of_key(value)
            .map_or(value, |d| d.name(lang))
            .to_owned(),
        "channel" if value == "internal" => t(lang, "word.internal").to_owned(),
        "channel" => Channel::parse(value)
            .map_or(value, |c| ui::channel(lang, c))
            .to_owned(),
        "type" => types::find(value)
            .map_or(value, |def| def.text(lang))
            .to_owned(),
        _ => source_name(lang, value).to_owned(),
    }
}

/// What is on, each with a cross that takes it off.
fn chips(lang: Lang, departments: &Departments, filter: &Filter) -> Markup {
    let body = html! {
        @for (part, value) in filter.parts().iter().filter(|(_, value)| !value.is_empty()) {
            @let name = said(lang, departments, part, value);
            @let label = format!("{}: {name}", t(lang, &format!("timeline.by_{part}")));
            (removable_chip(&label, &tf(lang, "timeline.filter_off", &[("name", &label)]), &filter.here(&[(part, "")])))
        }
        a.u-link.u-sm href=(all_off(filter)) { (t(lang, "timeline.filters_off")) }
    };
    filter_bar(t(lang, "timeline.filters_on"), body)
}

fn all_off(filter: &Filter) -> String {
    let none: Vec<(&str, &str)> = filter.parts().iter().map(|(part, _)| (*part, "")).collect();
    filter.here(&none)
}

/// Nothing passes the filter: it is named, with the way out.
pub(super) fn nothing(lang: Lang, departments: &Departments, filter: &Filter) -> Markup {
    let on = filter
        .parts()
        .into_iter()
        .filter(|(_, value)| !value.is_empty());
    let names: Vec<String> = on
        .map(|(part, value)| said(lang, departments, part, value))
        .collect();
    let off = link_button(t(lang, "timeline.filters_off"), &all_off(filter));
    empty_state(
        "filter-off",
        &tf(
            lang,
            "timeline.empty_filter",
            &[("filter", &names.join(" · "))],
        ),
        t(lang, "timeline.empty_filter_text"),
        swaps(html! { (off) }),
    )
}
