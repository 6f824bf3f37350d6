//! The companies of the demo as rows.

use ::store::{Tx, fold_name, params};
use kernel::Result;

use super::super::model::World;

pub(super) async fn companies(tx: &mut Tx, world: &World) -> Result<()> {
    let rows = world
        .companies
        .iter()
        .enumerate()
        .map(|(n, c)| {
            params![
                c.id,
                &c.name,
                fold_name(&c.name),
                &c.legal_form,
                &c.domain,
                &c.industry,
                c.employees,
                &c.street,
                &c.postal_code,
                &c.city,
                c.country,
                format!("https://www.{}", c.domain),
                c.size,
                c.customer_since,
                1,
                if c.customer_since.is_some() { 7 } else { 2 },
                "demo",
                format!("c{n}"),
                c.created_at,
                c.created_at
            ]
        })
        .collect();
    let columns = &[
        "id",
        "name",
        "name_folded",
        "legal_form",
        "domain",
        "industry",
        "employees",
        "street",
        "postal_code",
        "city",
        "country",
        "website",
        "segment_size",
        "is_customer_since",
        "is_target_market",
        "phase",
        "source_system",
        "source_id",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("company", columns, rows, "").await?;
    Ok(())
}
