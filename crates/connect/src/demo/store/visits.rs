//! The website of the demo company: its source and the counted views.

use ::store::{Tx, params};
use kernel::{Id, Result};

use super::super::model::{World, visits};
use crate::sources::{self, Kind};

const COLUMNS: &[&str] = &[
    "source_id",
    "hour",
    "path",
    "referrer",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "is_machine",
    "views",
];

/// Writes the views of the window under a source of their own.
pub(super) async fn load(tx: &mut Tx, world: &World, marketing: Option<Id>) -> Result<()> {
    let source = sources::create(tx, "demo-website", Kind::Browser, marketing).await?;
    let rows = visits(world)
        .into_iter()
        .map(|row| {
            params![
                source.id,
                row.hour,
                row.path,
                row.referrer,
                if row.campaign.is_empty() {
                    ""
                } else {
                    "musterwerk"
                },
                if row.campaign.is_empty() {
                    ""
                } else {
                    row.referrer
                },
                row.campaign,
                false,
                row.views
            ]
        })
        .collect();
    tx.insert_many("visit_hour", COLUMNS, rows, "on conflict do nothing")
        .await?;
    Ok(())
}
