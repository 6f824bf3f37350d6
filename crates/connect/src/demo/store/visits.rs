//! The website of the demo company: its source and the counted views.

use ::store::{Tx, params};
use kernel::{Id, Result};
use org::web::{secret, sha256_hex};

use super::super::model::{World, visits};
use crate::sources::Kind;

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
    let (id, now) = (tx.ctx().id(), tx.ctx().now());
    let key = format!("uwk_{}", secret()?);
    tx.exec(
        "insert into source (id, name, kind, department_id, key_hash, key_text, hint, created_at) \
         values ($1, 'demo-website', $2, $3, $4, $5, $6, $7)",
        params![
            id,
            Kind::Browser.key(),
            marketing,
            sha256_hex(&key),
            &key,
            key.get(key.len() - 4..),
            now
        ],
    )
    .await?;
    let rows = visits(world)
        .into_iter()
        .map(|row| {
            params![
                id,
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
