//! Losing a deal: why, against whom, and when another try is worth it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Result};
use maud::{Markup, html};
use org::permissions::WriteCustomer;
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use store::Tx;
use ui::components::{date_field, field, form, link_button, select, submit};
use ui::{Attrs, t};

use super::super::{Field, get};
use super::fields::{label, reasons};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct LoseForm {
    lost_reason: String,
    competitor: String,
    revive_on: String,
}

pub(crate) async fn lose_form(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer {
    Ok(lose_page(&app, &may, id, &LoseForm::default(), &Vec::new()).await?)
}

async fn lose_page(
    app: &App,
    viewer: &Viewer,
    id: Id,
    given: &LoseForm,
    errors: &Fields,
) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let deal = get(app.db(), id).await?;
    let body = html! {
        (select("lost_reason", label(lang, Field::LostReason), &reasons(lang, None)).selected(&given.lost_reason).required().errors(lang, errors))
        (field("competitor", label(lang, Field::Competitor)).value(&given.competitor))
        (date_field(lang, "revive_on", label(lang, Field::ReviveOn), None).value(&given.revive_on).hint(t(lang, "deals.revive_hint")).errors(lang, errors))
        div.u-row { (submit(t(lang, "deals.lose"))) (link_button(t(lang, "word.cancel"), &format!("/deals/{id}")).ghost()) }
    };
    let page =
        Page::new(t(lang, "deals.lose_title"), "/deals").crumb(&deal.name, format!("/deals/{id}"));
    let action = format!("/deals/{id}/lose");
    Ok(page.render(
        app,
        viewer,
        html! { div.u-main { (form(&action, &viewer.csrf, &Attrs::new(), body)) } },
    ))
}

pub(crate) async fn lose(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(given): Form<LoseForm>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    match close(&mut tx, &may, id, &given).await {
        Ok(()) => {
            let undo = format!("/history/{}/undo", tx.change_id());
            tx.commit().await?;
            Ok(see(&app, "/deals", Some(("deals.moved", Some(&undo)))))
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let page = lose_page(&app, &may, id, &given, &errors).await?;
            Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn close(tx: &mut Tx, viewer: &Viewer, id: Id, given: &LoseForm) -> Result<()> {
    let lang = viewer.ctx.lang;
    let deal = super::super::lose(tx, id, &given.lost_reason).await?;
    let mut further = Vec::new();
    for (field, text) in [
        (Field::Competitor, &given.competitor),
        (Field::ReviveOn, &given.revive_on),
    ] {
        if let Some(plain) = field.typed(lang, text, &deal.currency)? {
            further.push((field, Some(plain)));
        }
    }
    super::super::change(tx, id, None, &further).await?;
    Ok(())
}
