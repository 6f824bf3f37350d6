//! The list of members, a form for a new one, and the page of each.

mod detail;
mod list;

use std::collections::BTreeMap;

use kernel::{Error, Id, Lang, Result, Role};
use maud::{Markup, html};
use ui::components::{checkbox, notice, select};
use ui::{role, t};

pub(crate) use detail::{detail, edit, new_link, set_state};
pub(crate) use list::{create, list, make};

use crate::departments::Department;
use crate::web::App;

/// What a form about a member says.
#[derive(Default, Clone)]
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) department: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) language: String,
    pub(crate) zone: String,
    pub(crate) version: i64,
}

impl Given {
    fn of_form(mut form: BTreeMap<String, String>) -> Self {
        let mut take = |name: &str| form.remove(name).unwrap_or_default().trim().to_owned();
        Given {
            name: take("name"),
            email: take("email"),
            department: take("department"),
            language: take("language"),
            zone: take("timezone"),
            version: take("version").parse().unwrap_or(0),
            roles: Role::ALL
                .into_iter()
                .filter(|role| !take(&format!("role_{}", role.key())).is_empty())
                .collect(),
        }
    }

    fn lang(&self) -> Lang {
        Lang::parse(&self.language).unwrap_or_default()
    }

    fn email(&self) -> Option<String> {
        (!self.email.trim().is_empty()).then(|| self.email.trim().to_owned())
    }

    async fn department_id(&self, app: &App) -> Result<Option<Id>> {
        if self.department.is_empty() {
            return Ok(None);
        }
        let found = crate::departments::by_key(app.db(), &self.department).await?;
        found
            .map(Some)
            .ok_or_else(|| Error::field("department", "error.choice"))
    }
}

/// The fields that the form for a new member and that of an existing one share.
fn choices(lang: Lang, departments: &[Department], given: &Given) -> Markup {
    let mut choices = vec![(String::new(), t(lang, "word.none").to_owned())];
    choices.extend(
        departments
            .iter()
            .map(|d| (d.key.clone(), d.name(lang).to_owned())),
    );
    let languages = [
        ("de", t(lang, "word.german")),
        ("en", t(lang, "word.english")),
    ];
    html! {
        (select("department", t(lang, "word.department"), &choices).selected(&given.department))
        (select("language", t(lang, "word.language"), &languages).selected(&given.language))
        fieldset {
            legend { (t(lang, "members.roles")) }
            @for held in Role::ALL {
                (checkbox(&format!("role_{}", held.key()), "1", role(lang, held), given.roles.contains(&held)))
            }
        }
    }
}

/// A link, shown this once.
fn link_once(app: &App, lang: Lang, path: &str) -> Markup {
    let address = format!("{}{path}", app.config().public_url.trim_end_matches('/'));
    notice(
        "ok",
        t(lang, "members.link_title"),
        t(lang, "members.link_text"),
        html! { pre.u-code tabindex="0" { (address) } },
    )
}
