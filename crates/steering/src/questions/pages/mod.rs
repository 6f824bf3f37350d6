//! The two questions and their answers: the list, one question, the cases behind it.

mod cases;
mod effect;
mod list;
mod one;

use axum::extract::State;
use axum::response::Response;
use kernel::Result;
use org::permissions::WriteActivity;
use org::web::{Answer, App, May, Viewer, see};
use serde::Deserialize;

use super::jobs;

pub(super) use cases::{behind, cases};
pub(super) use list::list;
pub(super) use one::question;

/// The place of a list from which to go on.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The last company of the page before.
    #[param(value_type = Option<String>)]
    pub(crate) after: Option<kernel::Id>,
}

pub(crate) async fn ask(State(app): State<App>, may: May<WriteActivity>) -> Answer<Response> {
    start(&app, &may).await?;
    Ok(see(&app, "/questions", Some(("questions.started", None))))
}

/// Asks all questions in the background; page and API share it.
pub(crate) async fn start(app: &App, viewer: &Viewer) -> Result<()> {
    let mut tx = app.db().begin(&viewer.ctx).await?;
    jobs::wish(&mut tx).await?;
    tx.commit().await
}
