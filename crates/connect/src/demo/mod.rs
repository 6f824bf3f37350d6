//! The demo company "Musterwerk Maschinenbau GmbH": three years of customers and touchpoints of all
//! departments, made from a seed and equal on every machine; and the first steps at `/welcome`.
//!
//! Loading and clearing write rows of many slices at once, past their functions: the one documented
//! exception to "a slice writes only its own tables", because 650 000 touchpoints in a minute leave
//! no other way. While it is there the setting `demo` says so; clearing takes every customer record.
//! It has no table of its own.

mod jobs;
mod model;
mod pages;
mod store;

use std::path::Path;

use ::store::Db;
use kernel::{Ctx, Date, Error, Result};
use org::web::{Panel, Parts, Place, Routes};
use serde::Serialize;
use steering::questions::{History, Setting};

pub use jobs::handlers;
pub use model::{Scale, Truth};
pub use store::{clear, is_empty, is_loaded};

/// The password of every demo sign-in; the data are invented, so it may be known.
pub const PASSWORD: &str = "musterwerk-demo";

/// What to make.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How much.
    pub scale: Scale,
    /// The same seed makes the same company.
    pub seed: u64,
    /// Last day of the 36 months.
    pub today: Date,
    /// Whether the members of the demo can sign in with the known password.
    pub sign_ins: bool,
}

impl Plan {
    /// Seed 1, with sign-ins.
    #[must_use]
    pub fn new(scale: Scale, today: Date) -> Self {
        Self {
            scale,
            seed: 1,
            today,
            sign_ins: true,
        }
    }
}

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
    /// Name of the member.
    pub name: String,
    /// Address.
    pub email: String,
    /// The password of every demo sign-in.
    pub password: &'static str,
    /// Role.
    pub role: &'static str,
    /// Key of the department, empty for none.
    pub department: &'static str,
}

/// The pages of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/welcome", pages::welcome)
        .get("/welcome/progress", pages::progress_now)
        .post("/welcome/demo", pages::load)
        .post("/welcome/demo/removal", pages::remove)
}

/// Shows the first steps on the start page of an empty installation.
pub fn plug_in(parts: &mut Parts) {
    parts.panels.push(Panel {
        place: Place::Home,
        order: 0,
        draw: pages::on_home,
    });
}

/// Makes the demo company in a new database and writes `truth.json` into the folder.
///
/// # Errors
/// `Conflict` when the database already holds data or members, else as the store.
pub async fn generate(db: &Db, ctx: &Ctx, folder: &Path, plan: &Plan) -> Result<Summary> {
    if store::has_members(db).await? {
        return Err(Error::state("error.data_exists"));
    }
    let (summary, truth) = load(db, ctx, plan, |_, _| async { Ok(()) }).await?;
    write_truth(folder, &truth)?;
    Ok(summary)
}

/// Makes the demo company beside the members that are there; `tell` hears the progress.
///
/// # Errors
/// `Conflict` when there are customers already, else as the store.
pub async fn load<F>(
    db: &Db,
    ctx: &Ctx,
    plan: &Plan,
    tell: impl Fn(i64, i64) -> F,
) -> Result<(Summary, Truth)>
where
    F: Future<Output = Result<()>>,
{
    if !store::is_empty(db).await? {
        return Err(Error::state("error.data_exists"));
    }
    let world = model::World::make(plan.scale, plan.seed, plan.today);
    let touchpoints = store::load(db, ctx, plan, &world, tell).await?;
    customers::duplicates::search_anew(db, ctx).await?;
    let mut tx = db.begin(ctx).await?;
    steering::questions::wish(&mut tx).await?;
    steering::synergies::wish(&mut tx).await?;
    tx.commit().await?;
    let summary = Summary {
        companies: world.companies.len(),
        people: world.people.len(),
        deals: world.deals.len(),
        touchpoints,
        sign_ins: if plan.sign_ins {
            world.sign_ins()
        } else {
            Vec::new()
        },
    };
    Ok((summary, world.truth()))
}

/// The company as the questions about effect read it, with its truth; nothing is stored. The database of
/// the same plan gives the same histories.
#[must_use]
pub fn histories(plan: &Plan) -> (Vec<History>, Setting, Truth) {
    let world = model::World::make(plan.scale, plan.seed, plan.today);
    let (histories, setting) = model::histories(&world);
    (histories, setting, world.truth())
}

fn write_truth(folder: &Path, truth: &Truth) -> Result<()> {
    std::fs::write(
        folder.join("truth.json"),
        serde_json::to_string_pretty(truth)?,
    )?;
    Ok(())
}

fn remove_truth(folder: &Path) -> Result<()> {
    match std::fs::remove_file(folder.join("truth.json")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
