//! The steps of an import as forms send them; each leads back to its page.

use axum::extract::{Path, Request, State};
use axum::response::Response;
use kernel::{Error, Id};
use org::permissions::WriteImport;
use org::web::{Answer, App, Form, May, see};
use serde::Deserialize;

use super::super::jobs;
use super::upload::{invalid, read_mapping};

macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident = $step:path;)+) => {
        $(
            $(#[$doc])*
            pub(crate) async fn $name(
                State(app): State<App>,
                may: May<WriteImport>,
                Path(id): Path<Id>,
            ) -> Answer<Response> {
                $step(&app, &may.ctx, id).await?;
                Ok(see(&app, &format!("/imports/{id}"), None))
            }
        )+
    };
}

steps! {
    /// Begins a trial run.
    trial = jobs::try_it;
    /// Begins the import.
    run = jobs::run_it;
    /// Goes on with a stopped import.
    resume = jobs::go_on;
    /// Stops what is under way.
    cancel = jobs::stop;
    /// Begins the undo.
    undo = jobs::undo_it;
}

pub(crate) async fn remove(
    State(app): State<App>,
    may: May<WriteImport>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    jobs::drop_it(&app, &may.ctx, id).await?;
    Ok(see(&app, "/imports", Some(("imports.dropped", None))))
}

pub(crate) async fn remove_file(
    State(app): State<App>,
    may: May<WriteImport>,
    Path((id, no)): Path<(Id, usize)>,
) -> Answer<Response> {
    if !jobs::drop_file(&app, &may.ctx, id, no).await? {
        return Ok(see(&app, "/imports", Some(("imports.dropped", None))));
    }
    let notice = Some(("imports.file_removed", None));
    Ok(see(&app, &format!("/imports/{id}"), notice))
}

#[derive(Deserialize)]
pub(crate) struct Source {
    #[serde(default)]
    source: String,
}

/// Where the files that no format knows come from.
pub(crate) async fn source(
    State(app): State<App>,
    may: May<WriteImport>,
    Path(id): Path<Id>,
    Form(given): Form<Source>,
) -> Answer<Response> {
    let source = given.source.trim();
    if source.is_empty() {
        return Err(Error::field("source", "error.required").into());
    }
    jobs::redraft(&app, &may.ctx, id, |draft| {
        for file in draft.files.iter_mut().filter(|f| f.own_source) {
            file.set_source(source)
                .map_err(|reason| invalid("source", reason))?;
        }
        Ok(Vec::new())
    })
    .await?;
    let notice = Some(("imports.source_saved", None));
    Ok(see(&app, &format!("/imports/{id}"), notice))
}

/// A mapping as a file for the files that it fits.
pub(crate) async fn use_mapping(
    State(app): State<App>,
    may: May<WriteImport>,
    Path(id): Path<Id>,
    request: Request,
) -> Answer<Response> {
    let mapping = read_mapping(&app, request).await?;
    jobs::use_mapping(&app, &may.ctx, id, &mapping).await?;
    let notice = Some(("imports.map_taken", None));
    Ok(see(&app, &format!("/imports/{id}"), notice))
}
