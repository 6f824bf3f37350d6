//! What questions of effect are asked of: journeys and cases, made from the timeline.
//!
//! A *journey* is the touchpoints of a company before one outcome; credit is shared out over it. A *case* is
//! one chance of an outcome, with time zero, exposures up to a landmark, an outcome after it and covariates
//! from before time zero; effects are estimated from cases. Both are read from one [`Log`] that is kept in
//! memory: types, times, departments, activities and ids only, never a name or an address. [`log`] brings
//! it up to date: only companies with new touchpoints are read again. A large log is kept in a file of the
//! data folder too, from which the next start goes on.
//! Tables: none (reads the log and the records behind it).

mod jobs;
mod kept;
mod model;
mod store;
#[cfg(test)]
mod tests;

use kernel::{Error, Result};
use org::web::{App, Parts};
use std::sync::Arc;

pub use jobs::Memory;
pub use model::{
    Case, Cases, Deal, Dimension, End, Journey, Log, Outcome, Touch, UNKNOWN, WINDOW_DAYS, cases,
    earning_types, ends, exposed_to, journey, known_of, study,
};
pub use store::{CAMPAIGN, CAMPAIGN_BY_TITLE, Version, campaign, load, load_company, version};

/// Keeps the log in memory while the server runs.
pub fn plug_in(parts: &mut Parts) {
    parts.plug(Memory::default());
}

/// The log as it is now.
///
/// # Errors
/// As [`store::load`].
pub async fn log(app: &App) -> Result<Arc<Log>> {
    let memory = app
        .plugged::<Memory>()
        .ok_or_else(|| Error::internal("no memory for the log"))?;
    memory.log(app).await
}

/// Reads the log and waits until its file is written, for the first start after much came in at once.
///
/// # Errors
/// As [`log()`].
pub async fn keep(app: &App) -> Result<()> {
    log(app).await?;
    if let Some(memory) = app.plugged::<Memory>() {
        memory.kept().await;
    }
    Ok(())
}

/// Reads the log ahead of the first question, beside everything else.
pub fn read_ahead(app: &App) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = log(&app).await {
            tracing::warn!(%error, "the log is read when somebody asks");
        }
    });
}
