//! The permission table in words: what every department reads, what is excepted, who may what.

use std::collections::BTreeMap;

use axum::extract::State;
use kernel::{Id, Lang, Result, Role};
use maud::{Markup, html};
use ui::components::{Row, Table, TableColumn, panel, panel_plain};
use ui::{fmt, role, t, t_opt, tf, tn};

use super::super::store as sql;
use super::super::visible::{Exception, Holdings, Visible, visible};
use crate::departments::{self, Department};
use crate::permissions::{ReadSetting, Resource, Verb, permits, rule};
use crate::web::{Answer, App, May, Page, Viewer};

/// The departments of today and the keys of each.
struct Structure {
    now: Vec<Department>,
    keys: BTreeMap<Id, Vec<String>>,
}

impl Structure {
    async fn of(app: &App, viewer: &Viewer) -> Result<Self> {
        Ok(Self {
            now: departments::valid_on(app.db(), viewer.ctx.today()).await?,
            keys: departments::lineages(app.db()).await?,
        })
    }

    fn keys_of(&self, id: Id) -> &[String] {
        self.keys.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Those of today that are one of these departments or continue one.
    fn continuing(&self, lang: Lang, named: &[&str]) -> String {
        let is_named = |d: &&Department| {
            let mut keys = self.keys_of(d.id).iter();
            keys.any(|key| named.contains(&key.as_str()))
        };
        let found = self.now.iter().filter(is_named);
        found.map(|d| d.name(lang)).collect::<Vec<_>>().join(", ")
    }
}

pub(crate) async fn permissions(State(app): State<App>, may: May<ReadSetting>) -> Answer {
    let lang = may.ctx.lang;
    let structure = Structure::of(&app, &may).await?;
    let seen = match app.plugged::<Holdings>() {
        Some(holdings) => {
            let departments = structure.now.iter();
            let departments: Vec<(Id, Vec<String>)> = departments
                .map(|d| (d.id, structure.keys_of(d.id).to_vec()))
                .collect();
            visible(&(holdings.0)(app.clone()).await?, &departments)
        }
        None => Visible::default(),
    };
    let body = html! {
        div.u-main.u-stack {
            (panel(t(lang, "settings.visible_title"), html! {}, html! {
                (share(lang, &structure, &seen))
                (members(&app, lang, &structure).await?)
            }))
            (exceptions(lang, &structure, &seen.exceptions))
            (matrix(lang, &structure))
        }
    };
    Ok(Page::new(t(lang, "settings.permissions"), "/settings")
        .crumb(t(lang, "menu.settings"), "/settings")
        .render(&app, &may, body))
}

/// The share with its n; one click leads to what is excepted.
fn share(lang: Lang, structure: &Structure, seen: &Visible) -> Markup {
    let departments = (
        "departments",
        &structure.now.len() as &dyn std::fmt::Display,
    );
    let Some(share) = seen.share() else {
        return html! { p { (tf(lang, "settings.visible_none", &[departments])) } };
    };
    let number = |n: i64| fmt::number(lang, n);
    let text = tf(
        lang,
        "settings.visible",
        &[
            departments,
            ("share", &fmt::percent(lang, share, 2)),
            ("readable", &number(seen.readable)),
            ("fields", &number(seen.fields)),
            ("records", &number(seen.records)),
        ],
    );
    html! {
        p { (text) }
        @if !seen.exceptions.is_empty() {
            p { a.u-a href="#exceptions" { (tn(lang, "settings.visible_exceptions", seen.exceptions.len() as i64, &[])) } }
        }
    }
}

/// How many members hold a role that reads customers.
async fn members(app: &App, lang: Lang, structure: &Structure) -> Result<Markup> {
    let mut members: BTreeMap<Id, bool> = BTreeMap::new();
    for (id, key, department) in sql::holders(app.db()).await? {
        let held: Vec<Role> = Role::parse(&key).into_iter().collect();
        let keys = department.map_or(&[][..], |d| structure.keys_of(d));
        let reads = permits(&held, keys, Resource::Customer, Verb::Read);
        *members.entry(id).or_default() |= reads;
    }
    let seeing = members.values().filter(|reads| **reads).count();
    let text = tf(
        lang,
        "settings.visible_members",
        &[("members", &seeing), ("all", &members.len())],
    );
    Ok(html! { p.u-sm.u-mute { (text) } })
}

fn exceptions(lang: Lang, structure: &Structure, exceptions: &[Exception]) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "settings.exception_field")),
        TableColumn::new(t(lang, "settings.exception_records")).numeric(),
        TableColumn::new(t(lang, "settings.exception_readers")),
    ];
    let rows = exceptions
        .iter()
        .map(|exception| Row {
            href: None,
            cells: vec![
                html! { b { (field_name(lang, exception.field)) } br; span.u-mute.u-xs { (kind_name(lang, exception.kind)) } },
                html! { (fmt::number(lang, exception.records)) },
                readers(lang, structure, exception),
            ],
        })
        .collect();
    let title = t(lang, "settings.exceptions_title");
    let body = html! {
        @if exceptions.is_empty() { p.u-mute { (t(lang, "settings.exceptions_none")) } }
        @else { (Table::new(lang, title, columns, rows)) }
        p.u-sm.u-mute { (t(lang, "settings.exceptions")) }
    };
    html! { div id="exceptions" { (panel(title, html! {}, body)) } }
}

fn kind_name(lang: Lang, kind: &str) -> &str {
    t_opt(lang, &format!("audit.kind.{kind}")).unwrap_or(kind)
}

fn field_name(lang: Lang, field: &str) -> &str {
    t_opt(lang, &format!("settings.field_{field}")).unwrap_or(field)
}

fn readers(lang: Lang, structure: &Structure, exception: &Exception) -> Markup {
    let departments = structure.now.iter();
    let departments: Vec<&str> = departments
        .filter(|d| exception.departments.contains(&d.id))
        .map(|d| d.name(lang))
        .collect();
    let roles: Vec<&str> = exception
        .roles
        .iter()
        .map(|held| role(lang, *held))
        .collect();
    html! {
        @if !departments.is_empty() { (departments.join(", ")) br; }
        span.u-mute.u-xs { (tf(lang, "settings.exception_roles", &[("roles", &roles.join(", "))])) }
    }
}

fn matrix(lang: Lang, structure: &Structure) -> Markup {
    let mut columns = vec![TableColumn::new(t(lang, "settings.resource"))];
    let roles = Role::ALL.iter();
    columns.extend(roles.map(|held| TableColumn::new(role(lang, *held))));
    let rows = Resource::ALL
        .iter()
        .map(|resource| {
            let word = format!("{resource:?}").to_lowercase();
            let name = t(lang, &format!("settings.resource_{word}"));
            let mut cells = vec![html! { b { (name) } }];
            let roles = Role::ALL.iter();
            cells.extend(roles.map(|held| cell(lang, *held, *resource, structure)));
            Row { href: None, cells }
        })
        .collect();
    let table = Table::new(lang, t(lang, "settings.permissions"), columns, rows);
    panel_plain(html! { (table) })
}

fn cell(lang: Lang, held: Role, resource: Resource, structure: &Structure) -> Markup {
    let Some((named, verbs)) = rule(held, resource) else {
        return html! { span.u-mute { "–" } };
    };
    let what = if verbs.contains(&Verb::Write) {
        t(lang, "settings.may_write")
    } else {
        t(lang, "settings.may_read")
    };
    html! {
        (what)
        @if !named.is_empty() { br; span.u-mute.u-xs { (structure.continuing(lang, named)) } }
    }
}
