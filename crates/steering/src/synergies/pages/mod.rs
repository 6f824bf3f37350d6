//! What works together: the list by outcome, one pair with the cases behind it.

mod gain;
mod list;
mod one;

use axum::extract::State;
use axum::response::Response;
use kernel::{Lang, Result};
use org::permissions::WriteActivity;
use org::web::{Answer, App, May, Viewer, see};
use ui::{t, tf};

use super::jobs;
use super::model::{Pair, PairKey};

pub(super) use list::list;
pub(crate) use one::Wanted;
pub(super) use one::{pair, shown};

pub(crate) async fn ask(State(app): State<App>, may: May<WriteActivity>) -> Answer<Response> {
    start(&app, &may).await?;
    Ok(see(&app, "/synergies", Some(("synergies.started", None))))
}

/// Begins a search in the background; page and API share it.
pub(crate) async fn start(app: &App, viewer: &Viewer) -> Result<()> {
    let mut tx = app.db().begin(&viewer.ctx).await?;
    jobs::wish(&mut tx).await?;
    tx.commit().await
}

/// The longest time between both, in words.
fn lag(lang: Lang, word: &str) -> &'static str {
    t(lang, &format!("synergies.lag.{word}"))
}

/// Which activity comes first, which follows, and how soon; by the names of both.
pub(super) fn sentence(lang: Lang, pair: &Pair, (first, then): (&str, &str)) -> String {
    let key = match pair.is_ordered {
        true => "synergies.sentence",
        false => "synergies.sentence_together",
    };
    tf(
        lang,
        key,
        &[
            ("first", &first),
            ("then", &then),
            ("lag", &lag(lang, &pair.lag)),
        ],
    )
}

/// The address of a pair.
fn address(outcome: &str, pair: &Pair) -> String {
    PairKey::of(outcome, pair).map_or_else(|| "/synergies".to_owned(), |key| key.address())
}
