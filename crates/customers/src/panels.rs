//! What the pages of all records share: the panels of other slices and the choices of links.

use kernel::{Id, Result};
use maud::Markup;
use org::web::{App, Place, Viewer};

use crate::fields::Kind;

/// Panels from this order on stand in the side column.
const ASIDE: i32 = 100;

/// The panels of a place: those of the main column and those of the side column.
///
/// # Errors
/// The first error of a panel.
pub async fn both(
    app: &App,
    place: Place,
    viewer: &Viewer,
    id: Id,
) -> Result<(Vec<Markup>, Vec<Markup>)> {
    let (mut main, mut aside) = (Vec::new(), Vec::new());
    for panel in app.panels(place) {
        let drawn = (panel.draw)(app.clone(), viewer.clone(), id).await?;
        let column = if panel.order < ASIDE {
            &mut main
        } else {
            &mut aside
        };
        column.extend(drawn);
    }
    Ok((main, aside))
}

/// Values and texts to choose from for a field that links to members or departments.
///
/// # Errors
/// As the database.
pub async fn choices(app: &App, viewer: &Viewer, kind: Kind) -> Result<Vec<(String, String)>> {
    Ok(match kind {
        Kind::Link("member") => {
            let members = org::members::names(app.db()).await?;
            members
                .into_iter()
                .map(|(id, name, _)| (id.to_string(), name))
                .collect()
        }
        Kind::Link("department") => {
            let valid = org::departments::valid_on(app.db(), viewer.ctx.today()).await?;
            let lang = viewer.ctx.lang;
            valid
                .iter()
                .map(|d| (d.id.to_string(), d.name(lang).to_owned()))
                .collect()
        }
        _ => Vec::new(),
    })
}
