//! The touchpoints behind a cost: what was paid for, to the cent.

use kernel::{Error, Id, Result};
use org::web::{App, Viewer};

use super::asked::AskedAfter;
use super::model::{Cost, Places, Question};
use super::store::{self as sql, Paid};

/// Touchpoints of a page.
const ROWS: usize = 60;

/// The cost of a row with what it is the sum of.
pub(crate) struct Behind {
    /// What was asked.
    pub(crate) question: Question,
    /// The rows.
    pub(crate) places: Places,
    /// The row; none: all of them.
    pub(crate) row: Option<usize>,
    /// Its cost, as the table shows it.
    pub(crate) cost: Cost,
    /// Touchpoints whose cost is in another currency; they are neither added nor listed.
    pub(crate) elsewhere: i64,
    /// The touchpoints of this page, the latest first.
    pub(crate) paid: Vec<Paid>,
    /// The touchpoint behind which the next page begins.
    pub(crate) next: Option<Id>,
}

/// The touchpoints behind the cost of a row; page and API share it. `NotFound` when there is no such row.
pub(crate) async fn behind(app: &App, viewer: &Viewer, wanted: &AskedAfter) -> Result<Behind> {
    let house = org::settings::company(app.db()).await?;
    let question = wanted.asked.question(viewer, &house)?;
    let log = crate::effects::log(app).await?;
    let places = sql::places(app.db(), &log, question.dimension).await?;
    let row = match &wanted.asked.row {
        Some(key) => Some(places.row(key).ok_or(Error::NotFound("contribution.row"))?),
        None => None,
    };
    let costs = sql::costs(app.db(), &question, &places).await?;
    let after = wanted.place.after;
    let (paid, next) = sql::paid(app.db(), &question, (&places, row), after, ROWS).await?;
    let own = |row: usize| costs.rows.get(row).copied().unwrap_or_default();
    Ok(Behind {
        cost: row.map_or_else(|| costs.total(), own),
        elsewhere: costs.elsewhere,
        question,
        places,
        row,
        paid,
        next,
    })
}
