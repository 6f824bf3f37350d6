//! Noting that someone objected to advertising, or took it back.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Id;
use org::permissions::WriteCustomer;
use org::web::{Answer, App, Form, May, see};
use serde::Deserialize;

use crate::fields::Edits;

#[derive(Deserialize)]
pub(in crate::people) struct Objection {
    #[serde(default)]
    objection: String,
}

pub(in crate::people) async fn object(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(given): Form<Objection>,
) -> Answer<Response> {
    let edits = match given.objection.as_str() {
        "" => Edits::new().clear("objection_at"),
        _ => Edits::new().set("objection_at", may.ctx.now().rfc3339()),
    };
    let mut tx = app.db().begin(&may.ctx).await?;
    let undo = format!("/history/{}/undo", tx.change_id());
    super::super::change(&mut tx, id, None, &edits, None).await?;
    tx.commit().await?;
    Ok(see(
        &app,
        &format!("/people/{id}"),
        Some(("word.saved", Some(&undo))),
    ))
}
