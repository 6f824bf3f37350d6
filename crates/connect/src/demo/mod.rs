//! The demo company "Musterwerk Maschinenbau GmbH": three years of customers and touchpoints of all
//! departments, made from a seed and equal on every machine.
//!
//! Loading it writes rows of many slices at once, past their functions: the one documented exception
//! to "a slice writes only its own tables", because 650 000 touchpoints in a minute leave no other way.
//! Tables: none of its own.

mod model;
mod store;

use std::path::Path;

use ::store::Db;
use kernel::{Ctx, Date, Result};
use serde::Serialize;

pub use model::{Scale, Truth};

/// What was made, as printed by the command.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// Companies.
    pub companies: usize,
    /// People, planted duplicates included.
    pub people: usize,
    /// Deals.
    pub deals: usize,
    /// Touchpoints.
    pub touchpoints: u64,
    /// Who can sign in, with the password that all of them share.
    pub sign_ins: Vec<SignIn>,
}

/// A demo sign-in.
#[derive(Debug, Clone, Serialize)]
pub struct SignIn {
    /// Address.
    pub email: String,
    /// The password of every demo sign-in.
    pub password: &'static str,
    /// Role.
    pub role: &'static str,
    /// Key of the department, empty for none.
    pub department: &'static str,
}

/// The password of every demo sign-in; the data are invented, so it may be known.
pub const PASSWORD: &str = "musterwerk-demo";

/// Makes the demo company in an empty database and writes `truth.json` into the folder.
///
/// # Errors
/// `Conflict` when the database already holds data, else as the store.
pub async fn generate(
    db: &Db,
    ctx: &Ctx,
    folder: &Path,
    scale: Scale,
    seed: u64,
    today: Date,
) -> Result<Summary> {
    store::refuse_data(db).await?;
    let world = model::World::make(scale, seed, today);
    let summary = store::load(db, ctx, &world).await?;
    let truth = serde_json::to_string_pretty(&world.truth())?;
    std::fs::write(folder.join("truth.json"), truth)?;
    Ok(summary)
}
