//! Who is there already, while somebody new is being typed in.

use kernel::{Id, Result};
use maud::{Markup, html};
use org::web::{App, Viewer};
use ui::components::notice;
use ui::t;

use super::super::questions;
use super::super::store::Card;
use super::super::weigh;
use super::evidence::{reasons, verdict};

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
    let sides = questions::sides(app.db(), &ids).await?;
    let list = html! {
        ul.u-hits {
            @for one in &found {
                li.u-hit {
                    div.u-grow {
                        @if let Some(side) = sides.get(&one.id) {
                            a.u-m.u-link href={ "/people/" (one.id) } { (side.name) }
                            span.u-mute { " · " (side.about) }
                        }
                        div.u-row.u-wrap {
                            (verdict(lang, &one.weighed, one.band))
                            (reasons(lang, &one.weighed))
                        }
                    }
                }
            }
        }
    };
    let text = t(lang, "people.maybe_there_text");
    Ok(html! { (notice("warn", t(lang, "people.maybe_there"), text, html! {})) (list) })
}
