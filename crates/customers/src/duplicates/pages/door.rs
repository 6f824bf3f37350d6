//! Who is there already, while somebody new is being typed in.

use kernel::{Id, Result};
use maud::{Markup, html};
use org::web::{App, Viewer};
use ui::components::notice;
use ui::t;

use super::super::candidates;
use super::super::twin::Twin;
use super::evidence::{reasons, verdict};

/// Those that may be the one which is being typed in; nothing when there is none. `value` reads a field of
/// the form.
///
/// # Errors
/// As the database.
pub async fn hint<T: Twin>(
    app: &App,
    viewer: &Viewer,
    value: impl Fn(&str) -> Option<String> + Send,
) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let card = T::card(Id(0), value);
    let found = candidates::of::<T>(app.db(), &card, None).await?;
    if found.is_empty() {
        return Ok(Markup::default());
    }
    let ids: Vec<Id> = found.iter().map(|one| one.id).collect();
    let sides = T::sides(app.db(), &ids).await?;
    let list = html! {
        ul.u-hits {
            @for one in &found {
                li.u-hit {
                    div.u-grow {
                        @if let Some(side) = sides.get(&one.id) {
                            a.u-m.u-link href={ (T::PATH) "/" (one.id) } { (side.name) }
                            span.u-mute { " · " (side.about) }
                        }
                        div.u-row.u-wrap {
                            (verdict(T::TWIN, lang, &one.weighed, &one.judged))
                            (reasons(lang, &one.weighed))
                        }
                    }
                }
            }
        }
    };
    let text = |key: &str| t(lang, &format!("{}.{key}", T::TEXTS));
    let said = notice(
        "warn",
        text("maybe_there"),
        text("maybe_there_text"),
        html! {},
    );
    Ok(html! { (said) (list) })
}
