//! Who is there already, while somebody new is being typed in.

use kernel::{Id, Result};
use maud::{Markup, html};
use org::web::{App, Viewer};
use ui::components::{chip, notice};
use ui::t;

use super::super::store::Card;
use super::super::weigh;
use super::evidence::verdict;
use crate::people;

/// The people who may be the one that is being typed in; nothing when there is nobody. `value` reads a
/// field of the form.
///
/// # Errors
/// As the database.
pub async fn hint(
    app: &App,
    viewer: &Viewer,
    value: impl Fn(&str) -> Option<String>,
) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let card = Card::of_fields(Id(0), value);
    let found = weigh::candidates(app.db(), &card, None).await?;
    if found.is_empty() {
        return Ok(Markup::default());
    }
    let ids: Vec<Id> = found.iter().map(|one| one.id).collect();
    let names = people::names(app.db(), &ids).await?;
    let list = html! {
        ul.u-hits {
            @for one in &found {
                li.u-hit {
                    div.u-grow {
                        a.u-m.u-link href={ "/people/" (one.id) } { (names.get(&one.id).map_or("", String::as_str)) }
                        div.u-row.u-wrap {
                            (verdict(lang, &one.weighed, one.band))
                            @if one.weighed.reached("email.equal") { (chip(t(lang, "people.same_email")).ok()) }
                        }
                    }
                }
            }
        }
    };
    let text = t(lang, "people.maybe_there_text");
    Ok(html! { (notice("warn", t(lang, "people.maybe_there"), text, html! {})) (list) })
}
